"""One unit of twelve: how unusual it is, and no error that so few units cannot give."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from upheld.statistics.pilot import (
    CannotCompareUnitsError,
    Panel,
    cluster_robust_error,
    placebo,
    simplex,
    synthetic_control,
)

UNITS = ("AS", "AW", "CE", "CN", "EA", "NA", "NE", "NW", "SE", "SN", "SW", "WA")


def panel(effect: float = 0.0, treated: tuple[str, ...] = ("SN",), seed: int = 1) -> Panel:
    draws = np.random.default_rng(seed)
    level, month = draws.normal(0.66, 0.05, 12), draws.normal(0, 0.02, 16)
    values = level[:, None] + month + draws.normal(0, 0.02, (12, 16))
    values[np.isin(UNITS, treated), 10:] += effect
    return Panel(UNITS, values, treated, 10)


def test_the_figure_is_the_difference_of_the_changes() -> None:
    one = panel()
    others = [i for i, unit in enumerate(UNITS) if unit != "SN"]
    changes = one.values[:, 10:].mean(axis=1) - one.values[:, :10].mean(axis=1)
    assert placebo(one).figure == pytest.approx(changes[9] - changes[others].mean())


def test_with_one_of_twelve_the_smallest_p_is_one_twelfth_however_large_the_change() -> None:
    found = placebo(panel(effect=1.0))
    assert (found.p, found.smallest_p) == pytest.approx((1 / 12, 1 / 12))


def test_with_three_of_twelve_it_is_one_of_all_choices_of_three() -> None:
    found = placebo(panel(effect=1.0, treated=("SN", "AS", "WA")))
    assert (found.p, found.smallest_p) == pytest.approx((1 / 220, 1 / 220))
    assert len(found.others) == 219


def test_where_nothing_happens_p_is_as_likely_to_be_anything() -> None:
    ps = [placebo(panel(seed=seed)).p for seed in range(240)]
    assert np.mean(ps) == pytest.approx(6.5 / 12, abs=0.06)
    assert np.mean(np.array(ps) < 0.1) == pytest.approx(1 / 12, abs=0.05)


@pytest.mark.parametrize("treated", [("SN",), ("SN", "CE")])
def test_the_interval_holds_the_effects_that_are_not_the_most_unusual(
    treated: tuple[str, ...],
) -> None:
    one = panel(effect=0.08, treated=treated)
    found = placebo(one)

    def p_after_taking_off(effect: float) -> float:
        values = one.values.copy()
        values[one.chosen(treated), 10:] -= effect
        return placebo(replace(one, values=values)).p

    for end, outwards in ((found.lower, -1), (found.upper, 1)):
        assert p_after_taking_off(end - outwards * 1e-6) > found.smallest_p
        assert p_after_taking_off(end + outwards * 1e-6) == pytest.approx(found.smallest_p)
    assert found.lower <= 0.08 <= found.upper


# ---------------------------------------------------------------------- synthetic control


def test_a_mixture_that_fits_is_found() -> None:
    draws = np.random.default_rng(3)
    columns = draws.normal(size=(20, 6))
    true = np.array([0.5, 0.0, 0.3, 0.0, 0.2, 0.0])
    assert simplex(columns, columns @ true) == pytest.approx(true, abs=1e-4)


def test_no_other_mixture_comes_nearer() -> None:
    draws = np.random.default_rng(4)
    columns, target = draws.normal(size=(8, 3)), draws.normal(size=8)
    found = simplex(columns, target)
    assert found.sum() == pytest.approx(1)
    assert (found >= 0).all()
    best = float(np.sum((columns @ found - target) ** 2))
    steps = np.linspace(0, 1, 101)
    slow = min(
        float(np.sum((columns @ np.array([a, b, 1 - a - b]) - target) ** 2))
        for a in steps for b in steps if a + b <= 1 + 1e-9
    )  # fmt: skip
    assert best <= slow + 1e-9


def test_a_synthetic_control_finds_a_change_that_was_put_there() -> None:
    found = synthetic_control(panel(effect=0.15))
    assert found.gap == pytest.approx(0.15, abs=0.03)
    assert found.p == pytest.approx(1 / 12)
    assert sum(found.weights.values()) == pytest.approx(1, abs=0.02)
    assert "SN" not in found.weights


def test_where_a_mixture_fits_the_few_periods_before_exactly_no_rank_is_given() -> None:
    made = panel(effect=0.15)
    few = replace(made, values=made.values[:, 7:], begins=3)
    assert synthetic_control(few).p is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"treated": ("SN", "AS")}, "for one unit, not for several"),
        ({"begins": 2}, "needs 3 periods before"),
    ],
)
def test_a_synthetic_control_that_cannot_be_made_is_refused(changed: dict, said: str) -> None:
    with pytest.raises(CannotCompareUnitsError, match=said):
        synthetic_control(replace(panel(), **changed))


# ------------------------------------------------------------------------- refused errors


@pytest.mark.parametrize("treated", [1, 2, 3])
def test_under_four_treated_units_a_cluster_robust_error_is_refused(treated: int) -> None:
    with pytest.raises(CannotCompareUnitsError, match=f"there are {treated}: from so few"):
        cluster_robust_error(panel(treated=UNITS[:treated]))


def test_from_four_on_it_is_that_of_two_means() -> None:
    one = panel(treated=UNITS[:4])
    changes = one.changes
    by_hand = (changes[:4].var(ddof=1) / 4 + changes[4:].var(ddof=1) / 8) ** 0.5
    assert cluster_robust_error(one) == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"treated": ("XX",)}, "XX is not among the units"),
        ({"treated": ()}, "there must be a unit with the pilot"),
        ({"treated": UNITS[:11]}, "at least two without"),
        ({"begins": 0}, "a period before the pilot"),
        ({"begins": 16}, "a period before the pilot"),
        ({"values": np.full((12, 16), np.nan)}, "a value in every period"),
    ],
)
def test_a_panel_that_cannot_be_is_refused(changed: dict, said: str) -> None:
    with pytest.raises(CannotCompareUnitsError, match=said):
        replace(panel(), **changed)


def test_as_many_with_as_without_is_refused() -> None:
    with pytest.raises(CannotCompareUnitsError, match="more units without the pilot"):
        placebo(panel(treated=UNITS[:6]))


def test_every_choice_of_units_is_gone_through() -> None:
    one = panel(treated=("SN", "AS"))
    changes = one.changes
    by_hand = sorted(
        changes[list(pair)].mean() - np.delete(changes, list(pair)).mean()
        for pair in combinations(range(12), 2)
        if set(pair) != {0, 9}
    )
    assert placebo(one).others == pytest.approx(by_hand)
