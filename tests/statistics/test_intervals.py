"""Intervals for proportions, against values worked out elsewhere and against laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.intervals import effective_size, wilson


def _one(proportion: float, size: float) -> tuple[float, float]:
    lower, upper = wilson(np.array([proportion]), np.array([size]))
    return float(lower[0]), float(upper[0])


@pytest.mark.parametrize(
    ("hits", "size", "lower", "upper"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_limits_are_those_that_newcombe_printed(
    hits: int, size: int, lower: float, upper: float
) -> None:
    assert _one(hits / size, size) == pytest.approx((lower, upper), abs=5e-5)


@given(st.integers(1, 5000), st.data())
def test_limits_lie_in_nought_to_one_and_hold_the_proportion(
    size: int, data: st.DataObject
) -> None:
    hits = data.draw(st.integers(0, size))
    lower, upper = _one(hits / size, size)
    assert 0 <= lower <= hits / size <= upper <= 1


def test_no_observation_has_no_limits() -> None:
    assert all(np.isnan(limit) for limit in _one(0.5, 0))


@given(st.lists(st.booleans(), min_size=2, max_size=60))
def test_one_duty_a_crime_is_worth_one_observation_each(outcomes: list[bool]) -> None:
    hits, size = sum(outcomes), len(outcomes)
    worth = effective_size(*(np.array([float(x)]) for x in (hits, size, hits, hits, size, size)))
    # With one duty a crime the linearised variance is p(1-p)/(n-1): one observation short of n.
    assert worth[0] == pytest.approx(size if hits in (0, size) else size - 1)


def test_duties_that_always_share_their_crimes_fate_count_as_one() -> None:
    # Ten crimes of four duties each; five crimes all met, five none.
    assert _worth([(4, 4)] * 5 + [(0, 4)] * 5) == pytest.approx(9)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(2, 400))
def test_crimes_that_are_all_alike_are_worth_their_number_whatever_rounding_says(
    hits: int, misses: int, crimes: int
) -> None:
    assert _worth([(hits, hits + misses)] * crimes) == crimes


@given(st.integers(1, 6), st.integers(2, 400))
def test_one_crime_that_differs_from_many_alike_is_not_taken_for_rounding(
    hits: int, crimes: int
) -> None:
    alike = [(hits, 2 * hits)] * crimes
    assert _worth([*alike, (hits - 1, 2 * hits)]) == pytest.approx(2 * hits * (crimes + 1))


def _worth(crimes: list[tuple[int, int]]) -> float:
    sums = (
        sum(n for n, _ in crimes),
        sum(d for _, d in crimes),
        sum(n * n for n, _ in crimes),
        sum(n * d for n, d in crimes),
        sum(d * d for _, d in crimes),
        len(crimes),
    )
    return float(effective_size(*(np.array([float(x)]) for x in sums))[0])
