"""CSV files: UTF-8, one header row, commas, RFC 4180.

DuckDB reads them; what it cannot read, ``csv_faults`` explains line by line. ``scan`` goes
through the bytes once for what DuckDB does not tell: the hash and how many lines there are.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from upheld.extracts.values import literal

NOT_PACKED = (EOFError, gzip.BadGzipFile, zlib.error)  # what a damaged .gz raises
_CHUNK = 1 << 20
# Longer than any record that is one: an open quote is found before it swallows a file.
_LONGEST_FIELD = 1 << 21


class UnreadableError(Exception):
    """This file cannot be read: where, and why. Part of a ProblemsError before a user sees it."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.where = where
        self.why = why


@dataclass(frozen=True, slots=True)
class Scan:
    """``lines`` are physical ones, however they end; ``sound`` is False where the file holds a
    zero byte or cannot be unpacked to its end, which DuckDB does not mind."""

    sha256: str
    lines: int = 0
    sound: bool = True


def opened(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is packed."""
    if path.name.lower().endswith(".gz"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def scan(path: Path) -> Scan:
    """The hash is that of the file as it lies there, packed or not."""
    digest = sha256(path)
    try:
        with opened(path) as stream:
            return Scan(digest, *_lines(stream))
    except NOT_PACKED:
        return Scan(digest, sound=False)


def _lines(stream: IO[bytes]) -> tuple[int, bool]:
    """How many lines there are, ended by either character or by both; and no zero byte."""
    lines, sound, last = 0, True, b"\n"
    while chunk := stream.read(_CHUNK):
        lines += chunk.count(b"\n")
        if b"\r" in chunk or last == b"\r":
            lines += chunk.count(b"\r") - chunk.count(b"\r\n")
            lines -= last == b"\r" and chunk.startswith(b"\n")
        sound = sound and b"\0" not in chunk
        last = chunk[-1:]
    return lines + (last not in (b"\n", b"\r")), sound


def hash_only(path: Path) -> Scan:
    """For a file that has no lines."""
    return Scan(sha256(path))


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def source(path: Path, columns: int) -> str:
    """SQL for the file's records as text columns c0, c1, …; nothing is guessed."""
    names = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(columns))
    packed = "gzip" if path.name.lower().endswith(".gz") else "none"
    return (
        f"read_csv({literal(glob_of(path))}, columns = {{{names}}}, auto_detect = false, "
        "header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true, "
        f"null_padding = false, hive_partitioning = false, compression = '{packed}')"
    )


def glob_of(path: Path) -> str:
    """A pattern that matches this path alone, whatever characters its name holds."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in str(path))


def records(stream: IO[bytes], *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Each record but blank lines, with the line on which it starts, read slowly and strictly.

    Raises csv.Error where the quotes are wrong and UnicodeDecodeError where it is not UTF-8.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(TextIOWrapper(stream, "utf-8-sig", newline=""), strict=strict)
    starts = 1
    for record in reader:
        if record:
            yield starts, record
        starts = reader.line_num + 1


def header(path: Path) -> list[str]:
    """The names in the first row.

    Raises what ``records`` raises, and UnreadableError where there is no header row.
    """
    with opened(path) as stream:
        first = next(records(stream), None)
    if first is None:
        raise UnreadableError("line 1", "the file is empty: it has not even a header row")
    line, names = first
    if line != 1:
        raise UnreadableError("line 1", "the first line is empty; the header row belongs there")
    return names
