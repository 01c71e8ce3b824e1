"""How the last months moved since they were first published, in words and as a table.

Two numbers stand side by side, each with the edition that showed it. Nothing is said of their
distance: that would be a verdict, and there is no test behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from upheld.editions.moved import COUNTS, KEY, NUMBERS, first_month
from upheld.render import formats, names
from upheld.render.figures import at
from upheld.render.tables import Cell, Table

if TYPE_CHECKING:
    from upheld.editions.manifest import Manifest
    from upheld.render.figures import Place

READINGS = ("strict", "lenient", "recorded", "published")
NOT_BEFORE = "in none of the earlier editions that were compared"


@dataclass(frozen=True, slots=True)
class Numbers:
    """What one edition shows of a figure; all None where it has none."""

    numerator: int | None
    denominator: int | None
    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Moved:
    """One month and reading of one series: as first published, and now."""

    month: date
    reading: str
    first_as_of: date
    first: Numbers
    now: Numbers
    suppressed: bool

    @property
    def same(self) -> bool:
        return all(getattr(self.first, each) == getattr(self.now, each) for each in COUNTS)


@dataclass(frozen=True, slots=True)
class Series:
    """The last months of one measure and place, oldest first. ``months``: those that the edition
    shows, also the ones that no earlier edition showed."""

    moved: tuple[Moved, ...]
    months: tuple[date, ...]
    rows: pl.DataFrame

    @property
    def readings(self) -> tuple[str, ...]:
        return tuple(each for each in READINGS if any(m.reading == each for m in self.moved))

    def find(self, month: date, reading: str) -> Moved | None:
        return next((m for m in self.moved if (m.month, m.reading) == (month, reading)), None)


def series(
    rows: pl.DataFrame, measure: str, place: Place, shown: Sequence[date], as_of: date
) -> Series:
    """``rows``: what an edition says of what moved; ``shown``: the months it has of the series."""
    own = at(rows.filter(pl.col("measure") == measure), place).sort("period_start", "reading")
    moved = tuple(_moved(row) for row in own.iter_rows(named=True))
    recent = (month for month in shown if month >= first_month(as_of))
    return Series(moved, tuple(sorted({*recent, *(each.month for each in moved)})), own)


def _moved(row: dict[str, Any]) -> Moved:
    return Moved(
        row["period_start"],
        row["reading"],
        row["first_as_of"],
        Numbers(*(row[f"first_{name}"] for name in NUMBERS)),
        Numbers(*(row[name] for name in NUMBERS)),
        row["suppressed"],
    )


# Words --------------------------------------------------------------------------------------------


def sentences(found: Series, people: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each reading one sentence a month, oldest first."""
    return tuple(
        (reading, tuple(sentence(found.find(m, reading), m, people) for m in found.months))
        for reading in found.readings
    )


def sentence(moved: Moved | None, month: date, people: str) -> str:
    said = formats.month(month)
    if moved is None:
        return f"{said}: {NOT_BEFORE}."
    edition = f"the edition of {formats.long_date(moved.first_as_of)}"
    if moved.suppressed:
        return f"{said}: not shown, {edition} or this one withholds it ({formats.UNDER_FIVE})."
    first = _share(moved.first, people)
    if moved.same:
        return f"{said}: first published as {first} in {edition}; the same now."
    return f"{said}: first published as {first} in {edition}; now {_share(moved.now)}."


def _share(numbers: Numbers, people: str = "") -> str:
    if numbers.denominator is None:
        return "no figure"
    if numbers.value is None:
        return formats.NONE_DUE
    of = f"{numbers.denominator:,}{f' {people}' if people else ''}"
    return f"{formats.percent(numbers.value)} of {of}"


def caution(manifest: Manifest) -> str:
    """What else than late keying can have moved a figure; empty where nothing else changed."""
    rules = [e.as_of for e in manifest.before if e.rules != manifest.rules]
    software = [e.as_of for e in manifest.before if e.software != manifest.software]
    changed = [what for what, days in (("rules", rules), ("software", software)) if days]
    if not changed:
        return ""
    since = formats.long_date(date.fromisoformat(min([*rules, *software])))
    return (
        f"The {' and the '.join(changed)} changed since the edition of {since}: that can move a "
        "figure too."
    )


# A table ------------------------------------------------------------------------------------------


def table(found: Series, caption: str) -> Table:
    """One line a month, newest first: for each reading as first published, and now."""
    heads = [
        f"{names.READING[reading]}: {when}"
        for reading in found.readings
        for when in ("first published", "now")
    ]
    return Table(
        name="moved",
        caption=caption,
        head=("Month", "First published", *heads),
        rows=tuple(_line(found, month) for month in reversed(found.months)),
        frame=found.rows.select(*KEY, pl.exclude(KEY)),
        words=(1,),
    )


def _line(found: Series, month: date) -> tuple[Cell, ...]:
    moved = [found.find(month, reading) for reading in found.readings]
    known = next((each for each in moved if each), None)
    when = f"edition of {formats.long_date(known.first_as_of)}" if known else "not before"
    return (
        Cell(formats.month(month)),
        Cell(when),
        *(cell for each in moved for cell in _cells(each)),
    )


def _cells(moved: Moved | None) -> tuple[Cell, Cell]:
    if moved is None:
        return Cell("–"), Cell("–")
    if moved.suppressed:
        return Cell(formats.UNDER_FIVE), Cell(formats.UNDER_FIVE)
    return _cell(moved.first), _cell(moved.now)


def _cell(numbers: Numbers) -> Cell:
    note = "" if numbers.value is None else formats.interval_of(numbers.lower, numbers.upper)
    return Cell(_share(numbers), note=note)
