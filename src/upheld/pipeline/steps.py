"""Runs the numbered SQL files: one SELECT a file, each becoming a table or a view of its number's
name in the schema ``step``.

Tables for what is read twice, views for the rest. Crimes are worked through in buckets of
crime_id, in order, so that memory is bounded by a bucket and the rows come out sorted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb


@dataclass(frozen=True, slots=True)
class Step:
    """``file`` without its ending; it makes ``step.<name>``."""

    file: str
    kind: str = "TABLE"

    @property
    def name(self) -> str:
        return self.file.split("_", 1)[1]


# What several steps read of the extract, up to the timing evidence; gone after the bucket.
BUCKET_ACTIONS = "bucket_actions"
ONCE = (Step("10_calendar"), Step("11_due_dates"))
DUTIES = (
    Step("20_crimes"),
    Step("21_victims"),
    Step("22_grounds"),
    Step("23_derived"),
    Step("24_decisions"),
    Step("25_events"),
    Step(f"26_{BUCKET_ACTIONS}"),
    Step("30_actions"),
    Step("40_triggers"),
    Step("41_done"),
    Step("42_clocks", "VIEW"),
    Step("43_judged", "VIEW"),
    Step("50_updates"),
    Step("51_gaps"),
    Step("52_routine", "VIEW"),
    Step("53_victims_now"),
    Step("60_verdicts"),
    Step("61_duties", "VIEW"),
)
KEPT = (
    Step("62_victims_kept", "VIEW"),
    Step("63_crimes_kept", "VIEW"),
    Step("64_no_code", "VIEW"),
    Step("65_published_crimes", "VIEW"),
)
# What there is to count; then the measures are asked of each kind (measure_tables.py).
KINDS = (
    Step("68_cell_places"),
    Step("69_crime_places"),
    Step("70_duty_kinds"),
    Step("71_victim_kinds"),
    Step("72_crime_kinds"),
    Step("80_profiles"),
)
COUNTS = (
    Step("73_counted_rows"),
    Step("74_victim_counts"),
    Step("75_crime_counts", "VIEW"),
    Step("76_sums"),
    Step("77_beside"),
    Step("78_outstanding", "VIEW"),
    Step("81_persons"),
    Step("82_person_periods"),
    Step("83_slice_counts", "VIEW"),
    Step("84_slice_sums"),
)
PLACES = (
    Step("90_units"),
    Step("91_place_sums"),
    Step("92_place_beside"),
    Step("96_commands"),
)


@cache
def sql(file: str) -> str:
    return files("upheld.pipeline").joinpath(f"sql/{file}.sql").read_text(encoding="utf-8")


# What nothing reads once the verdicts stand: gone before the large sort needs the memory.
SPENT = ("actions", "triggers", "done", "derived", "updates", "gaps")


def drop_spent(connection: duckdb.DuckDBPyConnection) -> None:
    for name in SPENT:
        connection.execute(f"DROP TABLE step.{name}")


def drop_bucket(connection: duckdb.DuckDBPyConnection, bucket: Bucket) -> None:
    """What was copied for one bucket makes room for the next."""
    connection.execute(f"DROP {bucket.actions_kind} step.{BUCKET_ACTIONS}")


def run(connection: duckdb.DuckDBPyConnection, steps: tuple[Step, ...]) -> None:
    for step in steps:
        query = sql(step.file)
        if step.kind == "VIEW":  # which looks for a schema in its own database only
            query = query.replace("FROM extract.", f'FROM "{_database(connection)}".extract.')
        connection.execute(f"CREATE OR REPLACE {step.kind} step.{step.name} AS\n{query}")


def _database(connection: duckdb.DuckDBPyConnection) -> str:
    return str(connection.execute("SELECT current_database()").fetchall()[0][0])


@dataclass(frozen=True, slots=True)
class Bucket:
    number: int
    of: int
    first_crime: str
    last_crime: str

    @property
    def duties(self) -> tuple[Step, ...]:
        """The steps to its duties. Its actions are copied out of the extract where there are other
        buckets' to leave out; those of a single bucket would be copied whole, and are only seen."""
        return tuple(
            replace(step, kind=self.actions_kind) if step.name == BUCKET_ACTIONS else step
            for step in DUTIES
        )

    @property
    def actions_kind(self) -> str:
        return "VIEW" if self.of == 1 else "TABLE"


# A Met year is one bucket; its rows and joins fit in five gigabytes.
CRIMES_A_BUCKET = 1_000_000


def buckets(
    connection: duckdb.DuckDBPyConnection, crimes_a_bucket: int = CRIMES_A_BUCKET
) -> Iterator[Bucket]:
    """Ranges of crime_id that cover every crime once, in order, each set for the steps to read."""
    rows = connection.execute(
        "SELECT min(crime_id), max(crime_id) FROM ("
        "  SELECT crime_id, (row_number() OVER (ORDER BY crime_id) - 1) // ? AS bucket"
        "  FROM extract.crimes) GROUP BY bucket ORDER BY bucket",
        [crimes_a_bucket],
    ).fetchall()
    rows = rows or [("", "")]  # no crimes: the steps still make their empty tables
    for number, (first, last) in enumerate(rows, start=1):
        connection.execute("UPDATE rule.build SET first_crime = ?, last_crime = ?", [first, last])
        yield Bucket(number, len(rows), first, last)
