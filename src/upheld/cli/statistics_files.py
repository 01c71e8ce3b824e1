"""The CSV files of `upheld spc` and `upheld funnel`: all that is wrong with one, said at once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.core.errors import Problem, ProblemsError, UpheldError

if TYPE_CHECKING:
    from upheld.statistics.baselines import Observation
    from upheld.statistics.funnel import UnitCount

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
LARGEST = 1e15  # beyond it a float no longer tells neighbouring counts apart

SERIES_NEXT = (
    "give one row a period, oldest first, dates as 2024-05-31 or 2024-05, plain numbers with a "
    "point. Leave out the row of a period without a value: the gap is seen. With a denominator, "
    "value is the proportion, 0 to 1."
)
COUNTS_NEXT = (
    "give one row a unit: its name, how many had the outcome and how many could have had it, as "
    "whole numbers. Leave out a unit that has none."
)


@dataclass(slots=True)
class Faults:
    """What is wrong with one file, and with the options given beside it."""

    path: Path
    _found: list[tuple[float, Problem]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, where: str, what: str, value: object = "", *, line: float = inf) -> None:
        self._found.append((line, Problem(str(self.path), where, what, str(value))))

    def raise_any(self, next_step: str) -> None:
        """Raise what was found, in the order of the file's lines; what has no line comes last."""
        if self._found:
            things = "1 thing is" if len(self._found) == 1 else f"{len(self._found)} things are"
            what = f"Nothing was computed: {things} wrong."
            found = tuple(each for _, each in sorted(self._found, key=lambda pair: pair[0]))
            raise ProblemsError(what, found, next_step=next_step)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its number, the file's first line being 1, and its cells, trimmed."""

    line: int
    cells: dict[str, str]
    faults: Faults

    def fault(self, column: str, what: str) -> None:
        where = f"line {self.line}, {column}"
        self.faults.add(where, what, self.cells[column], line=self.line)

    def number(self, column: str) -> float | None:
        """The cell as a number; None, and a fault, where it is none."""
        text = self.cells[column]
        if not text:
            self.fault(column, "is empty")
        elif not NUMBER.fullmatch(text):
            self.fault(column, "is not a plain number, such as 0.625 or 41")
        elif abs(float(text)) > LARGEST:
            self.fault(column, "is too large")
        else:
            return float(text)
        return None

    def day(self, column: str) -> date | None:
        """The cell as a date, a month as its first day; None, and a fault, where it is none."""
        text = self.cells[column]
        found = as_day(text)
        if found is None:
            what = "is not a date such as 2024-05-31, or a month such as 2024-05"
            self.fault(column, what if text else "is empty")
        return found

    def count(self, column: str) -> float | None:
        """The cell as a whole number of nought or more; None, and a fault, where it is none."""
        number = self.number(column)
        if number is not None and (number < 0 or number != int(number)):
            self.fault(column, "is not a whole number of nought or more")
            return None
        return number


def as_day(text: str) -> date | None:
    """A date, or the first day of a month; None where the text is neither."""
    if not DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text if len(text) == len("2024-05-31") else f"{text}-01")
    except ValueError:
        return None


# ---------------------------------------------------------------------------------- the files


@dataclass(frozen=True, slots=True)
class Series:
    """A file with the columns date, value and maybe denominator. What is wrong with its rows is
    in ``faults``, for the caller to add to and raise; ``days`` are all dates that can be read."""

    observations: tuple[Observation, ...]
    days: tuple[date, ...]
    rows: int
    proportions: bool
    faults: Faults


def read_series(path: Path) -> Series:
    """Raises only for a file without its columns or without rows."""
    faults = Faults(path)
    rows = _rows(faults, ("date", "value"), ("denominator",), SERIES_NEXT)
    days = [row.day("date") for row in rows]
    _check_order(rows, days)
    read = [_observation(row, day) for row, day in zip(rows, days, strict=True)]
    return Series(
        tuple(each for each in read if each is not None),
        tuple(day for day in days if day is not None),
        len(rows),
        "denominator" in rows[0].cells,
        faults,
    )


