"""What a needs assessment means: grounds for Enhanced Rights, special measures, support.

Nothing here decides. A ground is put before the officer with the answers behind it, and the court
decides about special measures. The flags are worked out by the question set; what the law makes
of them stands here, with its citation:

- Youth Justice and Criminal Evidence Act 1999 (YJCEA), ss. 16 to 30: s.18(1) opens ss. 23 to 30 to
  a witness of s.16 and ss. 23 to 28 to one of s.17, so no intermediary and no aids for s.17 alone;
  s.16(1)(a) asks for the age at the hearing, where the Code asks for that at the offence;
  s.17(4) and (4A) make complainants of sexual offences, modern slavery and domestic abuse eligible
  unless they decline.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from upheld.core.calendar import Calendar
from upheld.core.questions.flags import Flag
from upheld.core.victims_code import REPORT, Entitlement, VictimsCode

ADULT = 18
# Flags of the question sets by their meaning; grounds by the Code's own categories.
GROUNDS = {
    "flag_domestic_abuse": "serious_crime",
    "flag_sexual_offence": "serious_crime",
    "flag_human_trafficking": "serious_crime",
    "flag_hate_crime": "serious_crime",
    "flag_other_serious": "serious_crime",
    "flag_bereaved_relative": "serious_crime",
    "flag_persistently_targeted": "persistently_targeted",
    "flag_under_18": "vulnerable",
    "flag_evidence_quality": "vulnerable",
    "flag_intimidated": "intimidated",
}
QUALITY, YOUNG = "flag_evidence_quality", "flag_under_18"
FEAR, AUTOMATIC = "flag_s17", "flag_s17_automatic"
# s.25: proceedings for a sexual offence, modern slavery or domestic abuse, or fear of intimidation.
PRIVATE = frozenset({"flag_sexual_offence", "flag_human_trafficking", "flag_domestic_abuse", FEAR})


class Section(StrEnum):
    """By which section a witness may be eligible."""

    VULNERABLE = "s.16"
    INTIMIDATED = "s.17"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground for Enhanced Rights that the answers speak for."""

    category: str
    flag: Flag


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Why a witness may be eligible, and on what that depends. ``heard_before``: for age alone."""

    section: Section
    reason: str
    automatic: bool = False
    heard_before: date | None = None


@dataclass(frozen=True, slots=True)
class SpecialMeasure:
    """One measure that the court may direct, and the sections by which it is open."""

    section: str
    title: str
    by: tuple[Section, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """What s.16 and s.17 may open. The court decides (s.19)."""

    eligibility: tuple[Eligibility, ...]
    measures: tuple[SpecialMeasure, ...]


BOTH = (Section.VULNERABLE, Section.INTIMIDATED)
ALL_MEASURES = (
    SpecialMeasure("s.23", "A screen", BOTH),
    SpecialMeasure("s.24", "A live link", BOTH, "somebody may be with the witness: s.24(1A)"),
    SpecialMeasure("s.25", "Evidence in private", BOTH),
    SpecialMeasure("s.26", "Wigs and gowns off", BOTH),
    SpecialMeasure("s.27", "Evidence recorded on video", BOTH, "unless justice forbids it"),
    SpecialMeasure("s.28", "Cross-examination recorded on video", BOTH, "needs s.27"),
    SpecialMeasure("s.29", "A Registered Intermediary", (Section.VULNERABLE,)),
    SpecialMeasure("s.30", "Aids to communication", (Section.VULNERABLE,)),
)


def grounds(raised: Collection[Flag]) -> tuple[Ground, ...]:
    """The grounds for Enhanced Rights among the flags raised."""
    return tuple(Ground(GROUNDS[flag.name], flag) for flag in raised if flag.name in GROUNDS)


def categories(raised: Collection[Flag]) -> tuple[str, ...]:
    """Their categories as the data contract names them, each once."""
    return tuple(dict.fromkeys(ground.category for ground in grounds(raised)))


def special_measures(
    raised: Collection[Flag], today: date, born_on: date | None = None
) -> Measures:
    """What the flags may open. ``born_on`` gives the day before which age alone is enough."""
    names = {flag.name for flag in raised}
    eligible = tuple(_eligibility(names, today, born_on))
    sections = {each.section for each in eligible}
    return Measures(eligible, tuple(_open(sections, names)))


def _eligibility(names: set[str], today: date, born_on: date | None) -> list[Eligibility]:
    found = []
    young = _by_age(names, today, born_on)
    if young is not None:
        found.append(young)
    if QUALITY in names:
        reason = "their evidence is likely to suffer from a disorder, impairment or disability"
        found.append(Eligibility(Section.VULNERABLE, reason))
    if AUTOMATIC in names:
        reason = "complainant of a sexual offence, modern slavery or domestic abuse: s.17(4), (4A)"
        found.append(Eligibility(Section.INTIMIDATED, reason, automatic=True))
    elif FEAR in names:
        reason = "fear or distress about giving evidence is likely to make it worse"
        found.append(Eligibility(Section.INTIMIDATED, reason))
    return found


def _by_age(names: set[str], today: date, born_on: date | None) -> Eligibility | None:
    """Under 18 when the court decides on the measure: s.16(3). Not the age at the offence."""
    if born_on is not None:
        birthday = comes_of_age(born_on)
        if birthday <= today:
            return None
        return Eligibility(Section.VULNERABLE, "under 18 at the hearing", heard_before=birthday)
    if YOUNG in names:
        reason = "under 18 at the hearing; the date of birth, with the references, says until when"
        return Eligibility(Section.VULNERABLE, reason)
    return None


def _open(sections: set[Section], names: set[str]) -> list[SpecialMeasure]:
    return [
        SpecialMeasure(each.section, each.title, by, each.note)
        for each in ALL_MEASURES
        if (by := tuple(section for section in each.by if section in sections))
        and (each.section != "s.25" or names & PRIVATE)
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next, by the rule that asks for it. ``due_on`` only where it sets a time."""

    rule: str
    words: str
    due_on: date | None


def next_steps(
    raised: Collection[Flag], code: VictimsCode, calendar: Calendar, reported_on: date
) -> tuple[Step, ...]:
    """What the flags that are no grounds ask for, with the due date of what the report starts."""
    enhanced = bool(grounds(raised))
    rules = {rule.id: rule for rule in code.entitlements}
    return tuple(
        Step(name, flag.words, _due(rules[name], calendar, reported_on, enhanced))
        for flag in raised
        if flag.name not in GROUNDS
        for name in flag.rules
        if name in rules
    )


def _due(rule: Entitlement, calendar: Calendar, reported_on: date, enhanced: bool) -> date | None:
    days = rule.days_enhanced if enhanced else rule.days_standard
    return calendar.due(reported_on, days) if days and REPORT in rule.triggers else None


def comes_of_age(born_on: date) -> date:
    """The eighteenth birthday; for one born on 29 February, 1 March in a year without that day."""
    try:
        return born_on.replace(year=born_on.year + ADULT)
    except ValueError:
        return date(born_on.year + ADULT, 3, 1)
