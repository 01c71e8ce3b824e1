"""From one case to its duties: slow, obvious, one victim and one event at a time.

This is the oracle that the pipeline's SQL is held to, and what ``upheld explain`` prints. It
follows "From rows to duties" of the data contract, rule by rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from upheld.core.calendar import Calendar
from upheld.core.case import Case, Victim
from upheld.core.duty import MONTH, Claim, Duty, Trigger
from upheld.core.enhanced_rights import BUSINESS, EnhancedRights, enhanced_rights
from upheld.core.explanations import Findings, explain, explain_unmeasurable
from upheld.core.proof import Exclusion, Reading, exclusion, first_done
from upheld.core.routine_updates import routine_duties
from upheld.core.victims_code import REPORT, ROUTINE, Clock, Entitlement, VictimsCodes
from upheld.core.vocabulary import Status


def duties_of(case: Case, codes: VictimsCodes, calendar: Calendar, as_of: date) -> list[Duty]:
    """Every duty of the case as it stands at the end of the as-of date, sorted by victim,
    entitlement, clock start and event."""
    judged = (_judge(claim, calendar, as_of) for claim in _claims(case, codes, as_of))
    duties = [*(duty for duty in judged if duty), *_routine(case, codes, as_of)]
    return sorted(duties, key=_order)


def no_code_count(case: Case, codes: VictimsCodes, as_of: date) -> int:
    """How many pairs of a victim and a report or event lie before the first Code loaded."""
    first_day = min(code.valid_from for code in codes.versions)
    return sum(
        1
        for trigger in _triggers(case)
        if trigger.on <= as_of and trigger.on < first_day
        for victim in case.victims
        if _counts(victim) and _concerns(trigger, victim)
    )


# --------------------------------------------------------------------------- who is owed what


def _claims(case: Case, codes: VictimsCodes, as_of: date) -> Iterator[Claim]:
    for trigger in _triggers(case):
        code = codes.on(trigger.on)
        if code is None or trigger.on > as_of:
            continue
        for rule in code.duties:
            if trigger.name in rule.triggers:
                for victim in case.victims:
                    if _owed(rule, victim) and _concerns(trigger, victim):
                        yield Claim(case, victim, code, rule, trigger)


def _triggers(case: Case) -> Iterator[Trigger]:
    """The report, where its day is known, and every event."""
    if case.crime.reported_at is not None:
        yield Trigger(REPORT, case.crime.reported_at.date())
    for event in case.events:
        yield Trigger(event.event, event.occurred_at.date(), event)


def _owed(rule: Entitlement, victim: Victim) -> bool:
    return victim.kind in rule.scope and _counts(victim)


def _counts(victim: Victim) -> bool:
    """A business counts only with a named contact, and one that is not known is none."""
    return victim.kind != BUSINESS or victim.named_contact is True


def _concerns(trigger: Trigger, victim: Victim) -> bool:
    concerned = trigger.event.victim_id if trigger.event is not None else None
    return concerned is None or concerned == victim.victim_id


def _routine(case: Case, codes: VictimsCodes, as_of: date) -> Iterator[Duty]:
    """Routine updates, under the Code of the report date."""
    reported_at = case.crime.reported_at
    code = codes.on(reported_at.date()) if reported_at is not None else None
    for rule in code.duties if code is not None else ():
        if ROUTINE in rule.triggers:
            for victim in case.victims:
                if _owed(rule, victim):
                    yield from routine_duties(case, victim, rule, as_of)


# ------------------------------------------------------------------------- what became of it


def _judge(claim: Claim, calendar: Calendar, as_of: date) -> Duty | None:
    """The duty with its verdicts; None where its clock has not started by the as-of date."""
    start = _clock_start(claim)
    if start is None:
        return _unmeasurable(claim)
    if start > as_of:
        return None
    rights = enhanced_rights(claim, start)
    due_on = _due_date(claim.rule, rights, calendar, start)
    findings = Findings(
        claim=claim,
        rights=rights,
        done=first_done(claim, Reading.STRICT, as_of),
        done_lenient=first_done(claim, Reading.LENIENT, as_of),
        exclusion=exclusion(claim, due_on or as_of, as_of),
    )
    return explain(_duty(findings, start, due_on, as_of), findings)


def _clock_start(claim: Claim) -> date | None:
    """For court events the day on which the Witness Care Unit was told; None if not known."""
    event = claim.trigger.event
    if claim.rule.clock is Clock.RECEIVED and event is not None:
        return event.received_at.date() if event.received_at is not None else None
    return claim.trigger.on


def _due_date(
    rule: Entitlement, rights: EnhancedRights, calendar: Calendar, start: date
) -> date | None:
    days = rule.days_enhanced if rights.enhanced else rule.days_standard
    return None if days is None else calendar.due(start, days)


def _duty(findings: Findings, start: date, due_on: date | None, as_of: date) -> Duty:
    claim, excluded = findings.claim, findings.exclusion
    status = _status(findings.done_on, due_on, excluded, as_of)
    event = claim.trigger.event
    return Duty(
        crime_id=claim.case.crime.crime_id,
        victim_id=claim.victim.victim_id,
        entitlement=claim.rule.id,
        event_id=event.event_id if event is not None else None,
        clock_start_on=start,
        enhanced=findings.rights.enhanced,
        basis=findings.rights.basis,
        due_on=due_on,
        done_on=findings.done_on,
        status=status,
        done_on_lenient=findings.done_on_lenient,
        status_lenient=_status(findings.done_on_lenient, due_on, excluded, as_of),
        reason=excluded.reason if excluded and status is Status.EXCLUDED else None,
        month=(due_on or start).strftime(MONTH),
    )


def _status(
    done_on: date | None, due_on: date | None, excluded: Exclusion | None, as_of: date
) -> Status:
    """The verdict of one reading. The order is the contract's: met comes before excluded."""
    if due_on is None:
        return _status_without_days(done_on, excluded)
    if done_on is not None and done_on <= due_on:
        return Status.MET
    if excluded is not None:
        return Status.EXCLUDED
    if done_on is not None:
        return Status.LATE
    return Status.OVERDUE if due_on < as_of else Status.OPEN


def _status_without_days(done_on: date | None, excluded: Exclusion | None) -> Status:
    if done_on is not None:
        return Status.DONE
    return Status.EXCLUDED if excluded is not None else Status.NOT_RECORDED


def _unmeasurable(claim: Claim) -> Duty:
    """Never counted from the hearing, whatever was done."""
    event = claim.trigger.event
    duty = Duty(
        crime_id=claim.case.crime.crime_id,
        victim_id=claim.victim.victim_id,
        entitlement=claim.rule.id,
        event_id=event.event_id if event is not None else None,
        clock_start_on=None,
        enhanced=None,
        basis=None,
        due_on=None,
        done_on=None,
        status=Status.UNMEASURABLE,
        done_on_lenient=None,
        status_lenient=Status.UNMEASURABLE,
        reason=None,
        month=claim.trigger.on.strftime(MONTH),
    )
    return explain_unmeasurable(duty, claim)


def _order(duty: Duty) -> tuple[str, str, date, str]:
    return duty.victim_id, duty.entitlement, duty.clock_start_on or date.min, duty.event_id or ""
