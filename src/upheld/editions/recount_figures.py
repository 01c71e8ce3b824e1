"""Figures from counted rows by the plain route of ``recount``: one table is grouped and divided
after another, for each unit type and breakdown by itself, with nothing added up beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.measure import LENIENT, STRICT, Breakdown
from upheld.editions.recount_rows import FLAGS, PERSON, PLACES, counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from upheld.core.force import Force
    from upheld.core.measure import Measure
    from upheld.core.victims_code import VictimsCodes
    from upheld.editions.recount_rows import Half, Rules

KEY = ("measure", "reading", "unit_type", "unit_code", "period_start", "period_end", "breakdown",
       "category")  # fmt: skip
BESIDE = FLAGS[2:]
NUMBERS = ("numerator", "denominator", "value", "lower", "upper", *BESIDE, "victims")
SHARES = ("value", "lower", "upper")
SCHEMA = pl.Schema(
    {each: pl.Date() if each.startswith("period") else pl.String() for each in KEY}
    | {each: pl.Float64() if each in SHARES else pl.Int64() for each in NUMBERS}
)
PERIOD = ("period_start", "period_end")
WHOLE = ("none", "all")
NOT_RECORDED = "not recorded"
OTHER_OFFENCES = "Other offences"
OUTSTANDING = ("outstanding-r6", "outstanding-r6-victims")
OUTCOMES = "outcomes-police-uk"
BUILT_IN = (*OUTSTANDING, OUTCOMES)
# The months of the quarter in which the first Code that is encoded came in.
FIRST_QUARTER = date(2015, 10, 1)
MOST_YEARS = 20
Z = NormalDist().inv_cdf(0.975)

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of one measure: which periods and breakdowns; None: all that there are."""

    periods: Collection[Period] | None = None
    breakdowns: Collection[str] | None = None

    def of(self, periods: Collection[Period]) -> list[Period]:
        return [each for each in periods if self.periods is None or each in self.periods]

    def asks(self, breakdown: str) -> bool:
        return self.breakdowns is None or breakdown in self.breakdowns


def figures_of(half: Half, measure: Measure, wanted: Wanted) -> pl.DataFrame:
    """Every figure wanted of one measure and its twin, in KEY and NUMBERS."""
    rows = counted(half, measure)
    as_of, rules = half.edition.as_of, half.rules
    months = wanted.of(complete_months(rules.codes, as_of))
    found = list(_by_month(rows, measure, rules, months, wanted)) if months else []
    if measure.personal_breakdowns:
        longer = wanted.of(quarters_and_years(as_of))
        found += list(_by_period(rows, measure, rules, longer, wanted)) if longer else []
    return _together(found)


def _together(found: list[pl.DataFrame]) -> pl.DataFrame:
    empty = pl.DataFrame(schema=SCHEMA)
    return pl.concat([empty, *(each.select(*SCHEMA).cast(SCHEMA) for each in found)])


# When and where -----------------------------------------------------------------------------------


def complete_months(codes: VictimsCodes, as_of: date) -> list[Period]:
    """Months that ended before the as-of date, from the first Code on."""
    first = codes.versions[0].valid_from.replace(day=1)
    return _periods(first, 1, _months_between(first, as_of))


