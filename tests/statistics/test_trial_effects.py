"""Intention to treat: against statsmodels, against a slow obvious version, and against laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.trial_effects import (
    Outcomes,
    TooFewError,
    arm_effect,
    coefficient,
    differ,
)


def drawn(size: int = 300, seed: int = 1, clusters: int = 0, spread: float = 0.0) -> Outcomes:
    draws = np.random.default_rng(seed)
    cluster = draws.integers(clusters, size=size) if clusters else None
    block = draws.integers(3, size=size) if cluster is None else cluster % 3
    arm = draws.integers(2, size=size) if cluster is None else cluster // 3 % 2
    shift = 0.0 if cluster is None else draws.normal(size=clusters)[cluster] * spread
    chance = np.clip(0.6 + 0.1 * arm - 0.1 * block + shift, 0.02, 0.98)
    return Outcomes((draws.random(size) < chance).astype(float), arm, block, cluster)


def design(data: Outcomes) -> np.ndarray:
    ones = [np.ones(len(data.arm)), data.arm.astype(float)]
    return np.column_stack([*ones, *((data.block == b).astype(float) for b in (1, 2))])


def test_pooled_over_blocks_it_is_least_squares_with_hc2_as_statsmodels_has_it() -> None:
    data = drawn()
    peer = sm.OLS(data.outcome, design(data)).fit(cov_type="HC2", use_t=True)
    found = arm_effect(data, 1, 0.05, pooled=True)
    assert found.estimate == pytest.approx(peer.params[1])
    assert found.se == pytest.approx(peer.bse[1])
    assert (found.lower, found.upper) == pytest.approx(tuple(peer.conf_int()[1]))
    assert found.p == pytest.approx(peer.pvalues[1])


def test_within_a_block_it_is_the_difference_of_two_means() -> None:
    data = drawn()
    inside = data.only(data.block == 0)
    one, other = (inside.outcome[inside.arm == arm] for arm in (1, 0))
    found = arm_effect(inside, 1, 0.05, pooled=False)
    assert found.estimate == pytest.approx(one.mean() - other.mean())
    assert found.se == pytest.approx(
        (one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)) ** 0.5
    )
    assert (found.n, found.control_n) == (len(one), len(other))


def test_clusters_of_one_give_hc2() -> None:
    data = drawn(120)
    alone = coefficient(design(data), data.outcome, np.arange(120), 1)
    plain = coefficient(design(data), data.outcome, None, 1)
    assert alone.se == pytest.approx(plain.se)


def slow_cr2(x: np.ndarray, y: np.ndarray, cluster: np.ndarray) -> tuple[float, float]:
    """By the definitions, with the whole hat matrix."""
    n = len(y)
    bread = np.linalg.inv(x.T @ x)
    left = np.eye(n) - x @ bread @ x.T
    residual = left @ y
    variance, pulls = np.zeros((x.shape[1],) * 2), []
    for name in np.unique(cluster):
        inside = np.flatnonzero(cluster == name)
        values, vectors = np.linalg.eigh(left[np.ix_(inside, inside)])
        root = vectors @ np.diag([0 if v < 1e-10 else v**-0.5 for v in values]) @ vectors.T
        score = x[inside].T @ root @ residual[inside]
        variance += np.outer(score, score)
        pulls.append(left[:, inside] @ root @ x[inside] @ bread[:, 1])
    g = np.column_stack(pulls)
    spectrum = np.linalg.eigvalsh(g.T @ g)
    return float((bread @ variance @ bread)[1, 1]), spectrum.sum() ** 2 / (spectrum**2).sum()


def test_cr2_and_its_degrees_of_freedom_are_those_of_their_definitions() -> None:
    data = drawn(240, clusters=24, spread=0.1)
    assert data.cluster is not None
    found = coefficient(design(data), data.outcome, data.cluster, 1)
    variance, degrees = slow_cr2(design(data), data.outcome, data.cluster)
    assert found.se**2 == pytest.approx(variance)
    assert found.degrees == pytest.approx(degrees)
    assert found.degrees < 24


def test_where_answers_are_independent_cr2_is_right_on_average() -> None:
    """Its expectation is the true variance, exactly: summed over unit vectors of the outcome."""
    data = drawn(60, clusters=12)
    assert data.cluster is not None
    x = design(data)
    true = np.linalg.inv(x.T @ x)[1, 1]
    expected = sum(coefficient(x, row, data.cluster, 1).se ** 2 for row in np.eye(60))
    assert expected == pytest.approx(true)


def test_intervals_of_few_clusters_hold_the_truth_as_often_as_they_say() -> None:
    held = 0
    for seed in range(200):
        draws = np.random.default_rng([seed, 5])
        cluster = np.repeat(np.arange(12), 15)
        shift = draws.normal(size=12)[cluster] * 0.15
        outcome = (draws.random(180) < np.clip(0.6 + shift, 0, 1)).astype(float)
        data = Outcomes(outcome, cluster % 2, np.zeros(180, dtype=int), cluster)
        found = arm_effect(data, 1, 0.05, pooled=True)
        held += found.lower <= 0 <= found.upper
    assert 181 <= held <= 199


def test_blocks_that_are_alike_and_blocks_that_are_not_are_told_apart() -> None:
    def effect(estimate: float):
        return replace(arm_effect(drawn(), 1, 0.05, pooled=False), estimate=estimate, se=0.03)

    assert differ([effect(0.10), effect(0.11)]) > 0.5
    assert differ([effect(0.15), effect(-0.02)]) < 0.001
    assert differ([effect(0.1)]) is None


def test_a_third_arm_is_compared_with_the_first_alone() -> None:
    data = drawn(400)
    third = Outcomes(data.outcome, np.arange(400) % 3, data.block)
    found = arm_effect(third, 2, 0.05, pooled=False)
    means = [third.outcome[third.arm == arm].mean() for arm in (2, 0)]
    assert found.estimate == pytest.approx(means[0] - means[1])


@pytest.mark.parametrize(
    ("outcome", "arm", "cluster", "said"),
    [
        ([1, 0, 1], [0, 0, 0], None, "an arm has 0 outcomes"),
        ([1, 0, 1], [0, 0, 1], None, "an arm has 1 outcomes"),
        ([1, 1, 1, 1], [0, 0, 1, 1], None, "every outcome is the same"),
        ([1, 1, 0, 0], [0, 0, 1, 1], None, "every outcome of an arm is the same"),
        ([1, 0, 1, 0], [0, 0, 1, 1], [1, 1, 2, 2], "an arm has 1 clusters"),
    ],
)
def test_too_few_to_compare_is_said(outcome, arm, cluster, said: str) -> None:
    data = Outcomes(
        np.array(outcome, float), np.array(arm), np.zeros(len(arm), dtype=int),
        None if cluster is None else np.array(cluster),
    )  # fmt: skip
    with pytest.raises(TooFewError, match=said):
        arm_effect(data, 1, 0.05, pooled=False)


def test_arms_that_never_meet_in_a_block_are_not_compared() -> None:
    outcome = np.array([1.0, 0, 1, 0, 1, 1, 0, 1])
    arm = np.repeat([0, 1], 4)
    with pytest.raises(TooFewError, match="no block has both"):
        arm_effect(Outcomes(outcome, arm, arm), 1, 0.05, pooled=True)


@given(st.integers(0, 10**6), st.integers(4, 40), st.booleans())
def test_small_odd_trials_are_not_compared_or_give_a_figure_within_its_interval(
    seed: int, size: int, clustered: bool
) -> None:
    draws = np.random.default_rng(seed)
    arm, block = draws.integers(2, size=size), draws.integers(3, size=size)
    cluster = None
    if clustered:
        cluster = draws.integers(10, size=size)
        arm = cluster % 2
    data = Outcomes(draws.integers(2, size=size).astype(float), arm, block, cluster)
    for pooled in (True, False):
        try:
            found = arm_effect(data, 1, 0.05, pooled=pooled)
        except TooFewError as error:
            assert str(error)
            continue
        assert np.isfinite([found.lower, found.upper, found.p, found.degrees]).all()
        assert found.lower < found.estimate < found.upper
        assert 0 <= found.p <= 1
        assert found.degrees > 0
