"""What marks a point: each sign by itself, their order, and a slow re-telling of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.spacing import Spacing, follows, spacing_of
from upheld.statistics.special_causes import place, signals

REACH = 9.0  # the limits lie at ±9, two thirds of the way there at ±6
VALUES = st.lists(st.integers(-11, 11), max_size=25)


def causes(values: Sequence[float], trend: int = 7) -> list[str]:
    """The sign of each value about a centre of 0."""
    return [s.cause for s in signals([place(v, 0, REACH, 1e-12) for v in values], trend)]


def marked(values: Sequence[float], cause: str, trend: int = 7) -> list[int]:
    return [i for i, found in enumerate(causes(values, trend)) if found == cause]


def test_a_point_outside_either_limit_is_marked_and_one_on_it_is_not() -> None:
    assert marked([0, 9.01, 0, -9.01, 0, 9, -9], "outside") == [1, 3]


def test_seven_points_that_rise_are_a_trend_and_six_are_not() -> None:
    assert marked([-3, -2, -1, 0, 1, 2, 3], "trend") == [0, 1, 2, 3, 4, 5, 6]
    assert marked([-3, -2, -1, 0, 1, 2], "trend") == []


def test_seven_points_that_fall_are_a_trend() -> None:
    assert marked([3, 2, 1, 0, -1, -2, -3], "trend") == [0, 1, 2, 3, 4, 5, 6]


def test_six_points_are_a_trend_where_the_setting_says_so() -> None:
    assert marked([-3, -2, -1, 0, 1, 2], "trend", trend=6) == [0, 1, 2, 3, 4, 5]
    assert marked([-3, -2, -1, 0, 1], "trend", trend=6) == []


def test_two_equal_values_end_a_trend() -> None:
    assert marked([-3, -2, -1, 0, 0, 1, 2, 3], "trend") == []


def test_a_long_trend_is_marked_from_end_to_end_and_no_further() -> None:
    assert marked([5, -4, -3, -2, -1, 0, 1, 2, 3, 1, 2], "trend") == [1, 2, 3, 4, 5, 6, 7, 8]


def test_seven_points_on_one_side_are_a_run_and_six_are_not() -> None:
    assert marked([-1, 1, 2, 1, 2, 1, 2, 1, -1], "run") == [1, 2, 3, 4, 5, 6, 7]
    assert marked([-1, 1, 2, 1, 2, 1, 2, -1], "run") == []


def test_a_point_on_the_mean_ends_a_run() -> None:
    assert marked([1, 2, 1, 2, 0, 1, 2, 1, 2], "run") == []


def test_two_of_three_marks_those_far_out_and_not_the_third() -> None:
    assert marked([0, 7, 1, 7, 0], "two_of_three") == [1, 3]
    assert marked([0, 7, 7, 1, 0], "two_of_three") == [1, 2]


def test_three_far_out_in_a_row_are_all_marked() -> None:
    assert marked([0, 7, 8, 7, 0], "two_of_three") == [1, 2, 3]


def test_two_of_three_needs_all_three_on_one_side() -> None:
    assert marked([0, 7, -1, 7, 0], "two_of_three") == []
    assert marked([0, 7, 0, 7, 0], "two_of_three") == []
    assert marked([0, 7, -7, 0], "two_of_three") == []


def test_two_thirds_of_the_way_exactly_is_not_beyond() -> None:
    assert marked([0, 6, 1, 6, 0], "two_of_three") == []


def test_a_point_outside_is_not_counted_among_two_of_three() -> None:
    assert causes([0, 10, 7, 1, 0]) == ["none", "outside", "none", "none", "none"]


def test_a_point_outside_may_be_the_third_on_that_side() -> None:
    assert causes([0, 7, 10, 7, 0])[1:4] == ["two_of_three", "outside", "two_of_three"]


def test_the_first_of_outside_trend_two_of_three_run_names_a_point() -> None:
    # All above the mean, so all in a run; the first seven rise; the last of them is outside.
    values = [1, 2, 3, 4, 5, 7, 10, 1, 7, 8, 1, 1]
    assert causes(values) == (
        ["trend"] * 6 + ["outside"] + ["run"] + ["two_of_three"] * 2 + ["run"] * 2
    )


def test_the_two_signs_of_a_turning_point_point_the_later_way() -> None:
    values = [*range(-3, 4), *range(2, -4, -1)]
    found = signals([place(v, 0, REACH, 1e-12) for v in values])
    assert [each.direction for each in found] == [1] * 6 + [-1] * 7


def test_what_rounding_alone_parts_from_the_mean_lies_on_it() -> None:
    assert place(0.1 + 0.2, 0.3, 1.0, 1e-12).side == 0
    assert not place(0.1 + 0.2, 0.3, 0.0, 1e-12).outside


# ------------------------------------------------------------- a slow re-telling of the rules


def windows(count: int, length: int) -> list[range]:
    return [range(first, first + length) for first in range(count - length + 1)]


def slow_causes(values: Sequence[int], trend: int) -> list[str]:
    """Every window of every rule, tried one by one."""
    count, found = len(values), ["none"] * len(values)
    for window in windows(count, 7):
        if all(values[i] > 0 for i in window) or all(values[i] < 0 for i in window):
            for i in window:
                found[i] = "run"
    for a, b, c in windows(count, 3):
        for side in (1, -1):
            if all(side * values[i] > 0 for i in (a, b, c)):
                far = [i for i in (a, b, c) if 6 < side * values[i] <= 9]
                for i in far if len(far) >= 2 else []:
                    found[i] = "two_of_three"
    for window in windows(count, trend):
        run = [values[i] for i in window]
        if run in (sorted(set(run)), sorted(set(run), reverse=True)):
            for i in window:
                found[i] = "trend"
    return ["outside" if abs(v) > 9 else cause for v, cause in zip(values, found, strict=True)]


@given(VALUES, st.sampled_from([6, 7]))
def test_the_rules_mark_what_their_slow_re_telling_marks(values: list[int], trend: int) -> None:
    assert causes(values, trend) == slow_causes(values, trend)


@given(st.lists(st.integers(1, 9), min_size=7, max_size=20), st.sampled_from([6, 7]))
def test_they_agree_where_nearly_every_point_is_marked(values: list[int], trend: int) -> None:
    ordered = sorted(values[:8]) + values[8:]
    assert causes(ordered, trend) == slow_causes(ordered, trend)


@given(VALUES)
def test_upside_down_the_same_points_are_marked_the_other_way(values: list[int]) -> None:
    def found(sign: int) -> list[tuple[str, int]]:
        places = [place(sign * v, 0, REACH, 1e-12) for v in values]
        return [(each.cause, sign * each.direction) for each in signals(places)]

    assert found(1) == found(-1)


# ------------------------------------------------------------------------------------ spacing


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (days("2024-01-01", "2024-02-01", "2024-03-01"), Spacing("month", 1)),
        (days("2024-01-31", "2024-02-29", "2024-03-31"), Spacing("month", 1)),
        (days("2023-12-01", "2024-01-01", "2024-04-01"), Spacing("month", 1)),
        (days("2024-01-01", "2024-04-01", "2024-07-01"), Spacing("month", 3)),
        (days("2024-01-01", "2024-01-08", "2024-01-15"), Spacing("week", 1)),
        (days("2024-01-01", "2024-01-09", "2024-01-15"), Spacing("week", 1)),  # a bank holiday
        (days("2024-01-01", "2024-01-14", "2024-01-15"), Spacing("week", 1)),  # Sunday, Monday
        (days("2024-01-01", "2024-01-02", "2024-01-03"), Spacing("day", 1)),
        (days("2024-01-01", "2024-01-02", "2024-03-03"), Spacing("day", 1)),
        (days("2024-01-01"), Spacing("day", 1)),
    ],
)
def test_the_spacing_is_read_from_the_dates(dates: list[date], expected: Spacing) -> None:
    assert spacing_of(dates) == expected


@pytest.mark.parametrize("step", [1, 7])
def test_a_missing_day_or_week_is_seen(step: int) -> None:
    dates = [date(2024, 1, 1) + timedelta(days=step * i) for i in (0, 1, 2, 4, 5)]
    assert follows(dates, spacing_of(dates)) == [False, True, True, False, True]


def test_months_of_different_length_follow_each_other() -> None:
    dates = [date(2023 + i // 12, i % 12 + 1, 1) for i in range(24)]
    assert follows(dates, spacing_of(dates)) == [False] + [True] * 23


def test_a_new_year_is_no_gap_between_weeks() -> None:
    dates = days("2024-12-23", "2024-12-30", "2025-01-06")
    assert follows(dates, spacing_of(dates)) == [False, True, True]
