"""Due dates for whole columns at once."""

from __future__ import annotations

from datetime import date

import numpy as np

from upheld.core.calendar import Calendar
from upheld.synthetic.columns import Ints

EPOCH = date(1970, 1, 1).toordinal()
FIRST_WEEKDAY_OF_EPOCH = 3  # 1 January 1970 was a Thursday


def day_number(day: date) -> int:
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    return date.fromordinal(number + EPOCH)


class WorkingDays:
    """The calendar's working days, counted once, so that a due date is two look-ups."""

    def __init__(self, calendar: Calendar) -> None:
        self._first = day_number(calendar.known_from)
        days = np.arange(self._first, day_number(calendar.known_until) + 1)
        holidays = [day_number(day) for day in calendar.bank_holidays]
        working = ((days + FIRST_WEEKDAY_OF_EPOCH) % 7 < 5) & ~np.isin(days, holidays)
        self._until = np.cumsum(working)  # working days up to and including that day
        self._nth = days[working]

    def due(self, starts: Ints, days: Ints) -> Ints:
        """The Nth working day strictly after each start, N by row."""
        return np.asarray(self._nth[self._until[starts - self._first] + days - 1], dtype=np.int64)
