"""Sending: claim, send, record. At most once each, whatever is killed and restarted.

A line is marked HANDING, and that is on the disk, before its words leave. A process that dies
before has surely sent nothing, and the line still waits. One that dies after leaves HANDING behind:
whether the mail service took it nobody here can know, so it is never sent again by itself; it
becomes UNKNOWN, is shown, and needs a person's word. One process sends at a time (alone.py), so
HANDING at the start always belongs to one that is dead, whatever the clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from upheld.core.errors import UpheldError
from upheld.render.mails import STOP
from upheld.render.messages import digest
from upheld.web.staff.publish import current
from upheld.web.staff.push import actions, links
from upheld.web.staff.push.alone import alone
from upheld.web.staff.push.carriers import Fate, Mail, Outcome
from upheld.web.staff.push.handing import (
    TAKEN,
    hand_over,
    in_passes,
    in_states,
    settle_what_died,
    until_taken,
)
from upheld.web.staff.push.models import Line, Push, State, Subscriber

if TYPE_CHECKING:
    from collections.abc import Callable

    from upheld.web.staff.push.carriers import Carrier


class HaltedError(UpheldError):
    """Nothing more leaves."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How many lines stand in each state after a run; ``down``: the mail service did not answer."""

    states: dict[str, int]
    down: bool


def run(
    push: Push, carrier: Carrier, *, by: str, origin: str, pause: Callable[[float], None]
) -> Ran:
    """Send what waits. Raises HaltedError where something forbids it, UpheldError where another
    process is sending."""
    with alone():
        push.refresh_from_db()
        if push.halted:
            raise _halted(push.halted)
        recover(push, carrier)
        try:
            down = _canary(push, carrier, pause) or _rest(push, carrier, pause)
        except HaltedError as error:
            actions.halt(by=by, push=push, why=error.what, origin=origin)
            raise
        finally:
            carrier.close()
    return Ran(states(push), down)


def states(push: Push) -> dict[str, int]:
    """Of people's messages; the canary is nobody's."""
    return in_states(Line.objects.filter(push=push, canary=False))


def recover(push: Push, carrier: Carrier) -> None:
    """What a process that died left behind. The canary alone may be sent twice: it is ours."""
    lines = Line.objects.filter(push=push)
    lines.filter(canary=True, state=State.HANDING).update(state=State.WAITING)
    settle_what_died(lines, carrier)


def _canary(push: Push, carrier: Carrier, pause: Callable[[float], None]) -> bool:
    """Whether the line must rest. Nothing else leaves before the planted message was accepted."""
    canaries = Line.objects.select_related("letter", "subscriber").filter(push=push, canary=True)
    line = canaries.first()
    if line is None:
        raise _halted("the canary is not among the messages")
    state = until_taken(line, lambda line: _one(push, line, carrier), pause)
    if state not in {*TAKEN, State.WAITING}:
        raise _halted(f"the canary was lost at the mail service: {line.state} {line.code}")
    return state == State.WAITING


def _rest(push: Push, carrier: Carrier, pause: Callable[[float], None]) -> bool:
    people = Line.objects.filter(push=push, canary=False).select_related("letter", "subscriber")
    return in_passes(people, lambda line: _one(push, line, carrier), pause)


def _one(push: Push, line: Line, carrier: Carrier) -> Outcome:
    _refuse_what_changed(push, line)
    if (unwanted := _unwanted(line.subscriber)) is not None:
        state, code = unwanted
        Line.objects.filter(pk=line.pk, state=State.WAITING).update(state=state, code=code)
        return Outcome(Fate.REFUSED)
    return hand_over(line, mail_of(line), carrier)


def _unwanted(subscriber: Subscriber | None) -> tuple[State, str] | None:
    """What became of somebody since the messages were prepared, if it forbids sending theirs."""
    if subscriber is None:
        return None
    subscriber.refresh_from_db(fields=["stopped_at", "bounced"])
    if subscriber.stopped_at:
        return State.LEFT, "stopped"
    return (State.WRONG, str(subscriber.bounced)) if subscriber.bounced else None


def _refuse_what_changed(push: Push, line: Line) -> None:
    """Looked at before each message: the edition, and that these are the words prepared for it."""
    publication = push.publication
    publication.refresh_from_db(fields=["withdrawn_at"])
    if publication.withdrawn_at or not current.stands(publication):
        raise _halted(f"{publication.edition} was withdrawn or replaced while messages were sent")
    letter = line.letter
    unit = line.subscriber.unit if line.subscriber else None
    if letter is None or not (
        letter.subject.strip() and letter.text.strip() and letter.html.strip()
    ):
        raise _halted(f"line {line.pk}: the message is empty")
    if unit is not None and letter.unit != unit:
        raise _halted(f"line {line.pk}: the message is of {letter.unit}, the subscriber of {unit}")
    if letter.digest != digest(letter.unit, letter.subject, letter.text, letter.html):
        raise _halted(f"line {line.pk}: the message is not the one that was prepared")


def mail_of(line: Line) -> Mail:
    """As it leaves, and as it is shown again."""
    assert line.letter is not None
    to = line.subscriber.email if line.subscriber else settings.PUSH_CANARY
    stop = links.stop(line.subscriber)
    letter = line.letter
    return Mail(str(to), letter.subject, letter.text.replace(STOP, stop),
                letter.html.replace(STOP, stop), line.message_id, stop)  # fmt: skip


def _halted(why: str) -> HaltedError:
    return HaltedError(
        f"Messages are stopped: {why}."[:300],
        next_step="look at it on the page of messages, put it right, then go on there.",
    )
