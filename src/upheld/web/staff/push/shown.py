"""The figures that messages show, counted again before the first one leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from upheld.core.measure_words import people as counted
from upheld.editions.outstanding import owed_today
from upheld.editions.recount import recount_shown
from upheld.editions.recount_owed import owed_again
from upheld.rules.load_measures import measures

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from upheld.editions.edition import Edition
    from upheld.editions.recount import Rules
    from upheld.render.figures import Figure

NUMBERS = {"numerator": pl.Int64, "denominator": pl.Int64, "value": pl.Float64, "open": pl.Int64}
KEY = {"measure": pl.String, "reading": pl.String, "unit_type": pl.String, "unit_code": pl.String,
       "period_start": pl.Date, "period_end": pl.Date, "breakdown": pl.String,
       "category": pl.String}  # fmt: skip


def differences(edition: Edition, rules: Rules, figures: Iterable[Figure]) -> tuple[str, ...]:
    """What does not agree with the restricted half, each by the figure's name."""
    columns = {**KEY, **NUMBERS}
    rows = [{name: getattr(each, name) for name in columns} for each in dict.fromkeys(figures)]
    if not rows:
        return ()
    found = recount_shown(edition, rules, pl.DataFrame(rows, schema=columns))
    return tuple(map(str, found.differences))


def owed_differences(edition: Edition, units: Iterable[str], day: date) -> tuple[str, ...]:
    """Where the numbers of a daily list do not agree with a second count of the cases."""
    again = owed_again(edition, units, day)
    found = []
    for unit, second in sorted(again.items()):
        owed = owed_today(edition, unit, day)
        first = (owed.overdue, owed.due, owed.victims)
        if first != second:
            found.append(f"{unit}: overdue, due and victims are {first}, counted again {second}")
    return tuple(found)


def title(measure: str) -> str:
    return measures().title(measure)


def people(measure: str) -> str:
    """What the denominator of a measure counts."""
    found = measures().find(measure)
    return counted(found, measure) if found else "duties"
