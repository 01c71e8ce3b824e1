"""A mail that came back, as a mail server writes it (RFC 3464): which message it is about, and what
became of that one.

Nothing is guessed. The message is found by its own id: in the address that its reports go to, or
in what the report encloses. An address alone says nothing, nor do words for
people: an automatic answer or a bounce without a status is no report.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

MOST_BYTES = 2_000_000  # of one mail; ours are far smaller, and reports enclose them
MOST_PARTS = 60
STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
ID = re.compile(r"<[^<>\s@]{1,80}@[^<>\s]{1,80}>")
NAME = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")
REPORT, ORIGINAL = "message/delivery-status", "message/rfc822"
HEADERS = frozenset({"text/rfc822-headers", "message/rfc822-headers"})
# Of the address, and not of its server, the sender or the message: RFC 3463.
OF_ADDRESS = ("5.0.", "5.1.", "5.2.", "5.4.", "permanent-failure")
NOT_OF_ADDRESS = ("5.1.7", "5.1.8", "5.2.2", "5.2.3")  # our own address; a full mailbox; too long
SENT_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
ANSWERS = ("In-Reply-To", "References")


class Came(Enum):
    """HARD: sent again it would come back again. SOFT: given up this time. LATE: still tried."""

    HARD = "hard"
    SOFT = "soft"
    LATE = "late"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Report:
    """``names``: every name of a message that stands where one must; of ours at most one."""

    came: Came
    status: str
    names: frozenset[str]


def read(raw: bytes) -> Report | None:
    """None for a mail that is no report of a delivery, or too large to be one of ours."""
    if len(raw) > MOST_BYTES:
        return None
    mail = email.message_from_bytes(raw)  # The old policy: it takes broken headers as they are.
    parts = list(_own_parts(mail))
    reports = [
        each for part in parts if part.get_content_type() == REPORT for each in _blocks(part)
    ]
    said = [found for each in reports if (found := _said(each))]
    if not said:
        return None
    came, status = min(said, key=lambda each: list(Came).index(each[0]))
    return Report(came, status, frozenset(_names(mail, parts)))


def address_is_wrong(code: str) -> bool:
    """Whether a code says that mail to this address will come back again, whatever is sent."""
    return code.startswith(OF_ADDRESS) and not code.startswith(NOT_OF_ADDRESS)


def name_of(message_id: str) -> str:
    """The part of a Message-ID that names it, lower case: what servers leave of it."""
    return message_id.strip().strip("<>").partition("@")[0].lower()


def _own_parts(mail: Message) -> Iterator[Message]:
    """The parts of the report itself; what it encloses is not opened, or its own enclosures could
    speak for it."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        yield part
        kind = part.get_content_type()
        if part.is_multipart() and kind not in {REPORT, ORIGINAL}:
            waiting.extend(each for each in part.get_payload() if not isinstance(each, str))


def _blocks(part: Message) -> list[Message]:
    """What is said of the message, then of each recipient."""
    found = part.get_payload()
    if isinstance(found, list):
        return [each for each in found if not isinstance(each, str)]
    text = part.get_payload(decode=True)  # A server that encodes it makes it no message to Python.
    plain = text.decode("ascii", "replace") if isinstance(text, bytes) else ""
    return [email.message_from_string(each) for each in re.split(r"\r?\n\r?\n", plain) if each]


def _said(block: Message) -> tuple[Came, str] | None:
    """Hard or soft by the status alone: the words beside it are for people."""
    action = str(block.get("Action", "")).strip().lower().split(" ")[0]
    match = STATUS.match(str(block.get("Status", "")))
    status = ".".join(match.groups()) if match else ""
    if action == "failed":
        return (Came.HARD if status.startswith("5") else Came.SOFT), status or "no-status"
    if action == "delayed":
        return Came.LATE, status or "no-status"
    return (Came.DELIVERED, status or "2.0.0") if action == "delivered" else None


def _names(mail: Message, parts: list[Message]) -> Iterator[str]:
    for name in SENT_TO:
        for value in mail.get_all(name, []):
            yield from NAME.findall(str(value).lower())
    for part in parts:
        yield from _ids(_enclosed(part), ("Message-ID",))
    yield from _ids(mail, ANSWERS)


def _enclosed(part: Message) -> Message | None:
    """The headers of the message that came back, where a part holds them."""
    kind, held = part.get_content_type(), part.get_payload()
    if kind == ORIGINAL and isinstance(held, list):
        return held[0] if held and not isinstance(held[0], str) else None
    if kind not in HEADERS:
        return None
    if isinstance(held, list):  # Python takes every message/… for a message.
        return held[0] if held and not isinstance(held[0], str) else None
    text = part.get_payload(decode=True)
    return email.message_from_bytes(text) if isinstance(text, bytes) else None


def _ids(message: Message | None, names: tuple[str, ...]) -> Iterator[str]:
    if message is None:
        return
    for name in names:
        for value in message.get_all(name, []):
            yield from (name_of(each) for each in ID.findall(str(value)))
