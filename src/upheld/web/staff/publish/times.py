"""A time as a person types it, in London."""

from __future__ import annotations

from datetime import UTC, datetime

from upheld.core.errors import WrongUseError
from upheld.web.staff.audit.words import LONDON


def read(text: str) -> datetime | None:
    """2026-12-01 or 2026-12-01T09:30; None where nothing was typed. Raises WrongUseError for what
    is no time, and for one that the change of the clocks leaves out or gives twice."""
    if not text.strip():
        return None
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _wrong(text, "is not a time") from error
    if typed.tzinfo is not None:
        raise _wrong(text, "names a time zone; it is read as the time in London")
    first, second = (typed.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        raise _wrong(text, "is a time at which the clocks change")
    return first


def _wrong(text: str, what: str) -> WrongUseError:
    return WrongUseError(
        f"{text.strip()[:40]!r} {what}.", next_step="write it such as 2026-12-01T09:30."
    )
