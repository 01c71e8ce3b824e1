"""Which files of a folder belong to which table of the contract."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from upheld.core.errors import UpheldError, WrongUseError
from upheld.extracts.contract import TABLES, Table

# <table>.csv, or <table>-anything.csv, or <table>_anything.csv; likewise the other endings.
_FILE_NAME = re.compile(
    rf"(?P<table>{'|'.join(table.name for table in TABLES)})([-_].*)?"
    r"\.(?P<ending>csv|csv\.gz|parquet)",
    re.IGNORECASE | re.DOTALL,
)
_BY_NAME = {table.name: table for table in TABLES}


class Format(StrEnum):
    CSV = "csv"
    CSV_GZ = "csv.gz"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class ExtractFile:
    table: Table
    path: Path
    format: Format

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the folder that is no table; ``why`` is empty or says what its name is near."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Folder:
    """``files`` in the order in which their rows are read: by table, then by name."""

    files: tuple[ExtractFile, ...]
    ignored: tuple[Ignored, ...]

    def of(self, table: Table) -> tuple[ExtractFile, ...]:
        return tuple(file for file in self.files if file.table is table)


def find(folder: Path) -> Folder:
    """Every table file of a folder of extracts.

    Raises WrongUseError where there is no such folder, UpheldError where it holds no table.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise WrongUseError(
            f"{folder}: {what}", next_step="name the folder that holds the extracts"
        )
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    found = [_extract_file(entry) for entry in entries if not entry.name.startswith(".")]
    files = tuple(each for each in found if isinstance(each, ExtractFile))
    ignored = tuple(each for each in found if isinstance(each, Ignored))
    if not files:
        raise UpheldError(_nothing_here(folder, ignored), next_step=_NEXT_STEP)
    order = [table.name for table in TABLES]
    by_table = sorted(files, key=lambda file: (order.index(file.table.name), file.name))
    return Folder(tuple(by_table), ignored)


_NEXT_STEP = (
    "put one file a table into the folder, such as crimes.csv, victims-2022-05.csv or "
    f"events.parquet; the tables are {', '.join(_BY_NAME)}"
)


def _nothing_here(folder: Path, ignored: tuple[Ignored, ...]) -> str:
    if not ignored:
        return f"{folder}: the folder is empty"
    names = ", ".join(f"{each.name}{each.why}" for each in ignored[:10])
    return f"{folder}: no file here belongs to a table (found {names})"


def _extract_file(entry: Path) -> ExtractFile | Ignored:
    match = _FILE_NAME.fullmatch(entry.name)
    if entry.is_dir():
        return Ignored(entry.name, " (a folder)")
    if match is None:
        return Ignored(entry.name, _near(entry.name))
    table = _BY_NAME[match["table"].lower()]
    return ExtractFile(table, entry, Format(match["ending"].lower()))


def _near(file_name: str) -> str:
    stem = file_name.lower().split(".")[0]
    near = difflib.get_close_matches(stem, _BY_NAME, n=1, cutoff=0.75)
    return f" (is it {near[0]}?)" if near else ""
