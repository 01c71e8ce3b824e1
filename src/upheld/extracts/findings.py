"""What the report says of each file: rows gathered by reason, with the lines where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import duckdb

from upheld.extracts import csv_files
from upheld.extracts.contract import TABLES, Column, Table
from upheld.extracts.load import Loader, Staged
from upheld.extracts.opening import near, unused
from upheld.extracts.report import (
    SET_ASIDE_TABLE,
    Example,
    ExtractReport,
    Finding,
    InputFile,
    Severity,
    TableCounts,
)
from upheld.extracts.stage import WORK

EXAMPLES = 20
_BATCH = 50_000


def gather(
    loader: Loader, counts: tuple[TableCounts, ...], connection: duckdb.DuckDBPyConnection
) -> ExtractReport:
    """The report, once every table is settled and checked."""
    connection.execute(
        f'CREATE TABLE {WORK}.lines ("table" VARCHAR, row_number BIGINT, line BIGINT)'
    )
    for staged in loader.staged:
        if not staged.simple:
            _note_lines(staged, connection)
    _place(connection)
    inputs = tuple(
        InputFile(s.source.file.table.name, s.source.file.name, s.scan.sha256, s.rows)
        for s in loader.staged
    )
    found = (*_found(connection), *_notes(loader))
    return ExtractReport(inputs, counts, found, connection)


def _note_lines(staged: Staged, connection: duckdb.DuckDBPyConnection) -> None:
    """Look up where records stand whose file has blank lines, or line ends within quotes."""
    table = staged.source.file.table.name
    wanted = connection.execute(
        f'SELECT DISTINCT row_number FROM {WORK}.findings WHERE "table" = $table '
        "AND row_number >= $first AND row_number < $after ORDER BY row_number",
        {"table": table, "first": staged.first_row, "after": staged.first_row + staged.rows},
    ).fetchall()
    if not wanted:
        return
    numbers = {row[0] - staged.first_row for row in wanted}
    lines = _lines(staged, numbers)
    while batch := list(islice(lines, _BATCH)):
        connection.execute(
            f"INSERT INTO {WORK}.lines SELECT $table, unnest($rows), unnest($lines)",
            {
                "table": table,
                "rows": [staged.first_row + n for n, _ in batch],
                "lines": [line for _, line in batch],
            },
        )


def _lines(staged: Staged, wanted: set[int]) -> Iterator[tuple[int, int]]:
    with csv_files.opened(staged.source.file.path) as stream:
        for number, (line, _) in enumerate(csv_files.records(stream, strict=False), start=-1):
            if number in wanted:
                yield number, line


def _place(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every finding its file and its line."""
    connection.execute(
        f"""CREATE TABLE {WORK}.placed AS
        SELECT f.severity, f.table, files.number, files.name AS file, f.row_number, f.column,
            coalesce(lines.line, f.row_number - files.first_row + files.start) AS line,
            f.reason, f.value
        FROM {WORK}.findings AS f
        JOIN {WORK}.files ON files.table = f.table
            AND f.row_number >= files.first_row AND f.row_number < files.after_row
        LEFT JOIN {WORK}.lines ON lines.table = f.table AND lines.row_number = f.row_number"""
    )
    connection.execute(
        f"""CREATE TABLE {SET_ASIDE_TABLE} AS
        SELECT "table", file, line, "column", coalesce("value", '') AS "value", reason
        FROM {WORK}.placed WHERE severity = 'set_aside' ORDER BY number, row_number, "column\""""
    )


def _found(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    rows = connection.execute(
        f"""SELECT severity, "table", file, "column", reason, count(*),
            arg_min({{'line': line, 'value': coalesce("value", '')}}, row_number, {EXAMPLES})
        FROM {WORK}.placed GROUP BY severity, "table", number, file, "column", reason
        ORDER BY severity, number, "column", reason"""
    ).fetchall()
    for severity, table, file, column, reason, count, examples in rows:
        shown = tuple(Example(each["line"], each["value"]) for each in examples)
        yield Finding(Severity(severity), table, file, column, reason, count, shown)


def _notes(loader: Loader) -> Iterator[Finding]:
    for table in TABLES:
        sources = loader.sources(table)
        if not sources:
            why = "not handed over: what it alone shows cannot be measured"
            yield Finding(Severity.NOTE, table.name, "", "", why)
            continue
        for column in table.columns:
            yield from _missing(table, column, loader)
        yield from _unused(table, loader)
    for each in loader.folder.ignored:
        why = f"ignored: its name is no table's{each.why}"
        yield Finding(Severity.NOTE, "", each.name, "", why)


def _missing(table: Table, column: Column, loader: Loader) -> Iterator[Finding]:
    sources = loader.sources(table)
    without = [source for source in sources if column.name not in source.columns]
    if without:
        hint = near(column.name, tuple(without[0].columns))
        effect = "every row is set aside" if column.required else "taken as empty"
        why = f"the column is missing{hint}: {effect}"
        yield Finding(
            Severity.NOTE, table.name, _files([s.file.name for s in without], len(sources)),
            column.name, why,
        )  # fmt: skip


def _unused(table: Table, loader: Loader) -> Iterator[Finding]:
    sources = loader.sources(table)
    kept = [column.name for column in loader.more(table)]
    where: dict[str, list[str]] = {}
    for source in sources:
        for column in unused(table, tuple(source.columns), kept):
            where.setdefault(column, []).append(source.file.name)
    for column, names in where.items():
        yield Finding(
            Severity.NOTE, table.name, _files(names, len(sources)), column,
            "ignored: the contract does not name this column",
        )  # fmt: skip


def _files(names: list[str], of: int) -> str:
    if len(names) == 1:
        return names[0]
    return f"all {of} files" if len(names) == of else f"{len(names)} of {of} files"
