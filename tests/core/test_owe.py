"""What an officer owes: answers to a few questions, judged by the same rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from upheld.core import owe
from upheld.core.owe import Answers, Happened, Known, Reader
from upheld.rules import load

CODES, CALENDAR = load.victims_codes(), load.calendar()
KNOWN = Known.of({"8N", "5D"}, CODES, CALENDAR)
MAY_1, ARREST = date(2026, 5, 1), Happened("arrested", date(2026, 5, 1))


def due(rule: str, **answers: Any) -> date | None:
    given = {"reported_on": MAY_1, "kind": "person", "events": (ARREST,)} | answers
    return {each.rule: each for each in owe.owe(Answers(**given), CODES, CALENDAR)}[rule].due_on


@pytest.mark.parametrize(
    ("answers", "day"),
    [
        ({}, date(2026, 5, 11)),  # Five working days over a bank holiday.
        ({"age": "under_18"}, date(2026, 5, 5)),
        ({"age": "adult"}, date(2026, 5, 11)),
        ({"markers": frozenset({"domestic_abuse"})}, date(2026, 5, 5)),
        ({"offence": "5D"}, date(2026, 5, 5)),
        ({"offence": "8N"}, date(2026, 5, 11)),
        ({"kind": "bereaved_relative"}, date(2026, 5, 5)),
        ({"kind": "business", "age": "under_18"}, date(2026, 5, 11)),
        ({"decided": "intimidated", "decided_on": MAY_1}, date(2026, 5, 5)),
        ({"decided": "intimidated", "decided_on": date(2026, 5, 2)}, date(2026, 5, 11)),
        ({"decided": "not_eligible", "decided_on": MAY_1}, date(2026, 5, 11)),
    ],
)
def test_the_arrest_is_owed_by_the_day_that_the_rules_give(
    answers: dict[str, Any], day: date
) -> None:
    assert due("VC20-R6-ARREST", **answers) == day


def test_a_court_event_has_a_day_only_where_it_is_known_when_it_was_heard_of() -> None:
    on = date(2026, 5, 6)
    assert due("VC20-R9-SENT", events=(Happened("sentenced", on),)) is None
    heard = Happened("sentenced", on, date(2026, 5, 8))
    assert due("VC20-R9-SENT", events=(heard,)) == date(2026, 5, 11)


def test_the_day_of_the_event_chooses_the_code() -> None:
    arrests = tuple(Happened("arrested", day) for day in (date(2021, 3, 31), date(2021, 4, 1)))
    found = owe.owe(Answers(date(2021, 3, 1), "person", events=arrests), CODES, CALENDAR)
    codes = {each.why[:22]: each.rule[:4] for each in found if each.why.startswith("Arrest")}
    assert codes == {"Arrest on 31 March 202": "VC15", "Arrest on 1 April 2021": "VC20"}


def test_what_is_due_first_stands_first_and_says_why() -> None:
    answers = Answers(MAY_1, "person", interval=3, events=(ARREST,))
    found = owe.owe(answers, CODES, CALENDAR)
    days = [each.due_on for each in found if each.due_on]
    assert days == sorted(days)
    assert [each.due_on for each in found[len(days) :]] == [None] * (len(found) - len(days))
    assert found[0].why == "Updates were agreed every 3 days; this gap began on 1 May 2026."
    assert ("Arrest on 1 May 2026: 5 working days.", "standard rights") in {
        (f.why, f.rights) for f in found
    }


def test_everything_wrong_with_the_answers_is_said_at_once() -> None:
    given = {"reported": "3 May", "decided": "vulnerable", "interval": "400", "e1": "arrested",
             "d2": "2026-05-03"}  # fmt: skip
    reader = Reader(given, KNOWN)
    assert reader.answers() is None
    assert set(reader.wrong) == {"reported", "kind", "decided_on", "interval", "d1", "e2"}


@pytest.mark.parametrize(
    "given",
    [{"offence": "no such"}, {"age": "Zebedee"}, {"hate_crime": "yes"}, {"decided": "perhaps"}],
)
def test_what_is_in_no_list_is_not_taken_for_an_answer(given: dict[str, str]) -> None:
    plain = {"reported": "2026-05-01", "kind": "person"}
    assert Reader(plain | given, KNOWN).answers() == Reader(plain, KNOWN).answers()
