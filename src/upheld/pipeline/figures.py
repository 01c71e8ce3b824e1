"""Cells at the finest grain → figures with intervals, in the columns of figures.parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from upheld.pipeline import steps
from upheld.statistics.intervals import effective_size, wilson

if TYPE_CHECKING:
    import duckdb

SUMS = (
    "numerator",
    "denominator",
    "numerator_squares",
    "products",
    "denominator_squares",
    "crimes",
)
KEY = (
    "measure",
    "reading",
    "unit_type",
    "unit_code",
    "period_start",
    "period_end",
    "breakdown",
    "category",
)
COLUMNS = {
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
    "victims": pl.Int64,
}


def start(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty tables that each bucket's cells are added to."""
    for table in ("all_cells", "all_outstanding", "all_published"):
        connection.execute(f"DROP TABLE IF EXISTS step.{table}")


def add_bucket(connection: duckdb.DuckDBPyConnection) -> None:
    """Count the bucket whose ``step.duties`` stands now."""
    steps.run(connection, steps.COUNTS)
    for cells, into in (
        ("cells", "all_cells"),
        ("outstanding", "all_outstanding"),
        ("published_crimes", "all_published"),
    ):
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS step.{into} AS FROM step.{cells} WHERE false"
        )
        connection.execute(f"INSERT INTO step.{into} FROM step.{cells}")


def figures(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every figure, sorted by its key; ``victims`` is how many people its denominator holds."""
    connection.execute(
        "CREATE OR REPLACE TABLE step.cell_places AS "
        "SELECT DISTINCT unit_code, borough_code FROM step.all_cells "
        "UNION SELECT unit_code, borough_code FROM step.all_outstanding "
        "UNION SELECT unit_code, borough_code FROM step.all_published"
    )
    steps.run(connection, (steps.Step("81_places"),))
    tables = [
        _shares(_rows(connection, "80_figures")),
        _outstanding(_rows(connection, "82_outstanding_now")),
        _published(_rows(connection, "83_published_outcomes")),
    ]
    return pl.concat(tables).sort(KEY)


DATES = ("month_start", "as_of")
TEXTS = ("subject", "reading", "counted_by", "unit_type", "unit_code", "outcome_code")


def _rows(connection: duckdb.DuckDBPyConnection, file: str) -> pl.DataFrame:
    """What a step selects, typed even where there are no rows; all else is a count."""
    cursor = connection.execute(steps.sql(file))
    names = [column[0] for column in cursor.description or ()]
    types = {
        name: pl.Date if name in DATES else pl.String if name in TEXTS else pl.Int64
        for name in names
    }
    return pl.DataFrame(cursor.fetchall(), schema=types, orient="row")


def _shares(sums: pl.DataFrame) -> pl.DataFrame:
    start = pl.col("month_start")
    by_victim = pl.when(pl.col("counted_by") == "victim").then(pl.lit("-victims"))
    numbers = [sums[name].cast(pl.Float64).to_numpy() for name in SUMS]
    value = sums.select(
        pl.when(pl.col("denominator") > 0)
        .then(pl.col("numerator") / pl.col("denominator"))
        .cast(pl.Float64)
    ).to_series()
    lower, upper = wilson(value.fill_null(float("nan")).to_numpy(), effective_size(*numbers))
    return sums.select(
        (pl.col("subject") + by_victim.otherwise(pl.lit(""))).alias("measure"),
        "reading",
        "unit_type",
        "unit_code",
        start.alias("period_start"),
        start.dt.month_end().alias("period_end"),
        pl.lit("none").alias("breakdown"),
        pl.lit("all").alias("category"),
        "numerator",
        "denominator",
        value.alias("value"),
        pl.Series("lower", lower).fill_nan(None),
        pl.Series("upper", upper).fill_nan(None),
        "excluded",
        "open",
        "unmeasurable",
        "victims",
    ).cast(COLUMNS)  # type: ignore[arg-type]


def _outstanding(now: pl.DataFrame) -> pl.DataFrame:
    return now.select(
        pl.lit("outstanding-r6").alias("measure"),
        "reading",
        "unit_type",
        "unit_code",
        pl.col("as_of").alias("period_start"),
        pl.col("as_of").alias("period_end"),
        pl.lit("none").alias("breakdown"),
        pl.lit("all").alias("category"),
        pl.col("overdue").alias("numerator"),
        (pl.col("overdue") + pl.col("open")).alias("denominator"),
        (pl.col("overdue") / (pl.col("overdue") + pl.col("open"))).alias("value"),
        pl.lit(None).alias("lower"),
        pl.lit(None).alias("upper"),
        pl.lit(0).alias("excluded"),
        "open",
        pl.lit(0).alias("unmeasurable"),
        "victims",
    ).cast(COLUMNS)  # type: ignore[arg-type]


def _published(outcomes: pl.DataFrame) -> pl.DataFrame:
    start = pl.col("month_start")
    return outcomes.select(
        pl.lit("outcomes-police-uk").alias("measure"),
        pl.lit("published").alias("reading"),
        "unit_type",
        "unit_code",
        start.alias("period_start"),
        start.dt.month_end().alias("period_end"),
        pl.lit("outcome").alias("breakdown"),
        pl.col("outcome_code").fill_null("none published").alias("category"),
        pl.col("crimes").alias("numerator"),
        pl.col("all_crimes").alias("denominator"),
        (pl.col("crimes") / pl.col("all_crimes")).alias("value"),
        pl.lit(None).alias("lower"),
        pl.lit(None).alias("upper"),
        pl.lit(0).alias("excluded"),
        pl.lit(0).alias("open"),
        pl.lit(0).alias("unmeasurable"),
        # Published crimes name no victims, so nobody is counted here and nothing is held back.
        pl.lit(None).alias("victims"),
    ).cast(COLUMNS)  # type: ignore[arg-type]