def read_counts(path: Path) -> list[UnitCount]:
    """The units of a file with the columns unit, numerator and denominator; raises all faults."""
    faults = Faults(path)
    rows = _rows(faults, ("unit", "numerator", "denominator"), (), COUNTS_NEXT)
    _check_units(rows)
    counts = [_count(row) for row in rows]
    faults.raise_any(COUNTS_NEXT)
    return [count for count in counts if count is not None]


def _observation(row: Row, day: date | None) -> Observation | None:
    from upheld.statistics.baselines import Observation

    value = row.number("value")
    if "denominator" not in row.cells:
        return None if day is None or value is None else Observation(day, value)
    if value is not None and not 0 <= value <= 1:
        row.fault("value", "is not between 0 and 1, as a proportion of a denominator is")
        value = None
    size = row.number("denominator")
    if size is not None and size <= 0:
        row.fault("denominator", "is not above nought")
        size = None
    if day is None or value is None or size is None:
        return None
    return Observation(day, value, size)


def _check_order(rows: Sequence[Row], days: Sequence[date | None]) -> None:
    """Each date stands once, after the one before it."""
    lines: dict[date, int] = {}
    latest: date | None = None
    for row, day in zip(rows, days, strict=True):
        if day is None:
            continue
        if day in lines:
            row.fault("date", f"stands on line {lines[day]} already")
        elif latest is not None and day < latest:
            row.fault(
                "date", f"comes before {latest}, which stands above it on line {lines[latest]}"
            )
        lines.setdefault(day, row.line)
        latest = max(latest or day, day)


def _check_units(rows: Sequence[Row]) -> None:
    lines: dict[str, int] = {}
    for row in rows:
        unit = row.cells["unit"]
        if not unit:
            row.fault("unit", "is empty")
        elif unit in lines:
            row.fault("unit", f"stands on line {lines[unit]} already")
        lines.setdefault(unit, row.line)


def _count(row: Row) -> UnitCount | None:
    from upheld.statistics.funnel import UnitCount

    hits, size = row.count("numerator"), row.count("denominator")
    if size == 0:
        row.fault("denominator", "is not above nought")
    elif hits is not None and size is not None and hits > size:
        row.fault("numerator", f"is more than the denominator, {size:.0f}")
    elif hits is not None and size is not None:
        return UnitCount(row.cells["unit"], hits, size)
    return None


# ------------------------------------------------------------------------------------ reading


def _rows(
    faults: Faults, needed: Sequence[str], optional: Sequence[str], next_step: str
) -> list[Row]:
    """Each row that is not blank, of the columns asked for; other columns are passed over."""
    lines = _lines(faults.path)
    _, header = next(lines, (1, []))
    names = [name.strip().lower() for name in header]
    _check_header(faults, names, needed, optional)
    wanted = {name: names.index(name) for name in (*needed, *optional) if name in names}
    rows = []
    for line, cells in lines:
        if len(cells) != len(names):
            what = f"has {len(cells)} cells where the header has {len(names)}"
            faults.add(f"line {line}", what, ",".join(cells), line=line)
        else:
            picked = {name: cells[position].strip() for name, position in wanted.items()}
            rows.append(Row(line, picked, faults))
    if not rows and not faults:
        faults.add("the file", "has a header and no rows")
    if not rows:
        faults.raise_any(next_step)
    return rows


def _check_header(
    faults: Faults, names: Sequence[str], needed: Sequence[str], optional: Sequence[str]
) -> None:
    if not names:
        faults.add("the file", "is empty")
    for name in (*needed, *optional):
        if names and name in needed and name not in names:
            faults.add("line 1", f"has no column {name}", ",".join(names))
        if names.count(name) > 1:
            faults.add("line 1", f"has the column {name} more than once", ",".join(names))
    columns = ", ".join(needed) + "".join(f" and, if there is one, {name}" for name in optional)
    faults.raise_any(f"write a CSV file whose first line names its columns: {columns}.")


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not blank with its number. UpheldError where the file is no CSV text."""
    next_step = "save it as CSV, UTF-8 (in a spreadsheet: Save as, CSV UTF-8)."
    try:
        reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except UnicodeDecodeError as error:
        raise UpheldError(
            f"{path} is not UTF-8 text: its byte {error.start + 1} cannot be read.",
            next_step=next_step,
        ) from error
    except csv.Error as error:
        raise UpheldError(f"{path} is not a CSV file: {error}.", next_step=next_step) from error
