"""What is still owed to whom on the day an edition was judged, one unit at a time.

An edition of a force holds millions of duties, most of them settled. Those that are not are read
once a unit and kept in memory, so that a page of them is quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from upheld.editions.edition import RESTRICTED, open_edition

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from upheld.editions.edition import Edition

DUTIES, VICTIMS = "duties.parquet", "victims.parquet"
OVERDUE, OPEN = "overdue", "open"
UNITS_KEPT = 48
COLUMNS = (
    "crime_id", "victim_id", "entitlement", "clock_start_on", "enhanced", "basis", "due_on",
    "status", "status_lenient", "done_on_lenient", "team",
)  # fmt: skip
OF_VICTIMS = {
    "kind": pl.String, "enhanced": pl.Boolean, "safe_contact": pl.String,
    "repeat_prompt": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Outstanding:
    """The rows of one unit. One that is kept in memory is itself and no other, so what is worked
    out from it can be kept beside it."""

    rows: pl.DataFrame


@dataclass(frozen=True, slots=True)
class OwedToday:
    """Numbers only: how much a unit owes, by the records of ``as_of``, the edition's day.

    ``due`` is not past yet and falls due by the day that was asked about; ``victims`` counts
    whoever is owed either, ``priority`` those of them with Enhanced Rights.
    """

    as_of: date
    overdue: int
    due: int
    victims: int
    priority: int


def owed_today(edition: Edition, unit: str, today: date | None = None) -> OwedToday:
    """What is overdue, and what falls due by ``today``, which is the edition's day unless named.

    Names and lists nobody: for the daily message. Raises UpheldError where the half is gone.
    """
    rows = outstanding_rows(edition, unit)
    due = (pl.col("status") == OPEN) & (pl.col("due_on") <= (today or edition.as_of))
    owed = rows.filter((pl.col("status") == OVERDUE) | due)
    late = owed.filter(pl.col("status") == OVERDUE).height
    return OwedToday(
        as_of=edition.as_of,
        overdue=late,
        due=owed.height - late,
        victims=owed["victim_id"].n_unique(),
        priority=owed.filter("priority")["victim_id"].n_unique(),
    )


def outstanding_rows(edition: Edition, unit: str) -> pl.DataFrame:
    return outstanding(edition, unit).rows


def outstanding(edition: Edition, unit: str) -> Outstanding:
    """Each duty of the unit with a due date that is overdue or open in the strict reading, those
    with priority first, then by due date.

    ``priority`` is true where the duty or, on the edition's day, its victim has Enhanced Rights.
    ``safe_contact`` is empty throughout in an edition built before it was kept: ``knows_contact``.
    """
    edition.restricted(DUTIES)  # Says so where the half is gone, whatever is still in memory.
    stamp = (edition.path / RESTRICTED / DUTIES).stat()
    return _kept(edition.path, stamp.st_mtime_ns, stamp.st_ino, unit)


@lru_cache(maxsize=UNITS_KEPT)
def _kept(path: Path, _changed: int, _inode: int, unit: str) -> Outstanding:
    edition = open_edition(path)
    of_unit = pl.col("unit_code") == unit
    owed = edition.restricted(DUTIES).filter(
        of_unit & pl.col("due_on").is_not_null() & pl.col("status").is_in([OVERDUE, OPEN])
    )
    rows = owed.select(COLUMNS).join(_victims(edition, of_unit), on="victim_id", how="left")
    now, then = pl.col("enhanced_now").fill_null(False), pl.col("enhanced").fill_null(False)
    ties = ("due_on", "crime_id", "victim_id", "entitlement", "clock_start_on")
    in_order = rows.with_columns(priority=now | then).sort(
        "priority", *ties, descending=[True, *(False for _ in ties)], nulls_last=True
    )
    return Outstanding(in_order.collect())


def _victims(edition: Edition, of_unit: pl.Expr) -> pl.LazyFrame:
    """What a caseworker must know of each victim; a column that an older edition lacks is empty."""
    victims = edition.restricted(VICTIMS)
    found = victims.collect_schema().names()
    lacking = {name: kind for name, kind in OF_VICTIMS.items() if name not in found}
    return (
        victims.filter(of_unit)
        .with_columns(pl.lit(None, kind).alias(name) for name, kind in lacking.items())
        .select(
            "victim_id",
            *(name for name in OF_VICTIMS if name != "enhanced"),
            pl.col("enhanced").alias("enhanced_now"),
            pl.lit("safe_contact" not in lacking).alias("knows_contact"),
        )
    )
