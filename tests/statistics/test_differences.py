"""The interval of a difference, against printed values and against laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.differences import newcombe

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
