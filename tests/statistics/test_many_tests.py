"""Of many tests, how many findings may be chance."""

from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.many_tests import findings

P = st.lists(st.floats(0, 1), max_size=40)
# Benjamini and Hochberg (1995), table of section 3.2: fifteen tests of thrombolysis.
PRINTED = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
           0.4262, 0.5719, 0.6528, 0.7590, 1.0000)  # fmt: skip


def test_of_the_fifteen_printed_tests_the_first_four_are_findings():
    assert findings(PRINTED) == (True,) * 4 + (False,) * 11


def _slow(p_values, rate=0.05):
    """The definition, step by step: the largest k for which at least k tests lie under rate k/m."""
    m = len(p_values)
    most = 0
    for k in range(1, m + 1):
        if sum(p <= rate * k / m for p in p_values) >= k:
            most = k
    limit = rate * most / m if most else -1
    return tuple(p <= limit for p in p_values)


@given(P)
def test_findings_are_those_of_the_definition(p_values):
    assert findings(p_values) == _slow(p_values)


@given(P)
def test_what_is_no_finding_alone_is_none_among_many(p_values):
    assert all(p <= 0.05 for p, found in zip(p_values, findings(p_values), strict=True) if found)


@given(P.filter(bool))
def test_a_test_that_could_not_be_made_changes_nothing(p_values):
    assert findings([*p_values, math.nan]) == (*findings(p_values), False)


def test_where_nothing_differs_findings_are_rare():
    chance = random.Random(1)
    rounds = [findings([chance.random() for _ in range(30)]) for _ in range(2000)]
    assert sum(any(found) for found in rounds) / len(rounds) < 0.07
