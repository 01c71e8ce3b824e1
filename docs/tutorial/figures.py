"""Print the open figures of one measure of an edition: figures.py EDITION MEASURE."""

import sys
from pathlib import Path

import polars as pl

from upheld.editions.edition import open_edition

edition, measure = open_edition(Path(sys.argv[1])), sys.argv[2]
rows = edition.figures().filter(
    pl.col("measure") == measure,
    pl.col("breakdown") == "none",
    pl.col("period_end") == pl.col("period_start").dt.month_end(),
    ~pl.col("unit_type").is_in(["borough", "team"]),
)
for row in rows.sort("period_start", "unit_type", "unit_code", "reading").iter_rows(named=True):
    where = f"{row['period_start']:%B %Y}  {row['unit_code']:<4} {row['reading']:<8}"
    if row["suppressed"]:
        sys.stdout.write(f"{where} under 5 victims\n")
    elif row["value"] is None:
        sys.stdout.write(f"{where} none due, {row['excluded']} excluded\n")
    else:
        share = f"{row['numerator']} of {row['denominator']} = {row['value']:.1%}"
        sys.stdout.write(
            f"{where} {share}, 95% interval {row['lower']:.1%} to {row['upper']:.1%}\n"
        )
