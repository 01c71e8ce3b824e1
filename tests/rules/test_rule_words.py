"""A rule as a person reads it."""

from __future__ import annotations

import pytest

from upheld.core import rule_words
from upheld.core.victims_code import OWNERS, Entitlement, Evidence, MeasurableBy
from upheld.core.vocabulary import VICTIM_KINDS
from upheld.rules import load


def rule(rule_id: str) -> Entitlement:
    return next(each for each in load.victims_codes().entitlements if each.id == rule_id)


@pytest.mark.parametrize(
    ("rule_id", "days", "short", "clock"),
    [
        (
            "VC20-R6-ARREST",
            "5 working days, 1 with Enhanced Rights",
            "5 / 1",
            "from the day it happened",
        ),
        (
            "VC20-R8-GIVEEV",
            "1 working day, for every victim",
            "1",
            "from the day the Witness Care Unit was told",
        ),
        (
            "VC20-R4-REFER",
            "2 working days, for every victim",
            "2",
            "from the day of the report",
        ),
        ("VC20-R3-CONF", "no number of days", "none", "no clock"),
        (
            "VC20-R6-UPDATE",
            "the interval agreed with the victim, in calendar days",
            "agreed",
            "no clock",
        ),
    ],
)
def test_days_and_clock_are_said_in_plain_words(
    rule_id: str, days: str, short: str, clock: str
) -> None:
    found = rule(rule_id)
    assert rule_words.days_in_words(found) == days
    assert rule_words.days_in_short(found) == short
    assert rule_words.clock_in_words(found) == clock


def test_a_rule_for_some_victims_only_names_them() -> None:
    assert rule_words.scope_in_words(rule("VC20-R7-BEREAVED")) == "bereaved relatives"
    assert "named contact" in rule_words.scope_in_words(rule("VC20-R6-ARREST"))


def test_every_code_that_a_rule_may_use_has_words() -> None:
    assert set(rule_words.OWNERS) == set(OWNERS)
    assert set(rule_words.EVIDENCE) == set(Evidence)
    assert set(rule_words.MEASURED_BY) == set(MeasurableBy)
    assert set(rule_words.KINDS) == set(VICTIM_KINDS)
