"""Rule 4 of the data contract: the Nth working day after the day on which the clock started."""

from __future__ import annotations

from datetime import date

import pytest

from upheld.core.calendar import Calendar
from upheld.core.errors import UpheldError


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2022, 5, 4), 1, date(2022, 5, 5)),  # Wednesday → Thursday
        (date(2022, 5, 6), 1, date(2022, 5, 9)),  # Friday → Monday
        (date(2022, 5, 7), 1, date(2022, 5, 9)),  # Saturday → Monday
        (date(2022, 5, 8), 1, date(2022, 5, 9)),  # Sunday → Monday
        (date(2022, 5, 6), 5, date(2022, 5, 13)),  # Friday → the next Friday
        (date(2022, 6, 1), 1, date(2022, 6, 6)),  # over the Jubilee and a weekend
        (date(2022, 6, 2), 1, date(2022, 6, 6)),  # from a bank holiday
        (date(2022, 12, 23), 2, date(2022, 12, 29)),  # over Christmas
    ],
)
def test_the_first_day_never_counts_and_only_working_days_do(
    calendar: Calendar, start: date, days: int, due: date
) -> None:
    assert calendar.due(start, days) == due


def test_a_day_beyond_the_known_bank_holidays_is_refused_with_the_next_step(
    calendar: Calendar,
) -> None:
    with pytest.raises(UpheldError, match="01 January 2024") as caught:
        calendar.due(date(2023, 12, 29), 1)
    assert "govuk-bank-holidays" in str(caught.value)
