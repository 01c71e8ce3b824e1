"""How entries were made, and how figures moved since earlier editions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
from tests.small_editions.rows import MONTHS, months

from upheld.editions.manifest import Earlier
from upheld.rules import load

QUALITY = {
    "table": pl.String,
    "file": pl.String,
    "severity": pl.String,
    "column": pl.String,
    "reason": pl.String,
    "count": pl.Int64,
}
QUALITY_ROWS = [
    ("actions", "actions-1.csv", "set_aside", "done_at", "not a date or time", 2),
    ("actions", "actions-2.csv", "set_aside", "done_at", "not a date or time", 3),
    ("actions", "", "rows", "", "read", 12_005),
    ("actions", "", "rows", "", "kept", 12_000),
    ("actions", "", "rows", "", "set_aside", 5),
]
TIMING = {
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
EARLIER = (
    Earlier("2026-09-08", "a" * 64, "rules of then", "upheld test"),
    Earlier("2026-10-08", "b" * 64, load.rules_hash(), "upheld test"),
)
SILENT = "WA"


def moved_rows() -> Iterator[Any]:
    """August and September were shown in earlier editions, October was not. The force's strict
    August was keyed late by 40; its September did not move; SO18 is withheld."""
    last = list(months())[MONTHS - 3 : MONTHS - 1]
    for measure in ("timeliness-r6-victims", "timeliness-r6"):
        for (first, end), day in zip(last, (date(2026, 9, 8), date(2026, 10, 8)), strict=True):
            for reading in ("strict", "lenient"):
                key = (measure, reading, "force", "met", first, end, day)
                keyed_late = 40 if reading == "strict" and first.month == 8 else 0
                met, of = 2400 - keyed_late, 4000 - keyed_late // 10
                yield (*key, met, of, met / of, 0.57, 0.62, 2400, 4000, 0.6, 0.58, 0.63, False)
                yield (measure, reading, "ocu", "SO18", first, end, day, *(None,) * 10, True)


def timing_rows() -> Iterator[Any]:
    """Twelve months. SN keys a quarter of its entries at the month's end. In the last month WA's
    feed of events fell silent."""
    places = [("force", "met", 4000), ("ocu", "SO18", 4)]
    places += [("bcu", u.code, 300) for u in load.force("met").bcus]
    for unit_type, code, entries in places:
        for n, (first, last) in enumerate(list(months())[MONTHS - 12 : MONTHS]):
            place = (unit_type, code, first, last)
            late = entries // 4 + n % 3 if code == "SN" else entries // 20 + n % 3
            for kind, of, top, expected, people in (
                ("month-end", "actions", late, 0.04, None),
                ("keyed-after-7-days", "actions", entries // 20 + n % 3, None, None),
                ("keyed-after-7-days", "events", entries // 25 + n % 3, None, None),
                ("one-person", "actions", entries // 40 + n % 2, None, 40),
                ("on-time-as-claimed", "victims", entries // 2, None, None),
                ("on-time-as-keyed", "victims", entries // 2 - entries // 10, None, None),
            ):
                numbers = (top, entries, top / entries, expected, people)
                few = entries < 5
                shown = (None,) * 5 if few else numbers
                yield (kind, of, *place, *shown, None, None, few)
            if code == SILENT and n == 11:
                yield ("feed", "events", *place, 9, 60, 0.15, 60.0, None, "stopped",
                       date(2026, 10, 5), False)  # fmt: skip
