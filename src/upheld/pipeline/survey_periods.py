"""The periods of interviews: month and quarter from the date, rolling years of four quarters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from upheld.core.errors import UpheldError, WrongUseError
from upheld.pipeline.survey_rows import ROW, Rows

DATE = "interviewed_on"
WAVE = "wave"
ROLLING = "rolling_year"
QUARTERS = 4
DIGITS = re.compile(r"([0-9]+)")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_NEEDED = (
    f"give the interviews a column {DATE}, with dates such as 2022-05-31, or the column itself."
)


def with_periods(rows: Rows, columns: list[str]) -> Rows:
    """The rows with a month or a quarter where it is asked for and the file has none."""
    for name in ("month", "quarter"):
        if name in columns and name not in rows.frame.columns:
            rows = _with(rows, name)
    if ROLLING in columns and not {"quarter", WAVE} & set(rows.frame.columns):
        rows = _with(rows, "quarter")
    return rows


def windows(rows: Rows) -> list[tuple[str, list[str], str]]:
    """Each rolling year: its last quarter (or wave), its four, and the column they stand in.

    A year is four quarters, or waves, that follow each other without a gap in the file.
    """
    column = "quarter" if "quarter" in rows.frame.columns else WAVE
    there = in_order(rows.frame.get_column(column).drop_nulls().unique().to_list())
    found = [there[at - QUARTERS : at] for at in range(QUARTERS, len(there) + 1)]
    whole = [four for four in found if column == WAVE or _follow(four)]
    if not whole:
        raise UpheldError(
            f"{rows.file} has no four {column}s in a row: there is no rolling year.",
            next_step="wait for four of them, or break down by quarter.",
        )
    return [(four[-1], four, column) for four in whole]


def in_order(values: Iterable[str]) -> list[str]:
    """As people count: 9 before 10, W2 before W10; dates, months and quarters in time."""
    return sorted(values, key=natural)


def natural(value: str) -> tuple[tuple[int, int | str], ...]:
    """A key by which numbers within texts sort as numbers."""
    parts = DIGITS.split(value)
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts if part)


def month_after(month: str, later: int) -> str:
    """The month so many months later: 2022-11 and 3 give 2023-02."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + later, 12)
    return f"{year}-{number + 1:02d}"


def _follow(quarters: list[str]) -> bool:
    try:
        numbers = [int(each[:4]) * 4 + int(each[-1]) for each in quarters]
    except ValueError:
        return True  # names of its own: the file's order is taken as it is
    return numbers == list(range(numbers[0], numbers[0] + QUARTERS))


def _with(rows: Rows, name: str) -> Rows:
    if DATE not in rows.frame.columns:
        raise WrongUseError(
            f"{rows.file} has no column {name}, and no {DATE} to tell it.", next_step=_NEEDED
        )
    day = pl.col(DATE).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    wrong = rows.frame.filter(pl.col(DATE).is_not_null() & day.is_null()).get_column(ROW)
    if len(wrong):
        raise UpheldError(
            f"{rows.file}: column {DATE} is no date in {len(wrong):,} rows (first: row "
            f"{wrong[0]}).",
            next_step=_NEEDED,
        )
    month = day.dt.strftime("%Y-%m")
    quarter = pl.format("{}-Q{}", day.dt.year(), day.dt.quarter())
    return replace(
        rows, frame=rows.frame.with_columns((month if name == "month" else quarter).alias(name))
    )
