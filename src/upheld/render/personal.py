"""The figures by personal breakdown of one edition: the force and its BCUs, by quarter and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from upheld.core.measure import Breakdown
from upheld.render.figures import Figure, Place, figure_columns, figures_of

BREAKDOWNS = tuple(str(each) for each in Breakdown if each.personal)
NOT_RECORDED = "not recorded"
DAYS_OF_A_MONTH = 31
DAYS_OF_A_QUARTER = 100  # no quarter is as long, every year is longer
FIRST, LAST = ("under 18",), ("Other", "other", NOT_RECORDED)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter or a year, both ends included. ``slug`` stands in an address."""

    end: date
    start: date

    @property
    def is_year(self) -> bool:
        return (self.end - self.start).days > DAYS_OF_A_QUARTER

    @property
    def slug(self) -> str:
        return f"{self.start:%Y-%m}-to-{self.end:%Y-%m}"


@dataclass(frozen=True)
class Personal:
    """Sorted into places and measures once, so that a page looks only at its own.

    ``frame``: all open figures of an edition.
    """

    frame: pl.DataFrame

    @cached_property
    def _rows(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        rows = figure_columns(self.frame.filter(pl.col("breakdown").is_in(BREAKDOWNS)))
        return rows.partition_by("unit_type", "unit_code", "measure", as_dict=True)

    @cached_property
    def _everybody(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        """The same without a breakdown."""
        # The cheapest test first: there are a million rows and more.
        rows = figure_columns(self.frame.filter(pl.col("breakdown") == "none"))
        days = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
        rows = rows.filter(days > DAYS_OF_A_MONTH)
        return rows.partition_by("unit_type", "unit_code", "measure", as_dict=True)

    def measures(self) -> tuple[str, ...]:
        return tuple(sorted({measure for _, _, measure in self._rows}))

    def places(self) -> tuple[tuple[str, str], ...]:
        """Kind and code of each unit that has any, the force left out."""
        found = {(kind, code) for kind, code, _ in self._rows if kind != "force"}
        return tuple(sorted(found))

    def periods(self, place: Place, measure: str) -> tuple[Period, ...]:
        """Those of which anything is shown, years before quarters, newest first."""
        rows = _at(self._rows, place, measure)
        if rows is None:
            return ()
        found = {Period(end, start) for start, end in rows["period_start", "period_end"].rows()}
        return tuple(sorted(found, key=lambda each: (each.is_year, each), reverse=True))

    def figures(self, place: Place, measure: str, period: Period) -> tuple[Figure, ...]:
        """Each group in each reading, withheld ones among them."""
        return _of(_at(self._rows, place, measure), period)

    def everybody(self, place: Place, measure: str, period: Period) -> tuple[Figure, ...]:
        return _of(_at(self._everybody, place, measure), period)


def _at(
    held: dict[tuple[Any, ...], pl.DataFrame], place: Place, measure: str
) -> pl.DataFrame | None:
    """There is one force in an edition, whatever its code."""
    if place.unit_type != "force":
        return held.get((place.unit_type, place.code, measure))
    return next((v for k, v in held.items() if k[0] == "force" and k[2] == measure), None)


def _of(rows: pl.DataFrame | None, period: Period) -> tuple[Figure, ...]:
    if rows is None:
        return ()
    return figures_of(
        rows.filter(pl.col("period_start") == period.start, pl.col("period_end") == period.end)
    )


def in_order(categories: set[str]) -> tuple[str, ...]:
    """Ages rise; what is not recorded stands last."""

    def rank(category: str) -> tuple[int, str]:
        return (category not in FIRST) + (
            LAST.index(category) + 1 if category in LAST else 0
        ), category

    return tuple(sorted(categories, key=rank))
