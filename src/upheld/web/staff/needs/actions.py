"""Every write about needs assessments, each with its line in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.web.staff.accounts import sessions
from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What
from upheld.web.staff.needs.models import SET, Assessment, Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.contrib.sessions.backends.base import SessionBase

    from upheld.web.staff.needs.lot import Lot

REASON = "assessment"


@action
def start(
    *, by: str, unit: str, lot: Lot, now: datetime, follows: Assessment | None, origin: str
) -> Assessment:
    """A new one; after another, with its references, and with nothing of its answers."""
    made = Assessment(
        number=lot.number, unit=unit, by=by, set_name=SET, version=lot.version, audit=lot.audit,
        draw=lot.draw, share=lot.share, started_at=now, saved_at=now, follows=follows,
        crime=follows.crime if follows else "", victim=follows.victim if follows else "",
        reported_on=follows.reported_on if follows else None,
        born_on=follows.born_on if follows else None,
    )  # fmt: skip
    made.save(force_insert=True)
    _record(made, by, origin, "started")
    return made


@action
def save(
    *,
    by: str,
    assessment: Assessment,
    answers: Mapping[str, str],
    seconds: Mapping[str, float],
    session: SessionBase,
    now: datetime,
    origin: str,
) -> None:
    """One page answered: kept before the next is shown. ``answers`` are those of the page.

    Sent from two places at once, neither undoes the other; once handed in, nothing is changed.
    The session, which holds when pages were shown, is kept with it: the disk is waited for once.
    """
    now_kept = Assessment.objects.select_for_update().get(pk=assessment.pk)
    _record(now_kept, by, origin, "page answered")
    if now_kept.finished_at is None:
        now_kept.answers |= answers
        now_kept.seconds, now_kept.saved_at = dict(seconds), now
        now_kept.save(update_fields=["answers", "seconds", "saved_at"])
    sessions.keep(session)
    assessment.answers, assessment.finished_at = now_kept.answers, now_kept.finished_at


@action
def hand_in(
    *,
    by: str,
    assessment: Assessment,
    answers: Mapping[str, str],
    flags: Sequence[str],
    now: datetime,
    origin: str,
) -> None:
    """Confirmed: hidden answers are gone, and from here on it is not changed."""
    if Assessment.objects.select_for_update().get(pk=assessment.pk).finished_at is not None:
        _record(assessment, by, origin, "handed in before")
        return
    assessment.answers, assessment.flags = dict(answers), list(flags)
    assessment.saved_at = assessment.finished_at = now
    assessment.save(update_fields=["answers", "flags", "saved_at", "finished_at"])
    _record(assessment, by, origin, "handed in")


@action
def decide(
    *,
    by: str,
    assessment: Assessment,
    categories: Sequence[str],
    set_aside: Sequence[str],
    overrules: bool,
    reason: str,
    now: datetime,
    origin: str,
) -> None:
    """What the officer decides; the one before stays."""
    Decision.objects.create(
        assessment=assessment, by=by, at=now, categories=list(categories),
        set_aside=list(set_aside), overrules=overrules, reason=reason,
    )  # fmt: skip
    _record(assessment, by, origin, "decided, overruled" if overrules else "decided")


@action
def refer_to(
    *,
    by: str,
    assessment: Assessment,
    crime: str,
    victim: str,
    reported_on: date | None,
    born_on: date | None,
    origin: str,
) -> None:
    """Which crime and victim it is about; until then it flows into no extract."""
    assessment.crime, assessment.victim = crime, victim
    assessment.reported_on, assessment.born_on = reported_on, born_on
    assessment.save(update_fields=["crime", "victim", "reported_on", "born_on"])
    _record(assessment, by, origin, "references given")


def _record(assessment: Assessment, by: str, origin: str, done: str) -> None:
    record(
        by=by, what=What.ALTERED, unit=assessment.unit, about=f"{assessment}: {done}",
        case=assessment.crime, reason=REASON, origin=origin,
    )  # fmt: skip
