"""What readers of published figures share: rows of ``published_series``, one file a vintage."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from upheld.extracts import contract
from upheld.extracts.import_report import (
    FILE,
    LINE,
    Effect,
    Finding,
    Kind,
    LeftOut,
    found,
    sift,
)

KEY = contract.PUBLISHED_SERIES.key
TYPES = {
    contract.Kind.TEXT: pl.String,
    contract.Kind.DATE: pl.Date,
    contract.Kind.NUMBER: pl.Float64,
}
REVISED = Kind(
    "revised_figure", Effect.KEPT,
    "figures that a later vintage gives differently; both are kept", "change",
)  # fmt: skip
SAME_FIGURE = Kind(
    "repeated_figure", Effect.LEFT_OUT, "figures given again, the same, by a later row", "figure"
)
OTHER_FIGURE = Kind(
    "conflicting_figure", Effect.LEFT_OUT,
    "figures of one vintage that a later row gives differently: the later row stands", "figure",
)  # fmt: skip


def with_contract_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Every column of the contract with its type, then file and line; absent ones are empty."""
    columns = [
        (
            pl.col(column.name) if column.name in rows.columns else pl.lit(None)
        ).cast(TYPES[column.kind]).alias(column.name)
        for column in contract.PUBLISHED_SERIES.columns
    ]  # fmt: skip
    return rows.select(*columns, FILE, LINE)


def one_figure_a_key(series: pl.DataFrame) -> tuple[pl.DataFrame, list[LeftOut]]:
    """The last row of each key; earlier ones are left out, apart as they agree or not."""
    followed = pl.int_range(pl.len()).over(KEY) < pl.len().over(KEY) - 1
    same = pl.col("value").eq_missing(pl.col("value").last().over(KEY))
    marked = series.with_columns(followed.alias("followed"), (followed & same).alias("same"))
    rest, again = sift(marked, SAME_FIGURE, pl.col("same"))
    rest, other = sift(rest, OTHER_FIGURE, pl.col("followed"))
    return rest.drop("followed", "same"), [
        LeftOut(each.kind, each.rows.select(FILE, LINE, _as_text().alias("figure")))
        for each in (again, other)
    ]


def revisions(series: pl.DataFrame) -> list[Finding]:
    """The figures that two vintages among these rows give differently."""
    key = [name for name in KEY if name != "vintage"]
    ordered = series.sort("vintage", maintain_order=True)
    later = ordered.with_columns(
        pl.col("value").shift(-1).over(key).alias("later_value"),
        pl.col("vintage").shift(-1).over(key).alias("later_vintage"),
    ).filter(pl.col("later_vintage").is_not_null())
    changed = later.filter(pl.col("value").ne_missing(pl.col("later_value")))
    change = pl.concat_str(
        _as_text(), pl.lit(" in vintage "), "vintage", pl.lit(", "),
        pl.col("later_value").cast(pl.String).fill_null("empty"), pl.lit(" in "), "later_vintage",
    )  # fmt: skip
    return found(REVISED, changed.with_columns(change.alias("change")))


def by_vintage(series: pl.DataFrame, source: str, suffix: str) -> dict[str, pl.DataFrame]:
    """A sorted table a vintage, in the contract's columns, by the name of the file to write."""
    return {
        f"published_series-{source}-{vintage}{suffix}": series.filter(pl.col("vintage") == vintage)
        .select(contract.PUBLISHED_SERIES.names)
        .sort(KEY, nulls_last=False)
        for vintage in series["vintage"].unique().sort()
    }


def spelled(rows: pl.DataFrame, column: str, usual: Mapping[str, str]) -> pl.DataFrame:
    """The rows whose ``column`` is not written as usual, with ``reading``: found → usual.

    ``usual`` leads from each spelling found to the usual one; others are not in it.
    """
    reading = pl.col(column).replace_strict(usual, default=None, return_dtype=pl.String)
    return rows.filter(reading.is_not_null() & (reading != pl.col(column))).with_columns(
        pl.concat_str(pl.col(column), pl.lit(" → "), reading).alias("reading")
    )


def _as_text() -> pl.Expr:
    """A figure in words: what, where, when and how much."""
    return pl.concat_str(
        pl.coalesce("category", "measure"), pl.lit(", "), "unit_code", pl.lit(", to "),
        pl.col("period_end").cast(pl.String), pl.lit(": "),
        pl.col("value").cast(pl.String).fill_null("empty"),
    )  # fmt: skip
