"""What changed in the satisfaction survey between two editions: corrections of the past, not change
in the service. What changed in the service is in each edition's own test between waves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from upheld.editions.edition import Edition

KEY = ("part", "outcome", "breakdown", "category", "period_kind", "period")
# Of the other parts the numbers follow from these, or are of one edition alone.
PARTS = ("estimate", "leaflet", "call_back")
NUMBERS = ("estimate", "n")
SCHEMA = {
    **dict.fromkeys(KEY, pl.String), "estimate": pl.Float64, "n": pl.Int64,
    "suppressed": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SurveyChange:
    """One figure that is new, gone or different; None where an edition does not show it."""

    part: str
    outcome: str
    breakdown: str
    category: str
    period_kind: str
    period: str
    change: str  # new period · new · gone · changed
    old_value: float | None
    new_value: float | None
    old_n: int | None
    new_n: int | None


def survey_changes(
    old: Edition, new: Edition, *, only_force: bool = False
) -> tuple[SurveyChange, ...]:
    """``only_force``: without any breakdown."""
    before, after = _figures(old, only_force), _figures(new, only_force)
    last = dict(_last(before).iter_rows())
    both = before.join(after, on=KEY, how="full", coalesce=True, suffix="_new").sort(KEY)
    found = []
    for row in both.iter_rows(named=True):
        change = _change(row, last.get(row["period_kind"]))
        if change:
            keyed = {name: row[name] for name in KEY}
            found.append(
                SurveyChange(
                    **keyed, change=change, old_value=row["estimate"],
                    new_value=row["estimate_new"], old_n=row["n"], new_n=row["n_new"],
                )
            )  # fmt: skip
    return tuple(found)


def _change(row: dict[str, object], last: str | None) -> str:
    """Empty where nothing changed."""
    if row["suppressed"] is None:
        later = last is not None and str(row["period"]) > last
        return "new period" if later else "new"
    if row["suppressed_new"] is None:
        return "gone"
    names = (*NUMBERS, "suppressed")
    return "changed" if any(row[name] != row[f"{name}_new"] for name in names) else ""


def _last(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.group_by("period_kind").agg(pl.col("period").max())


def _figures(edition: Edition, only_force: bool) -> pl.DataFrame:
    """None of an edition without a survey."""
    held = edition.satisfaction()
    if held is None:
        return pl.DataFrame(schema=SCHEMA)
    rows = held.filter(pl.col("part").is_in(PARTS)).select(
        pl.col(name).cast(kind) for name, kind in SCHEMA.items()
    )
    rows = rows.with_columns(
        pl.col(*KEY).fill_null(""), pl.col("suppressed").fill_null(value=False)
    )
    return rows.filter(breakdown="none") if only_force else rows
