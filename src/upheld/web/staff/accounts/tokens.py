"""Tokens for machines: made by command, shown once, kept as a digest, revoked by command.

A token is 256 random bits, so its digest needs no salt and no slow hash: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from upheld.core.errors import UpheldError, WrongUseError
from upheld.web.staff.accounts.models import Account, Token
from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What

if TYPE_CHECKING:
    from django.http import HttpRequest

BEGINS = "upheld_"
BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)
BYTES = 32
MOST_DAYS = 366
MOST_LABEL = 60


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@action
def make(*, by: str, account: Account, label: str, days: int, origin: str) -> str:
    """The token, which can never be read again. Raises WrongUseError where it cannot be made."""
    label = label.strip()
    if not account.local:
        raise WrongUseError(
            f"{account.username} is a person of the force's sign-in service, whose groups a token "
            "would not follow.",
            next_step="make an account for the machine: upheld account add NAME --role staff.",
        )
    if not 0 < len(label) <= MOST_LABEL or not label.isprintable():
        raise WrongUseError(
            f"A token needs a label of 1 to {MOST_LABEL} characters.",
            next_step='say which machine it is for: --label "portal".',
        )
    if not 1 <= days <= MOST_DAYS:
        raise WrongUseError(
            f"A token lasts 1 to {MOST_DAYS} days, not {days}.",
            next_step="make a new one once a year.",
        )
    if Token.objects.filter(account=account, label=label).exists():
        raise WrongUseError(
            f"{account.username} has a token {label} already.",
            next_step=f'revoke it first: upheld account revoke {account.username} "{label}".',
        )
    token, now = BEGINS + secrets.token_urlsafe(BYTES), timezone.now()
    Token.objects.create(
        account=account, label=label, digest=digest(token), made_at=now,
        until=now + timedelta(days=days),
    )  # fmt: skip
    about = f"{account.username}: {label}, {days} days"
    record(by=by, what=What.TOKEN_MADE, origin=origin, about=about[:200])
    return token


@action
def revoke(*, by: str, account: Account, label: str, origin: str) -> None:
    """It opens nothing from the next request on. Raises UpheldError where there is none."""
    gone, _ = Token.objects.filter(account=account, label=label.strip()).delete()
    if not gone:
        raise UpheldError(
            f"{account.username} has no token {label}.",
            next_step="see them all: upheld account tokens.",
        )
    about = f"{account.username}: {label.strip()}"
    record(by=by, what=What.TOKEN_REVOKED, origin=origin, about=about[:200])


def shown(request: HttpRequest) -> str | None:
    """The token of the request's Authorization header; "" where that is something else; None
    where there is no such header."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    found = BEARER.fullmatch(header)
    return found[1] if found else ""


def account_of(token: str) -> Account | None:
    """Whose token it is, while it lasts and its account may sign in."""
    if not token.startswith(BEGINS):
        return None
    found = (
        Token.objects.select_related("account")
        .filter(digest=digest(token), until__gt=timezone.now(), account__is_active=True)
        .first()
    )
    return found.account if found else None
