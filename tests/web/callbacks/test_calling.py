"""Every day: whom to call, how safely, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any


def _day(day: date) -> dict[str, str]:
    return {"again-day": str(day.day), "again-month": str(day.month), "again-year": str(day.year)}


def test_the_list_says_who_when_and_how_the_overdue_first(
    caller: Callable[..., Any], listed: Callable[..., Any], today: date
) -> None:
    later = today + timedelta(days=30)
    listed("C1", call_from=today, call_by=later)
    listed("C2", unsafe=("post",), message=True)
    listed("C3", call_from=later, call_by=later)
    said = caller().list
    assert "2 victims to call today" in said
    assert said.index("C2") < said.index("C1") < said.index("C3")
    assert "Call; a message may be left. Do not use post." in said
    assert "Call; leave no message." in said
    assert "Waiting for a later day: 1" in said
    assert "Overdue" in said[: said.index("C1")]


def test_a_victim_who_must_not_be_called_is_never_on_the_list_of_calls(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    listed("C1", unsafe=("telephone",), message=True)
    anna = caller()
    said = anna.list
    assert "0 victims to call today" in said
    assert "Do not call." in said
    sheet = anna.get(anna.sheets[0])
    assert "Do not call this victim, from any number." in sheet
    assert "What to say" not in sheet
    assert 'value="no_answer"' not in sheet


def test_what_the_published_edition_forbids_is_forbidden_too(
    caller: Callable[..., Any], listed: Callable[..., Any], of_the_force: Any
) -> None:
    """Of CRIME-55000 in unit SN it says: not by post, not by telephone."""
    listed("CRIME-55000", victim="V-0")
    said = caller().list
    assert "Do not call. Nor use post." in said
    assert "0 victims to call today" in said


def test_no_message_can_be_recorded_that_the_victim_did_not_allow(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    call = listed()
    said = caller().record("message_left", "call_again")
    assert "There is a problem" in said
    assert "Choose what the call came to" in said
    assert not call.tries.exists()


def test_a_yes_to_messages_holds_for_the_next_call_and_a_no_takes_it_back(
    caller: Callable[..., Any], listed: Callable[..., Any], today: date
) -> None:
    call, anna = listed(), caller()
    anna.record("spoken", "call_again", message="yes", **_day(today))
    assert 'value="message_left"' in anna.get(anna.sheets[0])
    anna.record("spoken", "call_again", message="no", **_day(today))
    assert 'value="message_left"' not in anna.get(anna.sheets[0])
    assert [each.message for each in call.tries.all()] == [True, False]


def test_a_way_named_unsafe_in_a_call_is_never_used_again(
    caller: Callable[..., Any], listed: Callable[..., Any], today: date
) -> None:
    listed("C1", unsafe=("post",))
    anna = caller()
    anna.record("spoken", "tell_officer", unsafe=["telephone"])
    assert "Do not call. Nor use post." in anna.list


def test_a_call_that_reached_nobody_comes_back_and_after_three_it_does_not(
    caller: Callable[..., Any], listed: Callable[..., Any], today: date
) -> None:
    listed()
    anna = caller()
    for _ in range(2):
        anna.record("no_answer", "call_again", **_day(today))
    assert "2 tries; last: no answer, and no message left" in anna.list
    assert "Tried 3 times" in anna.record("no_answer", "call_again", **_day(today))
    anna.record("no_answer", "tell_officer")
    said = anna.list
    assert "0 victims to call today" in said
    assert "tried as often as may be: 1" in said


def test_what_was_typed_stands_again_where_something_is_wrong_and_once_only(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    call, anna = listed(), caller()
    said = anna.record("spoken", "call_again", **{"again-day": "31", "again-month": "2"})
    assert "Enter the day to call again" in said
    assert 'href="#again-day"' in said
    assert 'value="31"' in said
    assert "<title>Error: Call sheet" in said
    assert "There is a problem" not in anna.get(anna.sheets[0])
    assert not call.tries.exists()


def test_a_victim_is_put_on_the_list_by_references_and_once(
    caller: Callable[..., Any], today: date
) -> None:
    from upheld.web.staff.callbacks.models import CallBack

    anna = caller()
    first = {name.replace("again", "from"): text for name, text in _day(today).items()}
    form = {"crime": "C9", "victim": "V9", "unsafe": ["email"], "message": "no", **first}
    assert "Put on the list." in anna.post("/call-backs/SN/add/", form)
    assert "is on a list already" in anna.post("/call-backs/SN/add/", form)
    (kept,) = CallBack.objects.all()
    assert (kept.unsafe, kept.message, kept.call_from) == (["email"], False, today)
    assert kept.call_by >= today + timedelta(days=5)
    said = anna.post("/call-backs/SN/add/", {**form, "crime": "Jane Doe", "from-day": "x"})
    assert "Enter the crime’s reference" in said
    assert "Enter the first day to call" in said


def test_the_script_stands_on_the_sheet_and_says_whether_it_was_approved(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    listed()
    anna = caller()
    sheet = anna.get(anna.sheets[0])
    assert "Is it safe and convenient for you to talk now?" in sheet
    assert "Nobody has approved these words yet." in sheet
    assert "<script" not in sheet


def test_of_whom_the_edition_does_not_know_it_says_to_look_in_the_case(
    caller: Callable[..., Any], listed: Callable[..., Any], of_the_force: Any
) -> None:
    listed("CRIME-55001", victim="V-1")
    listed("ELSEWHERE", victim="V-77")
    said = caller().list
    assert said.count("The published edition does not know this victim") == 1
    assert said.index("ELSEWHERE") < said.index("does not know this victim")


def test_a_call_that_is_sent_twice_or_past_another_one_is_kept_once(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    call, anna, bert = listed(), caller(), caller("bert")
    sheet = bert.sheets[0]
    anna.record("no_answer", "tell_officer")
    said = bert.post(sheet, {"came_to": "spoken", "next": "nothing", "seen": "0"})
    assert "Another call was recorded since this page was opened" in said
    assert "no answer, and no message left" in said
    assert [each.came_to for each in call.tries.all()] == ["no_answer"]


def test_what_was_settled_long_ago_leaves_the_list_and_what_was_never_done_stays(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    from django.utils import timezone

    from upheld.web.staff.callbacks.models import CallTry

    anna = caller()
    listed("C1")
    anna.record("spoken")
    listed("C2")
    assert "C1" in anna.list
    CallTry.objects.update(at=timezone.now() - timedelta(days=62))
    said = anna.list
    assert "C1" not in said
    assert "C2" in said
