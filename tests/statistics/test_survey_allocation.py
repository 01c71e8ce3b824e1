"""Allocation and the draw: laws, slow code, textbook numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.survey_allocation import (
    drawn,
    equal,
    for_precision,
    neyman,
    proportional,
    sample_id,
    to_draw,
)

POPULATIONS = st.lists(st.integers(1, 5000), min_size=1, max_size=60)


@given(POPULATIONS, st.integers(1, 20_000))
def test_an_allocation_adds_up_and_asks_nowhere_for_more_than_there_are(
    population: list[int], total: int
) -> None:
    shares = [0.5 + 0.4 * (n % 2) for n in population]
    least = sum(min(2, n) for n in population)
    for given_ in (
        equal(population, total),
        proportional(population, total),
        neyman(population, shares, total),
    ):
        assert sum(given_) == min(max(total, least), sum(population))
        assert all(min(2, n) <= k <= n for k, n in zip(given_, population, strict=True))


def test_equal_gives_what_a_small_stratum_cannot_take_to_the_others() -> None:
    assert equal([10, 500, 500, 500], 310) == [10, 100, 100, 100]


def test_proportional_follows_the_population() -> None:
    assert proportional([1000, 3000, 6000], 100) == [10, 30, 60]


def test_neyman_has_the_least_variance_of_all_allocations() -> None:
    """Slow: every way of giving 30 interviews to three strata."""
    population, shares = [100, 200, 400], [0.5, 0.9, 0.7]

    def variance(numbers: tuple[int, ...]) -> float:
        return sum(
            n * n * p * (1 - p) / k for n, p, k in zip(population, shares, numbers, strict=True)
        )

    best = min(((a, b, 30 - a - b) for a in range(2, 27) for b in range(2, 29 - a)), key=variance)
    assert neyman(population, shares, 30) == list(best)


# ±6.6 points at 65% from 200 of many, ±3.3 from 800: the USS's own arithmetic.
@pytest.mark.parametrize(
    ("population", "half_width", "needed"),
    [(10**7, 0.0661, 200), (10**7, 0.03305, 800), (50, 0.01, 50)],
)
def test_for_a_stated_precision(population: int, half_width: float, needed: int) -> None:
    assert for_precision(population, 0.65, half_width) == pytest.approx(needed, abs=1)


def test_a_small_population_needs_fewer_for_the_same_precision() -> None:
    """Worked by hand: 385 of an endless population are 278 of a thousand (Cochran, 4.4)."""
    assert for_precision(10**9, 0.5, 0.05) == 385
    assert for_precision(1000, 0.5, 0.05) == 278


def test_more_are_drawn_than_interviews_are_wanted_and_never_more_than_there_are() -> None:
    assert to_draw(30, 0.3, 1000) == 100
    assert to_draw(30, 0.3, 70) == 70


@given(st.lists(st.text(min_size=1), unique=True, max_size=40), st.integers(0, 40), st.randoms())
def test_a_draw_depends_on_its_seed_and_not_on_the_order(
    keys: list[str], count: int, random: object
) -> None:
    shuffled = list(keys)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert drawn(keys, count, "s") == drawn(shuffled, count, "s")
    assert len(drawn(keys, count, "s")) == min(count, len(keys))


def test_whoever_is_added_displaces_at_most_one() -> None:
    keys = [f"V{n}" for n in range(200)]
    before, after = set(drawn(keys, 50, "s")), set(drawn([*keys, "W"], 50, "s"))
    assert len(before - after) <= 1


def test_everybody_is_as_likely_to_be_drawn_as_everybody_else() -> None:
    keys = [f"V{n}" for n in range(20)]
    times = dict.fromkeys(keys, 0)
    for seed in range(2000):
        for key in drawn(keys, 5, str(seed)):
            times[key] += 1
    chi_square = sum((found - 500) ** 2 / 500 for found in times.values())
    assert chi_square * 20 / 15 < 43.8  # 99.9% of chi-square on 19 degrees is 43.8


def test_a_name_for_the_supplier_says_nothing_and_is_another_under_another_seed() -> None:
    assert sample_id("a", "V1") != sample_id("b", "V1")
    assert "V1" not in sample_id("a", "V1")
    assert len({sample_id("a", f"V{n}") for n in range(5000)}) == 5000


def test_numbers_are_the_same_on_every_machine() -> None:
    assert drawn([f"V{n}" for n in range(9)], 3, "2022-Q2") == ["V2", "V8", "V6"]
