"""Who a password or the force's provider vouches for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import jwt
import requests
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from upheld.web.staff.accounts import actions, provider
from upheld.web.staff.accounts.models import Account
from upheld.web.staff.accounts.visitor import origin

if TYPE_CHECKING:
    from django.http import HttpRequest

CLOCKS_DIFFER_BY = 60  # seconds
log = logging.getLogger(__name__)


class Accounts(ModelBackend):
    """Passwords of local accounts; and every session, however it began, leads back to it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None,
        password: str | None = None, **kwargs: Any,
    ) -> Any:  # fmt: skip
        account = super().authenticate(request, username=username, password=password, **kwargs)
        return account if isinstance(account, Account) and account.local else None

    def has_perm(self, *_: Any, **__: Any) -> bool:
        """Roles say what somebody may do; Django's permissions say nothing here."""
        return False


class Provider(OIDCAuthenticationBackend):  # type: ignore[misc]
    """The way back from the provider: code for tokens, tokens for claims, claims for an account.

    Made when somebody comes back and not before, so that a provider that is down troubles nobody
    who has signed in already.
    """

    @staticmethod
    def get_settings(attr: str, *default: Any) -> Any:
        return provider.setting(attr, *default)

    def vouched_for(self, request: HttpRequest, nonce: str, verifier: str) -> Account | None:
        """None where the provider or its answer does not vouch for anybody.

        Raises ProviderDownError where it cannot be asked.
        """
        try:
            found: Account | None = self.authenticate(request, nonce=nonce, code_verifier=verifier)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise provider.ProviderDownError from error
        except requests.HTTPError as error:
            if error.response is not None and error.response.status_code >= 500:
                raise provider.ProviderDownError from error
            return None
        except (jwt.PyJWTError, SuspiciousOperation, requests.RequestException, ValueError,
                KeyError, TypeError) as error:  # fmt: skip
            log.warning("", extra={"code": f"provider-answer-refused {type(error).__name__}"})
            return None
        return found

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """The key that the token names. A provider with one key need not name it (OpenID Connect
        Core, 10.1); among several an unnamed one is refused."""
        if "kid" in jwt.get_unverified_header(token):
            named: jwt.PyJWK = super().retrieve_matching_jwk(token)
            return named
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        keys = answer.json()["keys"]
        if len(keys) != 1:
            raise SuspiciousOperation("a token that names no key, of a provider with several")
        return jwt.PyJWK(keys[0])

    def _verify_jws(self, payload: str, key: Any) -> dict[str, Any]:
        """Signed by the provider with the one algorithm we take, from it, for us, and still valid.

        The library checks neither issuer nor audience, and knows no two clocks that differ.
        """
        claims: dict[str, Any] = jwt.decode(
            payload,
            key,
            algorithms=[settings.OIDC_RP_SIGN_ALGO],
            audience=self.OIDC_RP_CLIENT_ID,
            issuer=provider.endpoints().issuer,
            leeway=CLOCKS_DIFFER_BY,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )
        return claims

    def get_or_create_user(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> Account:
        """The token says who; groups and names may stand in it or in the provider's details."""
        details = self.get_userinfo(access_token, id_token, payload)
        if details.get("sub") != payload["sub"]:
            raise SuspiciousOperation("details of somebody else")
        person = provider.person(details | payload)
        known = Account.objects.filter(
            issuer=provider.endpoints().issuer,
            subject=person.subject,
            name=person.name,
            groups=sorted(person.groups),
        )
        return known.first() or actions.know(
            issuer=provider.endpoints().issuer,
            subject=person.subject,
            username=person.username,
            name=person.name,
            groups=list(person.groups),
            by=person.username,
            origin=origin(self.request),
        )
