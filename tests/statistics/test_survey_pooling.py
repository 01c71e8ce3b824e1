"""Partial pooling: against slow code, and against a truth that is known."""

from __future__ import annotations

import numpy as np
import pytest

from upheld.statistics.survey_enough import periods_needed, too_wide
from upheld.statistics.survey_pooling import Cell, given_spreads, pooled, smoothed


def force(seed: int, *, unit: float, period: float, n: int = 60) -> tuple[list[Cell], np.ndarray]:
    """Twelve units by four quarters with a known truth."""
    random = np.random.default_rng(seed)
    truth = np.clip(
        0.66 + unit * random.standard_normal((12, 1)) + period * random.standard_normal((1, 4)),
        0.05,
        0.95,
    )
    seen = random.binomial(n, truth) / n
    cells = [
        Cell(f"U{i}", f"Q{j}", seen[i, j], float(np.sqrt(seen[i, j] * (1 - seen[i, j]) / n)), n)
        for i in range(12)
        for j in range(4)
    ]
    return cells, truth.ravel()


def test_given_spreads_agrees_with_the_equations_written_out_whole() -> None:
    """Slow: level, units, periods and rests as one long vector with its joint precision."""
    cells, _ = force(3, unit=0.05, period=0.02)
    y, v = np.array([cell.estimate for cell in cells]), smoothed(cells)
    units, periods = np.repeat(np.arange(12), 4), np.tile(np.arange(4), 12)
    spreads = (0.05, 0.03, 0.02)
    design = np.zeros((48, 1 + 12 + 4 + 48))
    design[:, 0] = 1
    design[np.arange(48), 1 + units] = 1
    design[np.arange(48), 13 + periods] = 1
    design[np.arange(48), 17 + np.arange(48)] = 1
    prior = np.diag([0, *np.repeat([1 / spread**2 for spread in spreads], (12, 4, 48))])
    precision = design.T @ np.diag(1 / v) @ design + prior
    covariance = np.linalg.inv(precision)
    mean = design @ covariance @ design.T @ (y / v)
    variance = np.diag(design @ covariance @ design.T)
    g = (
        spreads[0] ** 2 * (units[:, None] == units)
        + spreads[1] ** 2 * (periods[:, None] == periods)
        + spreads[2] ** 2 * np.eye(48)
    )
    _, found_mean, found_variance = given_spreads(y, v, g)
    assert found_mean == pytest.approx(mean)
    assert found_variance == pytest.approx(variance)


def test_pooled_figures_are_nearer_to_the_truth_than_raw_ones_and_their_limits_hold_it() -> None:
    raw_error = pooled_error = held = 0.0
    for seed in range(6):
        cells, truth = force(seed, unit=0.04, period=0.03)
        found = pooled(cells, share=True)
        assert found is not None
        raw_error += sum((cell.estimate - t) ** 2 for cell, t in zip(cells, truth, strict=True))
        pooled_error += sum((one.estimate - t) ** 2 for one, t in zip(found, truth, strict=True))
        held += sum(one.lower <= t <= one.upper for one, t in zip(found, truth, strict=True))
    assert pooled_error < 0.6 * raw_error
    assert 0.9 <= held / (6 * 48) <= 0.99


def test_units_that_differ_greatly_are_hardly_pulled_together() -> None:
    cells, _ = force(1, unit=0.2, period=0.0, n=400)
    found = pooled(cells, share=True)
    assert found is not None
    pulled = [abs(one.estimate - cell.estimate) for one, cell in zip(found, cells, strict=True)]
    assert max(pulled) < 0.06


def test_a_cell_in_which_all_say_the_same_still_has_a_width() -> None:
    cells, _ = force(2, unit=0.04, period=0.03)
    cells[0] = Cell("U0", "Q0", 1.0, 0.0, 10)
    found = pooled(cells, share=True)
    assert found is not None
    assert found[0].upper <= 1
    assert 0.6 < found[0].estimate < 1


def test_under_four_cells_nothing_is_pooled() -> None:
    assert pooled(force(1, unit=0.1, period=0.1)[0][:3], share=True) is None


# Four times the interviews halve the width: published formulas, worked by hand.
@pytest.mark.parametrize(("half_width", "needed"), [(0.04, 1), (0.05, 1), (0.1, 4), (0.12, 6)])
def test_how_many_months_are_enough(half_width: float, needed: int) -> None:
    assert periods_needed(half_width) == needed


def test_a_month_of_one_unit_says_its_width_and_when_there_will_be_enough() -> None:
    assert too_wide(0.1, "month") == (
        "±10.0 points: one month of one unit is too few to judge. At this rate 4 months together "
        "give ±5.0 points"
    )
