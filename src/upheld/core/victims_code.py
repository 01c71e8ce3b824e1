"""The Victims' Code as frozen values that cannot hold nonsense.

A *Code* is one version of the Victims' Code with the dates between which it is in force; an
*entitlement* is one thing a victim is owed; a *ground* is one reason for Enhanced Rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from upheld.core.vocabulary import ACTIONS, DECISION_CATEGORIES, EVENTS, MARKERS, VICTIM_KINDS

REPORT = "report"
ROUTINE = "routine"
RIGHTS = range(1, 13)


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


def _nonsense(rule: Entitlement) -> list[str]:  # noqa: PLR0912 - one line per thing that cannot be
    wrong = []
    if rule.right not in RIGHTS:
        wrong.append(f"right: expected 1 to 12, found {rule.right}")
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
        tests = (bool(self.offences), self.marker, self.victim_kind, self.under_age)
        if sum(1 for test in tests if test) > 1:
            raise ValueError("test: expected one of offences, marker, victim_kind, under_age")
        if self.category not in DECISION_CATEGORIES:
            raise ValueError(
                f"category: expected one of {', '.join(DECISION_CATEGORIES)}, "
                f"found {self.category!r}"
            )
        if self.marker is not None and self.marker not in MARKERS:
            raise ValueError(f"marker: expected one of {', '.join(MARKERS)}, found {self.marker!r}")
        if self.victim_kind is not None and self.victim_kind not in VICTIM_KINDS:
            raise ValueError(f"victim_kind: expected a kind of victim, found {self.victim_kind!r}")

    @property
    def derived(self) -> bool:
        """Holds without anybody's judgement."""
        return bool(self.offences or self.marker or self.victim_kind or self.under_age)


@dataclass(frozen=True, slots=True)
class VictimsCode:
    """One version of the Code, in force from ``valid_from`` to ``valid_to`` inclusive."""

    id: str
    title: str
    valid_from: date
    valid_to: date | None
    entitlements: tuple[Entitlement, ...]
    grounds: tuple[Ground, ...]

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def duties(self) -> tuple[Entitlement, ...]:
        """The entitlements that make duties."""
        return tuple(rule for rule in self.entitlements if rule.makes_duties)


@dataclass(frozen=True, slots=True)
class VictimsCodes:
    """Every version loaded, oldest first; no two in force on one day."""

    versions: tuple[VictimsCode, ...]

    def __post_init__(self) -> None:
        for earlier, later in zip(self.versions, self.versions[1:], strict=False):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise ValueError(f"{earlier.id} and {later.id} are in force on the same day")

    def on(self, day: date) -> VictimsCode | None:
        """The Code in force on that day; None before the first one loaded."""
        return next((code for code in self.versions if code.in_force(day)), None)

    @property
    def entitlements(self) -> tuple[Entitlement, ...]:
        return tuple(rule for code in self.versions for rule in code.entitlements)
