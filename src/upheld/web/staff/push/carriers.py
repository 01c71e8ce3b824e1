"""How a message leaves: SMTP or GOV.UK Notify, behind one small interface.

A carrier calls ``handing`` once, right before the words leave this machine: whatever fails before
that has surely not been sent. What it answers says whether it may be tried again.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils import timezone
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from requests import ConnectionError as NoConnectionError
from urllib3.exceptions import NewConnectionError

from upheld.core.errors import WrongUseError
from upheld.web.staff.push.bounces import STATUS, name_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.policy import Policy

SECONDS = 30


class _Whole(UnstructuredHeader, BaseHeader):
    """A header whose value stays on one line as it is: a link that is folded or encoded opens
    nothing, and mail programs then show no button to stop."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)
AS_SENT = SMTP.clone(header_factory=_HEADERS)
BUSY = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person, ready to leave."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    stop: str


class Fate(Enum):
    """ACCEPTED: the other side answers for it. AGAIN: it has surely not been sent. REFUSED: it
    never will be. UNKNOWN: the words left, and no answer came."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``down``: nobody answers at all, so that the rest need not be tried now."""

    fate: Fate
    code: str = ""
    down: bool = False


class Carrier(Protocol):
    def send(self, mail: Mail, handing: Callable[[], None]) -> Outcome: ...

    def knows(self, message_id: str) -> bool | None:
        """Whether it took a message of that id; None where it cannot be asked."""

    def close(self) -> None: ...


def configured() -> Carrier:
    """Raises WrongUseError where the settings name none, or not all that it needs."""
    if settings.PUSH_CARRIER == "smtp" and settings.PUSH_FROM:
        return Smtp()
    if settings.PUSH_CARRIER == "notify" and settings.NOTIFY_KEY and settings.NOTIFY_TEMPLATE:
        return Notify()
    raise WrongUseError(
        "No way for messages to leave is set.",
        next_step="set UPHELD_PUSH_CARRIER and what it needs: docs/how-to/push.md.",
    )


# SMTP --------------------------------------------------------------------------------------------


class Smtp:
    """One connection, opened when it is first needed and again after it is lost."""

    def __init__(self) -> None:
        self._open: smtplib.SMTP | None = None

    def send(self, mail: Mail, handing: Callable[[], None]) -> Outcome:
        try:
            server = self._connection()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Fate.AGAIN, _code(error), down=True)
        handed = False
        try:
            sender = envelope(mail.message_id)
            for code, said in (_reset(server), server.mail(sender), server.rcpt(mail.to)):
                if code not in {250, 251}:
                    return self._refusal(code, said)
            handing()
            handed = True
            code, said = server.data(compose(mail).as_bytes())
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if isinstance(error, smtplib.SMTPDataError):  # Answered DATA itself: no word has left.
                return self._refusal(error.smtp_code, error.smtp_error)
            return Outcome(Fate.UNKNOWN if handed else Fate.AGAIN, _code(error))
        return Outcome(Fate.ACCEPTED, "250") if code == 250 else self._refusal(code, said)

    def knows(self, message_id: str) -> bool | None:
        return None

    def close(self) -> None:
        if self._open:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
        self._open = None

    def _connection(self) -> smtplib.SMTP:
        if self._open is None:
            server = smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=SECONDS)
            self._open = server
            if settings.SMTP_TLS != "none":
                server.starttls(context=ssl.create_default_context())
            if settings.SMTP_USER:
                server.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
            server.ehlo_or_helo_if_needed()
        return self._open

    def _drop(self) -> None:
        if self._open:
            self._open.close()
        self._open = None

    def _refusal(self, code: int, said: bytes | str) -> Outcome:
        """``said``: begins with RFC 3463's code, which says more, where the server knows those."""
        if code == 421:
            self._drop()
        text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
        exact = STATUS.match(text)
        return Outcome(
            Fate.AGAIN if 400 <= code < 500 else Fate.REFUSED,
            ".".join(exact.groups()) if exact else str(code),
        )


def _reset(server: smtplib.SMTP) -> tuple[int, bytes]:
    """Nothing of the message before it, whatever became of that one."""
    return server.rset()


def envelope(message_id: str) -> str:
    """Where reports about a message go: with {} in it an address of its own, which names it."""
    return str(settings.PUSH_BOUNCES or settings.PUSH_FROM).replace("{}", name_of(message_id))


def compose(mail: Mail) -> EmailMessage:
    made = EmailMessage(policy=AS_SENT)
    made["From"], made["To"], made["Subject"] = settings.PUSH_FROM, mail.to, mail.subject
    made["Message-ID"], made["Date"] = mail.message_id, format_datetime(timezone.now())
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{mail.stop}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(mail.text, cte="quoted-printable")
    made.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return made


def _code(error: Exception) -> str:
    return str(getattr(error, "smtp_code", "") or type(error).__name__)[:40]


# GOV.UK Notify -----------------------------------------------------------------------------------


class Notify:
    """The template holds ((subject)) and ((body)); our Message-ID is its reference."""

    def __init__(self) -> None:
        self._client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]
            settings.NOTIFY_KEY, base_url=settings.NOTIFY_URL, timeout=SECONDS
        )

    def send(self, mail: Mail, handing: Callable[[], None]) -> Outcome:
        handing()
        try:
            self._client.send_email_notification(
                email_address=mail.to, template_id=settings.NOTIFY_TEMPLATE,
                personalisation={"subject": mail.subject, "body": mail.text},
                reference=mail.message_id, one_click_unsubscribe_url=mail.stop,
            )  # fmt: skip
        except HTTPError as error:
            return _of_notify(error)
        except InvalidResponse:
            return Outcome(Fate.UNKNOWN, "no-answer-that-can-be-read")
        return Outcome(Fate.ACCEPTED, "201")

    def knows(self, message_id: str) -> bool | None:
        try:
            found: Any = self._client.get_all_notifications(reference=message_id)
            return bool(found["notifications"])
        except (HTTPError, InvalidResponse, KeyError, TypeError):
            return None

    def close(self) -> None:
        self._client.request_session.close()


def _never_reached(cause: BaseException | None) -> bool:
    """No connection was made at all, so nothing can have been taken."""
    inner = cause.args[0] if isinstance(cause, NoConnectionError) and cause.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)


def _of_notify(error: HTTPError) -> Outcome:
    """An answer of Notify's says that it took nothing; without one nobody knows."""
    if _never_reached(error.__cause__):
        return Outcome(Fate.AGAIN, "not-reached", down=True)
    if error.response is None:
        return Outcome(Fate.UNKNOWN, "no-answer", down=True)
    code = int(error.status_code)
    if code in {401, 403}:
        return Outcome(Fate.AGAIN, str(code), down=True)  # The key, not the message.
    if code in {500, 502, 504}:
        return Outcome(Fate.UNKNOWN, str(code))  # It may have taken it and then failed.
    return Outcome(Fate.AGAIN if code in BUSY else Fate.REFUSED, str(code))
