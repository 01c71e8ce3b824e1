"""Sizes of trials, against published figures, against simulation and against a slow version."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.power import (
    Aim,
    Clustered,
    NoSizeError,
    SteppedWedge,
    clustered,
    individual,
    power_of_two_shares,
    stepped_wedge,
    stepped_wedge_power,
    stepped_wedge_variance,
)

TEN = Aim(0.66, 0.10)


@pytest.mark.parametrize(("difference", "per_arm"), [(0.10, 322), (0.05, 1354)])
def test_with_two_thirds_satisfied_the_sizes_are_those_known(
    difference: float, per_arm: int
) -> None:
    found = individual(Aim(0.66, difference))
    assert found.completed_per_arm == per_arm
    assert found.completed_total == 2 * per_arm
    assert found.power == pytest.approx(0.8, abs=5e-4)


def test_sizes_are_completed_interviews_inflated_by_response() -> None:
    found = individual(Aim(0.66, 0.10, response=0.4))
    assert (found.completed_per_arm, found.invited_per_arm, found.invited_total) == (322, 805, 1610)


def test_a_simulated_trial_of_that_size_sees_the_difference_as_often_as_it_should() -> None:
    draws = np.random.default_rng(1)
    n = individual(TEN).completed_per_arm
    assert n is not None
    one, other = draws.binomial(n, 0.66, 40_000) / n, draws.binomial(n, 0.76, 40_000) / n
    middle = (one + other) / 2
    z = (other - one) / np.sqrt(2 * middle * (1 - middle) / n)
    assert np.mean(z > 1.959964) == pytest.approx(0.8, abs=0.012)


aims = st.builds(
    lambda share, room, power: Aim(share, room * (1 - share), power),
    st.floats(0.05, 0.9), st.floats(0.1, 0.9), st.floats(0.3, 0.95),
)  # fmt: skip


@given(aims)
def test_the_other_way_round_the_size_is_the_same(aim: Aim) -> None:
    turned = Aim(aim.with_it, -aim.difference, aim.power)
    assert individual(turned).completed_per_arm == individual(aim).completed_per_arm


@given(aims)
def test_more_interviews_give_more_power(aim: Aim) -> None:
    assert power_of_two_shares(aim, 12) > power_of_two_shares(aim, 6)


# ---------------------------------------------------------------------------------- clusters


def test_clusters_multiply_the_size_by_the_design_effect() -> None:
    found = clustered(Clustered(TEN, size=20, icc=0.02))
    assert found.design_effect == pytest.approx(1.38)
    assert found.completed_per_arm == 445  # 322.04 x 1.38 = 444.4
    assert found.clusters_per_arm == 23


def test_clusters_of_different_size_need_more() -> None:
    found = clustered(Clustered(TEN, size=20, icc=0.02, cv=0.5))
    assert found.design_effect == pytest.approx(1 + (1.25 * 20 - 1) * 0.02)


def test_without_correlation_clusters_are_individuals() -> None:
    found = clustered(Clustered(TEN, size=10, icc=0))
    assert found.completed_per_arm == 323  # a whole number that is enough, not the nearest
    assert found.power >= 0.8


def test_few_clusters_need_students_t() -> None:
    found = clustered(Clustered(TEN, size=100, icc=0.02))
    assert found.clusters_per_arm is not None
    assert found.clusters_per_arm_by_t is not None
    assert found.clusters_per_arm < found.clusters_per_arm_by_t <= found.clusters_per_arm + 3


# ------------------------------------------------------------------------------ stepped wedge


def slowly(design: SteppedWedge, m: float) -> float:
    """The variance by generalised least squares, one row a cluster and period."""
    middle = design.aim.share + design.aim.difference / 2
    total = middle * (1 - middle)
    x = design.pattern
    clusters, periods = x.shape
    rows = [
        [x[i, j], *(float(j == k) for k in range(periods))]
        for i in range(clusters)
        for j in range(periods)
    ]
    block = np.eye(periods) * (1 - design.icc) * total / m + design.icc * total
    inverse = np.kron(np.eye(clusters), np.linalg.inv(block))
    information = np.array(rows).T @ inverse @ np.array(rows)
    return float(np.linalg.inv(information)[0, 0])


@pytest.mark.parametrize("clusters", [4, 12, 14])
@pytest.mark.parametrize("icc", [0.0, 0.05])
def test_the_variance_of_a_stepped_wedge_is_that_of_least_squares(
    clusters: int, icc: float
) -> None:
    design = SteppedWedge(TEN, clusters, 4, icc)
    assert stepped_wedge_variance(design, 17) == pytest.approx(slowly(design, 17))


def test_each_cluster_starts_without_and_ends_with() -> None:
    pattern = SteppedWedge(TEN, 12, 4, 0.05).pattern
    assert pattern.shape == (12, 5)
    assert pattern[:, 0].sum() == 0
    assert pattern.sum(axis=0).tolist() == [0, 3, 6, 9, 12]


def test_one_interview_a_cell_fewer_would_not_do() -> None:
    design = SteppedWedge(TEN, 12, 4, 0.05)
    found = stepped_wedge(design)
    assert found.a_cell is not None
    assert stepped_wedge_power(design, found.a_cell) >= 0.8
    assert stepped_wedge_power(design, found.a_cell - 1) < 0.8
    assert found.completed_total == found.a_cell * 60


def test_where_no_size_is_enough_it_is_said() -> None:
    # With all the variance between clusters only a change over time within them tells anything,
    # and interviews make that as precise as one likes: so the limit needs a cell's own variance.
    tiny = SteppedWedge(Aim(0.66, 1e-5), 4, 2, 0.05)
    with pytest.raises(NoSizeError, match="However many are interviewed"):
        stepped_wedge(tiny)


# -------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"share": 1.2}, "share: expected a number between 0 and 1"),
        ({"difference": 0.4}, "difference: expected other than 0, and between"),
        ({"difference": 0.0}, "difference: expected other than 0"),
        ({"response": 0.0}, "response: expected a number above 0"),
        ({"power": 0.04}, "power: expected above the level"),
    ],
)
def test_an_aim_that_cannot_be_is_refused(given: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Aim(**{"share": 0.66, "difference": 0.1, **given})
