"""Funnels, against values worked out from first principles and against laws."""

from __future__ import annotations

from math import asin, pi, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.funnel import Funnel, UnitCount, funnel, limits_at

Z95, Z998 = 1.959964, 3.090232

COUNTS = st.lists(
    st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=25,
)


def of(counts: list[tuple[int, int]], trim: float = 0.1) -> Funnel:
    return funnel([UnitCount(f"U{i}", hits, size) for i, (hits, size) in enumerate(counts)], trim)


def type7(values: list[float], share: float) -> float:
    """A quantile by its definition: between the two values either side of 1 + (n - 1) share."""
    ordered, place = sorted(values), (len(values) - 1) * share
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def by_hand(counts: list[tuple[int, int]], trim: float) -> tuple[float, float, float]:
    """p0, φ and τ², one term at a time."""
    p0 = sum(r for r, _ in counts) / sum(n for _, n in counts)
    z = [(asin(sqrt(r / n)) - asin(sqrt(p0))) * 2 * sqrt(n) for r, n in counts]
    low, high = type7(z, trim), type7(z, 1 - trim)
    phi = sum(min(max(each, low), high) ** 2 for each in z) / len(z)
    if phi <= 1:
        return p0, phi, 0.0
    weights = [4 * n for _, n in counts]
    scale = sum(weights) - sum(w * w for w in weights) / sum(weights)
    return p0, phi, max(0.0, (len(z) * phi - (len(z) - 1)) / scale)


def test_without_extra_spread_limits_are_those_of_chance_alone() -> None:
    judged = of([(50, 100), (200, 400)])
    assert (judged.p0, judged.phi, judged.tau2) == (0.5, pytest.approx(0), 0)
    first, second = judged.units
    # On the arcsine scale a half is π/4, and s is 1/20 for a hundred, 1/40 for four hundred.
    assert first.lower95 == pytest.approx(sin(pi / 4 - Z95 / 20) ** 2)
    assert first.upper95 == pytest.approx(sin(pi / 4 + Z95 / 20) ** 2)
    assert first.lower998 == pytest.approx(sin(pi / 4 - Z998 / 20) ** 2, rel=1e-6)
    assert second.upper998 == pytest.approx(sin(pi / 4 + Z998 / 40) ** 2, rel=1e-6)


SPREAD = [(30, 100), (45, 120), (80, 130), (90, 140), (20, 150), (70, 110), (55, 90), (10, 95)]


@pytest.mark.parametrize("trim", [0.0, 0.1, 0.25])
def test_extra_spread_widens_the_limits_by_tau2(trim: float) -> None:
    judged = of(SPREAD, trim)
    assert (judged.p0, judged.phi, judged.tau2) == pytest.approx(by_hand(SPREAD, trim))
    assert judged.tau2 > 0
    unit = judged.units[0]
    reach = Z95 * sqrt(1 / 400 + judged.tau2)
    assert unit.lower95 == pytest.approx(sin(max(0, asin(sqrt(judged.p0)) - reach)) ** 2)
    assert unit.upper95 == pytest.approx(sin(min(pi / 2, asin(sqrt(judged.p0)) + reach)) ** 2)


@given(COUNTS, st.sampled_from([0.0, 0.1, 0.2]))
def test_p0_phi_and_tau2_are_those_of_the_formulas(
    counts: list[tuple[int, int]], trim: float
) -> None:
    judged = of(counts, trim)
    assert (judged.p0, judged.phi, judged.tau2) == pytest.approx(
        by_hand(counts, trim), rel=1e-9, abs=1e-12
    )


@given(COUNTS)
def test_limits_are_nested_about_p0_and_lie_within_0_and_1(counts: list[tuple[int, int]]) -> None:
    judged = of(counts)
    for unit in judged.units:
        assert 0 <= unit.lower998 <= unit.lower95 <= judged.p0 + 1e-12
        assert judged.p0 - 1e-12 <= unit.upper95 <= unit.upper998 <= 1


