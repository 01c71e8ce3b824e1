"""What an edition holds of the satisfaction survey, found by what a page asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

import polars as pl

from upheld.statistics.survey_enough import periods_needed

QUARTER, YEAR = "quarter", "rolling_year"
NONE = "none"
MONTHS = 12
Row = dict[str, Any]


@dataclass(frozen=True)
class Satisfaction:
    """``frame``: open/satisfaction.parquet."""

    frame: pl.DataFrame

    def words(self, name: str) -> list[str]:
        """What is said of how the figures were worked out: title, method, margins, notes …"""
        rows = self.frame.filter(part="method", breakdown=name)
        return rows.sort(pl.col("category").cast(pl.Int64)).get_column("note").to_list()

    def word(self, name: str) -> str:
        return next(iter(self.words(name)), "")

    @cached_property
    def outcome(self) -> str:
        return self.word("outcome")

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The stages of the journey."""
        return tuple(self.words("item"))

    @cached_property
    def breakdowns(self) -> tuple[str, ...]:
        names = self.frame.filter(part="estimate").get_column("breakdown").unique().sort()
        return tuple(name for name in names if name != NONE)

    def latest(self, kind: str) -> str | None:
        """The last period of its kind: of a rolling year, the quarter that it ends with."""
        found = self.frame.filter(part="estimate", period_kind=kind).get_column("period")
        return str(found.max()) if len(found) else None

    @property
    def best(self) -> tuple[str, str | None]:
        """The year where there is one, else the quarter: what rests on the most interviews."""
        kind = YEAR if self.latest(YEAR) else QUARTER
        return kind, self.latest(kind)

    def estimates(
        self, breakdown: str = NONE, *, kind: str, period: str | None = None, outcome: str = ""
    ) -> pl.DataFrame:
        rows = self.frame.filter(
            part="estimate", breakdown=breakdown, period_kind=kind,
            outcome=outcome or self.outcome,
        )  # fmt: skip
        return rows if period is None else rows.filter(period=period)

    def journey(self) -> pl.DataFrame:
        """Every stage in the order of the design, then the outcome; the force, the last period."""
        kind, period = self.best
        asked = [*self.items, self.outcome]
        found = self.frame.filter(
            pl.col("outcome").is_in(asked),
            part="estimate", breakdown=NONE, period_kind=kind, period=period,
        )  # fmt: skip
        return found.sort(pl.col("outcome").cast(pl.Enum(asked)))

    def headline(self) -> Row | None:
        kind, period = self.best
        return next(self.estimates(kind=kind, period=period).iter_rows(named=True), None)

    def changes(self, breakdown: str = NONE, *, kind: str) -> pl.DataFrame:
        """Those to the last period."""
        return self.frame.filter(
            part="change", breakdown=breakdown, period_kind=kind, period=self.latest(kind)
        )

    def drivers(self) -> pl.DataFrame:
        """Largest share first."""
        found = self.frame.filter(part="driver", breakdown="item")
        return found.sort("estimate", descending=True)

    def explained(self) -> Row | None:
        found = self.frame.filter(part="driver", breakdown="explained")
        return next(found.iter_rows(named=True), None)


def month_width(year: Row) -> float | None:
    """About how wide one month is, in points either way: that of its year times the root of 12."""
    if year["lower"] is None or year["upper"] is None:
        return None
    return float(year["upper"] - year["lower"]) / 2 * sqrt(MONTHS)


def enough_by(year: Row) -> tuple[int, str] | None:
    """How many months together would be narrow enough, and by which month, counted from the
    first of the year; None where the year itself has no interval, or its name is no quarter."""
    width = month_width(year)
    found = re.fullmatch(r"([0-9]{4})-Q([1-4])", year["period"] or "")
    if width is None or not found:
        return None
    needed = periods_needed(width)
    number = int(found[1]) * MONTHS + 3 * int(found[2]) - MONTHS + needed - 1
    return needed, f"{number // MONTHS}-{number % MONTHS + 1:02d}"
