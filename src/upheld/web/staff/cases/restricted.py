"""The restricted half of an edition, by the key of a logged access alone, and of its unit alone.

No other module of the site may read it; a test holds that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from upheld.editions.edition import Edition
    from upheld.web.staff.cases.access import CaseAccess

DUTIES = "duties.parquet"
OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many duties of a unit were not done in time and are not done yet, in both readings."""

    strict: int
    lenient: int


def rows(access: CaseAccess, edition: Edition, file: str) -> pl.LazyFrame:
    """The rows of the unit that the access is for; raises UpheldError where the half is gone."""
    return edition.restricted(file).filter(pl.col("unit_code") == access.unit)


def overdue(access: CaseAccess, edition: Edition) -> Overdue:
    duties = rows(access, edition, DUTIES)
    counted = duties.select(
        strict=(pl.col("status") == OVERDUE).sum(),
        lenient=(pl.col("status_lenient") == OVERDUE).sum(),
    ).collect()
    return Overdue(int(counted["strict"][0]), int(counted["lenient"][0]))
