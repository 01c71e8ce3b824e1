"""Shapley (LMG) shares: against every order of the items, and what they do to correlated items."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from upheld.statistics.survey_drivers import Data, Explained, _resampled, explained


def survey(seed: int = 5, rows: int = 600) -> Data:
    """Four items, the third a category of three, the fourth a copy with noise of the first."""
    random = np.random.default_rng(seed)
    first, second = random.normal(size=rows), random.normal(size=rows)
    kind = random.integers(0, 3, rows)
    copy = first + 0.5 * random.normal(size=rows)
    outcome = first + 0.5 * second + 0.4 * (kind == 2) + random.normal(size=rows)
    strata = np.repeat(np.arange(6), rows // 6)
    items = (
        first[:, None],
        second[:, None],
        np.column_stack([kind == 1, kind == 2]).astype(float),
        copy[:, None],
    )
    return Data(items, outcome, random.uniform(0.5, 2, rows), strata, np.arange(rows), np.ones(6))


def r2(data: Data, chosen: tuple[int, ...]) -> float:
    """Slow: R² of a weighted least-squares fit with an intercept."""
    root = np.sqrt(data.weights)
    x = np.column_stack([np.ones(len(root)), *(data.items[j] for j in chosen)])
    fitted = x @ np.linalg.lstsq(x * root[:, None], data.outcome * root, rcond=None)[0]
    mean = np.average(data.outcome, weights=data.weights)
    rest = np.average((data.outcome - fitted) ** 2, weights=data.weights)
    return float(1 - rest / np.average((data.outcome - mean) ** 2, weights=data.weights))


def found(data: Data, draws: int = 200) -> Explained:
    return explained(data, draws=draws, seed=1)


def test_parts_are_the_mean_addition_over_every_order_of_the_items() -> None:
    data = survey()
    parts = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        for place, item in enumerate(order):
            parts[item] += r2(data, order[: place + 1]) - r2(data, order[:place])
    assert [each.part for each in found(data).parts] == pytest.approx(list(parts / len(orders)))


def test_shares_add_up_to_one_and_parts_to_r2() -> None:
    whole = found(survey())
    assert sum(each.share for each in whole.parts) == pytest.approx(1)
    assert sum(each.part for each in whole.parts) == pytest.approx(whole.r2)
    assert whole.r2 == pytest.approx(r2(survey(), (0, 1, 2, 3)))


def test_an_item_without_an_effect_of_its_own_gets_a_share_from_the_one_it_goes_with() -> None:
    copy = found(survey()).parts[3]
    assert copy.share > 0.2
    assert copy.last < 0.01
    assert copy.alone > copy.part


def test_limits_hold_the_share_and_the_same_seed_gives_the_same_limits() -> None:
    one, other = found(survey()), found(survey())
    assert one == other
    assert all(each.lower <= each.share <= each.upper for each in one.parts)


def test_limits_hold_the_truth_about_as_often_as_they_say() -> None:
    """Two independent items with parts 1 : 4 of what is explained, 60 surveys."""
    held = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        x = random.normal(size=(400, 2))
        y = x[:, 0] + 2 * x[:, 1] + 2 * random.normal(size=400)
        data = Data(
            (x[:, :1], x[:, 1:]),
            y,
            np.ones(400),
            np.repeat([0, 1], 200),
            np.arange(400),
            np.ones(2),
        )
        part = found(data, 100).parts[0]
        held += part.lower <= 0.2 <= part.upper
    assert 51 <= held <= 60


def test_clusters_make_limits_wider_than_rows_would() -> None:
    data = survey()
    again = np.repeat(np.arange(120), 5)  # each row five times over, one cluster of it
    many = Data(
        tuple(item[again] for item in data.items),
        data.outcome[again],
        data.weights[again],
        data.strata[again] * 0,
        np.repeat(np.arange(120), 5),
        np.ones(1),
    )
    as_rows = Data(many.items, many.outcome, many.weights, many.strata, np.arange(600), np.ones(1))
    assert width(found(many)) > 1.7 * width(found(as_rows))


def width(given: Explained) -> float:
    return given.parts[0].upper - given.parts[0].lower


def test_a_population_taken_whole_has_no_width() -> None:
    data = survey()
    whole = Data(data.items, data.outcome, data.weights, data.strata, data.units, np.zeros(6))
    assert width(found(whole)) == pytest.approx(0)


def test_draws_of_the_bootstrap_keep_the_whole_weight_of_a_stratum() -> None:
    """With one stratum every draw of n - 1 of its n units stands for the whole of it."""
    random = np.random.default_rng(2)
    data = Data(
        (random.normal(size=(9, 1)),), random.normal(size=9), np.ones(9),
        np.zeros(9, dtype=np.int64), np.arange(9), np.ones(1),
    )  # fmt: skip
    moments = np.ones((9, 1, 1))
    assert _resampled(moments, data, 50, 3).ravel() == pytest.approx([9.0] * 50)


def test_an_outcome_that_does_not_vary_is_refused() -> None:
    data = survey()
    flat = Data(data.items, np.ones(600), data.weights, data.strata, data.units, data.unsampled)
    with pytest.raises(ValueError, match="does not vary"):
        found(flat)