@given(COUNTS)
def test_counting_the_other_outcome_turns_the_funnel_upside_down(
    counts: list[tuple[int, int]],
) -> None:
    judged, other = of(counts), of([(size - hits, size) for hits, size in counts])
    assert (other.phi, other.tau2) == pytest.approx((judged.phi, judged.tau2), abs=1e-9)
    for unit, mirrored in zip(judged.units, other.units, strict=True):
        assert mirrored.lower95 == pytest.approx(1 - unit.upper95, abs=1e-9)


@given(COUNTS)
def test_tau2_is_nought_unless_phi_is_over_one(counts: list[tuple[int, int]]) -> None:
    judged = of(counts)
    assert judged.phi > 1 or judged.tau2 == 0


def test_a_spread_a_little_under_chance_adds_nothing() -> None:
    # The formula alone would give (2 x 0.64 - 1) / scale, which is above nought.
    judged = of([(46, 100), (54, 100)], trim=0)
    assert 0.5 < judged.phi < 1
    assert judged.tau2 == 0


def test_each_verdict_names_the_limit_that_is_passed() -> None:
    usual = [(500, 1000)] * 20
    cases = {(535, 1000): "above 95%", (465, 1000): "below 95%", (560, 1000): "above 99.8%",
             (440, 1000): "below 99.8%", (520, 1000): "within"}  # fmt: skip
    judged = of([*usual, *cases])
    assert judged.tau2 == 0
    assert [unit.verdict for unit in judged.units[-5:]] == list(cases.values())


def test_a_tiny_denominator_is_shown_and_not_judged() -> None:
    judged = of([(500, 1000)] * 20 + [(4, 4), (0, 5)])
    tiny, small = judged.units[-2:]
    assert (tiny.value, tiny.verdict) == (1.0, "too few to judge")
    assert small.verdict == "below 99.8%"


def test_the_odd_one_out_does_not_hide_itself() -> None:
    judged = of([(50 + i % 3, 100) for i in range(20)] + [(1, 100)])
    assert judged.units[-1].verdict == "below 99.8%"
    assert of([(50 + i % 3, 100) for i in range(20)] + [(1, 100)], trim=0).tau2 > judged.tau2


@pytest.mark.parametrize("hits", [0, 30])
def test_all_or_none_with_the_outcome_leaves_every_unit_within(hits: int) -> None:
    judged = of([(hits, 30)] * 4)
    assert {unit.verdict for unit in judged.units} == {"within"}
    assert (judged.phi, judged.tau2) == (0, 0)


def test_a_unit_alone_is_compared_with_itself() -> None:
    judged = of([(3, 10)])
    assert (judged.p0, judged.tau2, judged.units[0].verdict) == (0.3, 0, "within")


@pytest.mark.parametrize(("hits", "size"), [(1, 0), (5, 4), (-1, 4), (0, -2)])
def test_an_impossible_count_cannot_be_made(hits: int, size: int) -> None:
    with pytest.raises(ValueError, match="Camden"):
        UnitCount("Camden", hits, size)


@pytest.mark.parametrize("trim", [-0.1, 0.5, 1])
def test_a_trim_that_leaves_nothing_is_refused(trim: float) -> None:
    with pytest.raises(ValueError, match="trim"):
        of([(1, 2)], trim)


def test_a_funnel_of_no_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="unit"):
        funnel([])


def test_the_limits_drawn_between_units_are_those_that_units_are_judged_by():
    counts = [UnitCount(str(n), 30 + 5 * (n % 3), 60 + 40 * n) for n in range(12)]
    drawn = funnel(counts)
    for unit, count in zip(drawn.units, counts, strict=True):
        here = (unit.lower95, unit.upper95, unit.lower998, unit.upper998)
        assert limits_at(drawn, count.denominator) == pytest.approx(here)
