"""Every write about call-backs, each with its line in the audit trail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What
from upheld.web.staff.callbacks.models import CallBack, CallTry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

REASON = "call-back"
BYTES = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """A victim to be called, as a list or a person names them."""

    unit: str
    crime: str
    victim: str
    unsafe: tuple[str, ...]
    message: bool | None
    call_from: date
    call_by: date


@action
def add(*, by: str, wanted: Sequence[Wanted], now: datetime, origin: str) -> int:
    """Put victims on the list; whoever stands on it already stays as they are. How many are new."""
    held = set(CallBack.objects.filter(crime__in={each.crime for each in wanted})
               .values_list("crime", "victim"))  # fmt: skip
    new = {(w.crime, w.victim): w for w in wanted if (w.crime, w.victim) not in held}
    for each in new.values():
        made = CallBack(
            number=secrets.token_hex(BYTES), unit=each.unit, crime=each.crime, victim=each.victim,
            unsafe=list(each.unsafe), message=each.message, call_from=each.call_from,
            call_by=each.call_by, added_at=now, by=by,
        )  # fmt: skip
        made.save(force_insert=True)
        _record(made, by, origin, "put on the list")
    if not new:
        record(by=by, what=What.ALTERED, about="call-backs: none is new", count=0, reason=REASON,
               origin=origin)  # fmt: skip
    return len(new)


@action
def tried(
    *,
    by: str,
    call_back: CallBack,
    came_to: str,
    next_step: str,
    again_on: date | None,
    unsafe: Sequence[str],
    message: bool | None,
    script: str,
    seen: int,
    now: datetime,
    origin: str,
) -> CallTry | None:
    """What a call came to. What was said before about safety is never taken back by a try.

    ``seen``: how many tries whoever records knew of. Where there are others by now, none is added:
    sent twice, a call is kept once, and nobody records past what another caller was told.
    """
    now_kept = CallBack.objects.select_for_update().get(pk=call_back.pk)
    if now_kept.tries.count() != seen:
        _record(call_back, by, origin, "another call was recorded meanwhile")
        return None
    made = CallTry.objects.create(
        call_back=call_back, at=now, by=by, came_to=came_to, next=next_step, again_on=again_on,
        unsafe=list(unsafe), message=message, script=script,
    )  # fmt: skip
    _record(call_back, by, origin, "a call recorded")
    return made


def _record(call_back: CallBack, by: str, origin: str, done: str) -> None:
    record(
        by=by, what=What.ALTERED, unit=call_back.unit, about=f"{call_back}: {done}",
        case=call_back.crime, reason=REASON, origin=origin,
    )  # fmt: skip
