"""A duty: one victim's entitlement set running by one event, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from upheld.core.case import Case, Event, Victim
from upheld.core.victims_code import Entitlement, VictimsCode
from upheld.core.vocabulary import Basis, Reason, Status

MONTH = "%Y-%m"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets an entitlement running: the report of the crime (no event), or one event.

    ``name`` is REPORT or the event's name, ``on`` the London date on which it happened.
    """

    name: str
    on: date
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one victim is owed because of one trigger, before anybody judges it."""

    case: Case
    victim: Victim
    code: VictimsCode
    rule: Entitlement
    trigger: Trigger


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of duties.parquet, as far as the case itself decides it, and why, in words.

    ``done_on``, ``status`` and ``reason`` are the strict reading's. ``event_id`` is None where the
    report started the clock; ``enhanced`` and ``basis`` are None for routine updates; of an
    unmeasurable duty everything but its names, status and month is None.
    """

    crime_id: str
    victim_id: str
    entitlement: str
    event_id: str | None
    clock_start_on: date | None
    enhanced: bool | None
    basis: Basis | None
    due_on: date | None
    done_on: date | None
    status: Status
    done_on_lenient: date | None
    status_lenient: Status
    reason: Reason | None
    month: str
    explanation: str = ""


def as_row(duty: Duty) -> dict[str, object]:
    """The duty by column name."""
    return {field.name: getattr(duty, field.name) for field in fields(duty)}
