"""The working days that the deadlines are counted in."""

from __future__ import annotations

from datetime import date

import pytest

from upheld.core.errors import UpheldError
from upheld.rules import load


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 6, 2),  # moved for the jubilee
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2023, 5, 8),
        date(2021, 12, 27),  # Christmas Day on a Saturday
        date(2021, 12, 28),
        date(2024, 3, 29),  # Good Friday
    ],
)
def test_a_bank_holiday_of_england_and_wales_is_no_working_day(day: date) -> None:
    assert not load.calendar().is_working_day(day)


@pytest.mark.parametrize("day", [date(2022, 5, 30), date(2024, 8, 5), date(2024, 12, 2)])
def test_a_holiday_of_scotland_alone_or_a_moved_one_is_a_working_day(day: date) -> None:
    assert load.calendar().is_working_day(day)


def test_the_jubilee_pushes_a_due_date_past_both_holidays() -> None:
    # Told within five working days of Monday 30 May 2022: 31, 1, then 6, 7, 8 June.
    assert load.calendar().due(date(2022, 5, 30), 5) == date(2022, 6, 8)


def test_the_holidays_of_next_year_are_known() -> None:
    """Fails when govuk-bank-holidays must be updated: every due date of next January needs it."""
    next_year = date.today().year + 1
    listed = [day for day in load.calendar().bank_holidays if day.year == next_year]
    assert len(listed) >= 8
    assert load.calendar().known_until >= date(next_year, 12, 31)


def test_the_calendar_reaches_back_before_the_first_code() -> None:
    assert load.calendar().known_from <= date(2015, 11, 16)


def test_a_day_beyond_the_known_holidays_is_refused_not_guessed() -> None:
    known_until = load.calendar().known_until
    with pytest.raises(UpheldError, match="bank holidays"):
        load.calendar().due(known_until, 1)
