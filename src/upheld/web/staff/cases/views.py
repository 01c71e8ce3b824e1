"""Whose cases somebody may read; the reason; who is owed what on a unit; one victim of one crime.

Each look is a line in the trail before anything is read. A file or a print is a disclosure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from upheld.render import owed, spreadsheets
from upheld.rules import load
from upheld.web.staff import editions
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.views import way_back
from upheld.web.staff.accounts.visitor import origin, visitor
from upheld.web.staff.cases import actions, owed_list, restricted
from upheld.web.staff.cases.access import REASONS, case_access, disclosed, permitted
from upheld.web.staff.cases.token import Links
from upheld.web.staff.views.downloads import TableFile

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.web.staff.cases.access import CaseAccess
    from upheld.web.staff.editions import Opened


@needs(May.READ_CASES)
@never_cache
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The units whose cases this person may read. Nothing of a case stands here."""
    opened = _edition()
    units = [(code, opened.unit_name(code), _has(opened, code))
             for code in visitor(request).roles.units]  # fmt: skip
    return render(request, "cases.html", {"opened": opened, "units": units})


@needs(May.READ_CASES)
@never_cache
@require_GET
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """Who is owed what: a page of it, by what was asked for."""
    asked = _asked(request, unit)
    opened = _with_cases(request, unit, f"what is owed: {asked.logged}")
    access = case_access(request, unit, what=f"what is owed: {asked.logged}", edition=opened.name)
    shown = owed_list.of(access, opened, asked)
    return render(request, "cases_unit.html", _values(request, unit, access, shown))


@needs(May.READ_CASES)
@never_cache
@require_GET
def printed(request: HttpRequest, unit: str) -> HttpResponse:
    """The same on one page for paper, up to a number that somebody can carry."""
    asked = _asked(request, unit)
    opened = _with_cases(request, unit, f"what is owed: {asked.logged}")
    access = _to_take_out(request, unit, asked, opened)
    shown = owed_list.of(access, opened, asked, a_page=owed_list.MOST_PRINTED)
    _take_out(request, access, "print", shown)
    return render(request, "cases_print.html", _values(request, unit, access, shown))


@needs(May.READ_CASES)
@never_cache
@require_GET
def export(request: HttpRequest, unit: str, form: str) -> HttpResponse:
    """All that was asked for as a file."""
    if form not in spreadsheets.MEDIA_TYPES:
        raise Http404("What is owed can be had as csv or ods.")
    asked = _asked(request, unit)
    opened = _with_cases(request, unit, f"what is owed: {asked.logged}")
    access = _to_take_out(request, unit, asked, opened)
    shown = owed_list.of(access, opened, asked, a_page=None)
    _take_out(request, access, f"{form} file", shown)
    return TableFile(owed.as_frame(shown.found), opened.provenance, f"owed-{unit}", form)


@needs(May.READ_CASES)
@never_cache
@require_GET
def victim(request: HttpRequest, unit: str, token: str) -> HttpResponse:
    """One victim of one crime: every duty, and why."""
    opened = _with_cases(request, unit, "one victim of one crime")
    one = Links(request.session, unit).read(token)
    if one is None:
        raise Http404("This link belongs to another session. Open the victim from the list again.")
    access = case_access(
        request, unit, what="one victim of one crime", edition=opened.name, case=one.crime_id[:64]
    )
    found = restricted.victim(access, opened.edition, one)
    if found is None:
        raise Http404("This edition has no such victim on this unit. Open the list again.")
    duties = restricted.duties_of(access, opened.edition, one)
    values = {"opened": opened, "code": unit, "unit_name": opened.unit_name(unit), "one": one,
              "victim": owed.about(found), "duties": owed.judged(duties, load.victims_codes()),
              "back": _asked(request, unit).back,
              "reason": REASONS[access.reason]}  # fmt: skip
    return render(request, "case_victim.html", values)


@needs(May.READ_CASES)
@never_cache
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, unit: str) -> HttpResponse:
    """Why somebody looks: once a session and unit. Answered, it leads to where they wanted."""
    who = permitted(request, unit, may=May.READ_CASES, what="reason")
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


def _to_take_out(
    request: HttpRequest, unit: str, asked: owed_list.Wanted, opened: Opened
) -> CaseAccess:
    what = f"to take out what is owed: {asked.logged}"
    return case_access(request, unit, what=what, edition=opened.name)


def _take_out(request: HttpRequest, access: CaseAccess, form: str, shown: owed_list.Shown) -> None:
    """Before it is handed over: how many, and narrowed to what."""
    what = f"{form} of what is owed: {shown.asked.in_words}"
    disclosed(request, access, what=what, edition=shown.opened.name, count=len(shown.found))


def _asked(request: HttpRequest, unit: str) -> owed_list.Wanted:
    return owed_list.Wanted(request.GET, unit)


def _values(
    request: HttpRequest, unit: str, access: CaseAccess, shown: owed_list.Shown
) -> dict[str, Any]:
    links = Links(request.session, unit)
    return {"opened": shown.opened, "code": unit, "unit_name": shown.opened.unit_name(unit),
            "shown": shown, "owed": owed, "link": links.to,
            "reason": REASONS[access.reason]}  # fmt: skip


def _with_cases(request: HttpRequest, unit: str, what: str) -> Opened:
    """For whoever may see it alone; raises Http404 where the edition keeps no cases, or has no
    such unit: an empty list of a mistyped one would read as if nothing were owed."""
    permitted(request, unit, may=May.READ_CASES, what=what)
    opened = _edition()
    if not opened.edition.has_restricted_half:
        raise Http404("The cases of this edition are no longer kept; its figures are.")
    if not _has(opened, unit):
        raise Http404(f"This edition has no BCU or OCU with the code {unit}. Your role names it: "
                      "ask whoever runs this site to correct that.")  # fmt: skip
    return opened


def _has(opened: Opened, unit: str) -> bool:
    found = opened.place(unit)
    return found is not None and found.unit_type in editions.WATCHED


def _edition() -> Opened:
    opened = editions.main()
    if opened is None:
        raise Http404("There is no edition here yet. Make one with: upheld build.")
    return opened
