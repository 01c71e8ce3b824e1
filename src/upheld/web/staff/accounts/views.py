"""Signing in and out, and what somebody may see here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from upheld.web.staff import editions
from upheld.web.staff.accounts import actions, provider, table
from upheld.web.staff.accounts.access import needs, open_to_all
from upheld.web.staff.accounts.backends import Provider
from upheld.web.staff.accounts.device import handed_to
from upheld.web.staff.accounts.models import Account
from upheld.web.staff.accounts.roles import May, Roles
from upheld.web.staff.accounts.sessions import Over
from upheld.web.staff.accounts.visitor import Visitor, origin, visitor

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEXT = "oidc_login_next"
STATES = "oidc_states"
WRONG = "The name or the password is not right."
MOST_USERNAME, MOST_PASSWORD = 150, 4096


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By the force's provider; or, for an account made by command, with a password."""
    onward = way_back(request, request.POST.get("next") or request.GET.get("next"))
    if visitor(request).account:
        return redirect(onward)
    if request.method == "GET":
        return _sign_in_page(request, onward)
    username = request.POST.get("username", "").replace("\0", "").strip()[:MOST_USERNAME]
    password = request.POST.get("password", "")[:MOST_PASSWORD]
    account = authenticate(request, username=username, password=password)
    if isinstance(account, Account):
        actions.sign_in(
            by=account.username, request=request, account=account, origin=origin(request)
        )
        return handed_to(account.username, redirect(onward))
    if Account.objects.filter(username=username, issuer="").exists():
        actions.refuse_sign_in(by=username, origin=origin(request))
    return _sign_in_page(request, onward, WRONG, username)


def _sign_in_page(
    request: HttpRequest, onward: str, wrong: str = "", username: str = "", status: int = 200
) -> HttpResponse:
    values = {
        "opened": None, "onward": onward, "wrong": wrong, "username": username,
        "provider": bool(settings.PROVIDER), "ended": "ended" in request.GET,
    }  # fmt: skip
    return render(request, "sign_in.html", values, status=400 if wrong else status)


def too_many(request: HttpRequest, *_: Any) -> HttpResponse:
    """Instead of an answer, once a name was tried too often."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    wrong = f"This name was tried too often. It rests for {minutes} minutes, then try again."
    response = _sign_in_page(request, reverse("overview"), wrong)
    response.status_code = 429
    return response


class ToProvider(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """The way to the provider, with state, nonce and PKCE kept in the session."""

    @staticmethod
    def get_settings(attr: str, *default: Any) -> Any:
        return provider.setting(attr, *default)


@open_to_all
@never_cache
@require_GET
def to_provider(request: HttpRequest) -> HttpResponse:
    if not settings.PROVIDER:
        raise Http404("This site has no sign-in service of a force: sign in with a password.")
    provider.asked_now()
    answer: HttpResponse = ToProvider.as_view()(request)
    return answer


@open_to_all
@never_cache
@require_GET
def from_provider(request: HttpRequest) -> HttpResponse:
    """The way back. Anything but an answer to a question of this session is refused."""
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    asked = request.session.get(STATES, {}).pop(state, None)
    request.session.modified = True
    onward = way_back(request, request.session.get(NEXT))
    if asked is None or not code:
        return _refused(request)
    account = Provider().vouched_for(request, asked["nonce"], asked["code_verifier"])
    if account is None or not account.is_active:
        return _refused(request)
    actions.sign_in(by=account.username, request=request, account=account, origin=origin(request))
    return handed_to(account.username, redirect(onward))


def _refused(request: HttpRequest) -> HttpResponse:
    wrong = "The sign-in service of your force did not vouch for you, or too much time has passed."
    response = _sign_in_page(request, reverse("overview"), wrong)
    response.status_code = 403
    return response


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    who = visitor(request)
    if who.account:
        actions.sign_out(
            by=who.username, request=request, why=Over.SIGNED_OUT, origin=origin(request)
        )
    answer = redirect("signed-out")
    # What a phone keeps of assessments that are not sent, and the pages it keeps to ask.
    answer["Clear-Site-Data"] = '"storage"'
    return answer


@open_to_all
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "signed_out.html", {"opened": None, "provider": settings.PROVIDER})


@open_to_all
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who somebody is here, which roles they have and what follows; also for who has none."""
    who = visitor(request)
    if who.account is None:
        return redirect("sign-in")
    opened = editions.main()
    names = {code: opened.unit_name(code) if opened else code for code in who.roles.units}
    values = {"opened": opened, "who": who, "unit_names": names, "idle": settings.SESSION_IDLE,
              "longest": settings.SESSION_LONGEST}  # fmt: skip
    return render(request, "account.html", values)


@needs(May.READ_ACCOUNTS)
@never_cache
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Who can sign in with which roles, and which groups give them."""
    people = [Visitor(each) for each in Account.objects.all()]
    groups = {name: Roles(grants).in_words for name, grants in table.current().by_group.items()}
    values = {"opened": None, "people": people, "groups": groups}
    return render(request, "accounts.html", values)


def way_back(request: HttpRequest, address: str | None) -> str:
    """Where somebody wanted to go: on this site, or its first page."""
    hosts = {request.get_host()}
    if address and url_has_allowed_host_and_scheme(address, hosts, request.is_secure()):
        return address
    return reverse("overview")
