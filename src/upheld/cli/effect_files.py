"""The data of `upheld effect`: a CSV or Parquet file, one row a subject, read by its design."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
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

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
YES = ("1", "1.0", "true", "yes")
NO = ("0", "0.0", "false", "no")
MISSING = ("", "na", "nan", "null")
MOST_CATEGORIES = 100
NEXT = (
    "give one row a subject and the columns that the design names; say with given and success "
    "which values count as yes, where they are not 0 and 1."
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The columns asked for as texts, trimmed, an empty text where there is no value."""

    path: Path
    columns: dict[str, list[str]]
    faults: Faults

    def fault(self, column: str, what: str, row: int) -> None:
        line = row + 2
        self.faults.add(f"line {line}, {column}", what, self.columns[column][row], line=line)


def read_subjects(path: Path, design: EffectDesign) -> tuple[Subjects, int]:
    """The subjects who have every value, and how many were left out. UpheldError: what is wrong."""
    from upheld.statistics.effects.subjects import Subjects

    rows = read_columns(path, design.columns)
    treated = _yes_or_no(rows, design.treatment, design.given)
    outcome = _outcome(rows, design.outcome, design.success)
    control = None
    if design.negative_control:
        control = _outcome(rows, design.negative_control, design.control_success)
    weights = _numbers(rows, design.weight) if design.weight else None
    covariates = [_covariate(rows, each, design.categories) for each in design.covariates]
    rows.faults.raise_any(NEXT)
    whole = _whole(rows, design)
    if not whole.any():
        rows.faults.add("the file", "has no row with a value in every column of the design")
        rows.faults.raise_any(NEXT)
    clusters = _clusters(rows.columns[design.clusters], whole) if design.clusters else None
    subjects = Subjects(
        treated[whole],
        outcome[whole],
        tuple(each(whole) for each in covariates),
        None if weights is None else weights[whole],
        clusters,
        None if control is None else control[whole],
    )
    return subjects, int((~whole).sum())


# ------------------------------------------------------------------------------- each column


def _yes_or_no(rows: Rows, name: str, yes: Sequence[str]) -> Floats:
    values = rows.columns[name]
    known = {**dict.fromkeys(NO, 0.0), **dict.fromkeys(YES, 1.0)}
    if yes:
        return _counted_as_yes(rows, name, yes)
    numbers = np.full(len(values), np.nan)
    for row, text in enumerate(values):
        if text:
            numbers[row] = known.get(text.lower(), np.inf)
        if numbers[row] == np.inf:
            rows.fault(name, "is neither 0 nor 1; say with given which values count as yes", row)
    return numbers


def _outcome(rows: Rows, name: str, success: Sequence[str]) -> Floats:
    if success:
        return _counted_as_yes(rows, name, success)
    known = {*YES, *NO}
    if all(text.lower() in known for text in rows.columns[name] if text):
        return _yes_or_no(rows, name, ())
    return _numbers(rows, name)


def _counted_as_yes(rows: Rows, name: str, yes: Sequence[str]) -> Floats:
    values = rows.columns[name]
    for absent in sorted(set(yes) - set(values)):
        rows.faults.add(name, "has no such value, though the design counts it as yes", absent)
    return np.array([np.nan if not v else float(v in yes) for v in values])


def _numbers(rows: Rows, name: str) -> Floats:
    numbers = np.full(len(rows.columns[name]), np.nan)
    for row, text in enumerate(rows.columns[name]):
        if text and not NUMBER.fullmatch(text):
            rows.fault(name, "is not a plain number", row)
        elif text:
            numbers[row] = float(text)
    return numbers


def _covariate(
    rows: Rows, name: str, categories: Sequence[str]
) -> Callable[[np.ndarray], Covariate]:
    """A number where every value is one and the design does not say otherwise, else a category."""
    from upheld.statistics.effects.subjects import Covariate

    values = rows.columns[name]
    if name not in categories and all(NUMBER.fullmatch(text) for text in values if text):
        numbers = _numbers(rows, name)
        return lambda whole: Covariate(name, numbers[whole])
    different = len(set(values) - {""})
    if different > MOST_CATEGORIES:
        what = f"is text of {different} different values, too many for categories"
        rows.faults.add(name, what)
    return lambda whole: Covariate(
        name, tuple(v for v, keep in zip(values, whole, strict=True) if keep)
    )


def _whole(rows: Rows, design: EffectDesign) -> np.ndarray:
    size = len(rows.columns[design.treatment])
    whole = np.ones(size, dtype=bool)
    for name in design.columns:
        whole &= np.array([bool(text) for text in rows.columns[name]])
    return whole


def _clusters(values: Sequence[str], whole: np.ndarray) -> np.ndarray:
    kept = [value for value, keep in zip(values, whole, strict=True) if keep]
    return np.unique(np.array(kept), return_inverse=True)[1]


# ----------------------------------------------------------------------------------- reading


def read_columns(path: Path, names: Sequence[str]) -> Rows:
    """The named columns of a CSV or Parquet file; every column that is missing is said."""
    table = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    faults = Faults(path)
    for name in names:
        if name not in table:
            faults.add("the header", "has no such column, though the design names it", name)
    there = ", ".join(table) or "none"
    faults.raise_any(f"correct the design, or the file; its columns are {there}.")
    if not table[names[0]]:
        faults.add("the file", "has a header and no rows")
        faults.raise_any(NEXT)
    return Rows(path, {name: table[name] for name in names}, faults)


def _csv(path: Path) -> dict[str, list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UpheldError(
            f"{path} cannot be read as CSV in UTF-8: {error}.",
            next_step="save it as CSV, UTF-8 (in a spreadsheet: Save as, CSV UTF-8).",
        ) from error
    header, *rows = lines or [[]]
    faults = Faults(path)
    for number, row in enumerate(rows, start=2):
        if row and len(row) != len(header):
            what = f"has {len(row)} cells where the header has {len(header)}"
            faults.add(f"line {number}", what, line=number)
    names = [name.strip() for name in header]
    for name in sorted({each for each in names if names.count(each) > 1}):
        faults.add("line 1", "has a column more than once", name)
    faults.raise_any("give every row one cell a column, and every column a name of its own.")
    filled = [row for row in rows if row]
    return {name: [_text(row[at]) for row in filled] for at, name in enumerate(names)}


def _parquet(path: Path) -> dict[str, list[str]]:
    import polars as pl

    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UpheldError(
            f"{path} cannot be read as Parquet.", next_step="write it again, or give a CSV file."
        ) from error
    return {
        name: ["" if value is None else _text(_spelt(value)) for value in table[name].to_list()]
        for name in table.columns
    }


def _spelt(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(cell: str) -> str:
    """Trimmed; nothing for the ways in which programs write that there is no value."""
    text = cell.strip()
    return "" if text.lower() in MISSING else text
