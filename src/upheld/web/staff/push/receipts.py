"""What came of a message after it was accepted: delivery receipts of GOV.UK Notify, and mails that
came back."""

from __future__ import annotations

import email
import json
from email import policy
from typing import TYPE_CHECKING

from upheld.web.staff.push.models import Line, State, Subscriber

if TYPE_CHECKING:
    from email.message import Message

FAILED = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})
CAME_BACK = frozenset({State.ACCEPTED, State.DELIVERED, State.UNKNOWN})
MOST_BYTES = 20_000


def of_notify(body: bytes) -> bool:
    """Whether a receipt was about a message of ours. Raises ValueError for what is no receipt."""
    said = json.loads(body[:MOST_BYTES])
    if not isinstance(said, dict) or not isinstance(said.get("status"), str):
        raise ValueError("no receipt")
    reference, status = str(said.get("reference") or ""), said["status"]
    if status == "delivered":
        return _note(reference, State.DELIVERED, "delivered")
    if status in FAILED:
        return _note(reference, State.BOUNCED, status)
    return Line.objects.filter(message_id=reference).exists()


def of_mail(raw: bytes) -> bool:
    """Whether a mail is a report (RFC 3464) that one of ours failed."""
    made = email.message_from_bytes(raw, policy=policy.default)
    failed, code, reference = False, "", ""
    for part in made.walk():
        if part.get_content_type() == "message/delivery-status":
            for each in part.iter_parts() if part.is_multipart() else ():
                failed = failed or str(each.get("Action", "")).strip().lower() == "failed"
                code = str(each.get("Status", "")).strip() or code
        elif part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            reference = _original(part)
    return failed and _note(reference, State.BOUNCED, code[:40])


def _original(part: Message) -> str:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return (
            ""
            if first is None or isinstance(first, str)
            else str(first["Message-ID"] or "").strip()
        )
    text = part.get_payload(decode=True)
    headers = email.message_from_bytes(text if isinstance(text, bytes) else b"")
    return str(headers.get("Message-ID", "")).strip()


def _note(reference: str, state: State, code: str) -> bool:
    """A receipt also settles a message whose fate was unknown: it did arrive, or came back."""
    line = Line.objects.filter(message_id=reference).first()
    if line is None:
        return False
    if line.state in CAME_BACK:
        Line.objects.filter(pk=line.pk).update(state=state, code=code)
        if line.subscriber:
            bounced = code if state == State.BOUNCED else ""
            Subscriber.objects.filter(pk=line.subscriber.pk).update(bounced=bounced)
    return True
