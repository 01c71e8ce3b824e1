"""Which verdicts the generated cases reached, rule by rule, and which no case could ever reach."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.properties.comparison import Verdict

from upheld.core.victims_code import ROUTINE, Clock, Entitlement
from upheld.core.vocabulary import Reason, Status

IMPOSSIBLE = Path(__file__).with_name("impossible.csv")
READINGS = ("strict", "lenient")
ANY = "*"
OUTCOMES = tuple(
    [(status.value, "") for status in Status if status is not Status.EXCLUDED]
    + [(Status.EXCLUDED.value, reason.value) for reason in Reason]
)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One rule of one Code in one reading, with one verdict; ``reason`` empty where none is due."""

    rule: str
    reading: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """A pattern of cells that no case can reach, and why. ``rules`` is a group of GROUPS."""

    rules: str
    reading: str
    status: str
    reason: str
    why: str

    def covers(self, cell: Cell, rule: Entitlement) -> bool:
        return (
            GROUPS[self.rules](rule)
            and self.reading in (ANY, cell.reading)
            and self.status in (ANY, cell.status)
            and self.reason in (ANY, cell.reason)
        )


def _is_routine(rule: Entitlement) -> bool:
    return ROUTINE in rule.triggers


def _is_right_6_informed(rule: Entitlement) -> bool:
    return rule.right == 6 and rule.action == "informed"


GROUPS = {
    "timed": lambda rule: rule.timed,
    "untimed": lambda rule: not rule.timed and not _is_routine(rule),
    "routine": _is_routine,
    "not routine": lambda rule: not _is_routine(rule),
    "occurred": lambda rule: rule.timed and rule.clock is Clock.OCCURRED,
    "not right 6 informed": lambda rule: not _is_right_6_informed(rule),
}


def impossible() -> tuple[Impossible, ...]:
    with IMPOSSIBLE.open(encoding="utf-8", newline="") as file:
        return tuple(Impossible(**row) for row in csv.DictReader(file))


def all_cells(rules: Iterable[Entitlement]) -> Iterator[Cell]:
    for rule in rules:
        for reading in READINGS:
            for status, reason in OUTCOMES:
                yield Cell(rule.id, reading, status, reason)


def counted(verdicts: Iterable[Verdict]) -> Counter[Cell]:
    """Each verdict in both readings. The strict reading's reason stands for the lenient one's
    too: what is excluded in the lenient reading is so in the strict one."""
    cells: Counter[Cell] = Counter()
    for verdict in verdicts:
        for reading, status in zip(READINGS, (verdict.status, verdict.status_lenient), strict=True):
            reason = (verdict.reason or "no reason") if status == Status.EXCLUDED else ""
            cells[Cell(verdict.entitlement, reading, str(status), str(reason))] += 1
    return cells


def never_reached(counts: Counter[Cell], rules: Iterable[Entitlement]) -> list[Cell]:
    """Cells that no case reached and that the written list does not call impossible."""
    rules, listed = list(rules), impossible()
    by_id = {rule.id: rule for rule in rules}
    return [
        cell
        for cell in all_cells(rules)
        if not counts[cell] and not any(row.covers(cell, by_id[cell.rule]) for row in listed)
    ]


def reached_though_impossible(
    counts: Counter[Cell], rules: Iterable[Entitlement]
) -> list[tuple[Cell, str]]:
    """Cells that cases reached against the written list, or that are no verdict at all."""
    by_id, listed = {rule.id: rule for rule in rules}, impossible()
    known = set(all_cells(by_id.values()))
    strange = [(cell, "not a verdict of the contract") for cell in counts if cell not in known]
    return strange + [
        (cell, row.why)
        for cell in sorted(counts.keys() & known)
        for row in listed
        if row.covers(cell, by_id[cell.rule])
    ]


def table(counts: Counter[Cell], rules: Iterable[Entitlement]) -> str:
    """One line a rule and reading, one column a verdict; a dash where a verdict is impossible."""
    heads = [reason or status for status, reason in OUTCOMES]
    lines = [f"{'rule':<16} {'reading':<8}" + "".join(f"{head:>17}" for head in heads)]
    for rule in rules:
        for reading in READINGS:
            cells = [Cell(rule.id, reading, *outcome) for outcome in OUTCOMES]
            lines.append(
                f"{rule.id:<16} {reading:<8}"
                + "".join(f"{_shown(counts, cell, rule):>17}" for cell in cells)
            )
    return "\n".join(lines)


def _shown(counts: Counter[Cell], cell: Cell, rule: Entitlement) -> str:
    if counts[cell] or not any(row.covers(cell, rule) for row in impossible()):
        return f"{counts[cell]}"
    return "-"
