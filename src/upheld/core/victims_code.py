"""The Victims' Code as frozen values that cannot hold nonsense.

A *Code* is one version of the Victims' Code with the dates between which it is in force; an
*entitlement* is one thing a victim is owed; a *ground* is one reason for Enhanced Rights.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from upheld.core.vocabulary import ACTIONS, DECISION_CATEGORIES, EVENTS, MARKERS, VICTIM_KINDS

REPORT = "report"
ROUTINE = "routine"
RIGHTS = range(1, 13)
OWNERS = (
    "police",
    "witness_care_unit",
    "cps",
    "court",
    "probation",
    "youth_offending_team",
    "every_provider",
)
OTHER_LAW = ("PACE-",)
COUNTING_RULES_CLASS = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{1,2})?[A-Z]?")


class Clock(StrEnum):
    """Which time starts the clock: when it happened, or when the Witness Care Unit was told."""

    OCCURRED = "occurred"
    RECEIVED = "received"
    NONE = "none"


class Evidence(StrEnum):
    """What stands behind a rule, until a person has checked it against the printed Code."""

    SEEN20 = "SEEN20"
    SEEN15 = "SEEN15"
    SEENAF = "SEENAF"
    SEENLAW = "SEENLAW"
    SEEN = "SEEN"
    MEM = "MEM"
    INF = "INF"


class MeasurableBy(StrEnum):
    EXTRACT = "extract"
    SURVEY = "survey"
    AUDIT = "audit"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Verification:
    """A person's check of one rule against the printed Code."""

    rule_id: str
    paragraph: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One thing a victim is owed.

    ``triggers`` are event names, or REPORT, or ROUTINE; ``action`` is the kind of action that
    settles it. ``days_standard`` and ``days_enhanced`` are working days, None where the Code sets
    no number. Only an entitlement with ``makes_duties`` is computed; all others are listed with
    what could measure them.
    """

    id: str
    right: int
    title: str
    owner: str
    trigger_text: str
    makes_duties: bool
    triggers: tuple[str, ...]
    action: str | None
    days_standard: int | None
    days_enhanced: int | None
    clock: Clock
    scope: tuple[str, ...]
    exceptions: tuple[str, ...]
    citation: str
    evidence: Evidence
    evidence_note: str
    measurable_by: tuple[MeasurableBy, ...]
    valid_from: date
    valid_to: date | None
    verification: Verification | None = None

    def __post_init__(self) -> None:
        problems = tuple(_nonsense(self))
        if problems:
            raise ValueError("; ".join(problems))

    @property
    def verified(self) -> bool:
        return self.verification is not None

    @property
    def timed(self) -> bool:
        """Has a number of working days. Routine updates have an agreed interval instead."""
        return self.days_standard is not None

    @property
    def short_id(self) -> str:
        """The id without its Code: R6-ARREST, the same right under any Code."""
        return self.id.split("-", 1)[1]


def _nonsense(rule: Entitlement) -> list[str]:
    wrong = []
    if rule.right not in RIGHTS:
        wrong.append(f"right: expected 1 to 12, found {rule.right}")
    if rule.owner not in OWNERS:
        wrong.append(f"owner: expected one of {', '.join(OWNERS)}, found {rule.owner!r}")
    if (rule.days_standard is None) != (rule.days_enhanced is None):
        wrong.append("days: expected both days_standard and days_enhanced, or neither")
    for name in ("days_standard", "days_enhanced"):
        days = getattr(rule, name)
        if days is not None and days < 1:
            wrong.append(f"{name}: expected a whole number of working days from 1, found {days}")
    if rule.days_standard and rule.days_enhanced and rule.days_enhanced > rule.days_standard:
        wrong.append("days_enhanced: expected no more than days_standard")
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        wrong.append(f"valid_to: expected no earlier than {rule.valid_from}, found {rule.valid_to}")
    if not rule.measurable_by:
        wrong.append("measurable_by: expected extract, survey, audit or nothing")
    for kind in rule.scope:
        if kind not in VICTIM_KINDS:
            wrong.append(f"scope: expected kinds of victim, found {kind!r}")
    if rule.makes_duties:
        wrong += _duty_nonsense(rule)
    elif rule.days_standard is not None and rule.clock is Clock.NONE and rule.triggers:
        wrong.append("clock: expected occurred or received where there are days and a trigger")
    return wrong


def _duty_nonsense(rule: Entitlement) -> list[str]:
    wrong = []
    if not rule.triggers:
        wrong.append("triggers: expected at least one event, report or routine")
    for trigger in rule.triggers:
        if trigger not in (*EVENTS, REPORT, ROUTINE):
            wrong.append(f"triggers: expected an event of the contract, found {trigger!r}")
    if len(rule.triggers) > 1 and {REPORT, ROUTINE} & set(rule.triggers):
        wrong.append("triggers: report and routine stand alone")
    if rule.action not in ACTIONS:
        wrong.append(f"action: expected an action of the contract, found {rule.action!r}")
    if rule.timed and rule.clock is Clock.NONE:
        wrong.append("clock: expected occurred or received where there are days")
    if MeasurableBy.EXTRACT not in rule.measurable_by:
        wrong.append("measurable_by: expected extract among them, since it makes duties")
    return wrong


@dataclass(frozen=True, slots=True)
class OffenceCode:
    """A Home Office counting-rules class, and why it is on the list."""

    code: str
    title: str
    note: str = ""

    def __post_init__(self) -> None:
        if not COUNTING_RULES_CLASS.fullmatch(self.code):
            raise ValueError(
                f"code: expected a counting-rules class such as 2, 5D or 19C, found {self.code!r}"
            )


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for Enhanced Rights. Exactly one of the four tests decides a derived ground;
    a ground with none of them needs judgement and is only ever recorded."""

    id: str
    category: str
    title: str
    citation: str
    evidence: Evidence
    offences: tuple[OffenceCode, ...] = ()
    marker: str | None = None
    victim_kind: str | None = None
    under_age: int | None = None
    note: str = ""
    verification: Verification | None = None

    def __post_init__(self) -> None:
        problems = tuple(_ground_nonsense(self))
        if problems:
            raise ValueError("; ".join(problems))

    @property
    def derived(self) -> bool:
        """Holds without anybody's judgement."""
        return bool(self.offences or self.marker or self.victim_kind or self.under_age)


