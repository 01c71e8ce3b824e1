"""The first lines of a message, which a phone shows below its subject."""

from __future__ import annotations

from datetime import timedelta

import pytest

from upheld.core.measure import Measures
from upheld.render.figures import HEADLINE, OUTSTANDING, Figures, Place
from upheld.render.messages import Source, message
from upheld.render.verdicts import Verdicts
from upheld.rules import load
from upheld.rules.load_measures import measures

FORCE = Place("force", "met", "The force")
NORTH = Place("bcu", "NW", "North West")
STEADY = [0.60, 0.62] * 12
FELL, ROSE = [*STEADY[:-1], 0.2], [*STEADY[:-1], 0.95]


@pytest.fixture
def lines(pair, frame):
    """The lines of a place's message, from the shares of each reading by month."""

    def make(strict, lenient, place=FORCE):
        of = {"unit_type": place.unit_type, "unit_code": place.code}
        made = [
            pair(one, other, month=(2022 + n // 12, n % 12 + 1), **of)
            for n, (one, other) in enumerate(zip(strict, lenient, strict=True))
        ]
        as_of = made[-1].either.period_end + timedelta(days=15)
        owed = pair(0.5, 0.4, month=(as_of.year, as_of.month), measure=OUTSTANDING, **of)
        found = Figures(frame(*made, owed), as_of)
        known = Verdicts(found, Measures((measures().find(HEADLINE),)), load.victims_codes())
        source = Source(
            known, "2023-12", as_of, False, lambda _: "Told on time", lambda _: "victims"
        )
        text = message(source, place, "https://x/").text
        return text.partition("\n\n")[0].split("\n")

    return make


def test_what_changed_is_named_before_anything_else(lines):
    name, first, *_ = lines(FELL, FELL)
    assert (name, first) == ("The force", "Worse in December 2023: Told on time.")


def test_a_change_that_one_reading_alone_shows_is_said_to_be_that_readings(lines):
    assert lines(ROSE, STEADY)[1] == "Better in December 2023, strict reading: Told on time."
    assert lines(STEADY, ROSE)[1] == "Better in December 2023, lenient reading: Told on time."


def test_where_nothing_changed_the_first_line_is_who_still_waits(lines):
    _, first, second = lines(STEADY, STEADY)
    assert "overdue" in first
    assert second == "In December 2023 nothing that is watched changed beyond chance."


def test_a_unit_is_asked_who_and_the_force_where(lines):
    asked = "What is asked of you: look at what got worse and see"
    assert lines(FELL, FELL, NORTH)[-1] == f"{asked} who is still to be told."
    assert lines(FELL, FELL)[-1] == f"{asked} in which units victims are still to be told."
