"""One file, opened: its columns by name, or everything that makes it useless."""

from __future__ import annotations

import csv
import difflib
from collections import Counter
from collections.abc import Iterator, Sequence

import duckdb

from upheld.core.errors import Problem
from upheld.extracts import csv_faults, csv_files, parquet_files
from upheld.extracts.contract import EXTRACTED_AT, WITHDRAWN, Table
from upheld.extracts.csv_files import UnreadableError
from upheld.extracts.files import ExtractFile, Format
from upheld.extracts.stage import FileColumn, Source

HEADER = "header row"


def open_file(
    file: ExtractFile, connection: duckdb.DuckDBPyConnection
) -> tuple[Source | None, tuple[Problem, ...]]:
    """The file as a source, or None and why it cannot be one."""
    try:
        source = _source(file, connection)
    except UnreadableError as error:
        return None, (Problem(file.name, error.where, error.why),)
    except (csv.Error, UnicodeDecodeError, *csv_files.NOT_PACKED):
        return None, csv_faults.faults(file.path)
    except OSError as error:
        why = f"it cannot be opened: {error.strerror or error}"
        return None, (Problem(file.name, "the whole file", why),)
    missing = tuple(_missing_keys(file, tuple(source.columns)))
    return (None if missing else source), missing


def _source(file: ExtractFile, connection: duckdb.DuckDBPyConnection) -> Source:
    if file.format is Format.PARQUET:
        typed = parquet_files.columns(file.path, connection)
        _check_names([column for column, _ in typed])
        columns = {c: FileColumn(parquet_files.value(c), t) for c, t in typed}
        return Source(file, parquet_files.source(file.path), columns)
    names = csv_files.header(file.path)
    _check_names(names)
    columns = {
        each or f"(column {n + 1}, without a name)": FileColumn(f"c{n}", "VARCHAR")
        for n, each in enumerate(names)
    }
    return Source(file, csv_files.source(file.path, len(names)), columns, len(names))


def _check_names(names: Sequence[str]) -> None:
    """A column without a name is ignored; one name for two columns could mean either."""
    counted = Counter(name for name in names if name)
    repeated = ", ".join(name for name, count in counted.items() if count > 1)
    if repeated:
        raise UnreadableError(HEADER, f"more than one column is called {repeated}")


def _missing_keys(file: ExtractFile, names: Sequence[str]) -> Iterator[Problem]:
    for key in file.table.key:
        if file.table.column(key).required and key not in names:
            why = f"the column {key} is missing{near(key, names)}"
            yield Problem(file.name, HEADER, why + _separator(names))


def near(column: str, names: Sequence[str]) -> str:
    """The found name that a missing column may stand under, as the end of a sentence."""
    folded = {name.strip().casefold().replace(" ", "_"): name for name in reversed(names)}
    close = difflib.get_close_matches(column, folded, n=1, cutoff=0.8)
    return f" (is it {folded[close[0]]!r}?)" if close else ""


def _separator(names: Sequence[str]) -> str:
    for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(names) == 1 and mark in names[0]:
            return f"; its values are separated by {word}, and commas are needed"
    return ""


def unused(table: Table, names: Sequence[str], kept: Sequence[str]) -> tuple[str, ...]:
    """Columns of a file that nothing reads."""
    known = {*table.names, WITHDRAWN.name, EXTRACTED_AT.name}
    folded = {each.casefold() for each in kept}
    return tuple(name for name in names if name not in known and name.casefold() not in folded)
