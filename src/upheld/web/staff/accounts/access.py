"""Before each page: who asks, whether the session still holds, and whether they may.

A view that says nothing may be opened by whoever may read the aggregate figures. ``open_to_all``
and ``needs`` say otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from upheld.web.staff.accounts import actions, sessions, tokens
from upheld.web.staff.accounts.models import Account
from upheld.web.staff.accounts.open_here import without_sign_in
from upheld.web.staff.accounts.roles import OF_VICTIMS, May
from upheld.web.staff.accounts.visitor import ATTRIBUTE, NOBODY, Visitor, origin, visitor
from upheld.web.staff.cases.actions import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Denied = Callable[[HttpRequest, int], HttpResponse]

V = TypeVar("V", bound="Callable[..., Any]")
NEEDS = "upheld_needs"
ENDED = "upheld_session_ended"
MACHINES = "upheld_lets_machines_in"
UNKNOWN, FORBIDDEN = 401, 403
RECORDED = "recorded"  # Said to whoever is refused, where a line of the trail holds it.


class SignInNeededError(Exception):
    """Raised by a page that nobody may open unknown."""


class ElsewhereFirstError(Exception):
    """Raised by a page that needs something first; ``address`` is where that is given."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


def open_to_all(view: V) -> V:
    """Shown to who has not signed in, too: it says nothing of the force or of anybody."""
    setattr(view, NEEDS, None)
    return view


def needs(what: May) -> Callable[[V], V]:
    def mark(view: V) -> V:
        setattr(view, NEEDS, what)
        return view

    return mark


def by_token(denied: Denied) -> Callable[[V], V]:
    """A view for machines: a token opens it as a session does, and no other view.

    ``denied`` answers, with 401 or 403, whoever may not: a machine cannot sign in on a page.
    """

    def mark(view: V) -> V:
        setattr(view, MACHINES, denied)
        return view

    return mark


class Access:
    """The middleware. What it lets through may still ask for more (``cases.access``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        setattr(request, ATTRIBUTE, _who(request))
        response = self.get_response(request)
        if visitor(request).account and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        wanted: May | None = getattr(view, NEEDS, May.READ_FIGURES)
        denied: Denied | None = getattr(view, MACHINES, None)
        if wanted is None:
            return None
        if denied and not _take_token(request):
            return denied(request, UNKNOWN)
        if wanted is May.READ_FIGURES and without_sign_in(request):
            return None
        if visitor(request).account is None:
            return denied(request, UNKNOWN) if denied else _to_sign_in(request)
        if visitor(request).roles.may(wanted):
            return None
        if denied:
            return denied(request, FORBIDDEN)
        if wanted in OF_VICTIMS and "unit" in kwargs:
            refuse(by=visitor(request).username, unit=kwargs["unit"], about=wanted.value,
                   origin=origin(request))  # fmt: skip
            raise PermissionDenied(wanted, RECORDED)
        raise PermissionDenied(wanted)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, SignInNeededError):
            return _to_sign_in(request)
        if isinstance(error, ElsewhereFirstError):
            return redirect(error.address)
        return None


def _who(request: HttpRequest) -> Visitor:
    """Nobody, without asking the records, where the browser brings no session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return NOBODY
    account = get_user(request)
    if not isinstance(account, Account):
        return NOBODY
    now = timezone.now()
    ended = sessions.over(request.session, now, settings.SESSION_IDLE, settings.SESSION_LONGEST)
    if ended:
        actions.sign_out(by=account.username, request=request, why=ended, origin=origin(request))
        setattr(request, ENDED, True)
        return NOBODY
    sessions.note(request.session, now)
    return Visitor(account)


def _take_token(request: HttpRequest) -> bool:
    """Who asks is whoever the token is of, if one is shown. False for one that opens nothing: a
    wrong token is said, also where none would be needed."""
    token = tokens.shown(request)
    if token is None:
        return True
    account = tokens.account_of(token)
    if account is None:
        return False
    setattr(request, ATTRIBUTE, Visitor(account))
    return True


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way back is kept where it can be opened again: not the address of a form's answer."""
    asked = {}
    if request.method == "GET" and request.path != reverse("overview"):
        asked["next"] = request.get_full_path()
    if getattr(request, ENDED, False):
        asked["ended"] = "1"
    address = reverse("sign-in")
    return redirect(f"{address}?{urlencode(asked)}" if asked else address)
