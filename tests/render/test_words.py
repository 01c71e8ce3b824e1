"""Sentences say what their figures hold, and no more."""

from __future__ import annotations

from dataclasses import replace

from upheld.render import words
from upheld.render.figures import Pair

WITHHELD = {"value": None, "numerator": None, "denominator": None, "lower": None, "upper": None,
            "excluded": None, "open": None, "unmeasurable": None, "suppressed": True}  # fmt: skip


def test_the_headline_says_what_the_readings_beside_it_are_the_share_of(pair):
    assert words.headline(pair(0.6, 0.7)) == (
        "Of the victims who were owed an update in October 2026, the share who were told "
        "everything on time."
    )


def test_a_withheld_headline_gives_no_number(pair):
    both = pair()
    withheld = Pair(replace(both.strict, **WITHHELD), replace(both.lenient, **WITHHELD))
    said = words.headline(withheld)
    assert "under 5 victims" in said
    assert "%" not in said


def test_nothing_owed_is_said_plainly():
    assert "No update under Right 6" in words.outstanding(None)


def test_one_overdue_update_is_in_the_singular(pair):
    owed = pair()
    one = Pair(replace(owed.strict, numerator=1, denominator=3, open=2), None)
    assert "1 update was overdue and 2 more were not yet due, of 3 still" in words.outstanding(one)


def test_outstanding_for_under_five_victims_gives_no_number(pair):
    owed = pair()
    said = words.outstanding(Pair(replace(owed.strict, **WITHHELD), None))
    assert said == (
        "How many updates were waiting on 1 October 2026 is not shown: under 5 victims."
    )
