"""When a session ends by itself: after a time of rest, and after a day's work."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from django.contrib.sessions.backends.base import SessionBase

BEGAN = "began"
SEEN = "seen"
# How often a page writes that it was opened: not each one, so that reading stays reading.
NOTED_EVERY = timedelta(minutes=1)


class Over(StrEnum):
    """Why a session ended, as the trail says it."""

    IDLE = "idle"
    LONGEST = "longest"
    SIGNED_OUT = "signed-out"


def begin(session: MutableMapping[str, Any], now: datetime) -> None:
    session[BEGAN] = session[SEEN] = now.isoformat()


def over(
    session: MutableMapping[str, Any], now: datetime, idle: timedelta, longest: timedelta
) -> Over | None:
    """Whether its time is up. A session that does not say when it began is over."""
    began, seen = (_time(session.get(name)) for name in (BEGAN, SEEN))
    if began is None or seen is None or now - began >= longest:
        return Over.LONGEST
    return Over.IDLE if now - seen >= idle else None


def note(session: MutableMapping[str, Any], now: datetime) -> None:
    """Remember that a page was opened, where that was not noted within the minute."""
    seen = _time(session.get(SEEN))
    if seen is None or now - seen >= NOTED_EVERY:
        session[SEEN] = now.isoformat()


def keep(session: SessionBase) -> None:
    """Now, within the transaction of what it belongs to, so that nothing is left to be kept
    after the page. A session that ended meanwhile undoes it all."""
    try:
        session.save()
    except UpdateError as error:
        raise SessionInterrupted("The session ended before the request did.") from error
    session.modified = False


def _time(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
