"""How a victim may be reached, and when the next call is due, from the tries alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.core.call_back import (
    AS_ACTION,
    MOST_TRIES,
    SETTLES,
    TELEPHONE,
    WAYS,
    CameTo,
    Next,
    Reach,
    Said,
    Standing,
    Try,
    faults,
    next_on,
    standing,
)  # fmt: skip
from upheld.core.vocabulary import CHANNELS, RESULTS, UNSAFE_CONTACT
from upheld.rules import load

CALENDAR = load.calendar()
FRIDAY, MONDAY = date(2022, 5, 6), date(2022, 5, 9)
ANY = Reach(frozenset(), None)


def said(came_to: str, then: str, **more: object) -> Said:
    given_: dict[str, object] = {"again_on": None, "again_typed": False, "message": "",
                                 "unsafe": frozenset(), "last": False}  # fmt: skip
    return Said(came_to, then, **{**given_, **more})  # type: ignore[arg-type]


@given(st.frozensets(st.sampled_from(tuple(WAYS))), st.sampled_from([True, False, None]))
def test_nothing_by_telephone_can_be_recorded_where_it_is_unsafe_and_no_message_without_a_yes(
    unsafe: frozenset[str], message: bool | None
) -> None:
    reach = Reach(unsafe, message)
    by_telephone = {c for c in reach.can_come_to if AS_ACTION[c][1] == "telephone"}
    assert bool(by_telephone) == (TELEPHONE not in unsafe)
    if message is not True:
        assert CameTo.MESSAGE_LEFT not in reach.can_come_to
        assert "may be left" not in reach.how
    assert reach.how.startswith("Do not call" if TELEPHONE in unsafe else "Call")


def test_the_list_names_each_way_that_must_not_be_used() -> None:
    assert Reach(frozenset({"post", "email"}), None).how == (
        "Call; leave no message. Nor use post or email."
    )
    assert Reach(frozenset({"post"}), message=True).how == (
        "Call; a message may be left. Do not use post."
    )
    assert Reach(frozenset({"telephone", "email"}), message=True).how == (
        "Do not call. Nor use email."
    )


def test_every_outcome_is_an_action_in_the_words_of_the_contract() -> None:
    assert set(AS_ACTION) == set(CameTo)
    assert set(WAYS) == set(UNSAFE_CONTACT)
    for result, channel, reason in AS_ACTION.values():
        assert result in RESULTS
        assert channel in (*CHANNELS, "")
        assert bool(reason) == (result == "withheld")


def test_after_nobody_was_reached_the_next_call_is_on_the_next_working_day() -> None:
    assert next_on([Try(FRIDAY, CameTo.NO_ANSWER)], FRIDAY, CALENDAR) == MONDAY


def test_a_day_that_was_agreed_stands_whatever_the_call_came_to() -> None:
    agreed = FRIDAY + timedelta(days=12)
    for came_to in CameTo:
        assert next_on([Try(FRIDAY, came_to, agreed)], FRIDAY, CALENDAR) == agreed


@given(st.lists(st.sampled_from(tuple(set(CameTo) - SETTLES)), max_size=6))
def test_tries_that_reach_nobody_end_after_three(came_to: list[CameTo]) -> None:
    tries = [Try(FRIDAY, each) for each in came_to]
    stands = standing(tries, FRIDAY, FRIDAY, MONDAY + timedelta(days=9), CALENDAR)
    over = len(tries) >= MOST_TRIES
    assert stands is (Standing.NOT_REACHED if over else Standing.OVERDUE)


@pytest.mark.parametrize(
    ("tries", "today", "expected"),
    [
        ([], FRIDAY - timedelta(days=1), Standing.WAITING),
        ([], FRIDAY, Standing.DUE),
        ([], MONDAY + timedelta(days=1), Standing.OVERDUE),
        ([Try(FRIDAY, CameTo.NO_ANSWER)], FRIDAY, Standing.WAITING),
        ([Try(FRIDAY, CameTo.SPOKEN)], MONDAY, Standing.DONE),
        ([Try(FRIDAY, CameTo.SPOKEN, MONDAY)], MONDAY, Standing.DUE),
        ([Try(FRIDAY, CameTo.SPOKEN, MONDAY)], MONDAY + timedelta(days=1), Standing.OVERDUE),
        ([Try(FRIDAY, CameTo.NO_ANSWER), Try(MONDAY, CameTo.REFUSED)], MONDAY, Standing.DONE),
    ],
)  # fmt: skip
def test_where_a_call_stands_follows_from_its_tries(
    tries: list[Try], today: date, expected: Standing
) -> None:
    assert standing(tries, FRIDAY, MONDAY, today, CALENDAR) is expected


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        (said("", "nothing"), "came_to"),
        (said("message_left", "call_again"), "came_to"),
        (said("spoken", ""), "next"),
        (said("no_answer", "nothing"), "next"),
        (said("refused", "call_again", again_on=FRIDAY, again_typed=True), "next"),
        (said("spoken", "call_again"), "again"),
        (said("no_answer", "call_again", again_typed=True), "again"),
        (said("spoken", "call_again", again_on=FRIDAY - timedelta(days=1), again_typed=True),
         "again"),
        (said("no_answer", "call_again", last=True), "next"),
        (said("spoken", "call_again", again_on=MONDAY, again_typed=True,
              unsafe=frozenset({"telephone"})), "next"),
        (said("spoken", "nothing", message="yes", unsafe=frozenset({"telephone"})), "message"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_refused_at_its_field(given_: Said, field: str) -> None:
    assert set(faults(given_, ANY, FRIDAY)) == {field}


@pytest.mark.parametrize(
    "given_",
    [
        said("spoken", "nothing"),
        said("no_answer", "call_again"),
        said("no_answer", "nothing", last=True),
        said("not_safe", "call_again", again_on=MONDAY, again_typed=True, last=True),
        said("refused", Next.REFER),
    ],
)
def test_what_can_be_so_is_taken(given_: Said) -> None:
    assert faults(given_, ANY, FRIDAY) == {}
