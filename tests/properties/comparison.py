"""The two routes from cases to duties, side by side: the pipeline's SQL and the slow oracle."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb
from tests.properties.cases import elsewhere, made_cases
from tests.properties.folders import TABLES, rows_of, write_folder

from upheld.core.calendar import Calendar
from upheld.core.case import Case
from upheld.core.duties import duties_of, no_code_count
from upheld.core.duty import Duty
from upheld.core.victims_code import VictimsCodes
from upheld.extracts.read import read
from upheld.pipeline.duties import compute
from upheld.rules import load

BUCKETS = (250_000, 60)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What both routes say of one duty: the columns of duties.parquet that a case decides."""

    crime_id: str
    victim_id: str
    entitlement: str
    event_id: str | None
    clock_start_on: date | None
    enhanced: bool | None
    basis: str | None
    due_on: date | None
    done_on: date | None
    status: str
    done_on_lenient: date | None
    status_lenient: str
    reason: str | None
    month: str

    def __str__(self) -> str:
        told = (
            f"{name}={value}"
            for name, value in zip(COLUMNS, astuple(self), strict=True)
            if value is not None and name != "crime_id"
        )
        return " ".join(told)


COLUMNS = tuple(field.name for field in fields(Verdict))


@dataclass(frozen=True, slots=True)
class Batch:
    """Cases judged together on one as-of date. ``crimes_a_bucket`` is the pipeline's setting."""

    as_of: date
    cases: tuple[Case, ...]
    crimes_a_bucket: int = BUCKETS[0]
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One case of which the two routes say different things."""

    case: Case
    as_of: date
    oracle_only: tuple[Verdict, ...]
    sql_only: tuple[Verdict, ...]

    @property
    def size(self) -> int:
        return size(self.case)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one batch, by both routes."""

    batch: Batch
    verdicts: tuple[Verdict, ...]  # the oracle's
    disagreements: tuple[Disagreement, ...]
    no_code_oracle: int
    no_code_sql: int
    rows_read: dict[str, int]
    rows_written: dict[str, int]


def made_batch(number: int, as_of: date, how_many: int) -> Batch:
    cases = made_cases(load.victims_codes(), load.calendar(), as_of, how_many, seed=number)
    return Batch(as_of, tuple(cases), BUCKETS[number % len(BUCKETS)], seed=number)


def judge(batch: Batch) -> Outcome:
    """Both routes over one batch, the fast one from CSV files on."""
    codes, calendar = load.victims_codes(), load.calendar()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        write_folder(Path(folder), (*batch.cases, elsewhere()), batch.seed)
        read(Path(folder), connection)
        compute(connection, codes, calendar, batch.as_of, crimes_a_bucket=batch.crimes_a_bucket)
        by_sql = _sql_verdicts(connection)
        no_code_sql = connection.execute("SELECT no_code FROM no_code").fetchall()[0][0]
        rows_read = {name: _count(connection, name) for name in TABLES}
    by_oracle = {
        case.crime.crime_id: oracle_verdicts(case, codes, calendar, batch.as_of)
        for case in batch.cases
    }
    written = (*batch.cases, elsewhere())
    return Outcome(
        batch,
        tuple(verdict for verdicts in by_oracle.values() for verdict in verdicts),
        tuple(_disagreements(batch, by_oracle, by_sql)),
        sum(no_code_count(case, codes, batch.as_of) for case in written),
        no_code_sql,
        rows_read,
        {name: len(rows_of(written, name)) for name in TABLES},
    )


def oracle_verdicts(
    case: Case, codes: VictimsCodes, calendar: Calendar, as_of: date
) -> list[Verdict]:
    return [_verdict(duty) for duty in duties_of(case, codes, calendar, as_of)]


def _verdict(duty: Duty) -> Verdict:
    return Verdict(**{name: _plain(getattr(duty, name)) for name in COLUMNS})


def _plain(value: Any) -> Any:
    """A code as the text that the engine holds."""
    return value.value if isinstance(value, StrEnum) else value


def _sql_verdicts(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Verdict]]:
    rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM duties").fetchall()
    by_crime = defaultdict(list)
    for row in rows:
        verdict = Verdict(*row)
        by_crime[verdict.crime_id].append(verdict)
    return by_crime


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM extract.{table}").fetchall()[0][0]
    return count


def _disagreements(
    batch: Batch, by_oracle: dict[str, list[Verdict]], by_sql: dict[str, list[Verdict]]
) -> list[Disagreement]:
    """Rows compared as lists, so that a duty given twice is a disagreement too."""
    found = []
    for case in batch.cases:
        oracle, sql = by_oracle[case.crime.crime_id], by_sql.get(case.crime.crime_id, [])
        if sorted(map(repr, oracle)) != sorted(map(repr, sql)):
            found.append(
                Disagreement(case, batch.as_of, _without(oracle, sql), _without(sql, oracle))
            )
    return found


def _without(verdicts: Sequence[Verdict], others: Sequence[Verdict]) -> tuple[Verdict, ...]:
    left = list(others)
    kept = []
    for verdict in verdicts:
        if verdict in left:
            left.remove(verdict)
        else:
            kept.append(verdict)
    return tuple(kept)


def size(case: Case) -> int:
    """Rows first, then filled fields: what a reader must take in."""
    rows = [case.crime, *case.victims, *case.decisions, *case.events, *case.actions]
    filled = sum(1 for row in rows for value in astuple(row) if value is not None)
    return 1000 * len(rows) + filled
