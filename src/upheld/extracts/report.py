"""What was read and what was wrong with it: frozen values, and nothing personal among them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, field, fields
from enum import StrEnum
from pathlib import Path

import duckdb

SET_ASIDE_TABLE = "extract_report.set_aside"


class Severity(StrEnum):
    """``SET_ASIDE`` rows are not used, ``WARNING`` rows are; a ``NOTE`` is about no row."""

    SET_ASIDE = "set_aside"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class InputFile:
    table: str
    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class TableCounts:
    """``read`` = ``kept`` + ``set_aside`` + ``replaced`` + ``withdrawn``."""

    table: str
    read: int
    kept: int
    set_aside: int
    replaced: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Example:
    """``line`` counts a CSV file's lines (the header is line 1), or a Parquet file's rows."""

    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in one column of one file; ``count`` rows have it, the first are shown."""

    severity: Severity
    table: str
    file: str
    column: str
    reason: str
    count: int = 0
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """One reason for which one row is set aside; a row may have several."""

    table: str
    file: str
    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class ExtractReport:
    """What became of a folder of extracts.

    ``set_aside_rows`` and ``write_set_aside`` look into the connection that was read into, for
    as long as it is open; all else stands for itself.
    """

    inputs: tuple[InputFile, ...]
    tables: tuple[TableCounts, ...]
    findings: tuple[Finding, ...]
    connection: duckdb.DuckDBPyConnection | None = field(default=None, compare=False, repr=False)

    @property
    def set_aside(self) -> int:
        return sum(table.set_aside for table in self.tables)

    @property
    def kept(self) -> int:
        return sum(table.kept for table in self.tables)

    def counts(self, table: str) -> TableCounts:
        return next(each for each in self.tables if each.table == table)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def set_aside_rows(self) -> Iterator[SetAsideRow]:
        """Every row set aside, in the order of tables, files and lines."""
        if self.connection is None:
            return
        cursor = self.connection.cursor().execute(f"SELECT * FROM {SET_ASIDE_TABLE}")
        while rows := cursor.fetchmany(10_000):
            yield from (SetAsideRow(*row) for row in rows)

    def write_set_aside(self, path: Path) -> None:
        """The same as a CSV file: table, file, line, column, value, reason."""
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(column.name for column in fields(SetAsideRow))
            writer.writerows(astuple(row) for row in self.set_aside_rows())

    def to_dict(self) -> dict[str, object]:
        names = ("inputs", "tables", "findings")
        return {name: [asdict(each) for each in getattr(self, name)] for name in names}

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def to_text(self) -> str:
        from upheld.extracts.report_text import as_text

        return as_text(self)

    def to_html(self) -> str:
        from upheld.extracts.report_html import as_html

        return as_html(self)
