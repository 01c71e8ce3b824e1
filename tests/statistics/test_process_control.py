"""Control charts: limits worked out by hand, breaks that no line crosses, verdicts in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.baselines import Observation
from upheld.statistics.process_control import ControlChart, Settings, control_chart

VALUES = st.lists(st.integers(-200, 200), min_size=12, max_size=40)
CALM = [10, 12] * 6  # mean 11, every moving range 2


def month(number: int) -> date:
    return date(2020 + number // 12, number % 12 + 1, 1)


def series(values: Sequence[float], sizes: Sequence[float] | None = None) -> list[Observation]:
    """One value a month from January 2020."""
    given_sizes = sizes or [None] * len(values)
    return [
        Observation(month(i), value, size)
        for i, (value, size) in enumerate(zip(values, given_sizes, strict=True))
    ]


def chart_of(values: Sequence[float], **settings: object) -> ControlChart:
    return control_chart(series(values), Settings(**settings))  # type: ignore[arg-type]


def causes(chart: ControlChart) -> list[str]:
    return [point.special_cause for point in chart.points]


def limits(chart: ControlChart) -> tuple[float, float | None, float | None]:
    """Centre and limits, the same for every point."""
    (line,) = {(point.centre, point.lower, point.upper) for point in chart.points}
    return line


# ---------------------------------------------------------------------------------- XmR limits


def test_limits_are_the_mean_and_2_66_mean_moving_ranges_either_side() -> None:
    chart = chart_of(CALM)
    assert chart.chart == "xmr"
    assert limits(chart) == pytest.approx((11, 11 - 2.66 * 2, 11 + 2.66 * 2))


def test_a_large_moving_range_is_left_out_of_the_limits_and_its_value_not_of_the_mean() -> None:
    values = [10, 12] * 5 + [10, 40]
    # Ten moving ranges of 2 and one of 30: their mean is 50/11, and 3.267 times it 14.9.
    mean = (6 * 10 + 5 * 12 + 40) / 12
    screened = limits(chart_of(values))
    kept = limits(chart_of(values, screen=False))
    assert screened == pytest.approx((mean, mean - 5.32, mean + 5.32))
    assert kept == pytest.approx((mean, mean - 2.66 * 50 / 11, mean + 2.66 * 50 / 11))


def test_a_moving_range_of_exactly_3_267_times_the_mean_is_left_out() -> None:
    # Ten ranges of 7.733 and one of 32.67 + 0 have the mean 10: (77.33 + 32.67) / 11.
    values = [0.0]
    for i, step in enumerate([7.733] * 10 + [32.67]):
        values.append(values[-1] + (step if i % 2 == 0 else -step))
    point = chart_of(values).points[0]
    assert point.upper == pytest.approx(point.centre + 2.66 * 7.733)


def test_moving_ranges_are_screened_once_and_not_again() -> None:
    # Ranges: nine of 1, one of 5, one of 60. 60 is left out; 5 would go too, were it done again.
    line = limits(chart_of([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 6, 66]))
    mean, spread = 77 / 12, (9 * 1 + 5) / 10
    assert line == pytest.approx((mean, mean - 2.66 * spread, mean + 2.66 * spread))


@pytest.mark.parametrize("value", [0, 7, 0.1, -0.3, 1e9 / 7])
def test_limits_of_a_constant_series_equal_its_mean_and_nothing_is_marked(value: float) -> None:
    chart = chart_of([value] * 13)
    for point in chart.points:
        assert point.lower == point.centre == point.upper == pytest.approx(value, rel=1e-14)
    assert set(causes(chart)) == {"none"}
    assert chart.variation == "no change"


def test_under_twelve_points_there_are_no_limits_and_no_verdict_and_it_says_so() -> None:
    chart = chart_of([*CALM[:10], 99], better="high", target=5)
    assert limits(chart) == (pytest.approx((110 + 99) / 11), None, None)
    assert set(causes(chart)) == {"none"}
    assert (chart.variation, chart.assurance) == (None, None)
    assert any("11 points" in note and "12 points" in note for note in chart.notes)


def test_twelve_points_have_limits_and_marks() -> None:
    chart = chart_of([*CALM[:11], 40], better="high")
    assert chart.points[0].lower is not None
    assert causes(chart) == ["run"] * 11 + ["outside"]
    assert chart.variation == "improvement"


def test_nothing_is_clipped_without_a_denominator() -> None:
    line = limits(chart_of([0.0, 1.0] * 6))
    assert line == pytest.approx((0.5, 0.5 - 2.66, 0.5 + 2.66))


# ------------------------------------------------------------------------------- proportions


def test_large_and_like_denominators_give_an_xmr_chart_of_the_proportion_within_0_and_1() -> None:
    chart = control_chart(series([0.3, 0.7] * 6, [1000, 1040] * 6))
    assert chart.chart == "xmr"
    assert limits(chart) == (pytest.approx(0.5), 0.0, 1.0)


def test_a_p_prime_chart_gives_each_point_the_limits_of_its_denominator() -> None:
    # 60 of 100 and 190 of 400 by turns: 250 of 500, so p is 0.5 and the standard errors are 0.05
    # and 0.025; the standardised values are +2 and -1, each moving range 3, the spread 3 / 1.128.
    chart = control_chart(series([0.6, 0.475] * 6, [100, 400] * 6))
    assert chart.chart == "p-prime"
    for point, error in zip(chart.points, [0.05, 0.025] * 6, strict=True):
        reach = 3 * error * 3 / 1.128
        assert (point.centre, point.lower, point.upper) == pytest.approx(
            (0.5, 0.5 - reach, 0.5 + reach)
        )
    assert "p′" in chart.notes[0]


def test_a_p_prime_chart_screens_the_moving_ranges_of_its_standardised_values() -> None:
    sizes, values = [100.0, 400.0] * 6, [0.6, 0.475] * 5 + [0.6, 0.1]
    p = sum(v * n for v, n in zip(values, sizes, strict=True)) / sum(sizes)
    z = [(v - p) / sqrt(p * (1 - p) / n) for v, n in zip(values, sizes, strict=True)]
    ranges = [abs(b - a) for a, b in pairwise(z)]
    assert ranges[-1] > 3.267 * sum(ranges) / 11 > max(ranges[:-1])
    spread = sum(ranges[:-1]) / 10 / 1.128
    last = control_chart(series(values, sizes)).points[-1]
    assert last.upper == pytest.approx(p + 3 * sqrt(p * (1 - p) / 400) * spread)
    assert last.lower == pytest.approx(max(0, p - 3 * sqrt(p * (1 - p) / 400) * spread))


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([100] * 12, "xmr"),
        ([75, 125] * 6, "xmr"),  # each a quarter off the mean, and no more
        ([74, 126] * 6, "p-prime"),
        ([10] * 12, "xmr"),  # five expected with the outcome, five without
        ([9.9] * 12, "p-prime"),
    ],
)
def test_the_chart_is_p_prime_where_denominators_are_small_or_very_different(
    sizes: list[float], expected: str
) -> None:
    assert control_chart(series([0.5] * 12, sizes)).chart == expected


@pytest.mark.parametrize("value", [0.0, 1.0, 0.4])
def test_a_constant_proportion_has_limits_at_its_mean_on_a_p_prime_chart_too(value: float) -> None:
    chart = control_chart(series([value] * 12, [5, 10, 20] * 4))
    assert chart.chart == "p-prime"
    assert set(causes(chart)) == {"none"}
    for point in chart.points:
        assert (point.lower, point.centre, point.upper) == pytest.approx((value,) * 3)


# ------------------------------------------------------------------- gaps, breaks, fixed limits


def without(values: Sequence[float], missing: int) -> list[Observation]:
    """Monthly values, that of one month missing."""
    dates = [month(i) for i in range(len(values) + 1) if i != missing]
    return [Observation(day, value) for day, value in zip(dates, values, strict=True)]


FIXED = Settings(fix_after=12)  # 11, 5.68 to 16.32
RUN = [*CALM, 13, 12, 13, 12, 13, 12]  # the last seven
TREND = [5, 3, 6, 4, 5, 3, 1, 2, 3, 4, 5, 6, 7]


def test_a_missing_month_breaks_a_run_and_says_where() -> None:
    assert causes(control_chart(series(RUN), FIXED))[-8:] == ["none"] + ["run"] * 7
    broken = control_chart(without(RUN, 14), FIXED)
    assert "run" not in causes(broken)
    assert any("2021-02-01 and 2021-04-01" in note for note in broken.notes)


def test_a_missing_month_breaks_a_trend() -> None:
    assert causes(control_chart(series(TREND)))[-7:] == ["trend"] * 7
    assert "trend" not in causes(control_chart(without(TREND, 9)))


def test_a_missing_month_parts_two_of_three() -> None:
    values = [*CALM, 15, 15]
    assert causes(control_chart(series(values), FIXED))[-2:] == ["two_of_three"] * 2
    assert "two_of_three" not in causes(control_chart(without(values, 13), FIXED))


def test_a_gap_before_and_after_a_run_leaves_it_whole() -> None:
    assert causes(control_chart(without(RUN, 11), FIXED))[-7:] == ["run"] * 7


def test_limits_are_drawn_anew_from_a_declared_date_and_nothing_crosses_it() -> None:
    chart = chart_of(CALM + [20, 26] * 6, rebase=(month(12),))
    assert [p.centre for p in chart.points] == [11] * 12 + [23] * 12
    assert chart.points[12].upper == pytest.approx(23 + 2.66 * 6)
    assert set(causes(chart)) == {"none"}
    assert set(causes(chart_of(CALM + [20, 26] * 6))) != {"none"}


def test_a_run_or_trend_that_crosses_a_declared_break_is_none() -> None:
    rising = [5, 3, 6, 4, 5, 3, 6, 4, 5, 1, 2, 3, 4, 5, 6, 7, 4, 3, 5, 3, 6, 4, 5, 3, 4]
    assert "trend" in causes(chart_of(rising))
    assert "trend" not in causes(chart_of(rising, rebase=(month(12),)))


def test_a_break_counts_from_the_first_point_on_or_after_its_date() -> None:
    middle = month(12) - timedelta(days=9)
    assert chart_of(CALM + [20, 26] * 6, rebase=(middle,)) == chart_of(
        CALM + [20, 26] * 6, rebase=(month(12),)
    )


def test_a_break_outside_the_series_changes_nothing() -> None:
    assert chart_of(CALM, rebase=(date(1999, 1, 1), date(2099, 1, 1))) == chart_of(CALM)


def test_a_stretch_too_short_after_a_break_has_no_limits_and_no_verdict() -> None:
    chart = chart_of([*CALM, 30, 31], rebase=(month(12),), better="high", target=1)
    assert chart.points[11].upper is not None
    assert chart.points[12].upper is None
    assert (chart.variation, chart.assurance) == (None, None)


def test_fixed_limits_come_from_the_first_points_and_judge_the_later_ones() -> None:
    chart = chart_of([*CALM, 17, 10], fix_after=12)
    assert limits(chart) == pytest.approx((11, 5.68, 16.32))
    assert causes(chart)[-2:] == ["outside", "none"]


def test_fixed_limits_of_a_p_prime_chart_still_widen_for_a_small_denominator() -> None:
    chart = control_chart(
        series([0.6, 0.475] * 6 + [0.9], [100, 400] * 6 + [25]), Settings(fix_after=12)
    )
    reach = 3 * 0.1 * 3 / 1.128
    assert chart.points[-1].lower == pytest.approx(max(0, 0.5 - reach))
    assert chart.points[-1].centre == pytest.approx(0.5)


# ----------------------------------------------------------------------------------- verdicts


@pytest.mark.parametrize(
    ("last", "better", "expected"),
    [
        (40, "high", "improvement"),
        (40, "low", "concern"),
        (40, "neutral", "neither"),
        (-40, "high", "concern"),
        (-40, "low", "improvement"),
        (11, "high", "no change"),
        (11, "neutral", "no change"),
    ],
)
def test_the_verdict_is_that_of_the_last_point(last: float, better: str, expected: str) -> None:
    assert chart_of([*CALM, last], better=better).variation == expected


def test_a_special_cause_before_the_last_point_is_marked_and_not_the_verdict() -> None:
    chart = chart_of([*CALM, 40, 11], better="high")
    assert causes(chart)[-2:] == ["outside", "none"]
    assert chart.variation == "no change"


def test_a_trend_is_judged_by_its_direction_even_on_the_good_side_of_the_mean() -> None:
    values = [40, 60] * 6 + [70, 68, 66, 64, 62, 60, 58]
    chart = chart_of(values, better="high")
    assert chart.points[-1].value > chart.points[-1].centre
    assert causes(chart)[-1] == "trend"
    assert chart.variation == "concern"


@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [  # the limits are 5.68 and 16.32
        (5, "high", "always"),
        (5, "low", "never"),
        (17, "high", "never"),
        (17, "low", "always"),
        (11, "high", "hit and miss"),
        (11, "low", "hit and miss"),
        (None, "high", "no target"),
        (11, "neutral", "no direction"),
    ],
)
def test_assurance_compares_the_target_with_the_limits(
    target: float | None, better: str, expected: str
) -> None:
    assert chart_of(CALM, better=better, target=target).assurance == expected


def test_a_value_equal_to_the_target_reaches_it() -> None:
    assert chart_of([0.9] * 12, better="high", target=0.9).assurance == "always"
    assert chart_of([0.9] * 12, better="low", target=0.9).assurance == "always"


def test_assurance_is_by_the_current_limits_not_the_earlier_ones() -> None:
    values, settings = CALM + [30, 32] * 6, {"better": "high", "target": 20}
    assert chart_of(values, rebase=(month(12),), **settings).assurance == "always"


# ---------------------------------------------------------------------------------------- laws


@given(VALUES, st.integers(-500, 500), st.integers(1, 20))
def test_shifting_and_stretching_a_series_shifts_and_stretches_its_chart(
    values: list[int], shift: int, factor: int
) -> None:
    before = chart_of(values)
    after = chart_of([factor * value + shift for value in values])
    assert causes(after) == causes(before)
    for old, new in zip(before.points, after.points, strict=True):
        assert (new.centre, new.lower, new.upper) == pytest.approx(
            tuple(factor * each + shift for each in (old.centre, old.lower, old.upper)), abs=1e-7
        )


@given(VALUES, st.integers(-200, 200))
def test_turning_a_series_upside_down_and_what_is_better_too_changes_no_verdict(
    values: list[int], target: int
) -> None:
    up = chart_of(values, better="high", target=target)
    down = chart_of([-value for value in values], better="low", target=-target)
    assert (up.variation, up.assurance, causes(up)) == (
        down.variation,
        down.assurance,
        causes(down),
    )


@given(VALUES)
def test_the_verdict_flips_with_what_is_better(values: list[int]) -> None:
    flipped = {"improvement": "concern", "concern": "improvement", "no change": "no change"}
    high, low = chart_of(values, better="high"), chart_of(values, better="low")
    assert low.variation == flipped[str(high.variation)]


@given(st.data())
def test_limits_hold_the_centre_and_those_of_a_proportion_lie_within_0_and_1(
    data: st.DataObject,
) -> None:
    sizes = data.draw(st.lists(st.integers(1, 300), min_size=12, max_size=30))
    values = [data.draw(st.integers(0, size)) / size for size in sizes]
    for point in control_chart(series(values, sizes)).points:
        assert point.lower is not None
        assert point.upper is not None
        assert 0 <= point.lower <= point.centre <= point.upper <= 1


@given(VALUES)
def test_a_later_month_changes_no_fixed_limit(values: list[int]) -> None:
    assert limits(chart_of([*values, 1000], fix_after=12)) == limits(chart_of(values, fix_after=12))


# ----------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("observations", "words"),
    [
        ([], "needs an observation"),
        ([Observation(month(1), 1), Observation(month(0), 1)], "rise strictly"),
        ([Observation(month(1), 1), Observation(month(1), 1)], "rise strictly"),
        ([Observation(month(0), 1, 5), Observation(month(1), 1)], "for every point or for none"),
    ],
)
def test_a_series_that_cannot_be_drawn_is_refused(
    observations: list[Observation], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        control_chart(observations)


@pytest.mark.parametrize(
    ("value", "size"),
    [(float("nan"), None), (float("inf"), None), (1.2, 10), (-0.1, 10), (0.5, 0), (0.5, -3)],
)
def test_an_impossible_value_cannot_be_made(value: float, size: float | None) -> None:
    with pytest.raises(ValueError, match="2020-01-01"):
        Observation(month(0), value, size)


@pytest.mark.parametrize("settings", [{"better": "up"}, {"trend": 5}, {"fix_after": 11}])
def test_a_setting_that_means_nothing_cannot_be_made(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"better|trend|points"):
        Settings(**settings)  # type: ignore[arg-type]
