"""Claim, send, record: how any one mail leaves, at most once.

A line is marked HANDING, and that is on the disk, before its words leave. What is found so at the
start of a run was left by a process that is dead, as one sends at a time.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from upheld.core.errors import UpheldError
from upheld.web.staff.push.bounces import address_is_wrong
from upheld.web.staff.push.carriers import Fate
from upheld.web.staff.push.models import State, Subscriber

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from upheld.web.staff.push.carriers import Carrier, Mail, Outcome
    from upheld.web.staff.push.models import DailyMail, Line

    Sent = Line | DailyMail

PASSES = 3
FIRST_PAUSE = 2.0  # seconds; each further one doubles
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
MOST_TRIES = 12
TAKEN = frozenset({State.ACCEPTED, State.DELIVERED})
AFTER = {Fate.ACCEPTED: State.ACCEPTED, Fate.REFUSED: State.REFUSED, Fate.UNKNOWN: State.UNKNOWN,
         Fate.AGAIN: State.WAITING}  # fmt: skip


def hand_over(line: Sent, mail: Mail, carrier: Carrier) -> Outcome:
    outcome = carrier.send(mail, lambda: _claim(line))
    _record(line, outcome)
    return outcome


def in_passes(
    lines: QuerySet[Any], one: Callable[[Any], Outcome], pause: Callable[[float], None]
) -> bool:
    """Send what waits; what was not taken is tried again after a pause. Whether the mail service
    did not answer at all: then the rest is left for later."""
    waiting, down = lines.filter(state=State.WAITING).order_by("id"), False
    for nth in range(PASSES):
        now = (waiting if nth else _due(waiting)).filter(tries__lt=MOST_TRIES)
        if not now.exists():
            break
        if nth:
            pause(FIRST_PAUSE * 2**nth)
        down = any(one(line).down for line in list(now))
    waiting.filter(tries__gte=MOST_TRIES).update(state=State.REFUSED)
    return down


def until_taken(line: Sent, one: Callable[[Any], Outcome], pause: Callable[[float], None]) -> State:
    """Send one line, and again after pauses as long as it waits. What it is in the end."""
    for nth in range(PASSES):
        if line.state != State.WAITING:
            break
        if nth:
            pause(FIRST_PAUSE * 2**nth)
        one(line)
        line.refresh_from_db()
    return State(line.state)


def _due(waiting: QuerySet[Any]) -> QuerySet[Any]:
    """A time further away than any wait was written by a clock that has jumped."""
    now = timezone.now()
    return waiting.filter(Q(next_at=None) | Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST_WAIT))


def in_states(lines: QuerySet[Any]) -> dict[str, int]:
    """How many stand in each state, in the order in which states follow one another."""
    found = Counter(lines.values_list("state", flat=True))
    return {str(each): found[each] for each in State if found[each]}


def settle_what_died(lines: QuerySet[Any], carrier: Carrier) -> None:
    """What a process that died left behind; where the carrier can be asked, it is."""
    lines.filter(state=State.HANDING).update(state=State.UNKNOWN, code="died-while-handing")
    for line in lines.filter(state=State.UNKNOWN):
        if carrier.knows(line.message_id):
            line.state, line.accepted_at = State.ACCEPTED, timezone.now()
            line.save(update_fields=["state", "accepted_at"])


def _claim(line: Sent) -> None:
    waiting = type(line)._default_manager.filter(pk=line.pk, state=State.WAITING)
    if not waiting.update(state=State.HANDING, handed_at=timezone.now()):
        raise UpheldError(f"{line} was taken by another process.", next_step="run it again.")


def _record(line: Sent, outcome: Outcome) -> None:
    now = timezone.now()
    wait = min(FIRST_WAIT * 2 ** min(line.tries, 10), LONGEST_WAIT)
    again = outcome.fate is Fate.AGAIN
    # A report that came meanwhile knows better than the server's yes.
    unsettled = type(line)._default_manager.filter(
        pk=line.pk, state__in=(State.WAITING, State.HANDING)
    )
    if outcome.fate is Fate.REFUSED and line.subscriber and address_is_wrong(outcome.code):
        Subscriber.objects.filter(pk=line.subscriber.pk).update(bounced=outcome.code)
    unsettled.update(
        state=AFTER[outcome.fate], code=outcome.code, tries=F("tries") + 1,
        next_at=now + wait if again else None,
        accepted_at=now if outcome.fate is Fate.ACCEPTED else None,
    )  # fmt: skip
