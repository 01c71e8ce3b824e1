"""Figures pulled to their mean by as much as they are uncertain; met beside not met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.met_or_not import Side, compared, side
from upheld.statistics.shrinkage import shrunk

figures = st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 0.5)), min_size=1, max_size=15).map(
    lambda pairs: ([v for v, _ in pairs], [e for _, e in pairs])
)


@given(figures)
def test_no_figure_is_pulled_beyond_the_others(given_) -> None:
    values, errors = given_
    for each in shrunk(values, errors).each:
        assert min(values) - 1e-9 <= each.estimate <= max(values) + 1e-9
        assert each.lower <= each.estimate <= each.upper
        assert 0 <= each.kept <= 1


def test_the_more_uncertain_is_pulled_more() -> None:
    pool = shrunk([0.4, 0.4, -0.3, 0.0], [0.05, 0.3, 0.1, 0.1])
    assert pool.each[0].estimate > pool.each[1].estimate
    assert pool.each[0].kept > pool.each[1].kept


def test_where_figures_differ_by_no_more_than_chance_most_of_the_distance_goes() -> None:
    pool = shrunk([0.10, 0.15, 0.05, 0.12, 0.08, 0.11, 0.09, 0.10], [0.1] * 8)
    assert all(each.kept < 0.3 for each in pool.each)
    assert pool.each[1].estimate < 0.12


def test_where_true_values_lie_far_apart_figures_stay_almost_as_they_are() -> None:
    values = [-0.6, 0.5, 0.1, 0.9, -0.3]
    pool = shrunk(values, [0.02] * 5)
    assert [each.estimate for each in pool.each] == pytest.approx(values, abs=0.01)


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_figures_stay_as_they_are(count: int) -> None:
    pool = shrunk([0.2, -0.1][:count], [0.05, 0.05][:count])
    assert pool.spread is None
    first = pool.each[0]
    assert (first.estimate, first.lower, first.upper) == pytest.approx(
        (0.2, 0.2 - 1.959964 * 0.05, 0.2 + 1.959964 * 0.05)
    )


def test_shrunk_figures_are_nearer_to_the_truth_and_their_intervals_hold_it() -> None:
    draws = np.random.default_rng(2)
    held, raw, pulled = 0, 0.0, 0.0
    for _ in range(200):
        true = draws.normal(0.1, 0.05, size=10)
        errors = draws.uniform(0.05, 0.15, size=10)
        seen = true + draws.normal(size=10) * errors
        each = shrunk(seen, errors).each
        held += sum(s.lower <= t <= s.upper for s, t in zip(each, true, strict=True))
        raw += float(np.sum((seen - true) ** 2))
        pulled += float(sum((s.estimate - t) ** 2 for s, t in zip(each, true, strict=True)))
    assert pulled < 0.6 * raw
    assert 0.94 < held / 2000 < 0.99


def test_an_error_of_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="errors above nought"):
        shrunk([0.1, 0.2], [0.1, 0.0])


# ------------------------------------------------------------------------------- met or not


def test_a_difference_is_that_of_two_independent_shares() -> None:
    found, *_ = compared(
        [("Right 6", Side(100, 100, 0.7), Side(80, 80, 0.5)),
         ("Right 4", Side(100, 100, 0.6), Side(80, 80, 0.6)),
         ("Right 3", Side(100, 100, 0.6), Side(80, 80, 0.6))]
    )  # fmt: skip
    se = (0.7 * 0.3 / 100 + 0.25 / 80) ** 0.5
    assert (found.estimate, found.se) == pytest.approx((0.2, se))
    assert found.evalue is not None
    assert found.evalue["risk_ratio"] == pytest.approx(1.4)
    assert found.shrunk is not None
    assert 0 < found.shrunk.estimate < 0.2


def test_weights_make_a_side_worth_less_than_its_number() -> None:
    found = side([True, False, True], [1.0, 1.0, 4.0])
    assert (found.n, found.share, found.worth) == pytest.approx((3, 5 / 6, 36 / 18))


@pytest.mark.parametrize(
    ("met", "other", "why"),
    [
        (Side(9, 9, 0.5), Side(50, 50, 0.5), "under 10 interviews"),
        (Side(50, 50, 1.0), Side(50, 50, 0.5), "all or none on one side"),
        (Side(0, 0, 0.0), Side(50, 50, 0.5), "under 10 interviews"),
    ],
)
def test_what_cannot_be_compared_is_said_and_moves_nothing_else(
    met: Side, other: Side, why: str
) -> None:
    usable = ("Right 6", Side(100, 100, 0.7), Side(80, 80, 0.5))
    alone = compared([usable])
    both = compared([("Right 9", met, other), usable])
    assert why in both[0].why_not
    assert both[0].estimate is None
    assert both[1:] == alone
