"""The log of a trial: one line an act, each chained to the one before it.

A line's ``link`` is the SHA-256 of the link before it and of the line's other cells, so that a line
changed, moved or taken out breaks every link after it. The first link hangs on the commitment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Act(StrEnum):
    ALLOCATED = "allocated"
    EXCLUDED = "excluded"  # looked at, and not in: not eligible, or declined
    LOOK = "look"  # results looked at before the end
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Line:
    """``unit``: a reference, never a name; empty for a look and for the closing. ``said``: why
    somebody was excluded, what a look showed, why the trial was closed."""

    number: int
    at: str
    act: str
    unit: str
    block: str
    arm: str
    by: str
    said: str
    link: str = ""

    @property
    def text(self) -> str:
        """As it stands in the log, without its end of line."""
        return ",".join(str(getattr(self, each.name)) for each in fields(self))

    def linked(self, before: str) -> Line:
        unlinked = self.text.rpartition(",")[0]
        link = hashlib.sha256(f"{before}\n{unlinked}".encode()).hexdigest()
        return replace(self, link=link)


HEADER = ",".join(each.name for each in fields(Line))


def log_text(lines: Iterable[Line]) -> str:
    return "".join(f"{text}\n" for text in (HEADER, *(line.text for line in lines)))


def line_of(text: str) -> Line | None:
    """One line of the log; None where it is none."""
    cells = text.split(",")
    if len(cells) != len(fields(Line)) or not cells[0].isdecimal():
        return None
    return Line(int(cells[0]), *cells[1:])


def broken_at(lines: Sequence[Line], commitment: str) -> int | None:
    """The number of the first line that does not follow from those before it; None: none."""
    before = commitment
    for number, line in enumerate(lines, start=1):
        if line.number != number or line.linked(before) != line:
            return number
        before = line.link
    return None


def allocated(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.act == Act.ALLOCATED)


def closed(lines: Iterable[Line]) -> Line | None:
    return next((line for line in lines if line.act == Act.CLOSED), None)
