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
from upheld.web.staff.callbacks.actions import erase as erase_calls
from upheld.web.staff.callbacks.models import CallBack
from upheld.web.staff.cases.actions import erase
from upheld.web.staff.needs.actions import erase as erase_needs
from upheld.web.staff.needs.models import Assessment
from upheld.web.staff.push.actions import forget as forget_messages
from upheld.web.staff.push.old import Old

if TYPE_CHECKING:
    from pathlib import Path

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
        needs=Assessment.objects.filter(saved_at__lt=needs_before).count(),
        messages=Old(now - timedelta(days=days.messages), now.date() - timedelta(days=days.daily)),
        calls_before=calls_before,
        calls=CallBack.objects.filter(added_at__lt=calls_before).count(),
    )


def _named(account: Account, since: datetime) -> bool:
    """Each sign-in is a line: who is not named has not been here for as long as lines are kept."""
    lines = Entry.objects.filter(at__gte=since)
    return lines.filter(Q(by=account.username) | Q(about__startswith=account.username)).exists()


def delete(*, due: Due, now: datetime, by: str, origin: str) -> None:
    """Each in its own transaction with its own line; sessions and tries leave none behind."""
    for edition in due.editions:
        erase(by=by, edition=edition, origin=origin)
    if due.needs:
        erase_needs(by=by, before=due.needs_before, origin=origin)
    if any(due.messages.counts()):
        forget_messages(by=by, old=due.messages, origin=origin)
    if due.calls:
        erase_calls(by=by, before=due.calls_before, origin=origin)
    if due.lines:
        purge(by=by, kept_from=due.kept_from, origin=origin)
    if due.accounts:
        forget(by=by, accounts=due.accounts, origin=origin)
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - TRIES_KEPT).delete()