def _ground_nonsense(ground: Ground) -> list[str]:
    wrong = []
    tests = (bool(ground.offences), ground.marker, ground.victim_kind, ground.under_age)
    if sum(1 for test in tests if test) > 1:
        wrong.append("test: expected at most one of offences, marker, victim_kind, under_age")
    if ground.category not in DECISION_CATEGORIES:
        expected = ", ".join(DECISION_CATEGORIES)
        wrong.append(f"category: expected one of {expected}, found {ground.category!r}")
    if ground.marker is not None and ground.marker not in MARKERS:
        wrong.append(f"marker: expected one of {', '.join(MARKERS)}, found {ground.marker!r}")
    if ground.victim_kind is not None and ground.victim_kind not in VICTIM_KINDS:
        wrong.append(f"victim_kind: expected a kind of victim, found {ground.victim_kind!r}")
    if ground.under_age is not None and ground.under_age < 1:
        wrong.append(f"under_age: expected an age in years from 1, found {ground.under_age}")
    return wrong + _repeated([offence.code for offence in ground.offences], "offences")


@dataclass(frozen=True, slots=True)
class Right:
    """A heading of the Code, in our own words."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class VictimsCode:
    """One version of the Code, in force from ``valid_from`` to ``valid_to`` inclusive.

    ``printed`` names the printed text against which a person checks the rules; ``note`` is what a
    reader must know of this version as encoded.
    """

    id: str
    title: str
    valid_from: date
    valid_to: date | None
    entitlements: tuple[Entitlement, ...]
    grounds: tuple[Ground, ...]
    rights: tuple[Right, ...] = ()
    printed: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        problems = tuple(_code_nonsense(self))
        if problems:
            raise ValueError("; ".join(problems))

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def duties(self) -> tuple[Entitlement, ...]:
        """The entitlements that make duties."""
        return tuple(rule for rule in self.entitlements if rule.makes_duties)

    def ground_id(self, ground: Ground) -> str:
        """A ground's id among all Codes: VC20-under_18."""
        return f"{self.id}-{ground.id}"


def _code_nonsense(code: VictimsCode) -> list[str]:
    wrong = _repeated([rule.id for rule in code.entitlements], "id")
    wrong += _repeated([ground.id for ground in code.grounds], "id")
    if code.valid_to is not None and code.valid_to < code.valid_from:
        wrong.append(f"valid_to: expected no earlier than {code.valid_from}, found {code.valid_to}")
    for rule in code.entitlements:
        wrong += [f"{rule.id}: {what}" for what in _out_of_place(rule, code)]
    return wrong


def _out_of_place(rule: Entitlement, code: VictimsCode) -> list[str]:
    wrong = []
    if not rule.id.startswith((f"{code.id}-", *OTHER_LAW)):
        wrong.append(f"id: expected to begin with {code.id}-")
    if code.rights and rule.right not in {right.number for right in code.rights}:
        wrong.append(f"right: expected one of the Code's rights, found {rule.right}")
    if not all(code.in_force(day) for day in (rule.valid_from, rule.valid_to) if day):
        wrong.append("valid_from, valid_to: expected days on which the Code is in force")
    # The day of an event chooses the Code and, with it, every rule that makes duties.
    elif rule.makes_duties and (rule.valid_from, rule.valid_to) != (code.valid_from, code.valid_to):
        wrong.append("valid_from, valid_to: expected the Code's own, as it makes duties")
    return wrong


def _repeated(found: Sequence[str], key: str) -> list[str]:
    return [
        f"{each}: {key}: expected once, found {found.count(each)} times"
        for each in dict.fromkeys(found)
        if found.count(each) > 1
    ]


@dataclass(frozen=True, slots=True)
class VictimsCodes:
    """Every version loaded, oldest first; no two in force on one day."""

    versions: tuple[VictimsCode, ...]

    def __post_init__(self) -> None:
        for earlier, later in zip(self.versions, self.versions[1:], strict=False):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise ValueError(f"{earlier.id} and {later.id} are in force on the same day")
        repeated = _repeated([rule.id for rule in self.entitlements], "id")
        if repeated:
            raise ValueError("; ".join(repeated))

    def on(self, day: date) -> VictimsCode | None:
        """The Code in force on that day; None before the first one loaded."""
        return next((code for code in self.versions if code.in_force(day)), None)

    @property
    def entitlements(self) -> tuple[Entitlement, ...]:
        return tuple(rule for code in self.versions for rule in code.entitlements)
