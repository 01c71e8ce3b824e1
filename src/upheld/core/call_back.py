"""A call-back: how a victim may be reached, what a try can come to, and when the next one is due.

What is stored are tries; whether a call is due, overdue or done is worked out from them. Nobody
is called where the victim said not to, and no message is left that a victim did not allow: a
message can be heard by whoever lives with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from upheld.core.calendar import Calendar

MOST_TRIES = 3
WITHIN = 5  # working days
FURTHEST = timedelta(days=60)
TELEPHONE = "telephone"


class CameTo(StrEnum):
    """What a try came to."""

    SPOKEN = "spoken"
    NOT_SAFE = "not_safe"
    NO_ANSWER = "no_answer"
    MESSAGE_LEFT = "message_left"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    IN_PERSON = "in_person"
    NOT_CALLED = "not_called"


class Next(StrEnum):
    """What follows."""

    NOTHING = "nothing"
    CALL_AGAIN = "call_again"
    TELL_OFFICER = "tell_officer"
    REFER = "refer"
    ASSESS = "assess"


CAME_TO_WORDS = {
    CameTo.SPOKEN: "Spoken to",
    CameTo.NOT_SAFE: "Answered, and could not talk safely",
    CameTo.NO_ANSWER: "No answer, and no message left",
    CameTo.MESSAGE_LEFT: "A message left",
    CameTo.WRONG_NUMBER: "Wrong number",
    CameTo.REFUSED: "Does not want to be called",
    CameTo.IN_PERSON: "Spoken to in person",
    CameTo.NOT_CALLED: "Not called: the telephone is not safe",
}
NEXT_WORDS = {
    Next.NOTHING: "Nothing: this is done",
    Next.CALL_AGAIN: "Call again",
    Next.TELL_OFFICER: "Tell the officer in the case",
    Next.REFER: "Refer to a support service",
    Next.ASSESS: "Assess what they need",
}
WAYS = {
    "post": "post",
    "email": "email",
    TELEPHONE: "the telephone",
    "text_message": "text messages",
}
# In the data contract: result, channel, reason.
AS_ACTION = {
    CameTo.SPOKEN: ("spoken", "telephone", ""),
    CameTo.NOT_SAFE: ("attempted", "telephone", ""),
    CameTo.NO_ANSWER: ("attempted", "telephone", ""),
    CameTo.MESSAGE_LEFT: ("message_left", "telephone", ""),
    CameTo.WRONG_NUMBER: ("attempted", "telephone", ""),
    CameTo.REFUSED: ("declined", "telephone", ""),
    CameTo.IN_PERSON: ("spoken", "in_person", ""),
    CameTo.NOT_CALLED: ("withheld", "", "no safe telephone"),
}
BY_TELEPHONE = tuple(each for each in CameTo if each not in (CameTo.IN_PERSON, CameTo.NOT_CALLED))
SETTLES = frozenset({CameTo.SPOKEN, CameTo.REFUSED, CameTo.IN_PERSON, CameTo.NOT_CALLED})
TALKED = frozenset({CameTo.SPOKEN, CameTo.NOT_SAFE, CameTo.IN_PERSON})


@dataclass(frozen=True, slots=True)
class Reach:
    """``unsafe``: the ways that must not be used, by whatever source says so. ``message``: whether
    the victim said that a message may be left; None where nobody asked, which counts as no."""

    unsafe: frozenset[str]
    message: bool | None

    @property
    def may_call(self) -> bool:
        return TELEPHONE not in self.unsafe

    @property
    def may_leave_message(self) -> bool:
        return self.may_call and self.message is True

    @property
    def can_come_to(self) -> tuple[CameTo, ...]:
        """What a try may be recorded as."""
        if not self.may_call:
            return CameTo.IN_PERSON, CameTo.NOT_CALLED
        return tuple(
            each
            for each in BY_TELEPHONE
            if each is not CameTo.MESSAGE_LEFT or self.may_leave_message
        )

    @property
    def how(self) -> str:
        """What the list says."""
        others = [WAYS[way] for way in WAYS if way in self.unsafe and way != TELEPHONE]
        also = f" Nor use {' or '.join(others)}." if others else ""
        if not self.may_call:
            return f"Do not call.{also}"
        if self.may_leave_message:
            return f"Call; a message may be left.{also.replace('Nor use', 'Do not use')}"
        return f"Call; leave no message.{also}"


@dataclass(frozen=True, slots=True)
class Try:
    """``again_on``: the day that was agreed for another call."""

    on: date
    came_to: CameTo
    again_on: date | None = None


class Standing(StrEnum):
    DUE = "due"
    OVERDUE = "overdue"
    WAITING = "waiting"
    DONE = "done"
    NOT_REACHED = "not_reached"


def next_on(tries: Sequence[Try], call_from: date, calendar: Calendar) -> date | None:
    """The day of the next call; None where there is none to make. After a try that reached nobody
    it is the next working day, and after the last one of ``MOST_TRIES`` there is none."""
    if not tries:
        return call_from
    last = tries[-1]
    if last.again_on:
        return last.again_on
    if last.came_to in SETTLES or sum(t.came_to not in SETTLES for t in tries) >= MOST_TRIES:
        return None
    return calendar.due(last.on, 1)


def standing(
    tries: Sequence[Try], call_from: date, call_by: date, today: date, calendar: Calendar
) -> Standing:
    day = next_on(tries, call_from, calendar)
    if day is None:
        return Standing.DONE if tries[-1].came_to in SETTLES else Standing.NOT_REACHED
    if day > today:
        return Standing.WAITING
    agreed = tries[-1].again_on if tries else None
    return Standing.OVERDUE if today > (agreed or call_by) else Standing.DUE


@dataclass(frozen=True, slots=True)
class Said:
    """A try as somebody records it, before it is kept: text as it was chosen. ``unsafe``: the ways
    that the victim named in this call; ``last``: whether this is the last try that may be."""

    came_to: str
    next: str
    again_on: date | None
    again_typed: bool
    message: str
    unsafe: frozenset[str]
    last: bool


def faults(said: Said, reach: Reach, today: date) -> dict[str, str]:
    """What is wrong with it, by the field; empty where nothing is."""
    wrong: dict[str, str] = {}
    if said.came_to not in reach.can_come_to:
        wrong["came_to"] = "Choose what the call came to"
    if following := _wrong_next(said, reach):
        wrong["next"] = following
    if said.next == Next.CALL_AGAIN and _wrong_day(said, today):
        wrong["again"] = "Enter the day to call again: today or later, within 60 days"
    if said.message == "yes" and TELEPHONE in said.unsafe:
        wrong["message"] = "The telephone is not safe, so no message may be left either"
    return wrong


def _wrong_next(said: Said, reach: Reach) -> str:
    again = said.next == Next.CALL_AGAIN
    unreached = said.came_to in set(CameTo) - SETTLES
    if said.next not in set(Next):
        return "Choose what happens next"
    if again and said.came_to == CameTo.REFUSED:
        return "They do not want to be called: choose something else"
    if again and (TELEPHONE in said.unsafe or not reach.may_call):
        return "The telephone is not safe: choose something else"
    if again and unreached and said.last and said.came_to != CameTo.NOT_SAFE:
        return f"Tried {MOST_TRIES} times: choose something else"
    if said.next == Next.NOTHING and unreached and not said.last:
        return "Nobody was spoken to: choose something else, such as to call again"
    return ""


def _wrong_day(said: Said, today: date) -> bool:
    """It may be left empty where nobody was spoken to: then it is the next working day."""
    if not said.again_typed and said.came_to not in TALKED:
        return False
    return said.again_on is None or not today <= said.again_on <= today + FURTHEST


@dataclass(frozen=True, slots=True)
class Step:
    """``say``: the words to be said; ``do``: what the caller does, not to be said."""

    title: str
    say: tuple[str, ...]
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """``reviewed_by`` is empty until a person who answers for it has read it."""

    version: str
    reviewed_by: str
    reviewed_on: date | None
    steps: tuple[Step, ...]
