"""Sentences say what their figures hold, and no more."""

from __future__ import annotations

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
    withheld = Pair(both.strict._replace(**WITHHELD), both.lenient._replace(**WITHHELD))
    said = words.headline(withheld)
    assert "under 5 victims" in said
    assert "%" not in said


def test_nothing_owed_is_said_plainly():
    assert "No update under Right 6" in words.outstanding(None)


def test_one_overdue_update_is_in_the_singular(pair):
    owed = pair()
    one = Pair(owed.strict._replace(numerator=1, denominator=3, open=2), None)
    assert "1 update was overdue and 2 more were not yet due, of 3 still" in words.outstanding(one)


def test_who_waits_is_said_in_victims_with_their_updates_in_both_readings(pair):
    one, two = pair(), pair()
    victims = Pair(
        one.strict._replace(numerator=40, denominator=90, open=50),
        one.lenient._replace(numerator=24, denominator=74, open=50),
    )
    updates = Pair(two.strict._replace(numerator=1_050, denominator=1_200, open=150), None)
    assert words.waiting(victims, updates) == (
        "On 1 October 2026, 90 victims were owed an update; 40 had one overdue "
        "(1,050 of 1,200 updates). Strict reading; the lenient one says 24 of 74 victims."
    )
    none_late = Pair(one.strict._replace(numerator=0, denominator=90, open=90), None)
    assert "90 victims were owed an update; none had one overdue" in words.waiting(none_late, None)


def test_of_under_five_victims_who_wait_no_number_is_said(pair):
    owed = Pair(pair().strict._replace(**WITHHELD), None)
    said = words.waiting(owed, owed)
    assert said == (
        "How many victims were owed an update on 1 October 2026 is not shown: under 5 victims."
    )


def test_an_edition_that_does_not_count_victims_says_how_many_updates(pair):
    owed = pair()
    assert words.waiting(None, owed) == words.outstanding(owed)


def test_outstanding_for_under_five_victims_gives_no_number(pair):
    owed = pair()
    said = words.outstanding(Pair(owed.strict._replace(**WITHHELD), None))
    assert said == (
        "How many updates were waiting on 1 October 2026 is not shown: under 5 victims."
    )
