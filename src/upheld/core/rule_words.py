"""A rule of the Victims' Code in plain words, for the terminal and the page alike."""

from __future__ import annotations

from datetime import date

from upheld.core.victims_code import (
    REPORT,
    ROUTINE,
    Clock,
    Entitlement,
    Evidence,
    Ground,
    MeasurableBy,
    Verification,
)
from upheld.core.vocabulary import VICTIM_KINDS

OWNERS = {
    "police": "the police",
    "witness_care_unit": "the Witness Care Unit",
    "cps": "the Crown Prosecution Service",
    "court": "the court",
    "probation": "the Probation Service",
    "youth_offending_team": "the Youth Offending Team",
    "every_provider": "every service provider",
}
EVIDENCE = {
    Evidence.SEEN20: "a source that restates the Code of 2020",
    Evidence.SEEN15: "a source for the Code of 2013 or 2015",
    Evidence.SEENAF: "the Armed Forces Code of 2015, which tracks the civilian text",
    Evidence.SEENLAW: "statute",
    Evidence.SEEN: "a public source other than a restatement of the Code",
    Evidence.MEM: "recollection",
    Evidence.INF: "inference",
}
MEASURED_BY = {
    MeasurableBy.EXTRACT: "a force's extracts",
    MeasurableBy.SURVEY: "a survey of victims",
    MeasurableBy.AUDIT: "an audit of case files",
    MeasurableBy.NOTHING: "nothing that a force holds",
}
KINDS = {
    "person": "persons",
    "business": "businesses with a named contact",
    "bereaved_relative": "bereaved relatives",
    "parent_or_guardian": "parents or guardians",
    "family_spokesperson": "family spokespersons",
}


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def days_in_words(rule: Entitlement) -> str:
    """'5 working days, 1 with Enhanced Rights', or why there is no number."""
    if ROUTINE in rule.triggers:
        return "the interval agreed with the victim, in calendar days"
    if rule.days_standard is None:
        return "no number of days"
    standard = f"{rule.days_standard} working day{'s' if rule.days_standard > 1 else ''}"
    if rule.days_enhanced == rule.days_standard:
        return f"{standard}, for every victim"
    return f"{standard}, {rule.days_enhanced} with Enhanced Rights"


def days_in_short(rule: Entitlement) -> str:
    """'5 / 1', '10', 'agreed' or 'none'."""
    if ROUTINE in rule.triggers:
        return "agreed"
    if rule.days_standard is None:
        return "none"
    if rule.days_enhanced == rule.days_standard:
        return str(rule.days_standard)
    return f"{rule.days_standard} / {rule.days_enhanced}"


def clock_in_words(rule: Entitlement) -> str:
    if rule.clock is Clock.RECEIVED:
        return "from the day the Witness Care Unit was told"
    if rule.clock is Clock.OCCURRED:
        start = "of the report" if rule.triggers == (REPORT,) else "it happened"
        return f"from the day {start}"
    return "no clock"


def scope_in_words(rule: Entitlement) -> str:
    if set(rule.scope) == set(VICTIM_KINDS):
        return "every victim; a business only with a named contact"
    return ", ".join(KINDS[kind] for kind in rule.scope)


def measured_in_words(rule: Entitlement) -> str:
    return ", ".join(MEASURED_BY[way] for way in rule.measurable_by)


def in_force_in_words(valid_from: date, valid_to: date | None) -> str:
    end = f"to {day_in_words(valid_to)}" if valid_to else "with no end set"
    return f"from {day_in_words(valid_from)} {end}"


def check_in_words(check: Verification | None) -> str:
    if check is None:
        return "not yet checked by a person against the printed Code"
    return f"paragraph {check.paragraph}, checked by {check.by} on {day_in_words(check.on)}"


def ground_in_words(ground: Ground) -> str:
    """What makes a ground hold without anybody's judgement, or that nothing does."""
    if ground.offences:
        codes = ", ".join(offence.code for offence in ground.offences)
        return f"Home Office class {codes}"
    if ground.marker:
        return f"the crime's marker {ground.marker.replace('_', ' ')}"
    if ground.victim_kind:
        return f"the victim is one of: {KINDS[ground.victim_kind]}"
    if ground.under_age:
        return f"under {ground.under_age} on the date of the offence"
    return "somebody's judgement, recorded as a decision"
