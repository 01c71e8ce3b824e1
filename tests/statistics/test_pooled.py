"""A share over months, with an interval that holds what it promises."""

from __future__ import annotations

import numpy as np
import pytest

from upheld.statistics.pooled import pooled


def test_months_count_by_their_size():
    share = pooled([1, 30], [10, 90])
    assert share is not None
    assert share.value == pytest.approx(0.31)


def test_under_six_months_there_are_no_limits():
    share = pooled([1] * 5, [10] * 5)
    assert share is not None
    assert share.lower is None
    assert pooled([1] * 6, [10] * 6).lower is not None


def test_of_nothing_there_is_no_share():
    assert pooled([0, 0], [0, 0]) is None


def test_a_month_of_nothing_is_no_month():
    share = pooled([1, 0], [10, 0])
    assert share is not None
    assert share.months == 1


def test_limits_of_equal_months_are_those_of_a_mean_by_students_t():
    values = np.array([0.1, 0.2, 0.15, 0.05, 0.25, 0.15])
    share = pooled(values * 100, np.full(6, 100), level=0.95)
    assert share is not None
    half = 2.570582 * values.std(ddof=1) / np.sqrt(6)
    assert share.lower == pytest.approx(values.mean() - half)
    assert share.upper == pytest.approx(values.mean() + half)


def test_clumps_widen_the_interval_and_it_still_holds_nine_times_in_ten():
    """Entries in clumps of twenty: an interval from their number alone would mostly miss."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        sizes = 20 * rng.poisson(10, 12) + 20
        late = 20 * rng.binomial(sizes // 20, 0.2)
        share = pooled(late, sizes, level=0.95)
        held += share.lower <= 0.2 <= share.upper
    assert held > 0.9 * 400
