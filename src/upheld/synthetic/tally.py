"""The truth, counted while it is made: duties by entitlement, unit, month and what became of them.

It follows the strict reading of the data contract. Nothing here is read by the pipeline, and the
pipeline's figures should come out the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from upheld.synthetic.columns import NEVER, Columns, Flags, Ints, Shares
from upheld.synthetic.setting import Setting

OUTCOMES = ("met", "excluded", "late", "overdue", "done", "not_recorded", "unmeasurable")
MET, EXCLUDED, LATE, OVERDUE, DONE, NOT_RECORDED, UNMEASURABLE = range(len(OUTCOMES))

DAYS_OF_A_MONTH = 28  # at least: makes room for every month since 1970


@dataclass(frozen=True)
class Duties(Columns):
    """``counted_on`` is the due date, or the clock start where no number of days is set;
    ``expected`` the chance that was drawn against, NaN where none was."""

    crime: Ints
    entitlement: Ints
    unit: Ints
    enhanced: Flags
    counted_on: Ints
    outcome: Ints
    expected: Shares


def judged(
    *,
    crime: Ints,
    entitlement: Ints,
    unit: Ints,
    enhanced: Flags,
    happened_on: Ints,
    start: Ints,
    due: Ints,
    done: Ints,
    excluded: Flags,
    expected: Shares,
) -> Duties:
    """What became of each duty. ``due`` is NEVER where the Code sets no days, ``done`` where it was
    not; ``start`` NEVER where the Witness Care Unit was told at no known time."""
    timed = due != NEVER
    was_done = done != NEVER
    met = was_done & (done <= due)
    with_days = np.select([met, excluded, was_done], [MET, EXCLUDED, LATE], OVERDUE)
    without = np.select([was_done, excluded], [DONE, EXCLUDED], NOT_RECORDED)
    outcome = np.where(start == NEVER, UNMEASURABLE, np.where(timed, with_days, without))
    counted_on = np.where(start == NEVER, happened_on, np.where(timed, due, start))
    return Duties(crime, entitlement, unit, enhanced, counted_on, outcome, expected)


@dataclass
class Tally:
    """Adds up over the months."""

    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    expected: defaultdict[tuple[str, ...], float] = field(
        default_factory=lambda: defaultdict(float)
    )

    def add(self, setting: Setting, duties: Duties) -> None:
        """Counts by entitlement, unit, month and standard or Enhanced, up to the last month."""
        duties = duties.only(duties.counted_on <= setting.last_day)
        months = duties.counted_on.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        parts = (duties.entitlement, duties.unit, months, duties.enhanced, duties.outcome)
        # One number a combination: sorting numbers is many times faster than sorting rows.
        numbers = np.ravel_multi_index(parts, self._sizes(setting))
        unique, inverse, counts = np.unique(numbers, return_inverse=True, return_counts=True)
        measurable = np.where(duties.outcome == UNMEASURABLE, np.nan, duties.expected)
        chances = np.bincount(inverse, np.nan_to_num(measurable), len(unique))
        columns = np.stack(np.unravel_index(unique, self._sizes(setting)), axis=1)
        for column, count, chance in zip(columns, counts, chances, strict=True):
            key = self._words(setting, column)
            self.counts[key] += int(count)
            self.expected[key[:-1]] += float(chance)

    @staticmethod
    def _sizes(setting: Setting) -> tuple[int, ...]:
        timetable, until = setting.timetable, setting.last_day // DAYS_OF_A_MONTH
        return len(timetable.entitlements), len(setting.units), until, 2, len(OUTCOMES)

    @staticmethod
    def _words(setting: Setting, column: Ints) -> tuple[str, ...]:
        entitlement, unit, month, enhanced, outcome = (int(each) for each in column)
        return (
            setting.timetable.entitlements[entitlement],
            setting.units[unit],
            str(np.datetime64(month, "M")),
            "enhanced" if enhanced else "standard",
            OUTCOMES[outcome],
        )

    def rows(self) -> list[dict[str, Any]]:
        """One row an entitlement, unit, month and standard or Enhanced, in that order."""
        rows: dict[tuple[str, ...], dict[str, Any]] = {}
        for key in sorted(self.counts):
            names = dict(zip(("entitlement", "unit", "month", "rights"), key, strict=False))
            row = rows.setdefault(key[:-1], {**names, **dict.fromkeys(OUTCOMES, 0)})
            row[key[-1]] = self.counts[key]
        for short, row in rows.items():
            row["expected_in_time"] = round(self.expected[short], 6)
        return list(rows.values())
