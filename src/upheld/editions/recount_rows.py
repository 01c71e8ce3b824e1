"""The rows that a measure counts, from the restricted half, by the plain route of ``recount``.

Measures and Codes are read as data: what a clause lists is looked for in the columns, here and
nowhere else. No function of the build is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.errors import Problem, ProblemsError
from upheld.core.measure import LENIENT, Breakdown, Of
from upheld.core.victims_code import ROUTINE, Clock
from upheld.editions.edition import RESTRICTED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from upheld.core.force import Force
    from upheld.core.measure import Clause, Measure, Measures
    from upheld.core.victims_code import Entitlement, VictimsCodes
    from upheld.editions.edition import Edition

RIGHT_TO_INFORMATION = 6
PLACES = ("unit_code", "borough_code", "team")
PERSON = ("sex", "age_band", "ethnicity", "disability")
FILES = {
    Of.DUTIES: "duties.parquet",
    Of.VICTIMS: "victims.parquet",
    Of.CRIMES: "crimes.parquet",
}
# What every count reads of each file, whatever the measure.
READ = {
    Of.DUTIES: ("crime_id", "victim_id", "month", "entitlement", "status", "status_lenient",
                "enhanced", "offence_group", *PLACES),
    Of.VICTIMS: ("crime_id", "victim_id", "month", "enhanced", "offence_group", *PLACES),
    Of.CRIMES: ("crime_id", "month", "from_published", "offence_group", *PLACES),
}  # fmt: skip
# What no count asks of a duty: not read, so that a large force fits in memory.
UNASKED = ("duty_id", "event_id", "clock_start_on", "due_on", "done_on", "done_on_lenient")
# Of a duty these follow from its entitlement; of a crime this from the day it was closed.
OF_THE_RULE = ("entitlement", "right", "timed", "routine", "witness_care_unit")
CUT_BY = ("crime_id", "victim_id", "month", "enhanced", "offence_group", "grounds", "place",
          *PLACES, *PERSON)  # fmt: skip
FLAGS = ("hit", "due", "excluded", "open", "unmeasurable")


@dataclass(frozen=True, slots=True)
class Rules:
    """By what an edition was counted: the measures, the Codes, and the force's own lists."""

    measures: Measures
    codes: VictimsCodes
    force: Force | None = None


