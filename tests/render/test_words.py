"""Sentences say what their figures hold, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from upheld.core.victims_code import Verification
from upheld.render import names, words
from upheld.render.figures import Pair
from upheld.rules import load

WITHHELD = {"value": None, "numerator": None, "denominator": None, "lower": None, "upper": None,
            "excluded": None, "open": None, "unmeasurable": None, "suppressed": True}  # fmt: skip

CHECKED = Verification("VC20-R6-ARREST", "6.1", "A. Reader", date(2026, 11, 1))


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


def test_why_the_lenient_reading_counts_more_is_said_only_where_it_does(pair):
    same = pair()
    assert words.more_in_lenient(same) == ""
    more = Pair(same.strict, same.lenient._replace(denominator=same.strict.denominator + 1))
    assert words.more_in_lenient(more).startswith("The lenient reading counts more of them: ")
    assert words.more_in_lenient(Pair(same.strict._replace(**WITHHELD), more.lenient)) == ""


def test_what_is_excluded_is_explained_only_where_something_is(pair):
    some = words.beside(pair().strict._replace(excluded=2), "duties")
    assert "2 excluded (declined, withheld with a reason, or the investigation closed), " in some
    none = words.beside(pair().strict._replace(excluded=0), "duties")
    assert "0 excluded, " in none


def test_rules_that_nobody_checked_are_counted_over_all_their_codes():
    rules = load.victims_codes().entitlements
    checked = replace(rules[0], verification=CHECKED)
    said = f"none of the {len(rules)} rules (those of an earlier Code among them) is yet checked"
    assert names.unchecked(rules).startswith(said)
    assert names.unchecked([*rules[1:], checked]).startswith(f"{len(rules) - 1} of the ")
    assert names.unchecked([checked]) == ""
