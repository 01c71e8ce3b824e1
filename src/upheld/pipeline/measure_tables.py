"""The measures as small tables of the engine, and what they count, kind by kind.

A clause is never turned into SQL. Each bucket's rows fall into a few thousand kinds; here each
measure is asked of each kind once, and the SQL joins the answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from upheld.core.measure import RECORDED, Breakdown, Measure, Measures, Of, columns_of
from upheld.core.vocabulary import Status
from upheld.pipeline import rule_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    import duckdb

    from upheld.core.force import Force
    from upheld.core.measure import Row
    from upheld.core.victims_code import Entitlement, VictimsCodes

ALL = ("none", "all")
NOT_RECORDED = "not recorded"
FIRST_MONTH = date(2015, 10, 1)  # the quarter in which the first Code that is loaded came in
COUNTED = ("hit", "due", "hit_lenient", "due_lenient", "excluded", "open", "excluded_lenient",
           "open_lenient", "unmeasurable")  # fmt: skip


@dataclass
class Slices:
    """Numbers for each (breakdown, category), the same in every bucket; 0 is the whole."""

    numbers: dict[tuple[str, str], int] = field(default_factory=lambda: {ALL: 0})

    def number(self, breakdown: str, category: str) -> int:
        return self.numbers.setdefault((breakdown, category), len(self.numbers))


@dataclass(frozen=True)
class Counting:
    """Everything that stays the same from bucket to bucket."""

    measures: Mapping[int, Measure]
    rules: Mapping[int, Entitlement]
    shown_elsewhere: frozenset[str]
    once_a_victim: frozenset[int]
    slices: Slices = field(default_factory=Slices)


def create(
    connection: duckdb.DuckDBPyConnection,
    measures: Measures,
    codes: VictimsCodes,
    as_of: date,
    force: Force | None,
) -> Counting:
    """The tables that no bucket changes; returns what ``count`` needs for each."""
    counted = [each for each in measures.all if each.of is not Of.PUBLISHED]
    numbered = dict(enumerate(counted, start=1))
    rule_tables.create_table(
        connection, "measure", _MEASURE, [_measure(*e) for e in numbered.items()]
    )
    rule_tables.create_table(
        connection,
        "measure_breakdown",
        "measure_number SMALLINT, breakdown VARCHAR",
        [
            (number, str(breakdown))
            for number, each in numbered.items()
            if each.personal_breakdowns
            for breakdown in (ALL[0], *each.personal_breakdowns)
        ],
    )
    once = frozenset(n for n, each in numbered.items() if each.counts_once(codes))
    series = _series(numbered, as_of, once)
    months = {m: n for n, m in enumerate(rule_tables.complete_months(codes, as_of))}
    rule_tables.create_table(
        connection,
        "series",
        "series_number INTEGER, measure_number SMALLINT",
        [(n, each.measure) for n, each in enumerate(series)],
    )
    rule_tables.create_table(
        connection,
        "series_period",
        "series_number INTEGER, period_start DATE, period_end DATE",
        [(n, *each) for n, one in enumerate(series) for each in _shown_as(one, as_of, once)],
    )
    rule_tables.create_table(
        connection,
        "series_month",
        "series_number INTEGER, measure_number SMALLINT, month_number SMALLINT",
        [
            (n, each.measure, months[month])
            for n, each in enumerate(series)
            for month in _months(each.first, each.after)
            if month in months
        ],
    )
    return Counting(
        numbered,
        rule_tables.numbered_rules(codes),
        _shown_elsewhere(codes, force),
        once,
    )


_MEASURE = (
    "measure_number SMALLINT, measure VARCHAR, twin VARCHAR, reading VARCHAR, "
    "is_of_duties BOOLEAN, has_twin BOOLEAN, has_personal_breakdown BOOLEAN"
)


def _measure(number: int, each: Measure) -> tuple[Any, ...]:
    return (
        number,
        each.id,
        each.ids[-1],
        each.readings[0] if each.of is not Of.DUTIES else RECORDED,
        each.of is Of.DUTIES,
        each.by_victim is not None,
        bool(each.personal_breakdowns),
    )


# Quarters and years -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Series:
    """A measure in the months from ``first`` up to and without ``after``."""

    measure: int
    first: date
    after: date


def _quarters(as_of: date) -> list[tuple[date, date]]:
    """Every complete quarter: its first day, and the day after it."""
    quarters = []
    first = FIRST_MONTH
    while (after := _month_after(first, 3)) <= as_of:
        quarters.append((first, after))
        first = after
    return quarters


def _years(as_of: date) -> list[tuple[date, date]]:
    """Four quarters each, that end with the last complete one and twelve months before each other.
    Years never overlap: the difference of two that do would give quarters away."""
    starts = [first for first, _ in _quarters(as_of)]
    return [(first, _month_after(first, 12)) for first in starts[-4::-4]]


def _series(numbered: Mapping[int, Measure], as_of: date, once: Set[int]) -> list[Series]:
    """What is counted of each measure with a personal breakdown. Where nobody is counted twice a
    year is the sum of its quarters; where a victim must be told everything, it is not."""
    quarters, years = _quarters(as_of), _years(as_of)
    return [
        Series(number, *period)
        for number, each in numbered.items()
        if each.personal_breakdowns
        for period in (quarters if number in once else quarters + years)
    ]


def _shown_as(series: Series, as_of: date, once: Set[int]) -> list[tuple[date, date]]:
    """First and last day of the quarters and years that it is counted for."""
    periods = [(series.first, series.after)]
    if series.measure in once:
        periods += [(a, b) for a, b in _years(as_of) if a <= series.first and series.after <= b]
    return [(first, _day_before(after)) for first, after in periods]


def _months(first: date, after: date) -> list[date]:
    length = (after.year - first.year) * 12 + after.month - first.month
    return [_month_after(first, n) for n in range(length)]


def _month_after(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


# Kinds --------------------------------------------------------------------------------------------


def count(connection: duckdb.DuckDBPyConnection, counting: Counting) -> None:
    """Ask every measure of every kind of this bucket: ``step.counted``. A *line* is a measure and a
    slice of it: ``step.lines``."""
    rows: list[tuple[int, ...]] = []
    lines: dict[tuple[int, int], int] = {}
    for of, table in (
        (Of.DUTIES, "duty_kinds"),
        (Of.VICTIMS, "victim_kinds"),
        (Of.CRIMES, "crime_kinds"),
    ):
        measures = {n: each for n, each in counting.measures.items() if each.of is of}
        for kind in _rows(connection, table):
            asked = _ASKED[of](kind, counting)
            for number, measure in measures.items():
                if any(answers := _answers(measure, *asked)):
                    flags = tuple(int(each) for each in answers)
                    for piece in _pieces(measure, asked[0], counting.slices):
                        line = lines.setdefault((number, piece), len(lines))
                        rows.append((kind["kind_number"], line, *flags))
    _table(connection, "counted", ("kind_number", "line_number", *COUNTED), rows, flags=COUNTED)
    by_offence_group = {
        number
        for number, measure in counting.measures.items()
        if Breakdown.OFFENCE_GROUP in measure.breakdowns
    }
    named = ("line_number", "measure_number", "slice_number", "by_offence_group", "once_a_victim")
    told_apart = [
        (
            line,
            number,
            piece,
            int(piece == 0 and number in by_offence_group),
            int(number in counting.once_a_victim),
        )
        for (number, piece), line in lines.items()
    ]
    _table(connection, "lines", named, told_apart, flags=named[3:])


def sort_profiles(connection: duckdb.DuckDBPyConnection, counting: Counting) -> None:
    """Put each kind of person into its categories: ``step.profile_slices``."""
    rows = [
        (profile["profile_number"], counting.slices.number(*category), category[0])
        for profile in _rows(connection, "profiles")
        for category in _categories(profile, counting)
    ]
    connection.execute(
        "CREATE OR REPLACE TABLE step.profile_slices AS SELECT "
        "unnest(CAST(? AS INTEGER[])) AS profile_number, "
        "unnest(CAST(? AS INTEGER[])) AS slice_number, unnest(CAST(? AS VARCHAR[])) AS breakdown",
        [[row[n] for row in rows] for n in range(3)],
    )


def write_slices(connection: duckdb.DuckDBPyConnection, counting: Counting) -> None:
    """The table ``step.slices``: what each number stands for."""
    connection.execute(
        "CREATE OR REPLACE TABLE step.slices "
        "(slice_number INTEGER, breakdown VARCHAR, category VARCHAR)"
    )
    for (breakdown, category), number in counting.slices.numbers.items():
        connection.execute(
            "INSERT INTO step.slices VALUES (?, ?, ?)", [number, breakdown, category]
        )


Asked = tuple["Row", "Row"]


def _duty(kind: dict[str, Any], counting: Counting) -> Asked:
    rule = counting.rules[kind["rule_number"]]
    row = columns_of(rule) | {
        "enhanced": kind["enhanced"],
        "basis": kind["basis"],
        "status": kind["status"],
        "reason": kind["reason"],
    }
    return row, row | {"status": kind["status_lenient"]}


def _known(kind: dict[str, Any]) -> Row:
    """A column that is known stands for itself, whatever it holds."""
    return {name.removeprefix("knows_"): value or None for name, value in kind.items()
            if name.startswith("knows_")}  # fmt: skip


def _victim(kind: dict[str, Any], counting: Counting) -> Asked:
    row = kind | dict(_known(kind))
    return row, row


def _crime(kind: dict[str, Any], counting: Counting) -> Asked:
    row = dict(_known(kind)) | kind
    return row, row


_ASKED = {Of.DUTIES: _duty, Of.VICTIMS: _victim, Of.CRIMES: _crime}


def _answers(measure: Measure, strict: Row, lenient: Row) -> tuple[bool, ...]:
    """In the order of COUNTED."""
    hit, due = measure.counts(strict)
    if measure.of is not Of.DUTIES:
        return (hit, due, *(False,) * 7)
    hit_lenient, due_lenient = measure.counts(lenient)
    return (
        *(hit, due, hit_lenient, due_lenient),
        *(_is(measure, strict, status) for status in (Status.EXCLUDED, Status.OPEN)),
        *(_is(measure, lenient, status) for status in (Status.EXCLUDED, Status.OPEN)),
        _is(measure, strict, Status.UNMEASURABLE),
    )


def _is(measure: Measure, row: Row, status: Status) -> bool:
    """Beside a share stands only what is not in it."""
    return (
        row["status"] == status and measure.where.holds(row) and not measure.denominator.holds(row)
    )


def _pieces(measure: Measure, row: Row, slices: Slices) -> Iterable[int]:
    """The whole, and by priority where the measure is broken down so and it is known."""
    yield 0
    if Breakdown.PRIORITY in measure.breakdowns and row["enhanced"] is not None:
        yield slices.number(Breakdown.PRIORITY, "enhanced" if row["enhanced"] else "standard")


def _categories(profile: dict[str, Any], counting: Counting) -> Iterable[tuple[str, str]]:
    yield ALL
    for breakdown in (Breakdown.SEX, Breakdown.AGE_BAND, Breakdown.ETHNICITY, Breakdown.DISABILITY):
        yield str(breakdown), profile[breakdown] or NOT_RECORDED
    for ground in (profile["grounds"] or "").split(";"):
        if ground and ground not in counting.shown_elsewhere:
            yield str(Breakdown.GROUND), ground
    if group := profile["sensitive_offence_group"]:
        yield str(Breakdown.SENSITIVE_OFFENCE_GROUP), group


def _shown_elsewhere(codes: VictimsCodes, force: Force | None) -> frozenset[str]:
    """Grounds that another breakdown shows already: an age, or a sensitive offence group. Shown
    twice, one table could give away what the other must hide."""
    groups = {each.code: each.sensitive for each in force.offences} if force else {}
    return frozenset(
        ground.id
        for code in codes.versions
        for ground in code.grounds
        if ground.under_age
        or (ground.offences and all(groups.get(each.code) for each in ground.offences))
    )


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM step.{table}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[str],
    rows: Sequence[tuple[int, ...]],
    flags: Sequence[str],
) -> None:
    made = ", ".join(
        f"unnest(CAST(? AS {'BOOLEAN' if column in flags else 'INTEGER'}[])) AS {column}"
        for column in columns
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE step.{name} AS SELECT {made}",
        [
            [bool(row[n]) if column in flags else row[n] for row in rows]
            for n, column in enumerate(columns)
        ],
    )
