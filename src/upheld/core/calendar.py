"""Working days of England and Wales: Monday to Friday less the bank holidays.

The Code prints no definition; the convention is the Criminal Procedure Rules' business day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from upheld.core.errors import UpheldError

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Bank holidays, and the first and last day for which all of them are known."""

    bank_holidays: frozenset[date]
    known_from: date
    known_until: date

    def is_working_day(self, day: date) -> bool:
        if not self.known_from <= day <= self.known_until:
            raise UpheldError(
                f"The bank holidays of {day:%d %B %Y} are not known: the calendar reaches from "
                f"{self.known_from:%d %B %Y} to {self.known_until:%d %B %Y}.",
                next_step="update the package govuk-bank-holidays and build again.",
            )
        return day.weekday() < SATURDAY and day not in self.bank_holidays

    def due(self, start: date, working_days: int) -> date:
        """The Nth working day strictly after ``start``, whatever day ``start`` is."""
        day = start
        while working_days > 0:
            day += ONE_DAY
            if self.is_working_day(day):
                working_days -= 1
        return day
