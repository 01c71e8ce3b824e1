"""The data of `upheld effect`: a CSV or Parquet file, one row a subject, read by its design."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from upheld.cli.statistics_files import Faults
from upheld.core.errors import UpheldError

if TYPE_CHECKING:
    from upheld.statistics.effects.design import EffectDesign
    from upheld.statistics.effects.subjects import Covariate, Subjects
    from upheld.statistics.intervals import Floats

    Marks = np.ndarray[tuple[int], np.dtype[np.bool_]]

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
YES = ("1", "1.0", "true", "yes")
NO = ("0", "0.0", "false", "no")
# How programs write that a number is missing. Of categories only an empty cell is: NA is a BCU.
NO_NUMBER = ("", "na", "nan", "null")
MOST_CATEGORIES = 100
# So many different numbers, and all but a tenth numbers: what is none is a slip, no category.
FEWEST_NUMBERS, NEARLY_ALL = 13, 0.9
SHOWN = 5
NEXT = (
    "give one row a subject and the columns that the design names; say with given and success "
    "which values count as yes, where they are not 0 and 1, and with no_answer which are none."
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns asked for as texts, trimmed, and the line of the file (or row) that each entry
    comes from."""

    path: Path
    columns: dict[str, list[str]]
    lines: list[int]
    faults: Faults

    def wrong(self, column: str, what: str, rows: Sequence[int]) -> None:
        """The first few by line and value, the others by how many they are."""
        for row in rows[:SHOWN]:
            line = self.lines[row]
            self.faults.add(f"line {line}, {column}", what, self.columns[column][row], line=line)
        if len(rows) > SHOWN:
            more = f"{len(rows) - SHOWN:,} more lines like these"
            self.faults.add(column, more, line=self.lines[rows[SHOWN]])


@dataclass(frozen=True, slots=True)
class Answers:
    """How one column of yes and no is read: which values are a yes, and which are no answer."""

    yes: tuple[str, ...]
    none: tuple[str, ...]

    def lacking(self, text: str) -> bool:
        return text.lower() in NO_NUMBER or text in self.none


def read_subjects(path: Path, design: EffectDesign) -> tuple[Subjects, int]:
    """The subjects who have every value, and how many were left out. UpheldError: what is wrong."""
    from upheld.statistics.effects.subjects import Subjects

    rows = read_columns(path, design.columns)
    treated = _yes_or_no(rows, design.treatment, Answers(design.given, design.no_answer))
    outcome = _outcome(rows, design.outcome, Answers(design.success, design.no_answer))
    control = weights = None
    if design.negative_control:
        answers = Answers(design.control_success, design.no_answer)
        control = _outcome(rows, design.negative_control, answers)
    if design.weight:
        weights = _numbers(rows, design.weight)
        none = [at for at, weight in enumerate(weights) if weight <= 0]
        rows.wrong(
            design.weight,
            "is a weight of nought or under it: leave such subjects out, or correct it",
            none,
        )
    covariates = [_covariate(rows, each, design.categories) for each in design.covariates]
    rows.faults.raise_any(NEXT)
    texts = [rows.columns[design.clusters]] if design.clusters else []
    texts += [each for each in covariates if isinstance(each, list)]
    numbers = [each for each in (treated, outcome, control, weights) if each is not None]
    numbers += [each for each in covariates if not isinstance(each, list)]
    whole = _whole(numbers, texts)
    if not whole.any():
        rows.faults.add("the file", "has no row with a value in every column of the design")
        rows.faults.raise_any(NEXT)
    subjects = Subjects(
        treated[whole],
        outcome[whole],
        _kept_covariates(design.covariates, covariates, whole),
        None if weights is None else weights[whole],
        _clusters(rows.columns[design.clusters], whole) if design.clusters else None,
        None if control is None else control[whole],
    )
    return subjects, int((~whole).sum())


# ------------------------------------------------------------------------------- each column


def _yes_or_no(rows: Rows, name: str, answers: Answers) -> Floats:
    """1, 0, or NaN for no answer."""
    if answers.yes:
        return _counted_as_yes(rows, name, answers)
    values = rows.columns[name]
    known = {**dict.fromkeys(NO, 0.0), **dict.fromkeys(YES, 1.0)}
    numbers, neither = np.full(len(values), np.nan), []
    for row, text in enumerate(values):
        if answers.lacking(text):
            continue
        if text.lower() not in known:
            neither.append(row)
        numbers[row] = known.get(text.lower(), np.nan)
    rows.wrong(name, "is neither 0 nor 1; say with given which values count as yes", neither)
    return numbers


def _outcome(rows: Rows, name: str, answers: Answers) -> Floats:
    """Yes or no where it can be, else a number."""
    known = {*YES, *NO}
    found = (text for text in rows.columns[name] if not answers.lacking(text))
    if answers.yes or all(text.lower() in known for text in found):
        return _yes_or_no(rows, name, answers)
    return _numbers(rows, name, answers.none)