def quarters_and_years(as_of: date) -> list[Period]:
    """Complete quarters, and the years that lie end to end before the last of them ended."""
    quarters = _periods(FIRST_QUARTER, 3, _months_between(FIRST_QUARTER, as_of) // 3)
    over = len(quarters)
    years = [(quarters[n][0], quarters[n + 3][1]) for n in range(over - 4, -1, -4)]
    return quarters + years[:MOST_YEARS]


def _months_between(first: date, day: date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


def _periods(first: date, months: int, how_many: int) -> list[Period]:
    starts = [_later(first, months * n) for n in range(how_many + 1)]
    return [(start, after - timedelta(days=1)) for start, after in pairwise(starts)]


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _places(rows: pl.DataFrame, force: Force | None) -> list[pl.DataFrame]:
    """The type and code of the force, then of the unit, the borough and the team that each place
    of the rows counts for: one table each, by the number of the place."""
    types = {each.code: each.type for each in force.units} if force else {}
    unit = pl.col("unit_code")
    kind = unit.replace_strict(types, default="unit", return_dtype=pl.String)
    named = [
        (pl.lit("force"), pl.lit(force.code if force else "all")),
        (kind, unit),
        (pl.lit("borough"), pl.col("borough_code")),
        (pl.lit("team"), pl.concat_str(unit, pl.lit(":"), pl.col("team"))),
    ]
    places = rows.unique("place")
    return [
        places.select("place", unit_type=kind, unit_code=code).drop_nulls("unit_code")
        for kind, code in named
    ]


# A month ------------------------------------------------------------------------------------------


def _by_month(
    rows: pl.DataFrame, measure: Measure, rules: Rules, months: list[Period], wanted: Wanted
) -> Iterator[pl.DataFrame]:
    """By duty and, for the twin, by victim; whole, by priority and by offence group."""
    periods = pl.DataFrame(months, schema=dict.fromkeys(PERIOD, pl.Date), orient="row")
    rows = rows.join(periods, left_on="month", right_on="period_start", coalesce=False)
    places = _places(rows, rules.force)
    for breakdown, category in _cuts(measure, rules.force):
        if not wanted.asks(breakdown):
            continue
        cut = _cut(rows, category)
        for reading in measure.readings:
            victims = _victims(cut, reading)
            for measure_id in measure.ids:
                if measure_id != measure.id:
                    victims = _all_or_nothing(victims)
                crimes = _crimes(victims)
                for place in places:
                    yield _named(_shares(crimes, place), measure_id, reading, breakdown)


def _cut(rows: pl.DataFrame, category: pl.Expr) -> pl.DataFrame:
    """The rows in their categories, those in none left out. A list means several."""
    cut = rows.with_columns(category=category)
    if isinstance(cut.schema["category"], pl.List):
        cut = cut.explode("category")
    return cut.drop_nulls("category").with_columns(pl.col("category").cast(pl.Categorical))


def _cuts(measure: Measure, force: Force | None) -> Iterator[tuple[str, pl.Expr]]:
    """Each breakdown of a month, and the category of a row; null: it is in none."""
    yield WHOLE[0], pl.lit(WHOLE[1])
    if Breakdown.PRIORITY in measure.breakdowns:
        enhanced = pl.col("enhanced")
        yield (
            "priority",
            pl.when(enhanced).then(pl.lit("enhanced")).when(~enhanced).then(pl.lit("standard")),
        )
    if Breakdown.OFFENCE_GROUP in measure.breakdowns and force:
        shown = {group: group for group in force.groups_shown}
        group = pl.col("offence_group")
        yield (
            "offence_group",
            group.replace_strict(shown, default=OTHER_OFFENCES, return_dtype=pl.String),
        )


def _victims(rows: pl.DataFrame, reading: str) -> pl.DataFrame:
    """One row a victim, period and category: of how many duties, how many were in time."""
    return rows.group_by("crime_id", "victim_id", *PERIOD, "category").agg(
        *(pl.col(f"{flag}_{reading}").sum().cast(pl.Int64).alias(flag) for flag in FLAGS),
        pl.col("place").first(),
    )


def _all_or_nothing(victims: pl.DataFrame) -> pl.DataFrame:
    """Of each victim to whom anything was owed: was everything done?"""
    owed = pl.col("due") > 0
    return victims.with_columns(
        hit=(owed & (pl.col("hit") == pl.col("due"))).cast(pl.Int64), due=owed.cast(pl.Int64)
    )


def _crimes(victims: pl.DataFrame) -> pl.DataFrame:
    """One row a crime: its victims together."""
    return victims.group_by("crime_id", *PERIOD, "category").agg(
        pl.col(*FLAGS).sum(),
        pl.col("place").first(),
        victims=(pl.col("due") > 0).sum(),
    )


# A quarter or a year ------------------------------------------------------------------------------


def _by_period(
    rows: pl.DataFrame, measure: Measure, rules: Rules, periods: list[Period], wanted: Wanted
) -> Iterator[pl.DataFrame]:
    """By victim: whole, and by each personal breakdown, for the force and its BCUs."""
    months = [(month, *each) for each in periods for month in _months_of(each, rules.codes)]
    table = pl.DataFrame(months, schema=["month", *PERIOD], orient="row")
    owed = rows.filter(pl.any_horizontal(f"due_{reading}" for reading in measure.readings))
    owed = owed.join(table, on="month")
    commands = pl.col("unit_type").is_in(["force", "bcu", "unit"])
    places = [each.filter(commands) for each in _places(owed, rules.force)]
    for breakdown, category in _personal_cuts(measure, rules):
        if not wanted.asks(breakdown):
            continue
        cut = _cut(owed, category)
        for reading in measure.readings:
            crimes = _crimes(_all_or_nothing(_victims(cut, reading)))
            for place in places:
                uncounted = _shares(crimes, place).with_columns(**dict.fromkeys(BESIDE))
                yield _named(uncounted, measure.ids[-1], reading, breakdown)


def _months_of(period: Period, codes: VictimsCodes) -> list[date]:
    first = codes.versions[0].valid_from.replace(day=1)
    length = _months_between(period[0], period[1]) + 1
    return [m for n in range(length) if (m := _later(period[0], n)) >= first]


def _personal_cuts(measure: Measure, rules: Rules) -> Iterator[tuple[str, pl.Expr]]:
    """Each breakdown, and the category of a victim; of grounds a list, as there may be several."""
    yield WHOLE[0], pl.lit(WHOLE[1])
    for breakdown in measure.personal_breakdowns:
        if breakdown in PERSON:
            known = pl.col(breakdown).replace("", None)
            yield breakdown, known.fill_null(NOT_RECORDED)
        elif breakdown is Breakdown.GROUND:
            grounds = pl.col("grounds").str.split(";").list.set_difference(_shown_by_others(rules))
            yield breakdown, grounds
        else:
            sensitive = list(rules.force.sensitive_groups) if rules.force else []
            group = pl.col("offence_group")
            yield breakdown, pl.when(group.is_in(sensitive)).then(group)


def _shown_by_others(rules: Rules) -> list[str]:
    """Grounds that an age band or a sensitive offence group says already."""
    sensitive = {o.code for o in rules.force.offences if o.sensitive} if rules.force else set()
    grounds = [ground for code in rules.codes.versions for ground in code.grounds]
    return sorted(
        {
            each.id
            for each in grounds
            if each.under_age or (each.offences and all(o.code in sensitive for o in each.offences))
        }
    )


# Figures ------------------------------------------------------------------------------------------


def _shares(crimes: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Of each of some places the share of what was due that was done, with its interval.

    A crime is one observation: its victims and duties share its fate. So the variance of the share
    is that of a ratio, from how far each crime lies from it.
    """
    hit, due = pl.col("hit"), pl.col("due")
    placed = crimes.join(places, on="place")
    sums = placed.group_by("unit_type", "unit_code", *PERIOD, "category").agg(
        numerator=hit.sum(),
        denominator=due.sum(),
        apart=((hit - hit.sum() / due.sum() * due) ** 2).sum(),
        alike=(hit * due.sum() == hit.sum() * due).all(),
        crimes=(due > 0).sum(),
        victims=pl.col("victims").sum(),
        **{each: pl.col(each).sum() for each in BESIDE},
    )
    return with_interval(sums)


def with_interval(sums: pl.DataFrame) -> pl.DataFrame:
    """Wilson's interval on as many crimes as the share is worth: p(1 − p) over its variance, never
    more than were counted. Crimes that are all alike have none: then they stand themselves."""
    n, d, crimes = pl.col("numerator"), pl.col("denominator"), pl.col("crimes")
    p, size = pl.col("value"), pl.col("size")
    variance = crimes / (crimes - 1) * pl.col("apart") / d**2
    worth = pl.min_horizontal(p * (1 - p) / variance, d)
    centre = p + Z**2 / (2 * size)
    half = Z * (p * (1 - p) / size + Z**2 / (4 * size**2)).sqrt()
    return (
        sums.with_columns(value=pl.when(d > 0).then(n / d))
        .with_columns(size=pl.when("alike").then(crimes).otherwise(worth))
        .with_columns(
            lower=pl.when(p > 0).then((centre - half) / (1 + Z**2 / size)).when(p == 0).then(0.0),
            upper=pl.when(p < 1).then((centre + half) / (1 + Z**2 / size)).when(p == 1).then(1.0),
        )
    )


def _named(figures: pl.DataFrame, measure: str, reading: str, breakdown: str) -> pl.DataFrame:
    return figures.with_columns(
        measure=pl.lit(measure), reading=pl.lit(reading), breakdown=pl.lit(str(breakdown))
    )


# What no file of a measure says -------------------------------------------------------------------


def outstanding(half: Half) -> pl.DataFrame:
    """What is owed on the as-of date: duties of Right 6 that are overdue or still open, and the
    victims who wait for any of them, by whether one is overdue."""
    found = []
    rows = half.owed_now()
    for reading, status in ((STRICT, "status"), (LENIENT, "status_lenient")):
        late, to_come = pl.col(status) == "overdue", pl.col(status) == "open"
        owed = rows.filter(late | to_come).with_columns(late=late)
        waiting = owed.group_by("crime_id", "victim_id").agg(
            pl.col("late").any(), pl.col("place").first(), pl.col(PLACES).first()
        )
        for measure, counted_rows in zip(OUTSTANDING, (owed, waiting), strict=True):
            for place in _places(counted_rows, half.rules.force):
                placed = counted_rows.select(pl.exclude(PLACES)).join(place, on="place")
                sums = placed.group_by("unit_type", "unit_code").agg(
                    numerator=pl.col("late").sum(),
                    denominator=pl.len(),
                    open=(~pl.col("late")).sum(),
                    victims=pl.struct("crime_id", "victim_id").n_unique(),
                )
                found.append(_named(_without_interval(sums), measure, reading, WHOLE[0]))
    on = pl.lit(half.edition.as_of)
    whole = [each.with_columns(period_start=on, period_end=on, category=pl.lit(WHOLE[1]))
             for each in found]  # fmt: skip
    return _together(whole)


def outcomes(half: Half) -> pl.DataFrame:
    """Published crimes, which have a month and no day, by their last published outcome."""
    crimes = half.crimes.filter(pl.col("from_published") & pl.col("month").is_not_null())
    crimes = crimes.with_columns(
        category=pl.col("outcome_code").fill_null("none published"),
        period_start=pl.col("month"),
        period_end=pl.col("month").dt.month_end(),
    )
    found = []
    for place in _places(crimes, half.rules.force):
        placed = crimes.select(pl.exclude(PLACES)).join(place, on="place")
        every = placed.group_by("unit_type", "unit_code", *PERIOD).agg(denominator=pl.len())
        sums = placed.group_by("unit_type", "unit_code", *PERIOD, "category").agg(
            numerator=pl.len(), open=pl.lit(0), victims=pl.lit(None)
        )
        sums = sums.join(every, on=["unit_type", "unit_code", *PERIOD])
        found.append(_named(_without_interval(sums), OUTCOMES, "published", "outcome"))
    return _together(found)


def _without_interval(sums: pl.DataFrame) -> pl.DataFrame:
    return sums.with_columns(
        value=pl.col("numerator") / pl.col("denominator"),
        lower=pl.lit(None), upper=pl.lit(None), excluded=pl.lit(0), unmeasurable=pl.lit(0),
    )  # fmt: skip
