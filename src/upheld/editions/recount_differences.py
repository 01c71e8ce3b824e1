"""What does not agree between figures as they stand and as counted again, figure by figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from upheld.editions.edition import OPEN, RESTRICTED
from upheld.editions.recount_figures import KEY, NUMBERS, SHARES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

FULL_FILE = f"{RESTRICTED}/figures_full.parquet"
OPEN_FILE = f"{OPEN}/figures.parquet"
SHOWN = "as shown"
# Ends of an interval, summed in another order, differ in their last digits.
ROUNDING = 1e-9
NOT_OPEN = "is shown, and the open half does not show it"
NOT_WITHHELD = "is withheld, and yet numbers stand there"
NOT_THERE = "follows from the restricted half, and is not there"
NO_ROW = "follows from no row of the restricted half"
DIFFERS = "differs"


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """By what one figure is found."""

    measure: str
    reading: str
    unit_type: str
    unit_code: str
    period_start: date
    period_end: date
    breakdown: str
    category: str

    def __str__(self) -> str:
        of = "" if self.breakdown == "none" else f", {self.breakdown} {self.category}"
        return (
            f"{self.measure}, {self.reading}, {self.unit_type} {self.unit_code}, "
            f"{self.period_start} to {self.period_end}{of}"
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one file. ``numbers``: by column what stands there and what was counted again;
    None where the open half does not show the figure: its numbers are nobody's to repeat."""

    file: str
    figure: Figure
    what: str
    numbers: Mapping[str, tuple[float | None, float | None] | None] = field(default_factory=dict)

    def __str__(self) -> str:
        said = "; ".join(_said(*each) for each in self.numbers.items())
        return f"{self.file}: {self.figure}: {self.what}{': ' if said else ''}{said}"


def _said(column: str, numbers: tuple[float | None, float | None] | None) -> str:
    if numbers is None:
        return f"{column} (withheld)"
    there, again = ("nothing" if each is None else f"{each:.12g}" for each in numbers)
    return f"{column} {there}, counted again {again}"


def differences(
    file: str, there: pl.DataFrame, again: pl.DataFrame, opened: pl.DataFrame, *, whole: bool
) -> Iterator[Difference]:
    """Figures ``there`` beside the same ``again``; ``whole``: all of the latter must be there.

    ``opened``: the open half's figures, which say whether numbers may be repeated.
    """
    columns = [name for name in NUMBERS if name in there.columns]
    both = there.select(*KEY, *columns, stands=True).join(
        again.select(*KEY, *columns, follows=True),
        on=KEY, how="full" if whole else "left", coalesce=True, nulls_equal=True, suffix="_again",
    )  # fmt: skip
    alone = pl.col("stands").is_null() | pl.col("follows").is_null()
    wrong = both.filter(alone | pl.any_horizontal(_apart(each) for each in columns))
    shown = opened.filter(~pl.col("suppressed")).select(*KEY, shown=True)
    for row in wrong.join(shown, on=KEY, how="left", nulls_equal=True).sort(KEY).rows(named=True):
        yield _difference(file, row, columns)


def _apart(column: str) -> pl.Expr:
    one, other = pl.col(column), pl.col(f"{column}_again")
    near = (one - other).abs() <= ROUNDING if column in SHARES else one == other
    return ~pl.when(one.is_null() | other.is_null()).then(one.eq_missing(other)).otherwise(near)


def _difference(file: str, row: dict[str, Any], columns: list[str]) -> Difference:
    figure = _figure(row)
    if not row["follows"]:
        return Difference(file, figure, NO_ROW)
    if not row["stands"]:
        return Difference(file, figure, NOT_THERE)
    pairs = {each: (row[each], row[f"{each}_again"]) for each in columns}
    numbers = {
        column: (there, again) if row["shown"] else None
        for column, (there, again) in pairs.items()
        if not _same(there, again)
    }
    return Difference(file, figure, DIFFERS, numbers)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= ROUNDING


def numbers_withheld(opened: pl.DataFrame) -> Iterator[Difference]:
    """Figures that the open half says it withholds, and does not."""
    columns = [name for name in NUMBERS if name in opened.columns]
    there = pl.any_horizontal(pl.col(columns).is_not_null())
    for row in opened.filter(pl.col("suppressed") & there).sort(KEY).rows(named=True):
        found = dict.fromkeys(each for each in columns if row[each] is not None)
        yield Difference(OPEN_FILE, _figure(row), NOT_WITHHELD, found)


def not_open(shown: pl.DataFrame, opened: pl.DataFrame) -> Iterator[Difference]:
    """Figures that somebody shows and the open half does not."""
    visible = opened.filter(~pl.col("suppressed"))
    for row in shown.join(visible, on=KEY, how="anti", nulls_equal=True).rows(named=True):
        yield Difference(SHOWN, _figure(row), NOT_OPEN)


def _figure(row: Mapping[str, Any]) -> Figure:
    return Figure(**{name: row[name] for name in KEY})
