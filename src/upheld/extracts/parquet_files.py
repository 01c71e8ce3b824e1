"""Parquet files: columns by name, each of whatever type its writer gave it."""

from __future__ import annotations

from pathlib import Path

import duckdb

from upheld.extracts.csv_files import UnreadableError, glob_of
from upheld.extracts.values import literal, name

_MAGIC = b"PAR1"
_SMALLEST = 12  # magic, an empty footer's length, magic
EXPORT_AGAIN = "export or copy it again"


def source(path: Path) -> str:
    """SQL for the file's rows under its own column names."""
    return (
        f"read_parquet({literal(glob_of(path))}, binary_as_string = true, "
        "hive_partitioning = false)"
    )


def columns(path: Path, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Name and SQL type of each column. Raises UnreadableError where it is no Parquet file."""
    _check_whole(path)
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source(path)}").fetchall()
    except duckdb.Error as error:
        raise damaged(error) from error
    return [(row[0], row[1]) for row in described]


def value(column: str) -> str:
    """SQL for one of its columns."""
    return name(column)


def damaged(error: duckdb.Error) -> UnreadableError:
    """Why DuckDB gave up on a file that starts and ends as it should, without what it quotes."""
    if "utf8" in str(error).lower() or "unicode" in str(error).lower():
        return UnreadableError("the whole file", "it holds text that is not UTF-8")
    return UnreadableError("the whole file", f"its inside is damaged; {EXPORT_AGAIN}")


def _check_whole(path: Path) -> None:
    with path.open("rb") as stream:
        first = stream.read(len(_MAGIC))
        size = stream.seek(0, 2)
        stream.seek(max(0, size - len(_MAGIC)))
        last = stream.read()
    if first != _MAGIC:
        raise UnreadableError("the whole file", "it is not a Parquet file, whatever its name says")
    if size < _SMALLEST or last != _MAGIC:
        raise UnreadableError(
            "the whole file", f"it is cut off: its end is missing; {EXPORT_AGAIN}"
        )
