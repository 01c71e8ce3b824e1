"""Whose cases somebody may read; the reason; and, as a beginning, how many duties are overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from upheld.web.staff import editions
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.views import way_back
from upheld.web.staff.accounts.visitor import origin, visitor
from upheld.web.staff.cases import actions, restricted
from upheld.web.staff.cases.access import REASONS, case_access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.web.staff.editions import Opened


@needs(May.READ_CASES)
@never_cache
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The units whose cases this person may read. Nothing of a case stands here."""
    opened = _edition()
    units = [(code, opened.unit_name(code)) for code in visitor(request).roles.units]
    return render(request, "cases.html", {"opened": opened, "units": units})


@needs(May.READ_CASES)
@never_cache
@require_GET
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    opened = _edition()
    if not opened.edition.has_restricted_half:
        raise Http404("The cases of this edition are no longer kept; its figures are.")
    access = case_access(request, unit, what="count of overdue duties", edition=opened.name)
    values = {"opened": opened, "code": unit, "unit_name": opened.unit_name(unit),
              "overdue": restricted.overdue(access, opened.edition),
              "reason": REASONS[access.reason]}  # fmt: skip
    return render(request, "cases_unit.html", values)


@needs(May.READ_CASES)
@never_cache
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, unit: str) -> HttpResponse:
    """Why somebody looks: once a session and unit. Answered, it leads to where they wanted."""
    who = visitor(request)
    if not who.roles.may_read_cases_of(unit):
        actions.refuse(by=who.username, unit=unit, about="reason", origin=origin(request))
        raise PermissionDenied
    asked = request.POST.get("next") if request.method == "POST" else request.GET.get("next")
    onward, chosen = way_back(request, asked), request.POST.get("reason", "")
    if request.method == "POST" and chosen in REASONS:
        actions.give_reason(
            by=who.username, session=request.session, unit=unit, reason=chosen,
            origin=origin(request),
        )  # fmt: skip
        return redirect(onward)
    opened = _edition()
    wrong = request.method == "POST"
    values = {"opened": opened, "code": unit, "unit_name": opened.unit_name(unit),
              "reasons": REASONS, "onward": onward, "wrong": wrong}  # fmt: skip
    return render(request, "reason.html", values, status=400 if wrong else 200)


def _edition() -> Opened:
    opened = editions.main()
    if opened is None:
        raise Http404("There is no edition here yet. Make one with: upheld build.")
    return opened
