"""What came of a message after it was accepted: delivery receipts of GOV.UK Notify, and mails that
came back."""

from __future__ import annotations

import json
import re
from enum import Enum

from upheld.web.staff.push import bounces
from upheld.web.staff.push.bounces import Came
from upheld.web.staff.push.models import DailyMail, Line, State, Subscriber

# GOV.UK Notify's words. It tries for three days before it says temporary; technical is its own.
OF_NOTIFY = {"delivered": State.DELIVERED, "permanent-failure": State.BOUNCED,
             "temporary-failure": State.SOFT, "technical-failure": State.SOFT}  # fmt: skip
AFTER = {Came.HARD: State.BOUNCED, Came.SOFT: State.SOFT, Came.DELIVERED: State.DELIVERED}
MAY_COME = (State.HANDING, State.ACCEPTED, State.DELIVERED, State.SOFT, State.UNKNOWN)
OURS = re.compile(r"[0-9a-f]{40}")
SENT: tuple[type[Line] | type[DailyMail], ...] = (Line, DailyMail)
MOST_BYTES = 20_000


def of_notify(body: bytes) -> bool:
    """Whether a receipt was about a message of ours. Raises ValueError for what is no receipt."""
    said = json.loads(body[:MOST_BYTES])
    if not isinstance(said, dict) or not isinstance(said.get("status"), str):
        raise ValueError("no receipt")
    reference, status = str(said.get("reference") or ""), said["status"]
    if status in OF_NOTIFY:
        return _note(reference, OF_NOTIFY[status], status)
    return any(table.objects.filter(message_id=reference).exists() for table in SENT)


class Mailed(Enum):
    """NO_REPORT and NOT_OURS are left to whoever reads the mailbox. TWO: it names two of ours, so
    that nobody can say which came back."""

    NOTED = "noted"
    LATE = "still tried by a mail server"
    NO_REPORT = "no report of a delivery"
    NOT_OURS = "about no message of ours"
    TWO = "about more than one message of ours"


def of_mail(raw: bytes) -> Mailed:
    """What a mail out of the mailbox of bounces says of one message, noted with that message."""
    report = bounces.read(raw)
    if report is None:
        return Mailed.NO_REPORT
    found = [id_ for name in sorted(report.names) if OURS.fullmatch(name) for id_ in _of(name)]
    if len(found) != 1:
        return Mailed.TWO if found else Mailed.NOT_OURS
    if report.came is Came.LATE:
        return Mailed.LATE
    _note(found[0], AFTER[report.came], report.status[:40])
    return Mailed.NOTED


def _of(name: str) -> list[str]:
    """The whole Message-ID of the one message whose name it is."""
    begins = f"<{name}@"
    return [each for table in SENT
            for each in table.objects.filter(message_id__startswith=begins)
            .values_list("message_id", flat=True)]  # fmt: skip


def _of_address(subscriber: Subscriber, state: State, code: str) -> None:
    """A wrong address gets no more until somebody corrects it; one that took a mail is right."""
    if state == State.DELIVERED:
        Subscriber.objects.filter(pk=subscriber.pk).update(bounced="")
    elif state == State.BOUNCED and bounces.address_is_wrong(code):
        Subscriber.objects.filter(pk=subscriber.pk).update(bounced=code)


def _note(reference: str, state: State, code: str) -> bool:
    """A receipt also settles a message whose fate was unknown: it did arrive, or came back. One
    that comes while the server's yes is still being written down holds too."""
    for table in SENT:
        line = table.objects.filter(message_id=reference).first()
        if line is not None:
            came = table.objects.filter(pk=line.pk, state__in=MAY_COME)
            if came.update(state=state, code=code) and line.subscriber:
                _of_address(line.subscriber, state, code)
            return True
    return False
