"""Timing evidence: what the entries say of how they were made, by unit and month.

Counts only. Pseudonyms and digests are added up and stay here. What it can mean and what it
cannot: docs/explanation/timing-evidence.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from upheld.core.timing import (
    FEWEST,
    LATE,
    SAME_TEXT_ENTRIES,
    Kind,
)
from upheld.pipeline import rule_tables, steps
from upheld.pipeline.silent_feeds import feeds

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from upheld.core.force import Force

# Once, of the whole extract: what hardly anything in it is, so that a bucket need not count it.
ONCE = (steps.Step("12_repeated_texts"), steps.Step("13_busy_days"))
# What others read, for one bucket; then what is added up over the buckets.
STEPS = (
    steps.Step("66_entries"),
    steps.Step("67_keyed_late"),
    steps.Step("85_back_dated"),
)
ADDED = {
    "entry_people": "79_entry_people",
    "lost_as_keyed": "86_lost_as_keyed",
    "entry_days": "87_entry_days",
    "entry_texts": "88_entry_texts",
    "entry_batches": "89_entry_batches",
    "feed_days": "99_feed_days",
}
PLACE = ("unit_type", "unit_code")
KEY = ("kind", "of", *PLACE, "period_start")
COLUMNS = {
    "kind": pl.String,
    "of": pl.String,
    "unit_type": pl.String,
    "unit_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "expected": pl.Float64,
    "people": pl.Int64,
    "state": pl.String,
    "last_on": pl.Date,
    "suppressed": pl.Boolean,
}
WITHHELD = ("numerator", "denominator", "value", "expected", "people")
RIGHT_6 = {"timeliness-r6": "duties", "timeliness-r6-victims": "victims"}


def start(connection: duckdb.DuckDBPyConnection) -> None:
    """The settings as a table, and what is seldom; nothing added up yet."""
    for name in ADDED:
        connection.execute(f"DROP TABLE IF EXISTS step.all_{name}")
    rule_tables.create_table(connection, "repeated", "same_text INTEGER", [(SAME_TEXT_ENTRIES,)])
    steps.run(connection, ONCE)


def add_bucket(connection: duckdb.DuckDBPyConnection) -> None:
    """Look at the entries of the bucket whose ``step.verdicts`` stand now. Batches and identical
    texts are looked for within a bucket."""
    steps.run(connection, STEPS)
    for name, file in ADDED.items():
        rows = f"FROM ({steps.sql(file)})"
        connection.execute(f"CREATE TABLE IF NOT EXISTS step.all_{name} AS {rows} WHERE false")
        connection.execute(f"INSERT INTO step.all_{name} {rows}")
    for step in STEPS:
        connection.execute(f"DROP TABLE step.{step.name}")


def evidence(
    connection: duckdb.DuckDBPyConnection, figures: pl.DataFrame, force: Force | None, scratch: Path
) -> pl.DataFrame:
    """Every row of timing.parquet, after rule (a) of disclosure control, sorted by its key.

    ``figures``: every figure as it is, of which the headline is shown again as keyed. ``scratch``:
    a folder for what is handed from the engine to Polars.
    """
    tables = {
        name: _placed(_read(connection, f"FROM step.all_{name}", scratch), force) for name in ADDED
    }
    calendar = _calendar(connection, scratch)
    days, people = tables["entry_days"], tables["entry_people"]
    actions = days.filter(pl.col("of") == "actions")
    keyed = actions.filter(pl.col("lag").is_not_null())
    claimed = tables["feed_days"].filter(pl.col("feed").str.starts_with("actions:"))
    kinds = [
        _lags(days),
        _months_end(keyed, calendar, Kind.MONTH_END),
        _months_end(claimed.rename({"happened_on": "day", "found": "entries"}), calendar,
                    Kind.MONTH_END_CLAIMED),
        _texts(tables["entry_texts"], keyed),
        _batches(tables["entry_batches"], people),
        _one_person(people),
        _as_keyed(tables["lost_as_keyed"], figures) if keyed.height else _none(),
        feeds(tables["feed_days"], calendar, force),
    ]  # fmt: skip
    return _controlled(pl.concat(_whole(each) for each in kinds))


def _read(connection: duckdb.DuckDBPyConnection, query: str, scratch: Path) -> pl.DataFrame:
    """What the engine answers, through a file: row by row through Python takes far longer."""
    path = scratch / "timing-handed-over.parquet"
    place = str(path).replace("'", "''")
    connection.execute(f"COPY ({query}) TO '{place}' (FORMAT parquet)")
    rows = pl.read_parquet(path)
    path.unlink()
    counts = [name for name, kind in rows.schema.items() if kind.is_numeric()]
    return rows.with_columns(pl.col(counts).cast(pl.Int64))


def _calendar(connection: duckdb.DuckDBPyConnection, scratch: Path) -> pl.DataFrame:
    """Each day of each complete month: whether it is a working day, and whether it closes the
    month (its last working day and what follows)."""
    days = _read(
        connection,
        "SELECT c.day, c.is_working_day, m.month_start AS period_start FROM step.calendar AS c "
        "INNER JOIN rule.complete_month AS m "
        "ON m.month_start = make_date(year(c.day), month(c.day), 1)",
        scratch,
    )
    last = pl.col("day").filter("is_working_day").max().over("period_start")
    return days.with_columns(closes=pl.col("day") >= last)


def _placed(rows: pl.DataFrame, force: Force | None) -> pl.DataFrame:
    """Each row twice: for its unit, where it has one, and for the force."""
    types = {unit.code: unit.type for unit in force.units} if force else {}
    rows = rows.with_columns(pl.col("unit_code").cast(pl.String))
    of_unit = rows.filter(pl.col("unit_code").is_not_null()).with_columns(
        unit_type=pl.col("unit_code").replace_strict(types, default="unit", return_dtype=pl.String)
    )
    of_force = rows.with_columns(
        unit_type=pl.lit("force"), unit_code=pl.lit(force.code if force else "all")
    )
    return pl.concat([of_unit, of_force])


# Entry against claimed time ----------------------------------------------------------------------


def _lags(days: pl.DataFrame) -> pl.DataFrame:
    key = [*PLACE, "of", "period_start"]
    by_lag = (
        days.with_columns(period_start=pl.col("day").dt.month_start())
        .group_by(*key, "lag")
        .agg(pl.col("entries").sum())
    )
    known = by_lag.filter(pl.col("lag").is_not_null())
    shares = {kind: pl.col("lag") > limit for kind, limit in LATE.items()}
    shares[Kind.BEFORE_DONE] = pl.col("lag") < 0
    rows = [_share_of(known, key, kind, test) for kind, test in shares.items()]
    rows.append(_share_of(by_lag, key, Kind.NO_ENTRY_TIME, pl.col("lag").is_null()))
    return pl.concat([*rows, _medians(known, key)])


def _share_of(rows: pl.DataFrame, key: list[str], kind: Kind, test: pl.Expr) -> pl.DataFrame:
    shares = rows.group_by(key).agg(
        numerator=pl.col("entries").filter(test).sum(), denominator=pl.col("entries").sum()
    )
    return _whole(shares.with_columns(kind=pl.lit(str(kind))))


def _medians(known: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The shortest lag that half of the entries do not exceed; 29 is more than 28 days."""
    half = 2 * pl.col("entries").cum_sum().over(key) >= pl.col("entries").sum().over(key)
    medians = (
        known.sort("lag")
        .with_columns(half=half, denominator=pl.col("entries").sum().over(key))
        .filter("half")
        .group_by(key)
        .agg(value=pl.col("lag").min().cast(pl.Float64), denominator=pl.col("denominator").first())
    )
    return _whole(medians.with_columns(kind=pl.lit(str(Kind.MEDIAN_DAYS))))


