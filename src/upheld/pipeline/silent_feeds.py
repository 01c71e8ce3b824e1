"""Feeds that fell silent: what came in a month beside what is usual of that feed at that place.

A feed is a table of the extracts, or one kind of event or action of it. Silence never reads as
"nothing was due". When a feed counts as silent: upheld/statistics/silence.py.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.timing import Kind
from upheld.statistics.silence import Month, judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from upheld.core.force import Force

# One feed of one place: how many in a month, and the last day of which there was any.
Known = dict[date, tuple[int, date]]
PLACE = ("unit_type", "unit_code")
COLUMNS = {
    "unit_type": pl.String,
    "unit_code": pl.String,
    "of": pl.String,
    "period_start": pl.Date,
    "numerator": pl.Int64,
    "expected": pl.Float64,
    "state": pl.String,
    "last_on": pl.Date,
}


def feeds(days: pl.DataFrame, calendar: pl.DataFrame, force: Force | None) -> pl.DataFrame:
    """Each feed in each month in which it is known what is usual: what was found, beside that."""
    together = days.with_columns(feed=pl.col("feed").str.split(":").list.first())
    kinds = days.filter(pl.col("feed").str.contains(":", literal=True))
    months = (
        pl.concat([together, kinds])
        .group_by(*PLACE, "feed", period_start=pl.col("happened_on").dt.month_start())
        .agg(found=pl.col("found").sum(), last_on=pl.col("happened_on").max())
    )
    ends = _month_ends(calendar)
    ended = {(u.type, u.code): u.valid_to for u in force.units if u.valid_to} if force else {}
    series: dict[tuple[str, str, str], Known] = defaultdict(dict)
    for unit_type, unit_code, feed, month, found, last_on in months.iter_rows():
        series[unit_type, unit_code, feed][month] = (found, last_on)
    rows = []
    for (unit_type, unit_code, feed), known in series.items():
        until = ended.get((unit_type, unit_code), date.max)
        in_being = {month: end for month, end in ends.items() if month <= until}
        rows += [(unit_type, unit_code, feed, *row) for row in _judged(known, in_being)]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").with_columns(
        kind=pl.lit(str(Kind.FEED)), denominator=pl.col("expected").round().cast(pl.Int64)
    )


def _month_ends(calendar: pl.DataFrame) -> dict[date, date]:
    """The last day of each complete month, in order."""
    months = calendar["period_start"].unique().sort()
    return dict(zip(months, months.dt.month_end(), strict=True))


def _judged(
    known: Known, ends: Mapping[date, date]
) -> Iterator[tuple[date, int, float, str, date | None]]:
    """From the month in which there was any first; only those of which something can be said."""
    months = [month for month in ends if month >= min(known)]
    counts = [
        Month(known[month][0], ends[month].day, (ends[month] - known[month][1]).days)
        if month in known
        else Month(0, ends[month].day, ends[month].day)
        for month in months
    ]
    last = None
    for month, count, verdict in zip(months, counts, judged(counts), strict=True):
        last = known[month][1] if month in known else last
        if verdict.usual is not None and verdict.state is not None:
            yield month, count.found, verdict.usual, str(verdict.state), last
