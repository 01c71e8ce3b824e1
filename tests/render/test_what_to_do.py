"""What to do about a figure: no change, better and worse are no occasion for the same advice."""

from __future__ import annotations

import pytest

from upheld.render.what_to_do import what_to_do
from upheld.rules.load_measures import measures

STEADY = [0.6, 0.62] * 12
FILE = measures().find("timeliness-r6-arrest")


@pytest.fixture
def advice(verdict):
    def say(values, **settings):
        return what_to_do(verdict(values, **settings), FILE)

    return say


def test_worse_is_answered_by_what_the_measure_asks(advice):
    assert advice([*STEADY, 0.3]) == FILE.what_to_do


def test_better_is_no_occasion_to_ask_what_stands_in_the_way(advice):
    said = advice([*STEADY, 0.9])
    assert said.startswith("It got better. Find out what was done differently")
    assert FILE.what_to_do[1:] not in said


def test_no_change_says_so_before_it_says_what_to_do(advice):
    said = advice(STEADY)
    assert said.startswith("No change beyond chance is seen.")
    assert said.endswith(FILE.what_to_do[1:])


def test_too_few_months_claim_nothing_of_a_change(advice):
    assert advice(STEADY[:5]) == FILE.what_to_do
