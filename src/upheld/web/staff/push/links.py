"""Each person's own link to stop: signed, of no use for anything else, saying nobody's name."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from upheld.web.staff.push.models import Subscriber

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
