"""Reads published CSV files, plain or gzipped, as text, with the file and line of every row.

Types come later: here a file is either readable as a CSV of the expected columns or an error
names it, its line and what was expected. All files' problems are told at once.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from upheld.core.errors import Problem, ProblemsError, WrongUseError
from upheld.extracts.import_report import FILE, LINE, Effect, InputFile, Kind, LeftOut

GZIP = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ROW = "row"
WRONG_WIDTH = Kind(
    "wrong_width", Effect.LEFT_OUT, "rows with more or fewer fields than the header", ROW
)
HeaderCheck = Callable[[tuple[str, ...]], str | None]
Announce = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """``table`` has the file's own columns as text (empty is null), then file and line.

    ``ragged`` holds the rows that do not fit the header; ``rows`` counts both.
    """

    name: str
    sha256: str
    header: tuple[str, ...]
    table: pl.DataFrame
    ragged: LeftOut

    @property
    def rows(self) -> int:
        return self.table.height + self.ragged.rows.height


class _UnreadableError(Exception):
    """Why one file cannot be read, and where."""

    def __init__(self, where: str, what: str, value: str = "") -> None:
        super().__init__(what)
        self.where, self.what, self.value = where, what, value


def read_files(
    files: Sequence[Path], complaint: HeaderCheck, announce: Announce, separators: str = ","
) -> tuple[PublishedFile, ...]:
    """Every file, in order of name. ``complaint`` says what is wrong with a header, if anything.

    Raises WrongUseError for a file given twice, ProblemsError for files that cannot be read.
    """
    paths = _in_order(files)
    read: list[PublishedFile] = []
    problems: list[Problem] = []
    for path in paths:
        announce(f"Reading {path.name}")
        try:
            read.append(_read(path, complaint, separators))
        except _UnreadableError as wrong:
            problems.append(Problem(str(path), wrong.where, wrong.what, wrong.value))
    if problems:
        raise ProblemsError(
            "Nothing was imported, because of these files:",
            tuple(problems),
            next_step="correct or leave out these files, then import again.",
        )
    _refuse_same_content(read)
    return tuple(read)


def plain_name(path: Path) -> str:
    """The file's name without ``.gz``, by which its rows are known."""
    return path.name.removesuffix(".gz")


def input_file(file: PublishedFile, left_out: Sequence[LeftOut]) -> InputFile:
    """What became of a file's rows, each of which is used or left out once."""
    lost = sum(each.rows.filter(pl.col(FILE) == file.name).height for each in left_out)
    return InputFile(file.name, file.sha256, file.rows, file.rows - lost)


def _in_order(files: Sequence[Path]) -> list[Path]:
    if not files:
        raise WrongUseError("No file was given.", next_step="name the published files to import.")
    named: dict[str, Path] = {}
    for path in files:
        name = plain_name(path)
        if name in named:
            raise WrongUseError(
                f"Two files have the name {name}: {named[name]} and {path}.",
                next_step="give each file once; rename one if they really differ, "
                "for rows are named by file and line.",
            )
        named[name] = path
    return [named[name] for name in sorted(named)]


def _refuse_same_content(read: Sequence[PublishedFile]) -> None:
    names: dict[str, str] = {}
    for each in read:
        other = names.setdefault(each.sha256, each.name)
        if other != each.name:
            raise WrongUseError(
                f"{other} and {each.name} are one file given twice: every byte is the same.",
                next_step="give each file once.",
            )


def _read(path: Path, complaint: HeaderCheck, separators: str) -> PublishedFile:
    content = _content(path)
    text = _text(content)
    separator = _separator(text, separators)
    lines, records = _records(text, separator)
    header = tuple(name.strip() for name in records[0]) if records else ()
    if wrong := complaint(header):
        raise _UnreadableError("line 1", wrong, separator.join(header)[:200])
    if twice := sorted({column for column in header if header.count(column) > 1}):
        raise _UnreadableError("line 1", "has a column twice", ", ".join(twice))
    name = plain_name(path)
    table, ragged = _tables(name, header, lines[1:], records[1:])
    return PublishedFile(name, hashlib.sha256(content).hexdigest(), header, table, ragged)


def _content(path: Path) -> bytes:
    """The file's bytes, unpacked, so that a file and its gzipped copy are known as one."""
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content.startswith(GZIP) else content
    except IsADirectoryError:
        raise _UnreadableError("the path", "is a folder; name the CSV files in it") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise _UnreadableError("the file", "is gzipped, and cut off or damaged") from None
    except OSError as error:
        raise _UnreadableError("the file", f"cannot be read: {error.strerror}") from None


def _text(content: bytes) -> str:
    if not content.strip():
        raise _UnreadableError("the file", "is empty")
    if content.startswith(UTF_16):
        raise _UnreadableError("the file", "is in UTF-16; save it as UTF-8")
    if b"\0" in content:
        raise _UnreadableError("the file", "is not a CSV file: it holds bytes that no text has")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            f"line {line}",
            "is not UTF-8 (perhaps Windows-1252 or Latin-1); save the file as UTF-8",
            repr(content[error.start : error.end])[2:-1],
        ) from None


def _separator(text: str, separators: str) -> str:
    first = text.partition("\n")[0]
    return max(separators, key=first.count)


def _records(text: str, separator: str) -> tuple[list[int], list[list[str]]]:
    """Each record with the line on which it starts; blank lines are no records."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, records, start = [], [], 1
    try:
        for record in reader:
            if record:
                lines.append(start)
                records.append(record)
            start = reader.line_num + 1
    except csv.Error as error:
        raise _UnreadableError(
            f"line {start}", f"is not CSV ({error}); look for a quotation mark without its pair"
        ) from None
    return lines, records


def _tables(
    name: str, header: tuple[str, ...], lines: list[int], records: list[list[str]]
) -> tuple[pl.DataFrame, LeftOut]:
    width = len(header)
    fits = [len(record) == width for record in records]
    good = [record for record, fit in zip(records, fits, strict=True) if fit]
    columns = zip(*good, strict=True) if good else ([] for _ in header)
    table = pl.DataFrame(
        {column: list(values) for column, values in zip(header, columns, strict=True)},
        schema=dict.fromkeys(header, pl.String),
    ).with_columns(_empty_to_null(column) for column in header)
    good_lines = [line for line, fit in zip(lines, fits, strict=True) if fit]
    ragged = {
        LINE: [line for line, fit in zip(lines, fits, strict=True) if not fit],
        ROW: [",".join(record) for record, fit in zip(records, fits, strict=True) if not fit],
    }
    return (
        table.with_columns(pl.lit(name).alias(FILE), pl.Series(LINE, good_lines, pl.Int64)),
        LeftOut(
            WRONG_WIDTH,
            pl.DataFrame(ragged, schema={LINE: pl.Int64, ROW: pl.String}).with_columns(
                pl.lit(name).alias(FILE)
            ),
        ),
    )


def _empty_to_null(column: str) -> pl.Expr:
    return pl.when(pl.col(column).str.strip_chars() != "").then(pl.col(column)).alias(column)
