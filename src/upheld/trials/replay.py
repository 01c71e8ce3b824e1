"""Every line of the log made again from the seed, and compared to the byte.

Links show that a line was changed by somebody who did not make all later links anew; the seed shows
an arm that was not drawn; the keeper's ledger, which is not in the folder, shows everything else:
a log that was written anew as a whole, or cut short.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from upheld.core.trial import Protocol
from upheld.core.trial_log import Act, Line, line_of
from upheld.statistics.allocation import arms_of


@dataclass(frozen=True, slots=True)
class Differing:
    """``line``: of the file, its header being line 1. No cell is shown that names somebody."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


class Lots:
    """The lots of one trial, drawn one at a time."""

    def __init__(self, protocol: Protocol, seed: bytes) -> None:
        self._arms = protocol.arms
        self._streams = {
            block: arms_of(seed, block, len(protocol.arms), protocol.block_sizes)
            for block in protocol.blocks
        }

    def draw(self, block: str) -> str:
        return self._arms[next(self._streams[block])].name

    def knows(self, block: str) -> bool:
        return block in self._streams


def replay(
    protocol: Protocol, commitment: str, seed: bytes, texts: Sequence[str]
) -> tuple[Differing, ...]:
    """``texts``: the lines of the log as they stand, without the header."""
    return tuple(_differing(Lots(protocol, seed), commitment, texts))


def _differing(lots: Lots, before: str, texts: Sequence[str]) -> Iterator[Differing]:
    for number, text in enumerate(texts, start=1):
        found = line_of(text)
        if found is None:
            yield Differing(number + 1, "is not a line of a log")
            return
        expected = _again(found, number, lots, before)
        if expected.text != text:
            yield Differing(number + 1, _said(expected, found))
        before = found.link  # so that one change is one difference


def _again(found: Line, number: int, lots: Lots, before: str) -> Line:
    arm = ""
    if found.act == Act.ALLOCATED:
        arm = lots.draw(found.block) if lots.knows(found.block) else "no such block"
    return replace(found, number=number, arm=arm).linked(before)


def _said(expected: Line, found: Line) -> str:
    wrong = [
        f"{name} {getattr(found, name)!r} where {getattr(expected, name)!r} was drawn"
        for name in ("number", "arm")
        if getattr(found, name) != getattr(expected, name)
    ]
    return "; ".join(wrong) or "was changed after it was written, or follows another line"


# -------------------------------------------------------------------------------- the ledger


def ledger_of(seed_file: Path) -> Path:
    """Beside the seed, with whoever keeps it: the number and link of every line."""
    return seed_file.with_name(f"{seed_file.name}.ledger")


def ledger_text(line: Line) -> str:
    return f"{line.number} {line.link}"


def beside_ledger(texts: Sequence[str], ledger: Sequence[str]) -> tuple[Differing, ...]:
    """Lines of the log that are not those the keeper saw, and lines seen that are gone."""
    found = []
    for number, seen in enumerate(ledger, start=1):
        if number > len(texts):
            what = f"is missing: the keeper saw {len(ledger)} lines, and {len(texts)} are left"
            found.append(Differing(number + 1, what))
            break
        line = line_of(texts[number - 1])
        if line is None or ledger_text(line) != seen:
            found.append(Differing(number + 1, "is not the line that the keeper saw"))
    return tuple(found)
