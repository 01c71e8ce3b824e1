"""Which figures of the survey may be open: disclosure rule (b), for every breakdown alike.

A category with fewer than five interviews is withheld with its complement, and so is one of fewer
than twenty in which all or none were satisfied. What is withheld in one period is withheld in all
periods of its kind, and for every question: else the other periods, a whole year, or another
question would give it away.
"""

from __future__ import annotations

import polars as pl

FEWEST = 5
SMALL = 20
ALIKE = 1e-9
NUMBERS = ("estimate", "se", "lower", "upper", "n", "effective_n", "deff")
BLOCK = ("breakdown", "period_kind")


def control(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures that may be open; ``suppressed`` is true where numbers are withheld (null)."""
    whole = figures.filter(pl.col("breakdown") == "none")
    too_few = pl.col("n").fill_null(0) < FEWEST
    blocks = [_withheld(whole.with_columns(suppressed=too_few))]
    blocks += [
        _withheld(_whole_grid(block).pipe(_marked))
        for block in figures.filter(pl.col("breakdown") != "none").partition_by(
            BLOCK, maintain_order=True
        )
    ]
    return pl.concat([block.select(figures.columns) for block in blocks])


def _whole_grid(block: pl.DataFrame) -> pl.DataFrame:
    """Every category in every period: one that is missing would say that there is nobody."""
    grid = (
        block.select(*BLOCK).unique()
        .join(block.select("outcome").unique(), how="cross")
        .join(block.select("category").unique(), how="cross")
        .join(block.select("period").unique(), how="cross")
    )  # fmt: skip
    keys = [*BLOCK, "outcome", "category", "period"]
    return grid.join(block, on=keys, how="left").with_columns(pl.col("part").fill_null("estimate"))


def _marked(block: pl.DataFrame) -> pl.DataFrame:
    return block.with_columns(suppressed=pl.col("category").is_in(sorted(hidden(block))))


def hidden(block: pl.DataFrame) -> set[str]:
    """The categories to withhold: those that must be, and the smallest others that it takes for
    what is hidden to be two or more categories, and five or more interviews, in every period."""
    people = pl.col("n").fill_null(0)
    alike = (pl.col("estimate") < ALIKE) | (pl.col("estimate") > 1 - ALIKE)
    bad = (people < FEWEST) | ((people < SMALL) & alike.fill_null(False))
    found = set(block.filter(bad).get_column("category"))
    order = (
        block.group_by("category").agg(people.sum().alias("n")).sort("n", "category")["category"]
    ).to_list()
    while found and len(found) < len(order) and not _covered(block, found):
        found.add(next(each for each in order if each not in found))
    return found


def _covered(block: pl.DataFrame, found: set[str]) -> bool:
    sums = (
        block.filter(pl.col("category").is_in(sorted(found)))
        .group_by("outcome", "period")
        .agg(pl.col("n").fill_null(0).sum())
    )
    return len(found) > 1 and bool((sums["n"] >= FEWEST).all())


def _withheld(block: pl.DataFrame) -> pl.DataFrame:
    numbers = [pl.when("suppressed").then(None).otherwise(pl.col(c)).alias(c) for c in NUMBERS]
    note = pl.when("suppressed").then(pl.lit("")).otherwise(pl.col("note").fill_null(""))
    return block.with_columns(*numbers, note.alias("note"))
