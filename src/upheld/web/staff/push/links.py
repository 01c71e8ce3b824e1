"""Each person's own link to stop: signed, of no use for anything else, saying nobody's name; and
the name of each message."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core import signing
from django.urls import reverse

from upheld.web.staff.push.models import Push, Subscriber

SALT = "upheld.push.stop"


def stop(subscriber: Subscriber | None) -> str:
    token = signing.Signer(salt=SALT).sign(str(subscriber.pk if subscriber else 0))
    return f"{settings.PUSH_URL}{reverse('push-stop', kwargs={'token': token})}"


def whose(token: str) -> Subscriber | None:
    """None for a link that this site did not make."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Subscriber.objects.filter(pk=pk).first()


def message_id(push: Push, person: int) -> str:
    """The same for one publication and person, however often it is made; it names neither."""
    seal = f"{push.publication.digest} {push.publication.pk} {person} {settings.SECRET_KEY}"
    name = hashlib.sha256(seal.encode("utf-8")).hexdigest()[:40]
    return f"<{name}@{(settings.PUSH_FROM.rpartition('@')[2].strip('> ') or 'upheld.invalid')}>"
