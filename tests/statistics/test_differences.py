"""The interval of a difference, against printed values and against laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.differences import newcombe, p_value, smallest_gap
from upheld.statistics.intervals import size_of_interval, wilson

PAIR = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def one(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    arrays = (np.array([x], dtype=float) for hits, n in (first, second) for x in (hits / n, n))
    lower, upper = newcombe(*arrays)
    return float(lower[0]), float(upper[0])


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_limits_are_those_that_newcombe_printed(
    first: tuple[int, int], second: tuple[int, int], lower: float, upper: float
) -> None:
    assert one(first, second) == pytest.approx((lower, upper), abs=5e-5)


@given(PAIR, PAIR)
def test_limits_hold_the_difference_and_lie_within_minus_1_and_1(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    lower, upper = one(first, second)
    difference = first[0] / first[1] - second[0] / second[1]
    assert -1 - 1e-12 <= lower <= difference <= upper <= 1 + 1e-12


@given(PAIR, PAIR)
def test_the_other_way_round_the_limits_change_sign(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    lower, upper = one(first, second)
    assert one(second, first) == pytest.approx((-upper, -lower), abs=1e-12)


def test_no_observation_has_no_limits() -> None:
    lower, upper = newcombe(*(np.array([x], dtype=float) for x in (0.5, 0, 0.5, 10)))
    assert np.isnan(lower[0])
    assert np.isnan(upper[0])


def floats(*numbers: float) -> list[np.ndarray]:
    return [np.array([number], dtype=float) for number in numbers]


@pytest.mark.parametrize(("size", "gap"), [(322, 0.10), (1354, 0.05)])
def test_the_numbers_that_see_a_gap_see_it_and_no_smaller_one(size: int, gap: float) -> None:
    """With 66% satisfied, 322 an arm see ten points more and 1,354 see five (80% power, 5%)."""
    assert smallest_gap(*floats(0.66, size, size), way=1)[0] == pytest.approx(gap, abs=5e-4)


def test_the_smallest_gap_is_found_in_four_of_five_made_up_pairs() -> None:
    chance = np.random.default_rng(20261125)
    share, size, other = 0.6, 400, 150
    gap = float(smallest_gap(*floats(share, size, other))[0])
    first = chance.binomial(size, share, 20_000) / size
    second = chance.binomial(other, share - gap, 20_000) / other
    sizes = np.full(20_000, float(size)), np.full(20_000, float(other))
    seen = p_value(first, sizes[0], second, sizes[1]) < 0.05
    assert seen.mean() == pytest.approx(0.80, abs=0.02)


def test_equal_shares_are_called_different_in_one_of_twenty_made_up_pairs() -> None:
    chance = np.random.default_rng(20261126)
    sizes = np.full(20_000, 300.0), np.full(20_000, 200.0)
    shares = [chance.binomial(int(n[0]), 0.6, 20_000) / n[0] for n in sizes]
    called = p_value(shares[0], sizes[0], shares[1], sizes[1]) < 0.05
    assert called.mean() == pytest.approx(0.05, abs=0.01)


@given(st.floats(0.05, 0.95), st.integers(20, 500), st.integers(20, 500))
def test_more_people_see_smaller_gaps(share: float, size: int, other: int) -> None:
    few, many = (smallest_gap(*floats(share, n, other))[0] for n in (size, 4 * size))
    assert np.isnan(few) or many <= few + 1e-9


def test_where_no_gap_could_be_seen_there_is_no_smallest_one() -> None:
    assert np.isnan(smallest_gap(*floats(0.1, 20, 5))[0])
    assert np.isnan(smallest_gap(*floats(0.5, 0, 50))[0])


def test_nobody_with_the_outcome_in_either_group_is_no_difference() -> None:
    assert p_value(*floats(0, 40, 0, 30))[0] == 1.0
    assert p_value(*floats(0, 40, 0.9, 30))[0] < 0.001


@given(PAIR)
def test_an_interval_gives_back_the_number_it_was_made_from(counts: tuple[int, int]) -> None:
    hits, n = counts
    share, size = floats(hits / n, n)
    lower, upper = wilson(share, size)
    assert size_of_interval(share, lower, upper)[0] == pytest.approx(n, rel=1e-6)
