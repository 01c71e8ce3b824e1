"""Published series: what somebody else published, shown as it came and never recomputed.

A vintage is one publication. Each is kept whole: a later one is never written into an earlier one,
no line joins two, and where both give one period both stand side by side. Periods that overlap
rest on the same interviews or crimes; only those that do not may be read beside each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from upheld.core.measure import Measure

SHARE = "share"
PERIOD = ("period_start", "period_end")
FIGURE = ("source", "measure", "unit_code", "breakdown", "category", *PERIOD)
POINT = ("source", "licence", "vintage", *PERIOD)


def rows_of(published: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """The published figures that a measure's file selects."""
    return published.filter(_selected(measure))


def _selected(measure: Measure) -> pl.Expr:
    wanted = (
        pl.col(column).is_in([str(each) for each in values])
        for column, values in measure.where.values.items()
    )
    return pl.all_horizontal(pl.col("value").is_not_null(), *wanted).fill_null(value=False)


def at_place(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    return rows.filter(pl.col("unit_code") == code)


def of_whole(rows: pl.DataFrame, measure: Measure, codes: Sequence[str]) -> pl.DataFrame:
    """The figures of the force, which goes by any of ``codes``.

    Where its publisher gives none of the force, a count is that of all places; a share of the whole
    is not made up from the shares of its parts.
    """
    own = rows.filter(pl.col("unit_code").is_in(list(codes)))
    return rows if own.is_empty() and measure.unit != SHARE else own


@dataclass(frozen=True)
class Series:
    """One published measure at one place. ``rows``: the published figures behind it, as they came.

    A count is added up over what was published for the place, within one vintage. A share of which
    several are published for one period, as for several categories, is not: it has no value.
    """

    measure: Measure
    rows: pl.DataFrame

    @cached_property
    def points(self) -> pl.DataFrame:
        """One a vintage and period, in their order; ``figures``: how many published ones it is."""
        value = pl.col("value")
        whole = pl.when(pl.len() == 1).then(value.first()) if self.is_share else value.sum()
        return (
            self.rows.group_by(POINT)
            .agg(whole.alias("value"), pl.col("denominator").first(), pl.len().alias("figures"))
            .filter(pl.col("value").is_not_null())
            .sort("vintage", "period_end", "source")
        )

    @property
    def is_share(self) -> bool:
        return self.measure.unit == SHARE

    @cached_property
    def current(self) -> pl.DataFrame:
        """Each period once, as the last vintage that has it gives it."""
        return self.points.unique(PERIOD, keep="last", maintain_order=True).sort("period_end")

    @property
    def last(self) -> dict[str, Any]:
        return self.current.row(-1, named=True)

    @cached_property
    def vintages(self) -> tuple[str, ...]:
        return tuple(self.points["vintage"].unique().sort())

    @cached_property
    def months(self) -> int:
        """How many months the last period covers."""
        return _months(self.last["period_start"], self.last["period_end"])

    @cached_property
    def shared_months(self) -> int:
        """How many months the last two periods have in common; 0 where they do not overlap."""
        if self.current.height < 2:
            return 0
        before = self.current.row(-2, named=True)
        if before["period_end"] < self.last["period_start"]:
            return 0
        return _months(self.last["period_start"], before["period_end"])

    @property
    def overlaps(self) -> bool:
        return (self.measure.rolling_months or 1) > 1 or self.shared_months > 0

    @cached_property
    def has_bases(self) -> bool:
        return self.current["denominator"].is_not_null().any()

    @cached_property
    def apart(self) -> pl.DataFrame:
        """Periods no two of which overlap, newest first, from the last one back."""
        kept: list[dict[str, Any]] = []
        for each in self.current.reverse().iter_rows(named=True):
            if not kept or each["period_end"] < kept[-1]["period_start"]:
                kept.append(each)
        return pl.DataFrame(kept, schema=self.current.schema)

    @cached_property
    def revised(self) -> pl.DataFrame:
        """The periods that several vintages give, newest first: a column for each such vintage
        (``value …``), ``differ``: how many published figures they do not give alike, ``of``."""
        several = self.points.filter(pl.col("vintage").n_unique().over(PERIOD) > 1)
        values = several.pivot(
            "vintage", index=PERIOD, values="value", aggregate_function="last", sort_columns=True
        )
        named = values.rename({v: f"value {v}" for v in values.columns if v not in PERIOD})
        unlike = differing(self.rows).group_by(PERIOD).agg(pl.col("differ").sum(), of=pl.len())
        return named.join(unlike, on=PERIOD).sort("period_end", descending=True)


def differing(rows: pl.DataFrame) -> pl.DataFrame:
    """Each figure of a period that several vintages have, with ``differ``: whether they give it
    otherwise, or not all of them give it."""
    seen = pl.col("vintage").n_unique().over(PERIOD)
    return (
        rows.with_columns(seen=seen)
        .filter(pl.col("seen") > 1)
        .group_by(FIGURE)
        .agg(pl.col("seen").max(), pl.col("value"), pl.col("vintage"))
        .with_columns(
            differ=(pl.col("value").list.n_unique() > 1)
            | (pl.col("vintage").list.n_unique() < pl.col("seen"))
        )
    )


def without_measure(published: pl.DataFrame, measures: Iterable[Measure]) -> list[tuple[str, str]]:
    """Source and name of each published series that no measure's file selects."""
    left = published.filter(~pl.any_horizontal(pl.lit(value=False), *map(_selected, measures)))
    return sorted(left.select("source", "measure").unique().rows())


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1
