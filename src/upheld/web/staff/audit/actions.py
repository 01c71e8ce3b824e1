"""Writing the trail, and the frame of every other write: both happen, or neither does."""

from __future__ import annotations

from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from upheld.core.errors import WrongUseError
from upheld.web.staff.audit import chain
from upheld.web.staff.audit.models import Entry
from upheld.web.staff.audit.words import What

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.contrib.sessions.backends.base import SessionBase

P = ParamSpec("P")
R = TypeVar("R")
COMMAND_LINE = "command line"
LEAST_DAYS_KEPT = 365
_LOCK = 720_462  # Any number, the same in every process.
_written: ContextVar[int] = ContextVar("entries written", default=0)


class NoEntryError(RuntimeError):
    """An action wrote nothing to the audit trail: it is undone."""


def action(function: Callable[P, R]) -> Callable[P, R]:
    """One write: a transaction that is undone unless it also wrote its audit entry."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            before = _written.get()
            result = function(*args, **kwargs)
            if _written.get() == before:
                raise NoEntryError(function.__name__)
            return result

    run.is_action = True  # type: ignore[attr-defined]
    return run


def record(*, by: str, what: What, origin: str, **values: Any) -> Entry:
    """Add one line to the trail, sealed to the one before. Only within an action."""
    if not connection.in_atomic_block:
        raise NoEntryError("an entry stands in the transaction of what it records")
    _one_at_a_time()
    last = Entry.objects.order_by("-id").values_list("digest", flat=True).first()
    entry = Entry(
        at=timezone.now(), by=by, what=what.value, origin=origin, previous=last or "", **values
    )
    entry.digest = chain.digest(entry)
    entry.save(force_insert=True)
    _written.set(_written.get() + 1)
    return entry


def _one_at_a_time() -> None:
    """Two lines must not follow the same one. A writing SQLite transaction is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@action
def purge(*, by: str, kept_from: datetime, origin: str) -> int:
    """Delete the lines before ``kept_from``, and say so in the trail. How many went.

    The database lets lines go only right after a line that records it, and no line younger than
    a year. The purge names the digest of the last line that went.
    """
    if (timezone.now() - kept_from).days < LEAST_DAYS_KEPT:
        raise WrongUseError(
            f"The audit trail is kept for at least {LEAST_DAYS_KEPT} days.",
            next_step="name an earlier day.",
        )
    going = Entry.objects.filter(at__lt=kept_from)
    last = going.order_by("-id").first()
    record(
        by=by,
        what=What.TRAIL_PURGED,
        origin=origin,
        about=last.digest if last else "",
        count=going.count(),
        kept_from=kept_from,
    )
    return going.delete()[0]


@action
def search(
    *, by: str, session: SessionBase, key: str, asked: dict[str, str], about: str, origin: str
) -> None:
    """An auditor asks; what was asked stays in the session, to page through the answer."""
    session[key] = asked
    session.save()
    record(by=by, what=What.TRAIL_SEARCHED, about=about[:200], origin=origin)
