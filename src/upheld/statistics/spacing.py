"""How far apart the dates of a series lie, and where one is missing.

A series is read as monthly where every date lies in a calendar month of its own and the middle gap
is 28 days or more; else as weekly where every date lies in a week of its own (Monday to Sunday) and
the middle gap is 7 days or more; else as daily. The smallest distance in that unit is the step: a
quarterly series is monthly with a step of three. Whatever lies further apart has a gap between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Literal

Unit = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Spacing:
    """One point every ``step`` days, weeks or months."""

    unit: Unit = "day"
    step: int = 1

    def __str__(self) -> str:
        return f"one a {self.unit}" if self.step == 1 else f"one every {self.step} {self.unit}s"


def spacing_of(dates: Sequence[date]) -> Spacing:
    """How a series of strictly rising dates is spaced; a single date counts as daily."""
    if len(dates) < 2:
        return Spacing()
    middle = median((later - earlier).days for earlier, later in pairwise(dates))
    for unit, days in LEAST_GAP.items():
        distances = _distances(dates, POSITIONS[unit])
        if middle >= days and min(distances) > 0:
            return Spacing(unit, min(distances))
    raise ValueError("the dates of a series must rise strictly")


def follows(dates: Sequence[date], spacing: Spacing) -> list[bool]:
    """For each date, whether it comes straight after the one before; False for the first."""
    distances = _distances(dates, POSITIONS[spacing.unit])
    return [False, *(distance == spacing.step for distance in distances)][: len(dates)]


def _distances(dates: Sequence[date], position: Callable[[date], int]) -> list[int]:
    return [position(later) - position(earlier) for earlier, later in pairwise(dates)]


# The middle gap, in days, from which a unit is tried; the longest unit first.
LEAST_GAP: dict[Unit, int] = {"month": 28, "week": 7, "day": 1}

# Day 1 of the calendar, 1 January of the year 1, was a Monday.
POSITIONS: dict[Unit, Callable[[date], int]] = {
    "day": lambda day: day.toordinal(),
    "week": lambda day: (day.toordinal() - 1) // 7,
    "month": lambda day: day.year * 12 + day.month,
}
