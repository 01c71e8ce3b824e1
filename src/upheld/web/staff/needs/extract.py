"""Needs assessments as tables of the data contract, so that they count in the figures.

Only what names its crime and victim can count. Who recorded it is a pseudonym, the same each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from upheld.core.needs_assessment import GROUNDS
from upheld.extracts.contract import ACTIONS_TABLE, NEEDS_ASSESSMENTS, PRIORITY_DECISIONS
from upheld.web.staff.accounts.pseudonym import pseudonym
from upheld.web.staff.needs.models import Assessment, Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from upheld.extracts.contract import Table

# A file of its own beside those of the system of record: its name begins with its table.
FILES = {
    NEEDS_ASSESSMENTS: "needs_assessments.csv",
    ACTIONS_TABLE: "actions-needs-assessments.csv",
    PRIORITY_DECISIONS: "priority_decisions-needs-assessments.csv",
}
Row = dict[str, str]


def tables() -> dict[Table, list[Row]]:
    """Every row, oldest first."""
    found = list(
        Assessment.objects.exclude(crime="").exclude(victim="").order_by("started_at", "id")
    )
    decisions = _decisions(found)
    return {
        NEEDS_ASSESSMENTS: [_assessment(each, decisions.get(each.pk, [])) for each in found],
        ACTIONS_TABLE: [_action(each) for each in found if each.finished_at],
        PRIORITY_DECISIONS: [
            _decision(each, made, number)
            for each in found
            for number, made in enumerate(decisions.get(each.pk, []), start=1)
        ],
    }


def waiting() -> int:
    """Handed in, and in no extract because no crime is named."""
    return Assessment.objects.exclude(finished_at=None).filter(crime="").count()


def _decisions(found: Iterable[Assessment]) -> dict[int, list[Decision]]:
    made: dict[int, list[Decision]] = {}
    rows = (
        Decision.objects.select_related("assessment")
        .filter(assessment__in=list(found))
        .order_by("at", "id")
    )
    for each in rows:
        made.setdefault(each.assessment.pk, []).append(each)
    return made


def _assessment(each: Assessment, decisions: list[Decision]) -> Row:
    latest = decisions[-1] if decisions else None
    return {
        "assessment_id": each.number,
        "victim_id": each.victim,
        "set": each.set_name,
        "version": each.version,
        "started_at": _moment(each.started_at),
        "finished_at": _moment(each.finished_at) if each.finished_at else "",
        "unit_code": each.unit,
        "audit": "true" if each.audit else "false",
        "flags": ";".join(each.flags),
        "overruled": ";".join(_overruled(each, latest)) if latest else "",
        "seconds": ";".join(f"{page}={spent:g}" for page, spent in each.seconds.items()),
    }


def _overruled(each: Assessment, decision: Decision) -> Iterator[str]:
    """Flags that were set aside; and each ground that was decided otherwise."""
    yield from decision.set_aside
    said = {GROUNDS[flag] for flag in each.flags if flag in GROUNDS}
    yield from (f"not {ground}" for ground in sorted(said - set(decision.categories)))
    yield from (f"also {ground}" for ground in sorted(set(decision.categories) - said))


def _action(each: Assessment) -> Row:
    assert each.finished_at is not None
    done = _moment(each.finished_at)
    return {
        "action_id": f"NA-{each.number}", "crime_id": each.crime, "victim_id": each.victim,
        "action": "needs_assessment", "done_at": done, "recorded_at": done,
        "recorded_by": pseudonym(each.by), "result": "spoken",
    }  # fmt: skip


def _decision(each: Assessment, made: Decision, number: int) -> Row:
    return {
        "decision_id": f"NA-{each.number}-{number}",
        "victim_id": each.victim,
        "decided_at": _moment(made.at),
        "decision": "eligible" if made.categories else "not_eligible",
        "categories": ";".join(made.categories),
        "source": "officer" if made.overrules else "needs_assessment",
    }


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M:%S")
