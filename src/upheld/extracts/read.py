"""From a folder of extracts to one typed table for each table of the contract.

``read`` is the only way in. Its path: ``files`` finds the files, ``csv_files`` and
``parquet_files`` open them, ``stage`` parses them, ``settle`` decides what becomes of each row,
``checks`` looks at what stays, ``findings`` gathers what the ``report`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import duckdb

from upheld.core.errors import ProblemsError, UpheldError
from upheld.core.force import Force
from upheld.extracts import checks, findings, load, settle
from upheld.extracts.contract import TABLES
from upheld.extracts.files import find
from upheld.extracts.report import ExtractReport, TableCounts
from upheld.extracts.stage import WORK


class Progress(Protocol):
    """Told what is being done, and how many of how many steps are behind it."""

    def __call__(self, what: str, done: int, total: int, /) -> None: ...


def read(
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    *,
    force: Force | None = None,
    progress: Progress | None = None,
    counted: Callable[[TableCounts], None] = lambda _: None,
) -> ExtractReport:
    """Read a folder of extracts into the connection's schema ``extract``.

    Each table holds the contract's columns, typed, in its order, and ``row_number`` (over all
    files of the table; later is larger); a table that was not handed over is empty. Rows set
    aside, replaced or withdrawn are not in it. Nothing outside the schemas ``extract`` and
    ``extract_report`` is touched; the database ``extract_work`` is attached meanwhile, in memory
    and on the connection's temporary directory where memory is short.

    ``counted`` is told of each table before the next is read, of crimes first.

    Raises ProblemsError naming every file that cannot be read, WrongUseError where there is no
    such folder, UpheldError where it holds no table or memory or disk run out.
    """
    found = find(folder)
    steps = len(found.files) + 2 * len(TABLES)
    with _engine(connection), load.Loader(found, connection) as loader:
        _begin(connection)
        counts, done = [], 0
        for table in TABLES:
            for name in loader.stage(table):
                done += 1
                _tell(progress, f"Reading {name}", done, steps)
            if not loader.problems:
                counts.append(settle.settle(table, loader.more(table), connection))
                counted(counts[-1])
            done += 1
            _tell(progress, f"Sorting out {table.name}", done, steps)
        if loader.problems:
            raise ProblemsError(
                f"{folder}: some files cannot be read",
                tuple(loader.problems),
                next_step="correct or export these files again; nothing was built or replaced",
            )
        for table in TABLES:
            checks.warn(table, force, connection)
            done += 1
            _tell(progress, f"Checking {table.name}", done, steps)
        return findings.gather(loader, tuple(counts), connection)


# A commit that fails, and what follows from it, is a disk that could not be written.
MACHINE_ERRORS = (
    duckdb.OutOfMemoryException,
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.FatalException,
)


def _begin(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in ("extract", "extract_report"):
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(f"DETACH DATABASE IF EXISTS {WORK}")
    connection.execute(f"ATTACH ':memory:' AS {WORK}")
    load.begin(connection)
    settle.begin(connection)


@contextmanager
def _engine(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Rows stay in the order of the files; what the machine lacks is said as such.

    What is staged is never written to the connection's own file: it would be packed twice.
    """
    setting = "SELECT current_setting('preserve_insertion_order')"
    before = connection.execute(setting).fetchall()[0][0]
    connection.execute("SET preserve_insertion_order = true")
    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as error:
        # Ctrl-C within a query reaches us as a bare RuntimeError.
        if isinstance(error, RuntimeError) and str(error) != "Query interrupted":
            raise
        raise KeyboardInterrupt from error
    except MACHINE_ERRORS as error:
        raise UpheldError(
            "memory or disk space ran out while the extracts were read",
            next_step="free some, or work in a folder with more, and run the command again",
        ) from error
    except duckdb.Error as error:
        # Its own words may quote a value: a victim's.
        raise UpheldError(
            f"the extracts could not be read ({type(error).__name__})",
            next_step="run upheld check on half of the files to find the one, and report it",
        ) from error
    finally:
        with suppress(duckdb.Error):  # after a fatal error nothing more can be done or matters
            connection.execute(f"DETACH DATABASE IF EXISTS {WORK}")
            connection.execute(f"SET preserve_insertion_order = {str(before).lower()}")


def _tell(progress: Progress | None, what: str, done: int, total: int) -> None:
    if progress is not None:
        progress(what, done, total)