@dataclass(frozen=True)
class Half:
    """The restricted half of an edition, read once; of ``months`` (their first days) alone where
    not all are wanted."""

    edition: Edition
    rules: Rules
    months: Collection[date] | None = None

    @cached_property
    def duties(self) -> pl.DataFrame:
        """One row a duty, with what its entitlement says, and the grounds of its victim."""
        rules = _of_the_rules(self.rules.codes)
        duties = self._read(Of.DUTIES).join(rules, left_on="entitlement", right_on="id", how="left")
        if "grounds" in self.columns(Of.VICTIMS):
            victims = self.edition.restricted(FILES[Of.VICTIMS])
            person = ["crime_id", "victim_id"]
            duties = duties.join(victims.select(*person, "grounds"), on=person, how="left")
        asked = duties.drop("entitlement", *UNASKED, strict=False)
        return _numbered(asked.rename({"short_id": "entitlement"}).collect())

    @cached_property
    def victims(self) -> pl.DataFrame:
        """One row a victim whose crime has a day of report; of others no month is known."""
        reported = self.edition.restricted(FILES[Of.CRIMES]).filter(~pl.col("from_published"))
        return _numbered(self._read(Of.VICTIMS).join(reported, on="crime_id", how="semi").collect())

    @cached_property
    def crimes(self) -> pl.DataFrame:
        """One row a crime, which stands for itself where people are counted."""
        crimes = self._read(Of.CRIMES).with_columns(
            victim_id=pl.col("crime_id"), enhanced=pl.lit(None, pl.Boolean)
        )
        if "closed_on" in crimes.collect_schema():
            crimes = crimes.with_columns(closed=pl.col("closed_on").is_not_null())
        return _numbered(crimes.collect())

    def rows_of(self, of: Of) -> pl.DataFrame:
        if of is Of.DUTIES:
            return self.duties
        return self.victims if of is Of.VICTIMS else self.crimes

    def owed_now(self) -> pl.DataFrame:
        """Duties of Right 6 that are overdue or open in either reading, of whatever month."""
        names = [r.id for r in _rules(self.rules.codes) if r.right == RIGHT_TO_INFORMATION]
        owed = pl.col("status", "status_lenient").is_in(["overdue", "open"])
        duties = self.edition.restricted(FILES[Of.DUTIES]).select(*READ[Of.DUTIES])
        owed_now = duties.filter(pl.col("entitlement").is_in(names), pl.any_horizontal(owed))
        return _numbered(owed_now.collect())

    def columns(self, of: Of) -> list[str]:
        return self.edition.restricted(FILES[of]).collect_schema().names()

    def _read(self, of: Of) -> pl.LazyFrame:
        frame = self.edition.restricted(FILES[of]).with_columns(
            month=pl.concat_str(pl.col("month"), pl.lit("-01")).str.to_date("%Y-%m-%d")
        )
        return frame if self.months is None else frame.filter(pl.col("month").is_in(self.months))


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Crimes, victims and places as numbers: only which rows belong together is asked of them."""
    place = pl.concat_str([pl.col(each).fill_null("") for each in PLACES], separator="\n")
    return rows.with_columns(
        pl.col("crime_id", "victim_id").cast(pl.Categorical).to_physical(),
        place=place.cast(pl.Categorical).to_physical(),
    )


def _rules(codes: VictimsCodes) -> list[Entitlement]:
    return [rule for code in codes.versions for rule in code.entitlements if rule.makes_duties]


def _of_the_rules(codes: VictimsCodes) -> pl.LazyFrame:
    """What each entitlement says of all its duties."""
    return pl.LazyFrame(
        [
            {
                "id": rule.id,
                "short_id": rule.short_id,
                "right": rule.right,
                "timed": rule.days_standard is not None or ROUTINE in rule.triggers,
                "routine": ROUTINE in rule.triggers,
                "witness_care_unit": rule.clock is Clock.RECEIVED,
            }
            for rule in _rules(codes)
        ]
    )


# What a measure asks ------------------------------------------------------------------------------


def refuse_what_is_missing(half: Half, measures: Sequence[Measure]) -> None:
    """Raises ProblemsError naming each column that a measure counts by and the half has not."""
    there = {(of, name) for of in FILES for name in half.columns(of)}
    problems = [
        Problem(f"{RESTRICTED}/{FILES[of]}", column, f"is not there; {measure.id} counts by it")
        for measure in measures
        for of, column in dict.fromkeys(_asked(measure))
        if (of, column) not in there
    ]
    if problems:
        raise ProblemsError(
            f"{half.edition.path}: the restricted half does not hold all that was counted.",
            tuple(problems),
            next_step="build the edition again with this version, or leave these measures out.",
        )


def _asked(measure: Measure) -> Iterator[tuple[Of, str]]:
    for column in READ[measure.of]:
        yield measure.of, column
    for clause in (measure.where, measure.numerator, measure.denominator):
        for column in clause.columns:
            if measure.of is not Of.DUTIES or column not in OF_THE_RULE:
                yield measure.of, "closed_on" if column == "closed" else column
    for breakdown in measure.breakdowns:
        if breakdown in PERSON:
            yield measure.of, str(breakdown)
        elif breakdown is Breakdown.GROUND:
            yield Of.VICTIMS, "grounds"


def counted(half: Half, measure: Measure) -> pl.DataFrame:
    """The rows that a measure counts in either reading, with a column ``<flag>_<reading>`` for
    each of FLAGS: in the numerator, in the denominator, or beside it; no column but those that
    figures are cut by."""
    flags = [
        each.alias(f"{flag}_{reading}")
        for reading in measure.readings
        for flag, each in _flags(measure, lenient=reading == LENIENT).items()
    ]
    names = [each.meta.output_name() for each in flags]
    cut_by = [each for each in CUT_BY if each in half.rows_of(measure.of).columns]
    rows = half.rows_of(measure.of).lazy().with_columns(flags)
    return rows.filter(pl.any_horizontal(names)).select(*cut_by, *names).collect()


def _flags(measure: Measure, *, lenient: bool) -> dict[str, pl.Expr]:
    status = "status_lenient" if lenient else "status"
    due = _holds(measure.where, status) & _holds(measure.denominator, status)
    hit = due & _holds(measure.numerator, status)
    if measure.of is not Of.DUTIES:
        return {"hit": hit, "due": due} | dict.fromkeys(FLAGS[2:], pl.lit(value=False))
    return {
        "hit": hit,
        "due": due,
        "excluded": _beside(measure, "excluded", status),
        "open": _beside(measure, "open", status),
        # A clock that cannot be read cannot in either reading.
        "unmeasurable": _beside(measure, "unmeasurable", "status"),
    }


def _beside(measure: Measure, name: str, status: str) -> pl.Expr:
    """Beside a share stands only what is not in it."""
    outside = _holds(measure.where, status) & ~_holds(measure.denominator, status)
    return outside & (pl.col(status) == name)


def _holds(clause: Clause, status: str) -> pl.Expr:
    """One of the values listed in each column, and every known one filled."""
    asked = [
        pl.col(status if column == "status" else column).is_in(list(values))
        for column, values in clause.values.items()
    ]
    asked += [pl.col(column).is_not_null() for column in clause.known]
    return pl.all_horizontal(asked).fill_null(value=False) if asked else pl.lit(value=True)
