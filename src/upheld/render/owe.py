"""What do I owe? The words of the form and its answer, and the rules as a browser can keep them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from upheld.core import owe as asking
from upheld.core.explanations import EVENT_WORDS, in_words
from upheld.core.rule_words import KINDS
from upheld.core.vocabulary import EVENTS, MARKERS, VICTIM_KINDS
from upheld.render.names import sentence
from upheld.render.owed_words import to_be

if TYPE_CHECKING:
    from datetime import date

    from upheld.core.calendar import Calendar
    from upheld.core.force import Offence
    from upheld.core.owe import Answers, Known, Owe
    from upheld.core.victims_code import Entitlement, Ground, VictimsCode, VictimsCodes

WHO = {
    "person": "A person",
    "business": "A business, with a named contact",
    "bereaved_relative": "A close relative of somebody who died by the crime",
    "parent_or_guardian": "A parent or guardian of a victim under 18",
    "family_spokesperson": "The family’s spokesperson",
}
AGES = {
    "": "Not known",
    asking.UNDER_18: "Under 18 on the day of the offence",
    asking.ADULT: "18 or over",
}
MARKED = {"domestic_abuse": "Domestic abuse", "hate_crime": "Hate crime", "terrorism": "Terrorism"}
DECIDED = {
    "": "No decision is recorded",
    "vulnerable": "Eligible: vulnerable",
    "intimidated": "Eligible: intimidated",
    "persistently_targeted": "Eligible: persistently targeted",
    "discretionary": "Eligible: at the provider’s discretion",
    asking.NOT_ELIGIBLE: "Not eligible",
}
NO_DAYS = "The Code sets no number of days"
NO_START = "Day not known"
assert set(WHO) == set(VICTIM_KINDS) == set(KINDS)


def events() -> dict[str, str]:
    return {name: EVENT_WORDS[name] for name in EVENTS}


def by_group(offences: tuple[Offence, ...]) -> dict[str, list[Offence]]:
    """In the order of the force's list."""
    groups: dict[str, list[Offence]] = {}
    for each in offences:
        groups.setdefault(each.group, []).append(each)
    return groups


@dataclass(frozen=True, slots=True)
class Days:
    """What is owed, day by day: (what, why). ``rights`` by which all days are counted are said
    once; where they differ, each reason says its own and ``rights`` is empty."""

    rights: str
    days: dict[str, list[tuple[str, str]]]


def by_day(owed: tuple[Owe, ...], codes: VictimsCodes) -> Days:
    """In the order in which it is owed."""
    all_rights = {each.rights for each in owed if each.rights}
    days: dict[str, list[tuple[str, str]]] = {}
    for each in owed:
        own = f" {sentence(each.rights)}." if each.rights and len(all_rights) > 1 else ""
        days.setdefault(due(each, codes), []).append((to_be(each.what), each.why + own))
    return Days(all_rights.pop() if len(all_rights) == 1 else "", days)


def due(each: Owe, codes: VictimsCodes) -> str:
    """Mon 4 May 2026, or why there is no day."""
    if each.due_on is not None:
        return short_day(each.due_on)
    rule = next(rule for rule in codes.entitlements if rule.id == each.rule)
    return NO_START if rule.timed else NO_DAYS


def short_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def said(answers: Answers, offences: tuple[Offence, ...]) -> list[tuple[str, str]]:
    """The answers in words, for the page and for paper."""
    offence = next((each for each in offences if each.code == answers.offence), None)
    lines = [
        ("Reported", in_words(answers.reported_on)),
        ("Victim", WHO[answers.kind]),
        ("Offence", f"{offence.title} ({offence.code})" if offence else "Not given"),
        ("Age", AGES[answers.age or ""]),
        ("Marked as", ", ".join(MARKED[m] for m in MARKERS if m in answers.markers) or "None"),
        ("Enhanced Rights", DECIDED[answers.decided or ""]),
    ]
    if answers.decided and answers.decided_on:
        lines[-1] = ("Enhanced Rights", f"{lines[-1][1]}, on {in_words(answers.decided_on)}")
    if answers.interval:
        lines.append(("Updates agreed", f"every {answers.interval} days"))
    for each in answers.events:
        heard = f"; Witness Care Unit told on {in_words(each.heard_on)}" if each.heard_on else ""
        lines.append((EVENT_WORDS[each.event], f"{in_words(each.on)}{heard}"))
    return lines


# ------------------------------------------------------------------ for use without a connection


def kept(codes: VictimsCodes, calendar: Calendar, known: Known, rules_hash: str) -> dict[str, Any]:
    """Everything that the script needs to come to the same answers; tests hold it to that."""
    return {
        "codes": [_code(code) for code in codes.versions],
        "holidays": sorted(day.isoformat() for day in calendar.bank_holidays if day >= known.first),
        "first": known.first.isoformat(),
        "last": known.last.isoformat(),
        "kinds": VICTIM_KINDS,
        "markers": MARKERS,
        "decided": asking.DECIDED,
        "eventNames": EVENTS,
        "mostEvents": asking.MOST_EVENTS,
        "longestInterval": asking.LONGEST_INTERVAL,
        "events": events() | {"report": EVENT_WORDS["report"]},
        "words": {"noDays": NO_DAYS, "noStart": NO_START},
        "rules": rules_hash,
    }


def _code(code: VictimsCode) -> dict[str, Any]:
    return {
        "from": code.valid_from.isoformat(),
        "to": code.valid_to.isoformat() if code.valid_to else None,
        "duties": [_rule(rule) for rule in code.duties],
        "grounds": [_ground(ground) for ground in code.grounds if ground.derived],
    }


def _rule(rule: Entitlement) -> dict[str, Any]:
    return {
        "id": rule.id, "right": rule.right, "title": to_be(rule.title), "triggers": rule.triggers,
        "standard": rule.days_standard, "enhanced": rule.days_enhanced,
        "clock": rule.clock.value, "scope": rule.scope,
    }  # fmt: skip


def _ground(ground: Ground) -> dict[str, Any]:
    """The one test that it has."""
    found: dict[str, Any] = {
        "underAge": ground.under_age, "marker": ground.marker, "kind": ground.victim_kind,
        "offences": [offence.code for offence in ground.offences] or None,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}
