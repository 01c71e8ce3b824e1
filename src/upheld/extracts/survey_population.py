"""The population of a survey in a CSV file, as the contract's survey_population has it.

Two kinds of row: a frame count (``unit_code``, ``crime_type``, ``victims``), and a category of a
margin (``margin``, ``category`` and its ``share``, or its ``count``). Either may be of a ``wave``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from upheld.core.errors import Problem
from upheld.core.records import Place, make
from upheld.core.survey_design import CROSSED, Margin

FRAME = ("unit_code", "crime_type")
WAVE = "wave"
Targets = dict[tuple[str, str], dict[str, float]]  # by margin and wave


def margins_of_file(path: Path, problems: list[Problem]) -> tuple[Margin, ...]:
    """Every margin of the file, the frame counts among them; what is wrong is noted.

    A share of a wave that has frame counts is made the count that it stands for.
    """
    place = Place(path.name, "", problems)
    return margins_of_rows([(f"line {line}", row) for line, row in _rows(path, place)], place)


def margins_of_rows(
    rows: Sequence[tuple[str, Mapping[str, str]]], place: Place
) -> tuple[Margin, ...]:
    """The same of rows that were read already, each with where it stands."""
    before = len(place.problems)
    frame: Targets = {}
    margins: Targets = {}
    for where, row in rows:
        at = place.inside(where)
        if row.get("margin"):
            _add(margins, row["margin"], row, row.get("category", ""), _size(row, at), at)
        elif row.get("victims"):
            names = [row.get(column, "") for column in FRAME]
            given = [(c, n) for c, n in zip(FRAME, names, strict=True) if n]
            column = CROSSED.join(column for column, _ in given)
            category = CROSSED.join(name for _, name in given)
            _add(frame, column, row, category, _number(row, "victims", at), at)
    if len(place.problems) > before:
        return ()
    _as_counts(margins, frame)
    made = (
        make(Margin, {"column": name, "targets": targets, "within": _within(wave)}, place)
        for (name, wave), targets in (frame | margins).items()
    )
    return tuple(each for each in made if each is not None)


def _rows(path: Path, place: Place) -> Sequence[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        place.wrong("the file of the margins is missing beside the design")
        return []
    except (UnicodeDecodeError, OSError):
        place.wrong("expected comma-separated values in UTF-8")
        return []
    rows = csv.DictReader(io.StringIO(text), restval="", restkey="more")
    names = set(rows.fieldnames or ())
    if not ({"margin", "category"} <= names and names & {"share", "count"}) and not (
        {*FRAME, "victims"} <= names
    ):
        place.inside("line 1").wrong(
            "expected the columns margin, category and share or count; or unit_code, crime_type "
            "and victims; and wave where they differ by wave"
        )
        return []
    return [
        (rows.line_num, {name: value.strip() for name, value in row.items() if name != "more"})
        for row in rows
    ]


def _add(  # noqa: PLR0917
    targets: Targets, name: str, row: Mapping[str, str], category: str, size: float | None,
    at: Place,
) -> None:  # fmt: skip
    sizes = targets.setdefault((name, row.get(WAVE, "")), {})
    if not name or not category or category in sizes:
        at.wrong("expected a category, once in each margin and wave", category)
    elif size is not None:
        sizes[category] = size


def _size(row: Mapping[str, str], at: Place) -> float | None:
    return _number(row, "count" if row.get("count") else "share", at)


def _number(row: Mapping[str, str], column: str, at: Place) -> float | None:
    try:
        return float(row.get(column, ""))
    except ValueError:
        at.wrong(f"expected a number in {column}", row.get(column, ""))
        return None


def _as_counts(margins: Targets, frame: Targets) -> None:
    """Shares of a population that is counted are made counts."""
    counted: dict[str, float] = {}
    for (_, wave), sizes in frame.items():
        counted[wave] = counted.get(wave, 0.0) + sum(sizes.values())
    for (_, wave), sizes in margins.items():
        whole = counted.get(wave)
        if whole and abs(sum(sizes.values()) - 1) < 1e-6:
            for category in sizes:
                sizes[category] *= whole


def _within(wave: str) -> tuple[str, str] | None:
    return (WAVE, wave) if wave else None
