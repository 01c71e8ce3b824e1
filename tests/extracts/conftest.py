"""A folder of extracts that a test fills, reads and looks into."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from upheld.core.force import Force
from upheld.extracts.read import read
from upheld.extracts.report import ExtractReport, Finding, Severity

# The least that makes a row valid, table by table.
LEAST: dict[str, dict[str, str]] = {
    "crimes": {"crime_id": "C1", "reported_at": "2022-05-04T09:30"},
    "victims": {"victim_id": "V1", "crime_id": "C1", "kind": "person"},
    "priority_decisions": {
        "decision_id": "D1",
        "victim_id": "V1",
        "decided_at": "2022-05-05",
        "decision": "eligible",
    },
    "events": {
        "event_id": "E1",
        "crime_id": "C1",
        "event": "arrested",
        "occurred_at": "2022-05-06T10:00",
    },
    "actions": {
        "action_id": "A1",
        "crime_id": "C1",
        "action": "informed",
        "done_at": "2022-05-07T11:00",
        "result": "spoken",
    },
    "survey_responses": {"respondent_id": "R1", "interviewed_on": "2022-06-01"},
    "survey_population": {"wave": "1", "victims": "120"},
    "needs_assessments": {
        "assessment_id": "N1",
        "victim_id": "V1",
        "set": "full",
        "version": "1",
        "started_at": "2022-05-04T10:00",
    },
    "published_series": {
        "source": "S",
        "vintage": "2022-01",
        "measure": "m",
        "unit_code": "BCU",
        "period_start": "2022-01-01",
        "period_end": "2022-01-31",
        "licence": "OGL",
    },
}


@dataclass
class Extracts:
    path: Path
    connection: duckdb.DuckDBPyConnection
    report: ExtractReport = field(init=False)

    def rows(self, file: str, *rows: Mapping[str, str]) -> None:
        """A CSV file; what a row leaves out of the least valid row is added to it."""
        table = next(name for name in LEAST if file.startswith(name))
        self.bare(file, *({**LEAST[table], **row} for row in rows))

    def bare(self, file: str, *rows: Mapping[str, str]) -> None:
        names = list(dict.fromkeys(name for row in rows for name in row))
        with (self.path / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, restval="")
            writer.writeheader()
            writer.writerows(rows)

    def text(self, file: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        (self.path / file).write_bytes(data)

    def parquet(self, file: str, select: str) -> None:
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'America/New_York'")
            connection.execute(f"COPY ({select}) TO '{self.path / file}' (FORMAT parquet)")

    def case(self, *but: str) -> None:
        """One valid row in every table of a case, but the tables named."""
        for table in ("crimes", "victims", "priority_decisions", "events", "actions"):
            if table not in but:
                self.rows(f"{table}.csv", {})

    def read(self, force: Force | None = None) -> ExtractReport:
        self.report = read(self.path, self.connection, force=force)
        return self.report

    def table(self, name: str) -> list[dict[str, object]]:
        query = self.connection.execute(f"SELECT * FROM extract.{name} ORDER BY row_number")
        names = [column[0] for column in query.description]
        return [dict(zip(names, row, strict=True)) for row in query.fetchall()]

    def values(self, table: str, column: str) -> list[object]:
        return [row[column] for row in self.table(table)]

    def fates(self, table: str) -> tuple[int, int, int, int, int]:
        """Read, kept, set aside, replaced, withdrawn."""
        each = self.report.counts(table)
        return each.read, each.kept, each.set_aside, each.replaced, each.withdrawn

    def aside(self) -> list[tuple[str, str, int, str, str, str]]:
        return [
            (row.table, row.file, row.line, row.column, row.value, row.reason)
            for row in self.report.set_aside_rows()
        ]

    def warnings(self) -> list[tuple[str, str, str, list[int]]]:
        """Table, column, reason and lines."""
        return [
            (each.table, each.column, each.reason, [example.line for example in each.examples])
            for each in self.report.of(Severity.WARNING)
        ]

    def notes(self) -> Iterable[Finding]:
        return self.report.of(Severity.NOTE)


@pytest.fixture
def extracts(tmp_path):
    folder = tmp_path / "extracts"
    folder.mkdir()
    with duckdb.connect() as connection:
        yield Extracts(folder, connection)


@pytest.fixture
def new_extracts(tmp_path_factory):
    """Makes further folders, for generated examples and for comparing two."""
    made = []

    def make() -> Extracts:
        folder = tmp_path_factory.mktemp("extracts")
        made.append(duckdb.connect())
        return Extracts(folder, made[-1])

    yield make
    for connection in made:
        connection.close()
