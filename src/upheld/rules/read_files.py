"""Reads the two kinds of file that rules are kept in, and notes what is wrong with one."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from upheld.core.errors import Problem
from upheld.core.records import Key, Made, Place, read_one


def toml_of(path: Path, place: Place) -> dict[str, Any] | None:
    """A file's content, or None with the problem noted."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place.wrong(f"expected TOML in UTF-8: {error}")
    except FileNotFoundError:
        place.wrong("the file is missing")
    return None


def _rows(
    path: Path, keys: Mapping[str, Key], problems: list[Problem]
) -> Iterator[tuple[Place, dict[str, str]]]:
    """Each row with its line; empty cells are left out."""
    place = Place(path.name, "", problems)
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = csv.DictReader(io.StringIO(text), strict=True, restkey="an extra cell", restval="")
        if tuple(rows.fieldnames or ()) != tuple(keys):
            place.inside("line 1").wrong(
                f"expected the columns {','.join(keys)}", ",".join(rows.fieldnames or ())
            )
            return
        for row in rows:
            filled = {name: value for name, value in row.items() if value}
            yield place.inside(f"line {rows.line_num}"), filled
    except (csv.Error, UnicodeDecodeError) as error:
        place.wrong(f"expected comma-separated values in UTF-8: {error}")
    except FileNotFoundError:
        place.wrong("the file is missing")


def csv_of(
    kind: Callable[..., Made], keys: Mapping[str, Key], path: Path, problems: list[Problem]
) -> tuple[Made, ...]:
    """Each row as a value of ``kind``; the columns must be exactly ``keys``, in their order."""
    rows = _rows(path, keys, problems)
    return tuple(one for place, row in rows if (one := read_one(kind, keys, row, place)))
