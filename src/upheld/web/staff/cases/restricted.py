"""The restricted half of an edition, by the key of a logged access alone, and of its unit alone.

No other module of the site may read it; a test holds that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from upheld.editions import outstanding as still_owed

if TYPE_CHECKING:
    from collections.abc import Collection

    from upheld.editions.edition import Edition
    from upheld.editions.outstanding import Outstanding
    from upheld.web.staff.cases.access import CaseAccess
    from upheld.web.staff.cases.token import OneVictim

DUTIES, VICTIMS = "duties.parquet", "victims.parquet"


def rows(access: CaseAccess, edition: Edition, file: str) -> pl.LazyFrame:
    """The rows of the unit that the access is for; raises UpheldError where the half is gone."""
    return edition.restricted(file).filter(pl.col("unit_code") == access.unit)


def outstanding(access: CaseAccess, edition: Edition) -> Outstanding:
    """What the unit owes and has not done: overdue or open, with a due date."""
    return still_owed.outstanding(edition, access.unit)


def duties_of(access: CaseAccess, edition: Edition, one: OneVictim) -> pl.DataFrame:
    """Every duty to one victim of one crime, whatever became of it."""
    return _of(access, edition, DUTIES, one)


def victim(access: CaseAccess, edition: Edition, one: OneVictim) -> dict[str, Any] | None:
    """What is kept of one victim; None where the unit has no such victim."""
    found = _of(access, edition, VICTIMS, one)
    return found.row(0, named=True) if found.height else None


def safe_contact(
    access: CaseAccess, edition: Edition, crimes: Collection[str]
) -> dict[tuple[str, str], str]:
    """(crime, victim) → the ways that must not be used, of victims of these crimes in the unit;
    whoever is not in it is not known. Empty for an edition built before they were kept."""
    held = rows(access, edition, VICTIMS)
    if "safe_contact" not in held.collect_schema().names():
        return {}
    found = held.filter(pl.col("crime_id").is_in(list(crimes)))
    told = found.select("crime_id", "victim_id", "safe_contact").collect()
    return {(crime, victim): ways or "" for crime, victim, ways in told.iter_rows()}


def _of(access: CaseAccess, edition: Edition, file: str, one: OneVictim) -> pl.DataFrame:
    wanted = (pl.col("crime_id") == one.crime_id) & (pl.col("victim_id") == one.victim_id)
    return rows(access, edition, file).filter(wanted).collect()
