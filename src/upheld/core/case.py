"""The facts of one case, as the data contract hands them over, parsed and frozen.

Times are London wall-clock times without an offset; dates are London dates. ``None`` is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Crime:
    crime_id: str
    reported_at: datetime | None = None
    month: str | None = None
    committed_on: date | None = None
    offence_code: str | None = None
    offence_group: str | None = None
    unit_code: str | None = None
    borough_code: str | None = None
    team: str | None = None
    domestic_abuse: bool | None = None
    hate_crime: bool | None = None
    terrorism: bool | None = None
    closed_on: date | None = None
    outcome_code: str | None = None


@dataclass(frozen=True, slots=True)
class Victim:
    victim_id: str
    crime_id: str
    kind: str
    named_contact: bool | None = None
    date_of_birth: date | None = None
    sex: str | None = None
    ethnicity: str | None = None
    disability: str | None = None
    update_interval_days: int | None = None
    declined_updates_from: date | None = None
    declined_updates_until: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A recorded decision about Enhanced Rights. ``row`` orders decisions of equal time."""

    decision_id: str
    victim_id: str
    decided_at: datetime
    decision: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """``victim_id`` is None where the event concerns every victim of the crime."""

    event_id: str
    crime_id: str
    event: str
    occurred_at: datetime
    victim_id: str | None = None
    suspect_id: str | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """``victim_id`` is None where it was done for every victim of the crime."""

    action_id: str
    crime_id: str
    action: str
    done_at: datetime
    result: str
    victim_id: str | None = None
    about_event_id: str | None = None
    about: str | None = None
    channel: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One crime and everything that hangs on it."""

    crime: Crime
    victims: tuple[Victim, ...] = ()
    decisions: tuple[Decision, ...] = ()
    events: tuple[Event, ...] = ()
    actions: tuple[Action, ...] = ()
