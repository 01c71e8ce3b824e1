"""The last step before anything is open: what would say too much about a few people is withheld.

Rule (a): counts by unit and month without a personal breakdown are management information and
shown as they are, but where the denominator holds under five victims only that band is.
Rule (b), for personal breakdowns: protected_blocks.py.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.errors import UpheldError
from upheld.core.measure import Breakdown, Measure, Measures, Of
from upheld.core.victims_code import REPORT
from upheld.pipeline.protected_blocks import FEWEST_VICTIMS, Published, blocks_of, decide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from upheld.core.victims_code import VictimsCodes
    from upheld.pipeline.protected_blocks import Decision, Period, Series

WITHHELD = ("numerator", "denominator", "value", "lower", "upper", "excluded", "open",
            "unmeasurable")  # fmt: skip
PERSONAL = tuple(str(each) for each in Breakdown if each.personal)
COMMANDS = ("force", "bcu", "unit")
DAYS_OF_A_QUARTER = 100  # no quarter is as long, every year is longer
KEY = ("measure", "reading", "unit_type", "unit_code", "period_start", "period_end", "breakdown",
       "category")  # fmt: skip


def control(figures: pl.DataFrame, measures: Measures, codes: VictimsCodes) -> pl.DataFrame:
    """The figures that may be open: ``suppressed`` is true where numbers are withheld (null).

    Raises UpheldError where a block could be seen through; nothing is then let out.
    """
    personal = figures.filter(pl.col("breakdown").is_in(PERSONAL))
    managed = _few(figures.filter(~pl.col("breakdown").is_in(PERSONAL)))
    if personal.is_empty():
        return managed
    periods = personal.select("period_start", "period_end").unique()
    whole = figures.filter(pl.col("breakdown") == "none", pl.col("unit_type").is_in(COMMANDS)).join(
        periods, on=["period_start", "period_end"]
    )
    try:
        decided = list(_decisions(personal, whole, measures, codes))
    except ValueError as error:
        raise UpheldError(
            f"The figures by personal breakdown were not let out: {error}.",
            next_step="report this as a fault; no edition was written.",
        ) from error
    shown = _withheld(_rows(decided, personal))
    return pl.concat([managed, shown.select(managed.columns)]).sort(KEY)


def _few(figures: pl.DataFrame) -> pl.DataFrame:
    """Rule (a)."""
    beside = pl.sum_horizontal("excluded", "open", "unmeasurable")
    # With nobody in the denominator, what stands beside it must not be a handful either.
    counted = pl.when(pl.col("victims") > 0).then(pl.col("victims")).otherwise(beside)
    few = (counted > 0) & (counted < FEWEST_VICTIMS) & pl.col("victims").is_not_null()
    return _withheld(figures.with_columns(suppressed=few.fill_null(value=False)))


def _withheld(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.with_columns(
        pl.when(pl.col("suppressed")).then(None).otherwise(pl.col(c)).alias(c) for c in WITHHELD
    )


def _decisions(
    personal: pl.DataFrame, whole: pl.DataFrame, measures: Measures, codes: VictimsCodes
) -> Iterator[tuple[str, Decision]]:
    everybody, years = _numbers(whole), _years(personal)
    commands = personal.filter(pl.col("unit_type") != "force")["unit_code"]
    units = tuple(sorted(set(commands.to_list())))
    families = _families(measures, codes)
    for (breakdown,), rows in personal.partition_by("breakdown", as_dict=True).items():
        published = Published(str(breakdown), units, years, _numbers(rows), everybody)
        by_family: dict[str, set[Series]] = defaultdict(set)
        for series in rows.select("measure", "reading").unique().rows():
            by_family[families[series[0]]].add(series)
        for family in sorted(by_family):
            for block in blocks_of(published, sorted(by_family[family])):
                yield from ((str(breakdown), each) for each in decide(block))


def _families(measures: Measures, codes: VictimsCodes) -> dict[str, str]:
    """Which measures count the same victims: everything that a report starts, and every measure of
    victims. Of these one table could give away another's cells, so they are hidden together."""

    def family(measure: Measure) -> str:
        rules = measure.rules(codes)
        by_report = rules and all(rule.triggers == (REPORT,) for rule in rules)
        return "report" if by_report or measure.of is Of.VICTIMS else measure.id

    return {one: family(each) for each in measures.all for one in each.ids}


def _numbers(
    rows: pl.DataFrame,
) -> dict[tuple[Series, str | None, Period, str], tuple[int, int]]:
    """Numerator and denominator by series, BCU (None: the force), period and category."""
    columns = ("measure", "reading", "unit_type", "unit_code", "period_start", "period_end",
               "category", "numerator", "denominator")  # fmt: skip
    return {
        ((measure, reading), None if kind == "force" else unit, (start, end), category): (n, d)
        for measure, reading, kind, unit, start, end, category, n, d in rows.select(columns).rows()
    }


def _years(personal: pl.DataFrame) -> Mapping[Period, list[Period]]:
    """Each year with the quarters that lie in it."""
    periods: list[tuple[date, date]] = sorted(
        personal.select("period_start", "period_end").unique().rows()
    )
    years = [each for each in periods if (each[1] - each[0]).days > DAYS_OF_A_QUARTER]
    return {
        year: [
            each for each in periods if each != year and year[0] <= each[0] and each[1] <= year[1]
        ]
        for year in years
    }


def _rows(decided: list[tuple[str, Decision]], personal: pl.DataFrame) -> pl.DataFrame:
    """The figures that were decided on. One that is hidden stands there whether or not anybody is
    behind it: what is missing would say that there is nobody."""
    command = personal.filter(pl.col("unit_type") != "force")["unit_type"].unique().to_list()
    force = personal.filter(pl.col("unit_type") == "force")["unit_code"].first()
    rows = [
        (
            *each.series,
            "force" if each.unit is None else command[0],
            force if each.unit is None else each.unit,
            *each.period,
            breakdown,
            each.category,
            each.suppressed,
        )
        for breakdown, each in decided
    ]
    schema = {name: personal.schema[name] for name in KEY} | {"suppressed": pl.Boolean}
    verdicts = pl.DataFrame(rows, schema=schema, orient="row")
    return verdicts.join(personal, on=KEY, how="left", nulls_equal=True)
