"""Why something is owed, what would settle it and how not to make contact, in plain words.

Made from the rules and one row of the restricted half; no free text of an extract stands in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from upheld.core.explanations import EVENT_WORDS, STATUS_WORDS, in_words
from upheld.core.proof import INFORMED
from upheld.core.victims_code import ROUTINE, Clock, Entitlement
from upheld.core.vocabulary import Status
from upheld.render import formats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SETTLES = {
    "written_confirmation": "Give or send the written confirmation",
    "leaflet_given": "Give or send the information",
    "needs_assessment": "Assess the victim’s needs",
    "referral": "Refer the victim to a support service",
    "personal_statement_offered": "Offer the victim a personal statement",
    "review_acknowledged": "Acknowledge the request for a review",
    "review_decided": "Decide the review and tell the victim",
    "complaint_acknowledged": "Acknowledge the complaint",
    "call_back": "Call the victim back",
}
AVOID = {"post": "post", "email": "email", "telephone": "telephone", "text_message": "text message"}
BASES = {
    "recorded": "recorded for this victim",
    "derived": "which follow from the case, though nobody recorded them",
    "both": "recorded for this victim, and following from the case",
}
EXCLUDED = {
    "declined_updates": "the victim asked for no updates",
    "declined": "the victim declined",
    "withheld": "it was withheld with a reason recorded",
    "closed": "the investigation was closed",
}


SINCE = " The victim has Enhanced Rights now."
IN_THE_PASSIVE = ("Told ", "Kept ", "Referred ", "Offered ")


def to_be(title: str) -> str:
    """What is still owed, so worded that nobody takes it for done: to be told of the arrest."""
    return f"To be {_lower(title)}" if title.startswith(IN_THE_PASSIVE) else title


def when(due_on: date, as_of: date, *, late: bool) -> str:
    if late:
        return f"{formats.plural((as_of - due_on).days, 'day', 'days')} overdue"
    days = (due_on - as_of).days
    return (
        "due on the edition’s day" if days == 0 else f"due in {formats.plural(days, 'day', 'days')}"
    )


def started(rule: Entitlement, start: date | None) -> str:
    """The event that set it running. A rule with several does not say which of them it was."""
    if ROUTINE in rule.triggers:
        return f"Report or last certain update on {in_words(start)}" if start else "No start known"
    names = " or ".join(EVENT_WORDS[name] for name in rule.triggers)
    if start is None:
        return names
    if rule.clock is Clock.RECEIVED:
        return f"{names}, of which the Witness Care Unit was told on {in_words(start)}"
    return f"{names} on {in_words(start)}"


def why(rule: Entitlement, start: date | None, due_on: date | None, basis: str | None) -> str:
    """‘Arrest on 3 May 2022: 5 working days, standard rights.’ and when they end."""
    ends = f" Due {in_words(due_on)}." if due_on else ""
    began = started(rule, start)
    if ROUTINE in rule.triggers:
        return f"{began}: updates were agreed.{ends}"
    days = rule.days_enhanced if basis else rule.days_standard
    if days is None:
        return f"{began}: the Code sets no number of days.{ends}"
    rights = f"Enhanced Rights, {BASES[basis]}" if basis else "standard rights"
    return f"{began}: {formats.plural(days, 'working day', 'working days')}, {rights}.{ends}"


def settles(rule: Entitlement, start: date | None) -> str:
    """What would have to be done and recorded for the duty to be settled for certain."""
    if ROUTINE in rule.triggers:
        return (
            "Speak to the victim, or get an answer from them, whatever the news. "
            "A message sent or left does not settle it."
        )
    if rule.action == INFORMED:
        return (
            f"Speak to the victim, or get an answer from them, about the {_event(rule, start)}, "
            "and record which event it was about. A message sent or left does not settle it."
        )
    return f"{SETTLES[rule.action or '']}. An attempt or a message left does not settle it."


def _event(rule: Entitlement, start: date | None) -> str:
    names = " or ".join(_lower(EVENT_WORDS[name]) for name in rule.triggers)
    if start is None or rule.clock is Clock.RECEIVED:
        return names
    return f"{names} of {in_words(start)}"


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def avoid(safe_contact: str | None, *, known: bool = True) -> str:
    """How not to make contact."""
    if not known:
        return "This edition does not keep how not to make contact: look in the case."
    ways = [
        AVOID.get(way.strip(), way.strip())
        for way in (safe_contact or "").split(";")
        if way.strip()
    ]
    if not ways:
        return ""
    *others, last = ways
    return f"Do not use {', '.join(others)} or {last}." if others else f"Do not use {last}."


def perhaps(row: Mapping[str, Any]) -> str:
    """Where the lenient reading finds it done, what that rests on."""
    if row["done_on_lenient"] is None:
        return ""
    said = STATUS_WORDS[Status(row["status_lenient"])]
    return (
        f"Perhaps told on {in_words(row['done_on_lenient'])}, by something sent or left or about "
        f"no event named: {said} in the lenient reading, not certain."
    )


def became(row: Mapping[str, Any], status: Status) -> str:
    if status is Status.UNMEASURABLE:
        return "When the Witness Care Unit was told is not recorded, so nothing can be measured."
    if row["done_on"] is not None:
        how = "" if status is Status.DONE else f": {STATUS_WORDS[status]}"
        return f"Done on {in_words(row['done_on'])}{how}."
    if status is Status.EXCLUDED:
        return f"Left out: {EXCLUDED.get(row['reason'], 'a reason is recorded')}."
    return perhaps(row) or "Nothing is recorded that settles it."
