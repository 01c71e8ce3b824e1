"""A working database for one command, gone at its end."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

MEMORY_LIMIT = "4GB"


@contextmanager
def working_engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """A working file only its owner can read, gone at the end whatever happens."""
    import duckdb

    from upheld.extracts.values import literal

    with (
        TemporaryDirectory(prefix="upheld-") as folder,
        duckdb.connect(Path(folder) / "work.duckdb") as connection,
    ):
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute(f"SET temp_directory = {literal(str(Path(folder) / 'spill'))}")
        yield connection
