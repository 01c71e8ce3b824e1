"""Gaps between groups, worked out from the figures of an edition alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.render import gap_words
from upheld.render.figures import Figure
from upheld.render.gaps import equality, references
from upheld.render.personal import Period, in_order
from upheld.statistics.differences import newcombe
from upheld.statistics.intervals import wilson

YEAR = Period(date(2022, 3, 31), date(2021, 4, 1))
WITHHELD = (None,) * 5


def person(breakdown, category, hits, due, reading="strict", worth=1.0):
    """A figure; ``worth``: how many independent victims one victim counts for."""
    numbers = WITHHELD
    if due:
        limits = wilson(np.array([hits / due]), np.array([due * worth]))
        numbers = (hits, due, hits / due, *(float(each[0]) for each in limits))
    return Figure("m", reading, "bcu", "SN", YEAR.start, YEAR.end, breakdown, category, *numbers,
                  None, None, None, suppressed=not due)  # fmt: skip


def name(_, category):
    return category


def test_gaps_have_newcombes_interval_on_the_effective_numbers():
    figures = [person("sex", "female", 60, 100, worth=0.5), person("sex", "male", 45, 90)]
    found = equality(figures, (), references(figures), YEAR)
    ((_, group, gap),) = found.gaps("strict")
    lower, upper = newcombe(*(np.array([x]) for x in (0.5, 90.0, 0.6, 50.0)))
    assert group.category == "male"
    assert (gap.lower, gap.upper) == pytest.approx((lower[0], upper[0]), abs=1e-6)


def test_a_ground_is_compared_with_all_who_do_not_have_it():
    figures = [person("ground", "hate_crime", 10, 40)]
    everybody = [person("none", "all", 100, 200)]
    ((_, _, gap),) = equality(figures, everybody, {}, YEAR).gaps("strict")
    assert gap.against.value == 90 / 160
    assert gap.against.denominator == 160


def test_what_is_withheld_is_compared_with_nothing():
    figures = [person("sex", "female", None, None), person("sex", "male", 45, 90),
               person("ground", "hate_crime", None, None)]  # fmt: skip
    found = equality(figures, [person("none", "all", 100, 200)], {"sex": "female"}, YEAR)
    assert found.gaps("strict") == ()
    assert "No two groups can be compared" in gap_words.summary(found, "strict")


def test_a_gap_that_stands_alone_may_not_stand_among_many():
    """Thirty ages of which one lies about two standard errors away: alone it would be a finding."""
    others = [person("age_band", f"{n:02}", 60, 100) for n in range(29)]
    figures = [person("age_band", "largest", 120, 200), person("age_band", "odd", 47, 100), *others]
    odd = {g.category: gap for _, g, gap in equality(
        figures, (), {"age_band": "largest"}, YEAR).gaps("strict")}["odd"]  # fmt: skip
    assert odd.p_value < 0.05
    assert odd.upper < 0
    assert not odd.told
    alone = equality(figures[:2], (), {"age_band": "largest"}, YEAR)
    assert alone.gaps("strict")[0][2].told


HITS = st.integers(0, 60)


@given(HITS, HITS, HITS)
def test_no_sentence_names_a_gap_whose_test_does_not_hold(one, two, three):
    figures = [person("sex", category, hits, 60) for category, hits in
               (("a", one), ("b", two), ("c", three))]  # fmt: skip
    found = equality(figures, (), {"sex": "a"}, YEAR)
    said = gap_words.findings(found, "victims", name)
    told = {g.category for _, g, gap in found.gaps("strict") if gap.told}
    assert {each.partition(":")[0] for each in said} == told
    for _, _, gap in found.gaps("strict"):
        if gap.told:
            assert gap.lower > 0 or gap.upper < 0
            assert gap.p_value <= 0.05
    no_gap = "no gap is seen that is more than chance" in gap_words.summary(found, "strict")
    assert no_gap == (not told)


def test_ages_rise_and_what_is_not_recorded_stands_last():
    ages = {"65 and over", "not recorded", "under 18", "18 to 24"}
    assert in_order(ages) == ("under 18", "18 to 24", "65 and over", "not recorded")
    assert in_order({"Other", "White", "not recorded", "Asian"})[-2:] == ("Other", "not recorded")
