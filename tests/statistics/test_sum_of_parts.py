"""Several parts as one proportion, against Wilson's limits and against the pile of all crimes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.intervals import effective_size, wilson
from upheld.statistics.sum_of_parts import interval_of_sum, size_behind


def _limits(hits: list[float], sizes: list[float], worths: list[float]) -> tuple[float, float]:
    numerator, denominator = np.array([hits]), np.array([sizes])
    with np.errstate(invalid="ignore"):
        lower, upper = wilson(numerator / denominator, np.array([worths]))
    low, high = interval_of_sum(numerator, denominator, lower, upper)
    return float(low[0]), float(high[0])


@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_limits_give_back_the_size_that_they_were_made_with(share: float, size: float) -> None:
    p, n = np.array([share]), np.array([size])
    assert size_behind(p, *wilson(p, n))[0] == pytest.approx(size, rel=1e-6)


@given(st.integers(0, 50), st.integers(1, 50), st.floats(0.1, 1))
def test_one_part_is_its_own_whole(hits: int, more: int, worth: float) -> None:
    size = float(hits + more)
    alone = wilson(np.array([hits / size]), np.array([size * worth]))
    assert _limits([float(hits)], [size], [size * worth]) == pytest.approx(
        [float(limit[0]) for limit in alone], abs=1e-7
    )


def test_independent_observations_are_worth_what_they_are_in_one_pile() -> None:
    alone = wilson(np.array([70 / 200]), np.array([200.0]))
    assert _limits([10, 60], [100, 100], [100, 100]) == pytest.approx(
        [float(limit[0]) for limit in alone]
    )


@pytest.mark.parametrize(("hits", "expected"), [(0, 0.0), (1, 1.0)])
def test_of_none_and_of_all_the_sizes_are_added(hits: int, expected: float) -> None:
    alone = wilson(np.array([expected]), np.array([50.0]))
    assert _limits([hits * 40, hits * 30], [40, 30], [30, 20]) == pytest.approx(
        [float(limit[0]) for limit in alone]
    )


def test_a_part_with_nobody_in_it_adds_nothing() -> None:
    assert _limits([7, 0], [10, 0], [8, 0]) == pytest.approx(_limits([7], [10], [8]))


def test_a_part_without_limits_leaves_the_whole_without() -> None:
    assert all(np.isnan(limit) for limit in _limits([7, 3], [10, 10], [8, np.nan]))


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_clustered_parts_come_close_to_one_pile_of_their_crimes(
    seed: int, first: float, second: float
) -> None:
    chance = np.random.default_rng(seed)
    piles = []
    for share, crimes in ((first, 150), (second, 250)):
        due = chance.integers(1, 4, crimes)
        one_call = chance.random(crimes) < share
        piles.append((np.where(one_call, due, chance.binomial(due, 0.1)), due))
    sums = [_sums(hit, due) for hit, due in piles]
    whole = _sums(*(np.concatenate(each) for each in zip(*piles, strict=True)))
    worths = [float(effective_size(*(np.array([x]) for x in s))[0]) for s in sums]
    found = _limits([s[0] for s in sums], [s[1] for s in sums], worths)
    share = np.array([whole[0] / whole[1]])
    direct = wilson(share, effective_size(*(np.array([x]) for x in whole)))
    assert found == pytest.approx([float(limit[0]) for limit in direct], abs=0.01)


def _sums(hit: np.ndarray, due: np.ndarray) -> list[float]:
    terms = (hit, due, hit * hit, hit * due, due * due)
    return [*(float(each.sum()) for each in terms), float(len(hit))]
