"""The auditor's page: who looked at what. A search is itself a line of the trail.

What is searched for is sent as a form and kept in the session, so that no name stands in an
address; nothing is shown before something was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin, visitor
from upheld.web.staff.audit import actions
from upheld.web.staff.audit.search import Search
from upheld.web.staff.audit.words import REASONS, WORDS, moment
from upheld.web.staff.cases.access import REASONS as REASONS_GIVEN

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SEARCH = "trail-search"
A_PAGE = 50


@needs(May.READ_TRAIL)
@never_cache
@require_http_methods(["GET", "POST"])
def trail(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        kept = request.session.get(SEARCH)
        return _page(request, Search.read(kept or {}), asked=kept is not None)
    search = Search.read(request.POST)
    if search.wrong:
        return _page(request, search, asked=False)
    actions.search(
        by=visitor(request).username, session=request.session, key=SEARCH, asked=search.values,
        about=search.in_words, origin=origin(request),
    )  # fmt: skip
    return redirect(reverse("trail") + "#found")


def _page(request: HttpRequest, search: Search, *, asked: bool) -> HttpResponse:
    page = None
    if asked:
        page = Paginator(search.found(), A_PAGE).get_page(request.GET.get("page"))
    values = {"opened": None, "search": search, "page": page, "words": WORDS,
              "reasons": REASONS | REASONS_GIVEN, "wrong": search.wrong,
              "moment": moment}  # fmt: skip
    return render(request, "trail.html", values, status=400 if search.wrong else 200)
