"""The rows of figures.parquet, worked out from month and unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl

from upheld.statistics.intervals import wilson

AS_OF = date(2026, 11, 22)
FIRST = (2023, 11)
MONTHS = 36
FIGURES = {
    "measure": pl.String,
    "reading": pl.String,
    "unit_type": pl.String,
    "unit_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "breakdown": pl.String,
    "category": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "excluded": pl.Int64,
    "open": pl.Int64,
    "unmeasurable": pl.Int64,
    "suppressed": pl.Boolean,
}


def months() -> Iterator[tuple[date, date]]:
    year, month = FIRST
    for n in range(MONTHS + 1):
        number = month - 1 + n
        first = date(year + number // 12, number % 12 + 1, 1)
        following = (first + timedelta(days=32)).replace(day=1)
        yield first, following - timedelta(days=1)


def series(measure: str, unit_type: str, code: str, size: int) -> Iterator[Any]:
    for n, (first, last) in enumerate(months()):
        denominator = size + (n * 37) % 50 if size >= 5 else size
        for reading, share in (("strict", 0.6), ("lenient", 0.72)):
            met = round(denominator * (share + ((n * 7 + len(code)) % 11 - 5) / 100))
            yield row(measure, reading, unit_type, code, first, last, met, denominator, 12)


def recorded(measure: str, unit_type: str, code: str, size: int, share: float) -> Iterator[Any]:
    for n, (first, last) in enumerate(months()):
        count = round(size * (share + ((n * 7 + len(code)) % 11 - 5) / 100))
        yield row(measure, "recorded", unit_type, code, first, last, count, size, 0)


def row(
    measure: str, reading: str, unit_type: str, code: str, first: date, last: date,
    numerator: int, denominator: int, open_: int,
) -> Any:  # fmt: skip
    if denominator < 5:
        numbers: tuple[Any, ...] = (None,) * 8
        return (measure, reading, unit_type, code, first, last, "none", "all", *numbers, True)
    share = pl.Series([numerator / denominator]).to_numpy()
    lower, upper = wilson(share, pl.Series([float(denominator)]).to_numpy())
    return (
        measure, reading, unit_type, code, first, last, "none", "all", numerator, denominator,
        numerator / denominator, float(lower[0]), float(upper[0]), 31, open_, 7, False,
    )  # fmt: skip
