"""Routine updates: a victim who asked to be updated every N days, gap by gap.

A gap begins on the report date or on a day of an update in the strict reading, and the next such
day ends it. Days here are calendar days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from upheld.core.case import Case, Victim
from upheld.core.duty import MONTH, Duty
from upheld.core.explanations import explain_gap
from upheld.core.proof import INFORMED, Exclusion, Reading, declined_updates, is_for, told
from upheld.core.victims_code import Entitlement
from upheld.core.vocabulary import Reason, Status


@dataclass(frozen=True, slots=True)
class Gap:
    """From ``began_on``; ``ended_on`` is the next strict update day, None where there is none."""

    began_on: date
    due_on: date
    ended_on: date | None


def routine_duties(case: Case, victim: Victim, rule: Entitlement, as_of: date) -> list[Duty]:
    """One duty a gap; none for a victim without an agreed interval or a crime without a date."""
    reported_at, interval = case.crime.reported_at, victim.update_interval_days
    if reported_at is None or interval is None or reported_at.date() > as_of:
        return []
    closed_on = _closed_on(case, as_of)
    days = _update_days(case, victim, Reading.STRICT, as_of)
    return [
        _duty(gap, case, victim, rule, as_of)
        for gap in _gaps(reported_at.date(), days, interval)
        if closed_on is None or gap.began_on < closed_on
    ]


def _closed_on(case: Case, as_of: date) -> date | None:
    """When the investigation was closed, if that was known by the as-of date."""
    closed_on = case.crime.closed_on
    return closed_on if closed_on is not None and closed_on <= as_of else None


def _update_days(case: Case, victim: Victim, reading: Reading, as_of: date) -> list[date]:
    """The days after the report on which the victim was updated, whatever about, in order."""
    assert case.crime.reported_at is not None
    last_day = _closed_on(case, as_of) or as_of
    days = {
        action.done_at.date()
        for action in case.actions
        if action.action == INFORMED and is_for(action, victim) and told(action, reading)
    }
    return sorted(day for day in days if case.crime.reported_at.date() < day <= last_day)


def _gaps(reported_on: date, update_days: list[date], interval: int) -> Iterator[Gap]:
    starts = [reported_on, *update_days]
    for began_on, ended_on in zip(starts, [*update_days, None], strict=True):
        yield Gap(began_on, began_on + timedelta(days=interval), ended_on)


def _duty(gap: Gap, case: Case, victim: Victim, rule: Entitlement, as_of: date) -> Duty:
    excluded = declined_updates(victim, gap.due_on, as_of)
    closed_on = _closed_on(case, as_of)
    closed = None if closed_on is None else Exclusion(Reason.CLOSED, closed_on)
    status, why = _status(gap, excluded, closed, as_of)
    lenient_day = _lenient_day(gap, _update_days(case, victim, Reading.LENIENT, as_of))
    duty = Duty(
        crime_id=case.crime.crime_id,
        victim_id=victim.victim_id,
        entitlement=rule.id,
        event_id=None,
        clock_start_on=gap.began_on,
        enhanced=None,
        basis=None,
        due_on=gap.due_on,
        done_on=gap.ended_on,
        status=status,
        done_on_lenient=lenient_day or gap.ended_on,
        status_lenient=Status.MET if lenient_day is not None else status,
        reason=why.reason if why is not None else None,
        month=gap.due_on.strftime(MONTH),
    )
    return explain_gap(duty, victim, why)


def _status(
    gap: Gap, declined: Exclusion | None, closed: Exclusion | None, as_of: date
) -> tuple[Status, Exclusion | None]:
    """The strict verdict, and what excluded it."""
    if gap.ended_on is not None and gap.ended_on <= gap.due_on:
        return Status.MET, None
    if declined is not None:
        return Status.EXCLUDED, declined
    if gap.ended_on is not None:
        return Status.LATE, None
    if closed is not None and closed.on <= gap.due_on:
        return Status.EXCLUDED, closed
    return (Status.OVERDUE if gap.due_on < as_of else Status.OPEN), None


def _lenient_day(gap: Gap, update_days: list[date]) -> date | None:
    """The first lenient update after the gap's first day, by its due date and by its end."""
    last_day = gap.due_on if gap.ended_on is None else min(gap.due_on, gap.ended_on)
    return next((day for day in update_days if gap.began_on < day <= last_day), None)
