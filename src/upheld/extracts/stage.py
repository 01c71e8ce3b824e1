"""One table's files, parsed into one typed table in the order in which they were handed over.

The rows stand in ``extract_work.<table>`` in the order of files and lines, so that DuckDB's
``rowid`` is the row's number over all files. Beside the contract's columns each has
``_withdrawn``, ``_extracted_at`` and ``_faults`` (NULL where every value parses).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from upheld.extracts.contract import EXTRACTED_AT, WITHDRAWN, Column, Kind, Table
from upheld.extracts.files import ExtractFile
from upheld.extracts.values import (
    SQL_TYPES,
    as_text,
    expected,
    from_text,
    from_typed,
    literal,
    name,
)

WORK = "extract_work"
SYSTEM_COLUMNS = ("_withdrawn", "_extracted_at", "_faults", "row_number")
HIDDEN = "(not shown: personal)"
_LONGEST_SHOWN = 80
_FAULTS_TYPE = 'STRUCT("column" VARCHAR, reason VARCHAR, "value" VARCHAR)[]'


@dataclass(frozen=True, slots=True)
class FileColumn:
    """Where a value stands in a file: an SQL expression and that expression's type."""

    expression: str
    sql_type: str


@dataclass(frozen=True, slots=True)
class Source:
    """One readable file: an SQL relation, and its columns by name."""

    file: ExtractFile
    relation: str
    columns: Mapping[str, FileColumn]
    width: int = 0  # a CSV file's columns, those without a name too


def open_columns(table: Table, sources: Iterable[Source]) -> tuple[Column, ...]:
    """The columns beyond the contract's that are kept as text, one a survey question."""
    if not table.open_columns:
        return ()
    found = dict.fromkeys(column for source in sources for column in source.columns)
    taken = {*table.names, WITHDRAWN.name, EXTRACTED_AT.name, *SYSTEM_COLUMNS, ""}
    first = {column.casefold(): column for column in reversed(found)}
    return tuple(Column(each) for fold, each in first.items() if fold not in taken)


def create(table: Table, more: tuple[Column, ...]) -> str:
    """SQL that makes the empty table for a table's rows."""
    columns = [
        "_withdrawn BOOLEAN",
        "_extracted_at TIMESTAMP",
        f"_faults {_FAULTS_TYPE}",
        *(f"{name(each.name)} {SQL_TYPES[each.kind]}" for each in (*table.columns, *more)),
    ]
    return f"CREATE TABLE {WORK}.{table.name} ({', '.join(columns)})"


def insert(table: Table, more: tuple[Column, ...], source: Source) -> str:
    """SQL that parses one file's rows and appends them, in their order."""
    readings = [_read(column, source) for column in (WITHDRAWN, EXTRACTED_AT)]
    readings += [_read(column, source) for column in (*table.columns, *more)]
    originals = ", ".join(f"{r.original} AS o{n}" for n, r in enumerate(readings))
    values = ", ".join(f"{r.value(f'o{n}')} AS v{n}" for n, r in enumerate(readings))
    kept = ", ".join(f"{r.final(f'v{n}')}" for n, r in enumerate(readings) if n > 1)
    return (
        f"INSERT INTO {WORK}.{table.name} "
        f"SELECT v0, v1, {_faults(table, readings)}, {kept} "
        f"FROM (SELECT *, {values} FROM (SELECT {originals} FROM {source.relation}))"
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one column is read from one file."""

    column: Column
    original: str
    typed: FileColumn | None

    def value(self, original: str) -> str:
        if self.typed is None:
            return from_text(self.column, original)
        value = from_typed(self.column, original, self.typed.sql_type)
        assert value is not None
        return value

    def final(self, value: str) -> str:
        return f"nullif({value}, '')" if self.column.kind is Kind.CODES else value

    def fault(self, n: int) -> str | None:
        """SQL for "this value sets its row aside"; None where no value can."""
        wrong = []
        if self.column.required:
            wrong.append(f"o{n} IS NULL")
        if self.column.kind is not Kind.TEXT:
            wrong.append(f"(o{n} IS NOT NULL AND v{n} IS NULL)")
        return " OR ".join(wrong) or None

    def told(self, n: int) -> str:
        """SQL for what the report says of a value that sets its row aside."""
        empty = literal("empty, and it must not be")
        reason = f"CASE WHEN o{n} IS NULL THEN {empty} ELSE {literal(expected(self.column))} END"
        shown = f"left(CAST(o{n} AS VARCHAR), {_LONGEST_SHOWN})"
        value = literal(HIDDEN) if self.column.personal else shown
        value = f"CASE WHEN o{n} IS NULL THEN '' ELSE {value} END"
        return (
            f"CASE WHEN {self.fault(n)} THEN "
            f"{{'column': {literal(self.column.name)}, 'reason': {reason}, 'value': {value}}} END"
        )


def _read(column: Column, source: Source) -> _Reading:
    found = source.columns.get(column.name) or _other_spelling(column, source)
    if found is None:
        return _Reading(column, "CAST(NULL AS VARCHAR)", None)
    if from_typed(column, found.expression, found.sql_type) is not None:
        return _Reading(column, _without_nan(found), found)
    if found.sql_type == "VARCHAR":
        return _Reading(column, f"nullif({found.expression}, '')", None)
    return _Reading(column, as_text(found.expression, found.sql_type), None)


def _other_spelling(column: Column, source: Source) -> FileColumn | None:
    """A survey question's column of another file, which differs in capital letters only."""
    if column.kind is not Kind.TEXT or column.name in source.file.table.names:
        return None
    fold = column.name.casefold()
    return next((each for key, each in source.columns.items() if key.casefold() == fold), None)


def _without_nan(found: FileColumn) -> str:
    if found.sql_type not in ("FLOAT", "DOUBLE"):
        return found.expression
    return f"CASE WHEN NOT isnan({found.expression}) THEN {found.expression} END"


def _faults(table: Table, readings: list[_Reading]) -> str:
    """A withdrawn row needs a key and no more; a row without faults costs one test of each."""
    with_fault = [(n, each) for n, each in enumerate(readings) if each.fault(n)]
    key = [(n, each) for n, each in with_fault if n <= 1 or each.column.name in table.key]
    return f"CASE WHEN v0 THEN {_listed(key)} ELSE {_listed(with_fault)} END"


def _listed(readings: list[tuple[int, _Reading]]) -> str:
    if not readings:
        return "NULL"
    wrong = " OR ".join(f"({each.fault(n)})" for n, each in readings)
    told = ", ".join(each.told(n) for n, each in readings)
    return f"CASE WHEN {wrong} THEN list_filter([{told}], lambda each: each IS NOT NULL) END"
