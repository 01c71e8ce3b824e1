"""The force's OpenID Connect provider: where it answers, and what it says of a person."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from django.conf import settings
from mozilla_django_oidc.utils import import_from_settings

from upheld.core.errors import UpheldError

WELL_KNOWN = "/.well-known/openid-configuration"
ASKED_AGAIN_AFTER = 300


class ProviderDownError(UpheldError):
    """The provider does not answer, or not as one should."""

    def __init__(self) -> None:
        super().__init__(
            "The sign-in service of the force does not answer.",
            next_step="try again in a few minutes; those signed in can go on.",
        )


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the provider answers, by its own word."""

    issuer: str
    authorization: str
    token: str
    user: str
    jwks: str


@dataclass(frozen=True, slots=True)
class Person:
    """What the provider says of who signed in."""

    subject: str
    username: str
    name: str
    groups: tuple[str, ...]


def endpoints() -> Endpoints:
    """Asked again after five minutes. Raises ProviderDownError."""
    return _discovered(settings.PROVIDER, int(time.time() // ASKED_AGAIN_AFTER))


def asked_now() -> None:
    """Before somebody is sent there: where it does not answer, a page of ours says so, and no
    error of their browser. Raises ProviderDownError."""
    _discovered.cache_clear()
    endpoints()


@lru_cache(maxsize=1)
def _discovered(issuer: str, _when: int) -> Endpoints:
    try:
        answer = requests.get(issuer.rstrip("/") + WELL_KNOWN, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        said = answer.json()
        found = Endpoints(
            issuer=said["issuer"],
            authorization=said["authorization_endpoint"],
            token=said["token_endpoint"],
            user=said["userinfo_endpoint"],
            jwks=said["jwks_uri"],
        )
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise ProviderDownError from error
    if found.issuer.rstrip("/") != issuer.rstrip("/"):
        raise ProviderDownError
    return found


def setting(name: str, *default: Any) -> Any:
    """What the library asks for: the provider's places are discovered, the rest is settings."""
    places = {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization",
        "OIDC_OP_TOKEN_ENDPOINT": "token",
        "OIDC_OP_USER_ENDPOINT": "user",
        "OIDC_OP_JWKS_ENDPOINT": "jwks",
    }
    if name in places:
        return getattr(endpoints(), places[name])
    return import_from_settings(name, *default)


def person(claims: dict[str, Any]) -> Person:
    """Groups may be one text or a list; a claim of another shape says nothing."""
    groups = claims.get(settings.PROVIDER_GROUPS, [])
    listed = [groups] if isinstance(groups, str) else groups
    subject = str(claims["sub"])
    username = claims.get("preferred_username") or claims.get("email") or subject
    return Person(
        subject=subject,
        username=str(username)[:150],
        name=str(claims.get("name") or "")[:150],
        groups=tuple(g for g in listed if isinstance(g, str)) if isinstance(listed, list) else (),
    )
