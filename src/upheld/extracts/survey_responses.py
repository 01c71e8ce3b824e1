"""Reads a file of interviews, CSV or Parquet: every column as text, an empty cell as none.

Text, because a code is not a number: "NA" is North Area, "01" is not 1. What a column means is
decided by the design that names it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from upheld.core.errors import UpheldError, WrongUseError

SHOWN = 5
_NEXT = "save it as CSV, UTF-8, one row an interview, the first line naming the columns."


@dataclass(frozen=True, slots=True)
class Responses:
    """``rows`` in the order of the file, all columns text."""

    path: Path
    rows: pl.DataFrame

    @property
    def name(self) -> str:
        return self.path.name


def read_responses(path: Path) -> Responses:
    """Raises UpheldError, without quoting the file, where it is no such table."""
    if not path.is_file():
        raise WrongUseError(
            f"{path} is not a file.", next_step="give the file of interviews, CSV or Parquet."
        )
    rows = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
    if not rows.height:
        raise UpheldError(f"{path} has a header and no rows.", next_step=_NEXT)
    blank_is_none = pl.all().str.strip_chars().replace("", None)
    return Responses(path, rows.select(blank_is_none))


def _csv(path: Path) -> pl.DataFrame:
    _check_shape(path)
    try:
        return pl.read_csv(path, infer_schema=False, encoding="utf8")
    except pl.exceptions.PolarsError as error:
        # Its own words quote the line: a victim's answers.
        raise UpheldError(
            f"{path} cannot be read as CSV ({type(error).__name__}).", next_step=_NEXT
        ) from None


def _check_shape(path: Path) -> None:
    """Every line has as many cells as the header, whose names all differ: a short line would else
    be read as one with answers missing."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream, strict=True)
            names = [name.strip() for name in next(lines, [])]
            wrong = [lines.line_num for cells in lines if cells and len(cells) != len(names)]
    except UnicodeDecodeError as error:
        raise UpheldError(f"{path} is not UTF-8 text.", next_step=_NEXT) from error
    except csv.Error as error:
        raise UpheldError(
            f"{path} cannot be read as CSV: a quote is left open, or stands within a cell.",
            next_step=_NEXT,
        ) from error
    if not any(names):
        raise UpheldError(f"{path} is empty.", next_step=_NEXT)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UpheldError(
            f"{path}: line 1 has the column {', '.join(twice)} more than once.", next_step=_NEXT
        )
    if wrong:
        shown = ", ".join(str(line) for line in wrong[:SHOWN])
        more = f" and {len(wrong) - SHOWN:,} more" if len(wrong) > SHOWN else ""
        raise UpheldError(
            f"{path} cannot be read as CSV: line {shown}{more} has more or fewer cells than the "
            f"header, which has {len(names)}.",
            next_step=_NEXT,
        )


def _parquet(path: Path) -> pl.DataFrame:
    try:
        rows = pl.read_parquet(path)
        return rows.select(
            pl.col(name).cast(pl.String) if kind != pl.Boolean else _true_or_false(name)
            for name, kind in rows.schema.items()
        )
    except pl.exceptions.PolarsError as error:
        raise UpheldError(
            f"{path} cannot be read as Parquet ({type(error).__name__}).",
            next_step="export or copy it again, or save it as CSV.",
        ) from None


def _true_or_false(name: str) -> pl.Expr:
    said = pl.when(pl.col(name)).then(pl.lit("true")).otherwise(pl.lit("false"))
    return pl.when(pl.col(name).is_null()).then(None).otherwise(said).alias(name)
