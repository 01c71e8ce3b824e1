"""Why a CSV file cannot be read: a slow second look that names the line.

What stands in a broken line is never repeated: it may be a victim's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from upheld.core.errors import Problem
from upheld.extracts.csv_files import NOT_PACKED, UnreadableError, header, opened, records

_AT_MOST = 10
SAVE_AS_UTF8 = "save it as UTF-8 (in Excel: “CSV UTF-8”)"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def faults(path: Path) -> tuple[Problem, ...]:
    """Everything that makes this file unreadable, up to ten of each sort; empty where nothing."""
    try:
        found = list(_unpacked(path))
    except NOT_PACKED:
        found = [("the whole file", "it is damaged or cut off: it cannot be unpacked")]
    return tuple(Problem(path.name, where, what) for where, what in found)


def _unpacked(path: Path) -> Iterator[tuple[str, str]]:
    """What the bytes alone show; the records are looked at where the bytes are sound."""
    with opened(path) as stream:
        if stream.read(2) in _UTF_16:
            yield "line 1", f"it is UTF-16 text; {SAVE_AS_UTF8}"
            return
    lines = list(islice(_bad_bytes(path), _AT_MOST + 1))
    if lines:
        yield from _first_ten(lines)
    else:
        yield from _bad_records(path)


def _bad_bytes(path: Path) -> Iterator[tuple[str, str]]:
    with opened(path) as stream:
        for number, line in enumerate(stream, start=1):
            if b"\0" in line:
                yield f"line {number}", "it holds a zero byte, which no text does; export it again"
            try:
                line.decode()
            except UnicodeDecodeError as error:
                byte = line[error.start]
                yield f"line {number}", f"byte 0x{byte:02X} is not UTF-8 text; {SAVE_AS_UTF8}"


def _bad_records(path: Path) -> Iterator[tuple[str, str]]:
    try:
        width = len(header(path))
    except UnreadableError as error:
        yield error.where, error.why
        return
    except csv.Error:
        yield "line 1", _QUOTES
        return
    yield from _first_ten(list(islice(_ragged(path, width), _AT_MOST + 1)))


def _ragged(path: Path, width: int) -> Iterator[tuple[str, str]]:
    """Records of another width than the header's; then the first with its quotes gone wrong."""
    line = 1
    with opened(path) as stream:
        try:
            for line, record in records(stream):
                if len(record) != width:
                    yield f"line {line}", _width(len(record), width)
        except csv.Error:
            yield f"after line {line}", _QUOTES


_QUOTES = (
    "a double quote is opened and not closed, or closed and not followed by a comma; double "
    "every quote inside a quoted value"
)


def _width(found: int, width: int) -> str:
    values = "1 value" if found == 1 else f"{found} values"
    return (
        f"{values} where the header names {width} columns; a value with a comma or a line end in "
        "it belongs in double quotes"
    )


def _first_ten(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    yield from found[:_AT_MOST]
    if len(found) > _AT_MOST:
        yield "further lines", "more of the same; the first ten are named"
