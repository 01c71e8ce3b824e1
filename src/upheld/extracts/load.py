"""Every file of a folder: opened, hashed and staged, and what cannot be read gathered."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Self

import duckdb

from upheld.core.errors import Problem
from upheld.extracts import csv_faults, csv_files, parquet_files
from upheld.extracts.contract import Column, Table
from upheld.extracts.csv_files import Scan
from upheld.extracts.files import Folder, Format
from upheld.extracts.opening import open_file
from upheld.extracts.stage import WORK, Source, create, insert, open_columns

_BATCH = 20_000
_MACHINE = (
    duckdb.InterruptException,
    duckdb.OutOfMemoryException,
    duckdb.FatalException,
    duckdb.TransactionException,
)
_DISK = ("no space left", "could not write", "temporary file")


@dataclass(frozen=True, slots=True)
class Staged:
    """One file's place among its table's rows; ``simple`` where record n stands on line n + 1."""

    source: Source
    scan: Scan
    first_row: int
    rows: int

    @property
    def simple(self) -> bool:
        return self.is_parquet or self.scan.lines == self.rows + 1

    @property
    def is_parquet(self) -> bool:
        return self.source.file.format is Format.PARQUET


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty table of the files and of where their rows are."""
    connection.execute(
        f'CREATE TABLE {WORK}.files ("table" VARCHAR, number INTEGER, name VARCHAR, '
        "first_row BIGINT, after_row BIGINT, start INTEGER)"
    )


class Loader:
    """Opens every file at once, then stages them table by table.

    ``problems`` holds everything that makes a file unreadable; rows are worth settling only
    while it is empty. The hashes are taken on the side, while DuckDB reads.
    """

    def __init__(self, folder: Folder, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.connection = connection
        self.problems: list[Problem] = []
        self.staged: list[Staged] = []
        self._sources: list[Source] = []
        for file in folder.files:
            source, problems = open_file(file, connection)
            self.problems += problems
            if source is not None:
                self._sources.append(source)
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._scans: dict[str, Future[Scan]] = {}

    def __enter__(self) -> Self:
        for source in self._sources:
            path = source.file.path
            is_parquet = source.file.format is Format.PARQUET
            scan = csv_files.hash_only if is_parquet else csv_files.scan
            self._scans[source.file.name] = self._pool.submit(scan, path)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def sources(self, table: Table) -> tuple[Source, ...]:
        return tuple(source for source in self._sources if source.file.table is table)

    def more(self, table: Table) -> tuple[Column, ...]:
        return open_columns(table, self.sources(table))

    def stage(self, table: Table) -> Iterator[str]:
        """Make the table's staged rows; yields each file's name once it is done."""
        self.connection.execute(create(table, self.more(table)))
        for source in self.sources(table):
            self._stage_one(table, source)
            yield source.file.name
        self._check_order(table)

    def _stage_one(self, table: Table, source: Source) -> None:
        problems: tuple[Problem, ...] = ()
        first_row = self._rows(table)
        if source.file.format is Format.PARQUET:
            problems = self._stage_parquet(table, source)
        else:
            problems = self._stage_csv(table, source)
        scan = self._scans[source.file.name].result()
        if not scan.sound and not problems:
            problems = csv_faults.faults(source.file.path)
        self.problems += problems
        self._note(Staged(source, scan, first_row, self._rows(table) - first_row))

    def _note(self, staged: Staged) -> None:
        """A CSV file's first record stands on line 2, a Parquet file's first row is row 1."""
        file, after = staged.source.file, staged.first_row + staged.rows
        start = 1 if staged.is_parquet else 2
        self.connection.execute(
            f"INSERT INTO {WORK}.files VALUES (?, ?, ?, ?, ?, ?)",
            [file.table.name, len(self.staged), file.name, staged.first_row, after, start],
        )
        self.staged.append(staged)

    def _stage_parquet(self, table: Table, source: Source) -> tuple[Problem, ...]:
        try:
            self.connection.execute(insert(table, self.more(table), source))
        except duckdb.Error as error:
            _raise_if_machine(error)
            why = parquet_files.damaged(error)
            return (Problem(source.file.name, why.where, why.why),)
        return ()

    def _stage_csv(self, table: Table, source: Source) -> tuple[Problem, ...]:
        """One column alone is read slowly: only then is a blank line also an empty value."""
        if source.width > 1:
            try:
                self.connection.execute(insert(table, self.more(table), source))
            except duckdb.Error as error:
                _raise_if_machine(error)
            else:
                return ()
        problems = csv_faults.faults(source.file.path)
        if not problems:
            self._stage_slowly(table, source)
        return problems

    def _stage_slowly(self, table: Table, source: Source) -> None:
        """For what is sound and yet not read by DuckDB, such as a mixture of line ends."""
        names = [f"c{n}" for n in range(source.width)]
        lists = ", ".join(f"unnest(${each}) AS {each}" for each in names)
        batch_source = Source(source.file, f"(SELECT {lists})", source.columns, source.width)
        statement = insert(table, self.more(table), batch_source)
        with csv_files.opened(source.file.path) as stream:
            records = (record for _, record in csv_files.records(stream))
            next(records)
            while batch := list(islice(records, _BATCH)):
                values = dict(zip(names, map(list, zip(*batch, strict=True)), strict=True))
                self.connection.execute(statement, values)

    def _rows(self, table: Table) -> int:
        query = f"SELECT count(*) FROM {WORK}.{table.name}"
        return int(self.connection.execute(query).fetchall()[0][0])

    def _check_order(self, table: Table) -> None:
        query = f"SELECT coalesce(max(rowid) + 1, 0) FROM {WORK}.{table.name}"
        assert self.connection.execute(query).fetchall() == [(self._rows(table),)], table.name


def _raise_if_machine(error: duckdb.Error) -> None:
    """Memory, disk and Ctrl-C are no fault of the file."""
    if isinstance(error, _MACHINE):
        raise error
    text = str(error).lower()
    if isinstance(error, duckdb.IOException) and any(words in text for words in _DISK):
        raise error
