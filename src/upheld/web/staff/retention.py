"""What has been kept for its time, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Q

from upheld.editions.erase import overdue
from upheld.web.staff.accounts.actions import forget
from upheld.web.staff.accounts.models import Account
from upheld.web.staff.audit.actions import purge
from upheld.web.staff.audit.models import Entry
from upheld.web.staff.callbacks.models import CallBack
from upheld.web.staff.cases.actions import erase, erase_old
from upheld.web.staff.needs.models import Assessment
from upheld.web.staff.push.actions import forget as forget_messages
from upheld.web.staff.push.old import Old

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import QuerySet

    from upheld.editions.edition import Edition

TRIES_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """For how many days each is kept."""

    cases: int
    trail: int
    needs: int
    messages: int
    daily: int
    call_backs: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is to go now. ``accounts`` are those that no line names which stays."""

    editions: tuple[Edition, ...]
    kept_from: datetime
    lines: int
    accounts: tuple[Account, ...]
    sessions: int
    tries: int
    needs_before: datetime
    needs: int
    calls_before: datetime
    calls: int
    messages: Old


def due(now: datetime, editions: Path, days: Days) -> Due:
    calls_before = now - timedelta(days=days.call_backs)
    needs_before = now - timedelta(days=days.needs)
    kept_from = now - timedelta(days=days.trail)
    return Due(
        editions=tuple(overdue(editions, now.date(), days.cases)),
        kept_from=kept_from,
        lines=Entry.objects.filter(at__lt=kept_from).count(),
        accounts=tuple(a for a in Account.objects.all() if not _named(a, kept_from)),
        sessions=Session.objects.filter(expire_date__lt=now).count(),
        tries=AccessAttempt.objects.filter(attempt_time__lt=now - TRIES_KEPT).count(),
        needs_before=needs_before,
        needs=_assessments(needs_before).count(),
        messages=Old(now - timedelta(days=days.messages), now.date() - timedelta(days=days.daily)),
        calls_before=calls_before,
        calls=_call_backs(calls_before).count(),
    )


def _assessments(before: datetime) -> QuerySet[Assessment]:
    return Assessment.objects.filter(saved_at__lt=before)


def _call_backs(before: datetime) -> QuerySet[CallBack]:
    return CallBack.objects.filter(added_at__lt=before)


def _named(account: Account, since: datetime) -> bool:
    """Each sign-in is a line: who is not named has not been here for as long as lines are kept."""
    lines = Entry.objects.filter(at__gte=since)
    return lines.filter(Q(by=account.username) | Q(about__startswith=account.username)).exists()


def delete(*, due: Due, now: datetime, by: str, origin: str) -> None:
    """Each in its own transaction with its own line; sessions and tries leave none behind."""
    for edition in due.editions:
        erase(by=by, edition=edition, origin=origin)
    if due.needs:
        about = f"needs assessments before {due.needs_before:%Y-%m-%d}"
        erase_old(by=by, going=_assessments(due.needs_before), about=about, origin=origin)
    if any(due.messages.counts()):
        forget_messages(by=by, old=due.messages, origin=origin)
    if due.calls:
        about = f"call-backs before {due.calls_before:%Y-%m-%d}"
        erase_old(by=by, going=_call_backs(due.calls_before), about=about, origin=origin)
    if due.lines:
        purge(by=by, kept_from=due.kept_from, origin=origin)
    if due.accounts:
        forget(by=by, accounts=due.accounts, origin=origin)
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - TRIES_KEPT).delete()
