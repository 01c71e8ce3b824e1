"""What counts as done for a victim, in two readings, and what excuses its not being done.

The strict reading asks for proof that this victim was told of this event. The lenient one also
takes what was only sent or left as a message, and contact that names no event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from upheld.core.case import Action, Victim
from upheld.core.duty import Claim, Trigger
from upheld.core.vocabulary import Reason

INFORMED = "informed"
TOLD = ("spoken", "acknowledged", "handed_over")
PERHAPS_TOLD = (*TOLD, "sent", "message_left")
NOT_DONE = ("attempted", "message_left", "declined", "withheld")
# The offer of a personal statement may come any time after the report, before the statement too.
COUNTED_FROM_THE_REPORT = "R7-OFFER"


class Reading(StrEnum):
    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a duty is excluded, and since when: the refusal's, withholding's or closure's date."""

    reason: Reason
    on: date


# ------------------------------------------------------------------------------------- done


def first_done(claim: Claim, reading: Reading, as_of: date) -> Action | None:
    """The earliest action that settles the claim in this reading, if there is one."""
    settling = (
        action for action in _actions(claim, until=as_of) if _settles(action, claim, reading)
    )
    return min(settling, key=lambda action: action.done_at, default=None)


def is_for(action: Action, victim: Victim) -> bool:
    """Done for this victim, or for every victim of the crime."""
    return action.victim_id is None or action.victim_id == victim.victim_id


def told(action: Action, reading: Reading) -> bool:
    """Whether the result shows, in this reading, that the victim was told."""
    return action.result in (TOLD if reading is Reading.STRICT else PERHAPS_TOLD)


def _actions(claim: Claim, *, until: date) -> list[Action]:
    """The actions of the right kind, for this victim or for all, in the time that counts."""
    first_day = _counted_from(claim)
    return [
        action
        for action in claim.case.actions
        if action.action == claim.rule.action
        and is_for(action, claim.victim)
        and first_day <= action.done_at.date() <= until
    ]


def _counted_from(claim: Claim) -> date:
    """The date of the event itself, for court events too, whenever they were heard of."""
    reported_at = claim.case.crime.reported_at
    if claim.rule.short_id == COUNTED_FROM_THE_REPORT and reported_at is not None:
        return reported_at.date()
    return claim.trigger.on


def _settles(action: Action, claim: Claim, reading: Reading) -> bool:
    if claim.rule.action == INFORMED:
        return told(action, reading) and _about_it(action, claim.trigger, reading)
    return action.result not in NOT_DONE and not _names_another_event(action, claim.trigger)


def _about_it(action: Action, trigger: Trigger, reading: Reading) -> bool:
    if names_no_event(action):
        return reading is Reading.LENIENT
    return _names(action, trigger)


def names_no_event(action: Action) -> bool:
    return action.about_event_id is None and action.about is None


def _names(action: Action, trigger: Trigger) -> bool:
    """By the event's id; by its name where no id is given. The report has neither."""
    if trigger.event is None:
        return False
    if action.about_event_id is not None:
        return action.about_event_id == trigger.event.event_id
    return action.about == trigger.event.event


def _names_another_event(action: Action, trigger: Trigger) -> bool:
    """By id only. For what the report starts, any event is another."""
    if action.about_event_id is None:
        return False
    return trigger.event is None or action.about_event_id != trigger.event.event_id


# --------------------------------------------------------------------------------- excluded


def exclusion(claim: Claim, due_on: date, as_of: date) -> Exclusion | None:
    """Why the duty is excluded, should it not have been met by ``due_on``."""
    if claim.rule.right == 6 and claim.rule.action == INFORMED:
        declined = declined_updates(claim.victim, due_on, as_of)
        if declined is not None:
            return declined
    return _refused_or_withheld(claim, min(due_on, as_of))


def declined_updates(victim: Victim, due_on: date, as_of: date) -> Exclusion | None:
    """The victim's wish for no updates, where it is in force on the due date."""
    since, until = victim.declined_updates_from, victim.declined_updates_until
    if since is None or since > as_of or since > due_on:
        return None
    if until is not None and until <= due_on:
        return None
    return Exclusion(Reason.DECLINED_UPDATES, since)


def _refused_or_withheld(claim: Claim, until: date) -> Exclusion | None:
    actions = [
        action
        for action in _actions(claim, until=until)
        if names_no_event(action) or _names(action, claim.trigger)
    ]
    declined = (action for action in actions if action.result == "declined")
    withheld = (action for action in actions if action.result == "withheld" and action.reason)
    return _earliest(Reason.DECLINED, declined) or _earliest(Reason.WITHHELD, withheld)


def _earliest(reason: Reason, actions: Iterable[Action]) -> Exclusion | None:
    day = min((action.done_at.date() for action in actions), default=None)
    return None if day is None else Exclusion(reason, day)
