"""A feed is called silent when it is, and not when it is merely slow."""

from __future__ import annotations

import numpy as np
import pytest

from upheld.statistics.silence import Month, State, judged


def whole(*found: int) -> list[Month]:
    return [Month(number, 30, 0 if number else 30) for number in found]


def states(*found: int) -> list[State | None]:
    return [verdict.state for verdict in judged(whole(*found))]


def test_a_month_without_one_is_silent_where_ten_are_usual():
    assert states(10, 12, 9, 0)[-1] is State.SILENT


def test_nothing_is_said_before_three_months_are_known_or_where_few_are_usual():
    assert states(40, 40, 0) == [None, None, None]
    assert states(9, 9, 9, 0)[-1] is None


def test_a_silence_does_not_become_the_custom():
    assert states(50, 50, 50, *[0] * 24)[-1] is State.SILENT


def test_a_feed_that_comes_back_is_as_usual_again():
    assert states(50, 50, 50, 0, 0, 48)[-1] is State.AS_USUAL


def test_a_fall_to_fewer_is_far_below_usual_first_and_the_custom_in_time():
    fallen = states(100, 100, 100, *[20] * 12)
    assert fallen[3] is State.FEW
    assert fallen[-1] is State.AS_USUAL


def test_a_feed_that_stops_in_mid_month_has_stopped_though_most_of_the_month_is_there():
    months = [*whole(100, 100, 100), Month(80, 30, 6)]
    assert judged(months)[-1].state is State.STOPPED
    assert judged([*whole(100, 100, 100), Month(80, 30, 5)])[-1].state is State.AS_USUAL


@pytest.mark.parametrize("usual", [12, 40, 400])
def test_a_feed_that_only_varies_by_chance_is_not_accused(usual):
    rng = np.random.default_rng(20)
    for _ in range(40):
        found = [int(n) for n in rng.poisson(usual, 60)]
        said = {verdict.state for verdict in judged(whole(*found))}
        assert said <= {None, State.AS_USUAL}
