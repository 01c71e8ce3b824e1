"""Each person's own link to stop: signed, of no use for anything else, saying nobody's name; and
the name of each message."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.urls import reverse

from upheld.web.staff.accounts.models import Account
from upheld.web.staff.push.models import Push, Subscriber

if TYPE_CHECKING:
    from datetime import date

SALT = "upheld.push.stop"
DAILY_SALT = "upheld.push.stop-daily"


def stop(subscriber: Subscriber | None) -> str:
    token = signing.Signer(salt=SALT).sign(str(subscriber.pk if subscriber else 0))
    return f"{settings.PUSH_URL}{reverse('push-stop', kwargs={'token': token})}"


def stop_daily(username: str) -> str:
    """By the account's number: a link says nobody's name."""
    account = Account.objects.filter(username=username).values_list("pk", flat=True).first()
    token = signing.Signer(salt=DAILY_SALT).sign(str(account or 0))
    return f"{settings.PUSH_URL}{reverse('push-stop-daily', kwargs={'token': token})}"


def whose_day(token: str) -> str | None:
    """Whose daily list a link stops; None for a link that this site did not make."""
    pk = _number(token, DAILY_SALT)
    return Account.objects.filter(pk=pk).values_list("username", flat=True).first()


def whose(token: str) -> Subscriber | None:
    """None for a link that this site did not make."""
    return Subscriber.objects.filter(pk=_number(token, SALT)).first()


def _number(token: str, salt: str) -> int | None:
    try:
        return int(signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def message_id(push: Push, person: int) -> str:
    """The same for one publication and person, however often it is made; it names neither."""
    return _id(f"{push.publication.digest} {push.publication.pk} {person}")


def id_of_day(day: date, username: str) -> str:
    """The same for one day and person."""
    return _id(f"{day} {username}")


def _id(of: str) -> str:
    seal = f"{of} {settings.SECRET_KEY}"
    name = hashlib.sha256(seal.encode("utf-8")).hexdigest()[:40]
    return f"<{name}@{(settings.PUSH_FROM.rpartition('@')[2].strip('> ') or 'upheld.invalid')}>"