# Bunching, batches, texts, people ----------------------------------------------------------------


def _months_end(rows: pl.DataFrame, calendar: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """What was keyed (or claimed) on the closing days, and what the unit's other working days and
    other free days of the same month would lead one to expect of them."""
    key = [*PLACE, "period_start"]
    days = rows.group_by(*PLACE, "day").agg(pl.col("entries").sum())
    places = days.select(*PLACE, period_start=pl.col("day").dt.month_start()).unique()
    every_day = places.join(calendar, on="period_start").join(days, on=[*PLACE, "day"], how="left")
    entries = pl.col("entries").fill_null(0)
    other = ~pl.col("closes")
    by_type = every_day.group_by(*key, "is_working_day").agg(
        closing=entries.filter("closes").sum(),
        entries=entries.sum(),
        expected=entries.filter(other).mean().fill_null(0) * pl.col("closes").sum(),
    )
    months = by_type.group_by(key).agg(
        numerator=pl.col("closing").sum(),
        denominator=pl.col("entries").sum(),
        expected=pl.col("expected").sum() / pl.col("entries").sum(),
    )
    return months.with_columns(kind=pl.lit(str(kind)), of=pl.lit("actions"))


def _texts(texts: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    key = [*PLACE, "period_start"]
    alike = (
        texts.rename({"month_start": "period_start"})
        .group_by(*key, "text_digest")
        .agg(pl.col("entries").sum())
        .filter(pl.col("entries") >= SAME_TEXT_ENTRIES)
        .group_by(key)
        .agg(numerator=pl.col("entries").sum())
    )
    all_texts = (
        keyed.with_columns(period_start=pl.col("day").dt.month_start())
        .group_by(key)
        .agg(denominator=pl.col("with_text").sum())
    )
    return _beside(alike, all_texts, Kind.SAME_TEXT)


def _batches(batches: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    key = [*PLACE, "period_start"]
    in_batches = (
        batches.rename({"month_start": "period_start"})
        .group_by(key)
        .agg(numerator=pl.col("entries").sum())
    )
    by_anybody = (
        people.rename({"month_start": "period_start"})
        .group_by(key)
        .agg(denominator=pl.col("entries").sum())
    )
    return _beside(in_batches, by_anybody, Kind.BATCHES)


def _beside(numerators: pl.DataFrame, denominators: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    return denominators.join(numerators, on=[*PLACE, "period_start"], how="left").with_columns(
        pl.col("numerator").fill_null(0), kind=pl.lit(str(kind)), of=pl.lit("actions")
    )


def _one_person(people: pl.DataFrame) -> pl.DataFrame:
    """The most that one pseudonym keyed for the place in the month, and how many people keyed."""
    key = [*PLACE, "month_start"]
    return (
        people.group_by(*key, "keyed_by")
        .agg(pl.col("entries").sum())
        .group_by(key)
        .agg(
            numerator=pl.col("entries").max(),
            denominator=pl.col("entries").sum(),
            people=pl.len().cast(pl.Int64),
        )
        .rename({"month_start": "period_start"})
        .with_columns(kind=pl.lit(str(Kind.ONE_PERSON)), of=pl.lit("actions"))
    )


# Timeliness as keyed -----------------------------------------------------------------------------


def _as_keyed(lost: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Right 6 in the strict reading as it is, and as it would be if an action counted only from the
    day on which it was keyed: the same duties and victims in both."""
    key = [*PLACE, "period_start"]
    counted = figures.filter(
        pl.col("measure").is_in(list(RIGHT_6)),
        pl.col("reading") == "strict",
        pl.col("breakdown") == "none",
        pl.col("unit_type").is_in(["force", "bcu", "ocu", "unit"]),
        pl.col("period_end") == pl.col("period_start").dt.month_end(),
    ).with_columns(of=pl.col("measure").replace_strict(RIGHT_6, return_dtype=pl.String))
    gone = (
        lost.rename({"month_start": "period_start"})
        .group_by(key)
        .agg(pl.col("duties", "victims").sum())
        .unpivot(["duties", "victims"], index=key, variable_name="of", value_name="lost")
    )
    both = counted.join(gone, on=[*key, "of"], how="left").with_columns(
        pl.col("lost").fill_null(0), few=pl.col("victims").fill_null(0) < FEWEST
    )
    columns = [*key, "of", "kind", "numerator", "denominator", "few"]
    return pl.concat(
        [
            both.with_columns(kind=pl.lit(str(Kind.AS_CLAIMED))).select(columns),
            both.with_columns(
                kind=pl.lit(str(Kind.AS_KEYED)), numerator=pl.col("numerator") - pl.col("lost")
            ).select(columns),
            both.filter(pl.col("of") == "duties")
            .with_columns(
                kind=pl.lit(str(Kind.BACK_DATED)),
                numerator=pl.col("lost"),
                denominator=pl.col("numerator"),
            )
            .select(columns),
        ]
    )


# What may be open --------------------------------------------------------------------------------


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=COLUMNS)


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    """All columns, in their order; ``few`` says beforehand that few people stand behind a row."""
    few = pl.col("few") if "few" in rows.columns else pl.lit(value=False)
    rows = rows.with_columns(few.alias("suppressed"))
    missing = [pl.lit(None).alias(name) for name in COLUMNS if name not in rows.columns]
    return rows.with_columns(missing).select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items()
    )


def _controlled(rows: pl.DataFrame) -> pl.DataFrame:
    """Rule (a): of fewer than five only that is shown; of none there is nothing to show."""
    counted = rows.filter(pl.col("denominator") > 0).with_columns(
        period_end=pl.col("period_start").dt.month_end(),
        suppressed=pl.col("suppressed") | (pl.col("denominator") < FEWEST),
        value=pl.coalesce("value", pl.col("numerator") / pl.col("denominator")),
    )
    withheld = (
        pl.when(pl.col("suppressed")).then(None).otherwise(pl.col(name)).alias(name)
        for name in WITHHELD
    )
    return counted.with_columns(withheld).select(*COLUMNS).sort(KEY)
