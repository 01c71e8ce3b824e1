"""Duties, victims and crimes → figures with intervals, in the columns of figures.parquet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from upheld.pipeline import measure_tables, steps
from upheld.statistics.intervals import effective_size, wilson

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import duckdb

    from upheld.core.force import Force
    from upheld.core.measure import Measures
    from upheld.core.victims_code import VictimsCodes
    from upheld.pipeline.measure_tables import Counting

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
# Added up over the buckets: the table, and what each bucket adds to it.
ADDED = {
    "all_sums": "SELECT n.* EXCLUDE (place_number), p.* EXCLUDE (place_number, unit_number) "
    "FROM step.sums AS n INNER JOIN step.cell_places AS p ON p.place_number = n.place_number",
    "all_beside": "SELECT n.* EXCLUDE (place_number), p.* EXCLUDE (place_number, unit_number) "
    "FROM step.beside AS n INNER JOIN step.cell_places AS p ON p.place_number = n.place_number",
    "all_slice_sums": "SELECT n.* EXCLUDE (unit_number), u.unit_code FROM step.slice_sums AS n "
    "INNER JOIN (SELECT DISTINCT unit_number, unit_code FROM step.cell_places) AS u "
    "ON u.unit_number = n.unit_number",
    "all_outstanding": "FROM step.outstanding",
    "all_published": "FROM step.published_crimes",
    "all_places": "SELECT DISTINCT unit_code, borough_code, team FROM step.cell_places",
}


def start(
    connection: duckdb.DuckDBPyConnection,
    measures: Measures,
    codes: VictimsCodes,
    as_of: date,
    force: Force | None,
) -> Counting:
    """The measures as tables, and empty ones that each bucket is added to."""
    for table in ADDED:
        connection.execute(f"DROP TABLE IF EXISTS step.{table}")
    return measure_tables.create(connection, measures, codes, as_of, force)


def add_bucket(connection: duckdb.DuckDBPyConnection, counting: Counting) -> None:
    """Count the bucket whose ``step.verdicts`` stand now."""
    steps.run(connection, steps.KINDS)
    measure_tables.count(connection, counting)
    measure_tables.sort_profiles(connection, counting)
    steps.run(connection, steps.COUNTS)
    for table, rows in ADDED.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS step.{table} AS FROM ({rows}) WHERE false")
        connection.execute(f"INSERT INTO step.{table} {rows}")


def figures(
    connection: duckdb.DuckDBPyConnection, counting: Counting, scratch: Path
) -> pl.DataFrame:
    """Every figure, sorted by its key; ``victims`` is how many people its denominator holds.

    ``scratch``: a folder for what is handed from the engine to Polars.
    """
    connection.execute(
        "CREATE OR REPLACE TABLE step.all_places AS SELECT DISTINCT * FROM step.all_places"
    )
    measure_tables.write_slices(connection, counting)
    steps.run(connection, steps.PLACES)
    tables = [
        made(_rows(connection, file, scratch))
        for file, made in (
            ("93_figures", _shares),
            ("97_period_figures", _shares),
            ("94_outstanding_now", _outstanding),
            ("95_published_outcomes", _published),
        )
    ]
    return _sorted(pl.concat(tables))


def _sorted(figures: pl.DataFrame) -> pl.DataFrame:
    """By the key. Texts are sorted as the numbers of their places in order, five times as fast."""
    texts = [name for name in KEY if COLUMNS[name] == pl.String]
    ranks = [
        pl.col(name).cast(pl.Enum(figures[name].unique().drop_nulls().sort())) for name in texts
    ]
    return figures.with_columns(ranks).sort(KEY).with_columns(pl.col(texts).cast(pl.String))


DATES = ("month_start", "as_of", "period_start", "period_end")
TEXTS = ("measure", "reading", "unit_type", "unit_code", "outcome_code", "breakdown", "category")


def _rows(connection: duckdb.DuckDBPyConnection, file: str, scratch: Path) -> pl.DataFrame:
    """What a step selects; all but dates and texts is a count. Millions of rows go through a file:
    one by one through Python they take ten times as long."""
    path = scratch / f"{file}.parquet"
    place = str(path).replace("'", "''")
    connection.execute(f"COPY ({steps.sql(file)}) TO '{place}' (FORMAT parquet)")
    rows = pl.read_parquet(path)
    path.unlink()
    counts = [name for name in rows.columns if name not in DATES + TEXTS]
    return rows.with_columns(pl.col(counts).cast(pl.Int64))


def _shares(sums: pl.DataFrame) -> pl.DataFrame:
    """Shares with their intervals. A month's end follows from its start; what stands beside a
    figure of a quarter or a year is not counted."""
    if "period_end" not in sums.columns:
        sums = sums.with_columns(period_end=pl.col("period_start").dt.month_end())
    numbers = [sums[name].cast(pl.Float64).fill_null(0).to_numpy() for name in SUMS]
    value = sums.select(
        pl.when(pl.col("denominator") > 0)
        .then(pl.col("numerator") / pl.col("denominator"))
        .cast(pl.Float64)
    ).to_series()
    lower, upper = wilson(value.fill_null(float("nan")).to_numpy(), effective_size(*numbers))
    counted = sums.with_columns(
        value=value,
        lower=pl.Series(lower).fill_nan(None),
        upper=pl.Series(upper).fill_nan(None),
    )
    beside = [
        pl.lit(None).alias(name)
        for name in ("excluded", "open", "unmeasurable")
        if name not in sums.columns
    ]
    return counted.with_columns(beside).select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items()
    )


def _outstanding(now: pl.DataFrame) -> pl.DataFrame:
    """By update, and its twin by victim: a victim waits for one that is overdue, or for none."""
    by_victim = now.with_columns(
        overdue=pl.col("victims_overdue"), open=pl.col("victims") - pl.col("victims_overdue")
    )
    return pl.concat([_owed(now, "outstanding-r6"), _owed(by_victim, "outstanding-r6-victims")])


def _owed(now: pl.DataFrame, measure: str) -> pl.DataFrame:
    return now.select(
        pl.lit(measure).alias("measure"),
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
