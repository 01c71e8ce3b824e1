"""Counts the figures of an edition again from its restricted half, and names each that differs.

The second, plain route: Polars on the rows of duties, victims and crimes, one measure after
another. It shares with the build what measures, Codes and the force's lists say, and no function:
not the SQL, not the intervals. ``recount`` takes a whole edition or part of it; ``recount_shown``
takes figures as somebody shows them, such as those of messages, before they go out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.measure import Of
from upheld.editions.parts import refuse_combined
from upheld.editions.recount_differences import (
    FULL_FILE,
    OPEN_FILE,
    SHOWN,
    Difference,
    Figure,
    differences,
    not_open,
    numbers_withheld,
)
from upheld.editions.recount_figures import (
    KEY,
    OUTCOMES,
    OUTSTANDING,
    SCHEMA,
    Wanted,
    figures_of,
    outcomes,
    outstanding,
)
from upheld.editions.recount_rows import Half, Rules, refuse_what_is_missing

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from upheld.core.measure import Measure
    from upheld.editions.edition import Edition

__all__ = ["Difference", "Figure", "Recount", "Rules", "recount", "recount_shown"]


@dataclass(frozen=True, slots=True)
class Recount:
    """How many figures were compared, and what does not agree. ``published``: measures asked for
    that are of published series, which are shown as they came and cannot be counted again."""

    figures: int
    open_figures: int
    differences: tuple[Difference, ...]
    published: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.differences


def recount(
    edition: Edition,
    rules: Rules,
    *,
    measures: Collection[str] = (),
    units: Collection[str] = (),
) -> Recount:
    """Compare the figures of both halves, all or those of some measures and units (by their ids and
    codes), with what the restricted rows say.

    Every figure of the full half must be counted the same and none be missing; so must every figure
    that the open half shows; what it withholds must hold no number. Raises UpheldError where the
    restricted half or a column of it is not there.
    """
    asked = _Asked(measures=frozenset(measures), units=frozenset(units))
    again = _counted_again(edition, rules, asked)
    full = asked.only(edition.restricted("figures_full.parquet")).collect()
    opened = asked.only(edition.figures().lazy()).collect()
    shown = opened.filter(~pl.col("suppressed"))
    found = (
        *differences(FULL_FILE, full, again, opened, whole=True),
        *differences(OPEN_FILE, shown, again, opened, whole=False),
        *numbers_withheld(opened),
    )
    return Recount(full.height, shown.height, found, asked.published(rules))


def recount_shown(edition: Edition, rules: Rules, shown: pl.DataFrame) -> Recount:
    """Compare figures as somebody shows them, with the columns of KEY and any of NUMBERS, with what
    the restricted rows say. One that the open half does not show is named too.

    Made for many at a time: each measure is counted once, however many messages show it, and only
    the months that are shown are read.
    """
    asked = _Asked(keys=shown.select(KEY).unique())
    again = _counted_again(edition, rules, asked)
    opened = asked.only(edition.figures().lazy()).collect()
    found = (
        *differences(SHOWN, shown, again, opened, whole=False),
        *not_open(shown, opened),
    )
    return Recount(shown.height, opened.height, found, asked.published(rules))


@dataclass(frozen=True)
class _Asked:
    """Which figures; nothing named: all of them."""

    measures: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    keys: pl.DataFrame | None = None

    def only(self, figures: pl.LazyFrame) -> pl.LazyFrame:
        if self.measures:
            figures = figures.filter(pl.col("measure").is_in(self.measures))
        if self.units:
            figures = figures.filter(pl.col("unit_code").is_in(self.units))
        if self.keys is not None:
            figures = figures.join(self.keys.lazy(), on=KEY, how="semi", nulls_equal=True)
        return figures

    def names(self, *ids: str) -> bool:
        named = self.measures if self.keys is None else {*self.keys["measure"]}
        return (self.keys is None and not named) or not named.isdisjoint(ids)

    def of(self, measure: Measure) -> Wanted:
        if self.keys is None:
            return Wanted()
        named = self.keys.filter(pl.col("measure").is_in(measure.ids))
        return Wanted(
            {(start, end) for start, end in named.select("period_start", "period_end").rows()},
            {*named["breakdown"]},
        )

    def months(self) -> list[date] | None:
        """The first days of the months that are asked for; None: of all."""
        if self.keys is None:
            return None
        first, last = pl.col("period_start").dt.month_start(), pl.col("period_end")
        months = pl.date_ranges(first, last, "1mo").alias("month")
        return self.keys.select(months).explode("month")["month"].unique().to_list()

    def published(self, rules: Rules) -> tuple[str, ...]:
        of = [each.id for each in rules.measures.all if each.of is Of.PUBLISHED]
        return tuple(each for each in of if self.names(each))


def _counted_again(edition: Edition, rules: Rules, asked: _Asked) -> pl.DataFrame:
    """All figures asked for, from the restricted half."""
    refuse_combined(edition)
    half = Half(edition, rules, asked.months())
    measures = [
        each
        for each in rules.measures.all
        if each.of is not Of.PUBLISHED and asked.names(*each.ids)
    ]
    refuse_what_is_missing(half, measures)
    found = [pl.DataFrame(schema=SCHEMA)]
    found += [figures_of(half, each, asked.of(each)) for each in measures]
    if asked.names(*OUTSTANDING):
        found.append(outstanding(half))
    if asked.names(OUTCOMES):
        found.append(outcomes(half))
    return asked.only(pl.concat(found).lazy()).collect()
