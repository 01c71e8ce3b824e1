"""Gaps between groups in words and tables.

No sentence says that a gap is there unless its test says so, and where none is found the words say
how large one would have had to be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from upheld.render import formats, names
from upheld.render.figures import LENIENT
from upheld.render.personal import NOT_RECORDED
from upheld.render.tables import Cell, Table, reading_cell

if TYPE_CHECKING:
    from upheld.render.gaps import Equality, Gap, Group, Groups
    from upheld.render.personal import Period

CategoryName = Callable[[str, str], str]
EVERYBODY_ELSE = "everybody else"
NOT_TOLD = "●"
NEED_KIND = ("ethnicity",)
COMPARED_WITH = "the others are compared with these"
COLUMNS = {
    "measure": pl.String,
    "reading": pl.String,
    "unit_type": pl.String,
    "unit_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "breakdown": pl.String,
    "category": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "suppressed": pl.Boolean,
    "compared_with": pl.String,
    "gap": pl.Float64,
    "gap_lower": pl.Float64,
    "gap_upper": pl.Float64,
    "p_value": pl.Float64,
    "more_than_chance": pl.Boolean,
    "smallest_gap_seen": pl.Float64,
}


def period(found: Period) -> str:
    return f"{formats.month(found.start)} to {formats.month(found.end)}"


def points(difference: float) -> str:
    """Between two shares: "9.9 points lower"."""
    if round(difference * 100, 1) == 0:
        return "no difference"
    return f"{_number(difference)} points {'lower' if difference < 0 else 'higher'}"


def interval(gap: Gap) -> str:
    """The 95% interval of a gap; where it holds both ways, both are named."""
    if gap.upper <= 0:
        return f"{_number(gap.upper)} to {_number(gap.lower)} lower"
    if gap.lower >= 0:
        return f"{_number(gap.lower)} to {_number(gap.upper)} higher"
    return f"{_number(gap.lower)} lower to {_number(gap.upper)} higher"


def smallest(gap: Gap) -> str:
    if gap.smallest is None:
        return "none: too few"
    return f"{_number(gap.smallest)} points"


def _number(share: float) -> str:
    return f"{abs(share) * 100:.1f}"


def findings(found: Equality, people: str, name: CategoryName) -> tuple[str, ...]:
    """Each gap that is more than chance in either reading: by person first, the largest first."""
    told = [
        (groups, group, reading)
        for groups in found.breakdowns
        for group in groups.groups
        if (reading := next((r for r, gap in group.gaps.items() if gap.told), None))
    ]
    told.sort(key=lambda each: (each[0].reference is None, -abs(each[1].gaps[each[2]].difference)))
    return tuple(_finding(*each, people, name) for each in told)


def _finding(groups: Groups, group: Group, reading: str, people: str, name: CategoryName) -> str:
    gap = group.gaps[reading]
    against = name(groups.breakdown, groups.reference) if groups.reference else EVERYBODY_ELSE
    who = f"{name(groups.breakdown, group.category)}{_kind(groups)}"
    said = (
        f"{who}: {formats.percent(gap.own.value)} of {gap.own.denominator:,} {people}, "
        f"{points(gap.difference)} than {against} ({formats.percent(gap.against.value)} "
        f"of {gap.against.denominator:,}; 95% interval {interval(gap)})"
    )
    others = [(r, other) for r, other in group.gaps.items() if r != reading]
    return f"{said}, {reading} reading{''.join(_other(*each) for each in others)}."


def _kind(groups: Groups) -> str:
    """Names like "other" say nothing by themselves."""
    return f" ({names.plain(groups.breakdown)})" if groups.breakdown in NEED_KIND else ""


def _other(reading: str, gap: Gap) -> str:
    if gap.told:
        return f"; {points(gap.difference)} in the {reading} one"
    return f"; it could be chance in the {reading} one"


def summary(found: Equality, reading: str) -> str:
    """How many gaps were looked at and how many are more than chance; says so where none is."""
    gaps = [gap for _, _, gap in found.gaps(reading)]
    if not gaps:
        return "No two groups can be compared: one or the other is withheld, or nobody is in it."
    told = sum(gap.told for gap in gaps)
    compared = f"{formats.plural(len(gaps), 'comparison', 'comparisons')} made"
    if told:
        return f"{compared}; {formats.plural(told, 'gap is', 'gaps are')} more than chance."
    return f"{compared}: no gap is seen that is more than chance. {_could_have_seen(gaps)}"


def _could_have_seen(gaps: list[Gap]) -> str:
    """What finding none is worth."""
    seen = sorted(gap.smallest for gap in gaps if gap.smallest is not None)
    if not seen:
        return "With so few people no gap at all could have been seen."
    if len(seen) == 1:
        return f"A gap under {_number(seen[0])} points would often have been missed."
    return (
        f"A gap under {_number(seen[0])} points would often have been missed in any of them, in "
        f"one even a gap of almost {_number(seen[-1])}."
    )


def table(
    groups: Groups, caption: str, people: str, name: CategoryName, frame: pl.DataFrame
) -> Table:
    """One line a group: its share, its gap and the smallest gap to be seen, in each reading."""
    readings = tuple(
        dict.fromkeys(f.reading for group in groups.groups for f in group.figures.figures)
    )
    readings = tuple(sorted(readings, key=lambda each: each == LENIENT))
    heads = [
        head
        for each in readings
        for head in (names.READING[each], f"Gap, 95% interval ({each})", "Smallest gap to be seen")
    ]
    return Table(
        name=f"by-{groups.breakdown.replace('_', '-')}",
        caption=caption,
        head=("Group", *heads),
        rows=tuple(
            (
                Cell(name(groups.breakdown, group.category)),
                *(cell for each in readings for cell in _cells(groups, group, each, people)),
            )
            for group in groups.groups
        ),
        frame=frame,
        words=tuple(range(2, 1 + len(heads), 3)),
        note=_compared_with(groups, name),
    )


def _compared_with(groups: Groups, name: CategoryName) -> str:
    if groups.reference is None:
        return "Each group is compared with everybody else; a person can be in several or in none."
    largest = name(groups.breakdown, groups.reference)
    said = f"Each group is compared with the largest of the force: {largest}."
    if any(each.category == NOT_RECORDED for each in groups.groups):
        said += (
            " Nobody knows to which group those not recorded belong: they are compared with none, "
            "and could move any of these shares."
        )
    return said


def _cells(groups: Groups, group: Group, reading: str, people: str) -> tuple[Cell, Cell, Cell]:
    gap = group.gaps.get(reading)
    share = reading_cell(group.figure(reading), people)
    if gap:
        return share, gap_cell(gap), Cell(smallest(gap))
    is_reference = group.category == groups.reference
    return share, Cell(COMPARED_WITH if is_reference else "not compared"), Cell("–")


def gap_cell(gap: Gap) -> Cell:
    if not gap.told:
        said = f"{points(gap.difference)} ({interval(gap)})"
        return Cell("Could be chance", note=said, mark=NOT_TOLD)
    mark = "▼" if gap.difference < 0 else "▲"
    return Cell(points(gap.difference), note=interval(gap), mark=mark)


def frame(groups: Groups) -> pl.DataFrame:
    """The groups and their gaps as numbers, for a file."""
    rows = [
        (
            f.measure, f.reading, f.unit_type, f.unit_code, f.period_start, f.period_end,
            f.breakdown, f.category, f.numerator, f.denominator, f.value, f.lower, f.upper,
            f.suppressed, groups.reference or EVERYBODY_ELSE,
            *_gap_numbers(group.gaps.get(f.reading)),
        )
        for group in groups.groups
        for f in group.figures.figures
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _gap_numbers(gap: Gap | None) -> tuple[object, ...]:
    if gap is None:
        return (None,) * 6
    return gap.difference, gap.lower, gap.upper, gap.p_value, gap.told, gap.smallest
