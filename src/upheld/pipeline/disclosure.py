"""The last step before anything is open: what would say too much about a few people is withheld.

Rule (a): counts by unit and month without a personal breakdown are management information and
shown as they are, but where the denominator holds under five victims only that band is.
"""

from __future__ import annotations

import polars as pl

FEWEST_VICTIMS = 5
WITHHELD = ("numerator", "denominator", "value", "lower", "upper", "excluded", "open",
            "unmeasurable")  # fmt: skip


def control(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures that may be open: ``suppressed`` is true where numbers are withheld (null)."""
    beside = pl.col("excluded") + pl.col("open") + pl.col("unmeasurable")
    # With nobody in the denominator, what stands beside it must not be a handful either.
    counted = pl.when(pl.col("victims") > 0).then(pl.col("victims")).otherwise(beside)
    few = (counted > 0) & (counted < FEWEST_VICTIMS) & pl.col("victims").is_not_null()
    return figures.with_columns(suppressed=few.fill_null(value=False)).with_columns(
        *(pl.when(pl.col("suppressed")).then(None).otherwise(pl.col(c)).alias(c) for c in WITHHELD)
    )
