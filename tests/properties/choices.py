"""Where a generated case's days, times and people come from: lists in which every edge stands.

A case is drawn by a ``Choose`` alone, so that one description serves any source of choices. The
lists put the plain choices first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from upheld.core.calendar import Calendar
from upheld.core.victims_code import Entitlement, VictimsCode

T = TypeVar("T")


class Choose(Protocol):
    """Picks one of a list of options."""

    def __call__(self, options: Sequence[T], /) -> T: ...


# As-of dates of the batches: beside holidays, weekends, the changes of Code and of the clocks.
AS_OF_DATES = (
    date(2022, 6, 6),  # the Monday after the four days of the Jubilee
    date(2015, 11, 18),  # two days into the Code of 2015
    date(2023, 5, 9),  # the day after the Coronation's holiday
    date(2021, 3, 31),  # the last day of the Code of 2015
    date(2022, 9, 20),  # the day after the Queen's funeral
    date(2019, 4, 23),  # the Tuesday after Easter
    date(2021, 4, 1),  # the first day of the Code of 2020, before Good Friday
    date(2024, 2, 29),  # a leap day
    date(2022, 10, 31),  # the Monday after summer time ends
    date(2016, 3, 29),  # the Tuesday after Easter, and after summer time began
    date(2023, 12, 27),  # between Christmas and New Year
    date(2021, 4, 8),  # a week into the Code of 2020, over Easter
    date(2020, 2, 28),
    date(2022, 1, 8),  # a Saturday after New Year's substitute day
    date(2017, 12, 31),  # a Sunday
    date(2024, 3, 28),  # the Thursday before Good Friday
)

DAYS_BESIDE_AN_EDGE = """
    2015-11-14 2015-11-15 2015-11-16 2015-12-24 2016-03-24 2016-03-27 2016-10-30 2017-04-13
    2018-12-31 2019-04-18 2020-02-29 2020-05-07 2020-12-24 2021-03-28 2021-03-31 2021-04-01
    2021-04-02 2021-12-24 2022-03-27 2022-04-14 2022-06-01 2022-06-03 2022-09-16 2022-09-19
    2022-10-29 2022-10-30 2022-12-23 2023-03-26 2023-05-05 2023-05-08 2023-10-29 2023-12-22
"""
SPECIAL_DAYS = tuple(date.fromisoformat(day) for day in DAYS_BESIDE_AN_EDGE.split())
TIMES_BESIDE_MIDNIGHT = """
    12:00:00 09:15:00 00:00:00 00:00:01 00:30:00 00:59:59 01:30:00 02:00:00 22:59:59 23:00:00
    23:30:00 23:59:59
"""
TIMES = tuple(time.fromisoformat(each) for each in TIMES_BESIDE_MIDNIGHT.split())

UNTIMED_HORIZON = 7


def shifted(day: date, days: int) -> date:
    return day + timedelta(days=days)


def at(choose: Choose, day: date) -> datetime:
    """A London wall-clock time on that day."""
    return datetime.combine(day, choose(TIMES))


def seldom(choose: Choose, options: Sequence[T], otherwise: T, one_in: int = 4) -> T:
    """Mostly ``otherwise``, one time in ``one_in`` one of the options."""
    return choose(options) if choose([False] * (one_in - 1) + [True]) else otherwise


def several(choose: Choose, numbers: Iterable[int]) -> range:
    return range(choose(list(numbers)))


def trigger_days(rule: Entitlement, code: VictimsCode, as_of: date) -> list[date]:
    """Days on which the rule may be set running: its due date on and around the as-of date,
    beside holidays, at both ends of the Code and outside it, and just after the as-of date."""
    numbers = {rule.days_standard or UNTIMED_HORIZON, rule.days_enhanced or UNTIMED_HORIZON}
    back = {days for n in numbers for days in range(n, n * 7 // 5 + 7)}
    near = [shifted(as_of, -days) for days in sorted(back)]
    last = min(code.valid_to or as_of, as_of)
    inside = [day for day in (*near, *SPECIAL_DAYS) if code.valid_from <= day <= last]
    length = (last - code.valid_from).days
    spread = [shifted(code.valid_from, length * part // 16) for part in range(16)]
    edges = [last, code.valid_from, shifted(code.valid_from, -1), shifted(as_of, 1)]
    return [*near, *inside, *spread, *edges] if inside else [*spread, *edges]


def due_dates(rule: Entitlement, calendar: Calendar, start: date, as_of: date) -> list[date]:
    """Only something to aim at: enhanced, standard, or the as-of date where there is no number."""
    numbers = [n for n in (rule.days_standard, rule.days_enhanced) if n is not None]
    return [calendar.due(start, n) for n in numbers] or [as_of]


def around(*days: date, by: Sequence[int] = (0, -1, 1)) -> list[date]:
    return [shifted(day, step) for day in days for step in by]
