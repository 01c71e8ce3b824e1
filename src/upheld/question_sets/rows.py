"""Where each item of a form stands in its file, and everything that is wrong with it there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from upheld.core.errors import Problem

Row = tuple[int, Mapping[str, Any]]
BEGIN = re.compile(r"begin[ _]+(.*)", re.IGNORECASE)
END = re.compile(r"end[ _]+", re.IGNORECASE)
MOST_SHOWN = 200
OTHER = "_other"
COUNT = "_count"


@dataclass
class Rows:
    """Rows by path, and the problems found so far. A row is a line of a Markdown file, or a row
    of the survey sheet of a workbook."""

    file: str
    unit: str  # "line" or "row"
    survey: Mapping[str, int]
    choices: Mapping[tuple[str, str], int]
    problems: list[Problem] = field(default_factory=list)

    def where(self, path: str) -> str:
        name = path.rpartition("/")[2]
        row = self.survey.get(path)
        for ending in (OTHER, COUNT):  # questions that pyxform adds to what a row says
            if row is None and path.endswith(ending):
                row = self.survey.get(path.removesuffix(ending))
        return f"{name} ({self.unit} {row})" if row else name or "the form"

    def refuse(self, path: str, column: str, what: str, value: str = "") -> None:
        self._add(Problem(self.file, f"{self.where(path)}: {column}", what, _begin(value)))

    def refuse_choice(self, list_name: str, choice: str, column: str, what: str) -> None:
        row = self.choices.get((list_name, choice))
        place = f" ({self.unit} {row})" if row else ""
        self._add(Problem(self.file, f"choice {choice} of {list_name}{place}: {column}", what))

    def refuse_row(self, row: int, column: str, what: str, value: str = "") -> None:
        self._add(Problem(self.file, f"{self.unit} {row}: {column}", what, _begin(value)))

    def refuse_form(self, what: str, value: str = "") -> None:
        self._add(Problem(self.file, "the form", what, _begin(value)))

    def _add(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def _begin(value: str) -> str:
    """Enough to find it by; a cell may hold a book."""
    return value if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]}…"


def survey_rows(rows: Iterable[Row]) -> dict[str, int]:
    """The row of each path, following the groups as they begin and end."""
    found: dict[str, int] = {}
    around: list[str] = []
    for number, row in rows:
        kind, name = _cell(row, "type", "command"), _cell(row, "name", "tag", "value")
        if END.match(kind):
            del around[-1:]
            continue
        path = "/".join([*around, name])
        if name:
            found.setdefault(path, number)
        if BEGIN.match(kind):
            around.append(name)
    return found


def choice_rows(rows: Iterable[Row]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for number, row in rows:
        key = (_cell(row, "list_name", "list name"), _cell(row, "name", "value"))
        found.setdefault(key, number)
    return found


def _cell(row: Mapping[str, Any], *names: str) -> str:
    for key, value in row.items():
        if str(key).strip().lower() in names:
            return str(value).strip()
    return ""
