"""Published series, as they are brought in."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

PUBLISHED = {
    "source": pl.String,
    "vintage": pl.String,
    "measure": pl.String,
    "unit_code": pl.String,
    "breakdown": pl.String,
    "category": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "licence": pl.String,
}


def survey_rows() -> list[Any]:
    return recorded_rows() + [
        (
            "MOPAC Public Attitude Survey", "2024-01", measure, "MPS", None, None,
            date(year - 1, 4, 1), date(year, 3, 31), value - (year - 2015) / 100,
            None, None, None, None, "OGL v3.0",
        )
        for measure, value in (("good-job-local", 0.67), ("informed-local", 0.49))
        for year in range(2015, 2024)
    ] + [
        (
            "MOPAC Public Attitude Survey", "2024-01", measure, "E09000007", None, None,
            date(2022, 7, 1), date(2023, 6, 30), 0.61, None, None, None, None, "OGL v3.0",
        )
        for measure in ("good-job-local", "nobody-shows-this")
    ]  # fmt: skip


def recorded_rows() -> list[Any]:
    """Two vintages: the second begins with the last month of the first, one borough revised."""
    months = [(2021, n, "2022-01", 0) for n in range(1, 13)] + [(2021, 12, "2024-01", 3)]
    months += [(year, n, "2024-01", 0) for year in (2022, 2023) for n in range(1, 13)]
    return [
        (
            "MPS Recorded Crime: Geographic Breakdown", vintage, "recorded_offences", borough,
            "offence", "Burglary > Domestic Burglary", date(year, month, 1), date(year, month, 28),
            100.0 + month + (more if borough == "E09000007" else 0),
            None, None, None, None, "OGL v2.0",
        )
        for year, month, vintage, more in months
        for borough in ("E09000007", "E09000019")
    ]  # fmt: skip