def _counted_as_yes(rows: Rows, name: str, answers: Answers) -> Floats:
    values = rows.columns[name]
    for absent in sorted(set(answers.yes) - set(values)):
        rows.faults.add(name, "has no such value, though the design counts it as yes", absent)
    return np.array([np.nan if answers.lacking(v) else float(v in answers.yes) for v in values])


def _numbers(rows: Rows, name: str, none: Sequence[str] = ()) -> Floats:
    numbers, texts = np.full(len(rows.columns[name]), np.nan), []
    for row, text in enumerate(rows.columns[name]):
        if text.lower() in NO_NUMBER or text in none:
            continue
        if not NUMBER.fullmatch(text):
            texts.append(row)
        else:
            numbers[row] = float(text)
    rows.wrong(name, "is not a plain number", texts)
    return numbers


def _covariate(rows: Rows, name: str, categories: Sequence[str]) -> Floats | list[str]:
    """Numbers where every value is one and the design does not say otherwise, else categories."""
    values = rows.columns[name]
    found = [text for text in values if text.lower() not in NO_NUMBER]
    if name not in categories and found:
        numbers = [text for text in found if NUMBER.fullmatch(text)]
        if len(numbers) == len(found):
            return _numbers(rows, name)
        if len(set(numbers)) >= FEWEST_NUMBERS and len(numbers) >= NEARLY_ALL * len(found):
            texts = [at for at, text in enumerate(values) if text in set(found) - set(numbers)]
            what = "is no number, as nearly all others are; if they are names, say so: categories"
            rows.wrong(name, what, texts)
    different = len(set(values) - {""})
    if different > MOST_CATEGORIES:
        what = f"is text of {different} different values, too many for categories"
        rows.faults.add(name, what)
    return values


def _whole(numbers: Sequence[Floats], texts: Sequence[list[str]]) -> Marks:
    """Where there is a value in every column."""
    whole = np.ones(len(numbers[0]), dtype=bool)
    for values in numbers:
        whole &= ~np.isnan(values)
    for column in texts:
        whole &= np.array([bool(text) for text in column])
    return whole


def _kept_covariates(
    names: Sequence[str], columns: Sequence[Floats | list[str]], whole: Marks
) -> tuple[Covariate, ...]:
    from upheld.statistics.effects.subjects import Covariate

    return tuple(
        Covariate(
            name,
            tuple(v for v, keep in zip(column, whole, strict=True) if keep)
            if isinstance(column, list)
            else column[whole],
        )
        for name, column in zip(names, columns, strict=True)
    )


def _clusters(values: Sequence[str], whole: Marks) -> np.ndarray:
    kept = [value for value, keep in zip(values, whole, strict=True) if keep]
    return np.unique(np.array(kept), return_inverse=True)[1]


# ----------------------------------------------------------------------------------- reading


def read_columns(path: Path, names: Sequence[str]) -> Rows:
    """The named columns of a CSV or Parquet file; every column that is missing is said."""
    table, lines = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    faults = Faults(path)
    for name in names:
        if name not in table:
            faults.add("the header", "has no such column, though the design names it", name)
    there = ", ".join(table) or "none"
    faults.raise_any(f"correct the design, or the file; its columns are {there}.")
    if not table[names[0]]:
        faults.add("the file", "has a header and no rows")
        faults.raise_any(NEXT)
    return Rows(path, {name: table[name] for name in names}, lines, faults)


def _csv(path: Path) -> tuple[dict[str, list[str]], list[int]]:
    try:
        reader = csv.reader(
            io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True
        )
        rows = [(reader.line_num, row) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UpheldError(
            f"{path} cannot be read as CSV in UTF-8: {error}.",
            next_step="save it as CSV, UTF-8 (in a spreadsheet: Save as, CSV UTF-8).",
        ) from error
    (_, header), *rows = rows or [(1, [])]
    names = [name.strip() for name in header]
    faults = Faults(path)
    for line, row in rows:
        if len(row) != len(names):
            what = f"has {len(row)} cells where the header has {len(names)}"
            faults.add(f"line {line}", what, line=line)
    for name in sorted({each for each in names if names.count(each) > 1}):
        faults.add("line 1", "has a column more than once", name)
    faults.raise_any("give every row one cell a column, and every column a name of its own.")
    table = {name: [row[at].strip() for _, row in rows] for at, name in enumerate(names)}
    return table, [line for line, _ in rows]


def _parquet(path: Path) -> tuple[dict[str, list[str]], list[int]]:
    import polars as pl

    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UpheldError(
            f"{path} cannot be read as Parquet.", next_step="write it again, or give a CSV file."
        ) from error
    columns = {name: [_spelt(value) for value in table[name].to_list()] for name in table.columns}
    return columns, list(range(1, table.height + 1))


def _spelt(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
