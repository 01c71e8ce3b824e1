"""The scale below a chart: the days that it names, or what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# How many months may lie between two days that are named.
STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


@dataclass(frozen=True, slots=True)
class Across:
    """What stands below a chart: the days that are named on its scale, or what the scale counts."""

    days: tuple[date, ...] = ()
    said: str = ""


def named(days: Sequence[date], most: int) -> tuple[date, ...]:
    """The last day and, as often as there is room, those so many months before it."""
    if not days:
        return ()
    last, months = days[-1], [_months(day) for day in days]
    apart = next(
        step for step in STEPS if (months[-1] - months[0]) // step < most or step == STEPS[-1]
    )
    known = dict(zip(months, days, strict=True))
    wanted = range(_months(last), months[0] - 1, -apart)
    return tuple(known[month] for month in wanted if month in known)


def _months(day: date) -> int:
    return day.year * 12 + day.month


def set_across(spec: dict[str, Any], across: Across, ticks: int) -> None:
    """A narrow chart has room for fewer dates."""
    for layer in (spec, *spec.get("layer", ())):
        x = layer.get("encoding", {}).get("x", {})
        if not isinstance(x.get("axis"), dict):
            continue
        x["axis"]["tickCount"] = ticks
        if across.days:
            x["axis"]["values"] = [
                {"year": day.year, "month": day.month, "date": day.day, "utc": True}
                for day in across.days
            ]
        if across.said:
            x["title"] = across.said
