"""False alarms are simulated under the very rules that the charts are read by."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from upheld.statistics.baselines import Observation
from upheld.statistics.false_alarms import (
    InControl,
    alarms,
    expected_false_alarms,
    in_control,
    made_up,
)
from upheld.statistics.process_control import Settings, control_chart

SIZES = {"small and different": (20, 300), "large and alike": (9_000, 9_400), "none": None}
SETTINGS = (Settings(), Settings(trend=6), Settings(screen=False))


def _month(number):
    return date(2020 + number // 12, number % 12 + 1, 1)


def _series(sizes, count=36, gap_at=None, seed=1):
    random = np.random.default_rng(seed)
    months = [n + (gap_at is not None and n >= gap_at) for n in range(count)]
    return [
        Observation(
            _month(n),
            float(random.normal(0.6, 0.03)),
            None if sizes is None else float(random.integers(*sizes)),
        )
        for n in months
    ]


@pytest.mark.parametrize("settings", SETTINGS, ids=["usual", "trend of six", "unscreened"])
@pytest.mark.parametrize("gap_at", [None, 32, 20])
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_all_repetitions_at_once_are_read_as_control_chart_reads_each(sizes, gap_at, settings):
    observations = _series(sizes, gap_at=gap_at)
    series = in_control(observations, settings)
    values = made_up(series, 400, np.random.default_rng(7))
    # A share of real change, so that every rule is met.
    values[:200, -8:] = np.clip(values[:200, -8:] + 0.03, 0, 1)
    values[200:260] = np.sort(values[200:260], axis=1)
    slow = []
    for row in values.tolist():
        again = [
            Observation(o.date, value, o.denominator)
            for o, value in zip(observations, row, strict=True)
        ]
        chart = control_chart(again, settings)
        assert chart.chart == series.chart
        slow.append(chart.points[-1].special_cause != "none")
    assert alarms(series, values).tolist() == slow
    assert any(slow)
    assert not all(slow)


def test_only_what_follows_the_last_baseline_is_made_up_again():
    observations = _series((200, 300))
    series = in_control(observations, Settings(rebase=(_month(20),)))
    assert len(series.sizes) == 16
    assert in_control(observations, Settings(rebase=(_month(30),))) is None
    assert in_control(observations, Settings(rebase=(date(2030, 1, 1),))) == in_control(
        observations, Settings()
    )


def test_made_up_values_have_the_centre_and_the_spread_of_the_series():
    sizes, spreads = (50.0,) * 20 + (400.0,) * 20, (0.09,) * 20 + (0.04,) * 20
    series = InControl("p-prime", 0.7, spreads, sizes, 40, 7, True)
    values = made_up(series, 20_000, np.random.default_rng(3))
    assert values.min() >= 0
    assert values.max() <= 1
    assert values.mean() == pytest.approx(0.7, abs=0.002)
    assert values.std(axis=0) == pytest.approx(np.array(spreads), rel=0.03)


def test_a_series_that_never_moves_gives_no_alarm():
    for share in (0.0, 0.5, 1.0):
        flat = [Observation(_month(n), share, 100.0) for n in range(24)]
        series = in_control(flat, Settings())
        if share in {0.0, 1.0}:
            assert expected_false_alarms([series]) == 0


def test_about_one_series_in_sixty_is_marked_though_nothing_changed():
    series = in_control(_series((200, 300)), Settings())
    share = expected_false_alarms([series] * 10, repeats=2_000) / 10
    assert 0.01 < share < 0.025


def test_one_seed_gives_the_same_number_again():
    series = [in_control(_series((20, 300), seed=n), Settings()) for n in range(5)]
    assert expected_false_alarms(series) == expected_false_alarms(series)
    assert expected_false_alarms(series) != expected_false_alarms(series, 1_000, seed=2)


def test_the_alarms_of_several_series_add_up():
    one = in_control(_series((200, 300)), Settings())
    assert expected_false_alarms([]) == 0
    twice = expected_false_alarms([one, one], repeats=5_000)
    assert twice == pytest.approx(2 * expected_false_alarms([one], repeats=5_000), rel=0.15)
