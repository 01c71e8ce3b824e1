"""Intervals of survey estimates: against published numbers, slow code, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, t

from upheld.statistics.survey_intervals import (
    exact_at_edge,
    korn_graubard,
    logit_limits,
    t_limits,
)

SHARES = st.floats(0.001, 0.999)


def one(value: float) -> np.ndarray:
    return np.array([value])


@given(SHARES, st.floats(0.001, 0.3), st.integers(1, 500))
def test_limits_of_a_share_stay_inside_0_and_1_around_it(share: float, se: float, df: int) -> None:
    for lower, upper in (
        logit_limits(one(share), one(se), one(df), 0.95),
        korn_graubard(one(share), one(se), one(df + 2), one(df), 0.95),
    ):
        assert 0 <= lower[0] <= share <= upper[0] <= 1


@given(SHARES, st.floats(0.001, 0.3), st.integers(1, 500))
def test_limits_of_the_rest_are_those_of_the_share_turned_round(
    share: float, se: float, df: int
) -> None:
    lower, upper = logit_limits(one(share), one(se), one(df), 0.95)
    other_lower, other_upper = logit_limits(one(1 - share), one(se), one(df), 0.95)
    assert (1 - other_upper[0], 1 - other_lower[0]) == pytest.approx((lower[0], upper[0]), abs=1e-9)


@pytest.mark.parametrize(("hits", "size"), [(3, 10), (1, 40), (33, 50)])
def test_korn_and_graubard_of_a_simple_sample_is_clopper_and_pearson(hits: int, size: int) -> None:
    share = hits / size
    se = np.sqrt(share * (1 - share) / size)
    found = korn_graubard(one(share), one(se), one(size), one(size - 1), 0.95)
    expected = binomtest(hits, size).proportion_ci(0.95, "exact")
    assert (found[0][0], found[1][0]) == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(("hits", "size"), [(0, 12), (12, 12)])
def test_at_the_edge_the_interval_is_clopper_and_pearson(hits: int, size: int) -> None:
    lower, upper = exact_at_edge(one(hits / size), one(size), 0.95)
    expected = binomtest(hits, size).proportion_ci(0.95, "exact")
    assert (lower[0], upper[0]) == pytest.approx((expected.low, expected.high))


def test_fewer_effective_answers_make_an_edge_wider() -> None:
    assert exact_at_edge(one(1.0), one(8.5), 0.95)[0] < exact_at_edge(one(1.0), one(12), 0.95)[0]


def test_a_mean_has_students_t_on_its_degrees_of_freedom() -> None:
    lower, upper = t_limits(one(5.0), one(0.5), one(3), 0.9)
    half = t.ppf(0.95, 3) * 0.5
    assert (lower[0], upper[0]) == pytest.approx((5 - half, 5 + half))


def test_without_a_degree_of_freedom_there_is_no_limit() -> None:
    for lower, upper in (
        t_limits(one(0.5), one(0.1), one(0), 0.95),
        logit_limits(one(0.5), one(0.1), one(0), 0.95),
        korn_graubard(one(0.5), one(0.1), one(2), one(0), 0.95),
    ):
        assert np.isnan(lower[0])
        assert np.isnan(upper[0])
