"""Today's list of a unit; one victim's sheet with the script, and what a try came to; one more
victim on the list. Each look is a line in the trail before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from upheld.core import call_back as words
from upheld.rules.load_call_script import call_script
from upheld.web.staff import editions
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin, visitor
from upheld.web.staff.callbacks import actions, forms, standing
from upheld.web.staff.callbacks.models import CallBack
from upheld.web.staff.cases.access import case_access, permitted
from upheld.web.staff.cases.token import Links

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from upheld.web.staff.callbacks.standing import Stands
    from upheld.web.staff.cases.access import CaseAccess

REFUSED, SAID = "call-back refused", "call-back said"
GONE = "This link belongs to another session, or the call-back is gone. Open it from the list."
MEANWHILE = "Another call was recorded since this page was opened: read it, then record yours"
MOST_SETTLED = 50


@needs(May.CALL_BACK)
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The units whose victims this person calls. Nothing of anybody stands here."""
    units = visitor(request).roles.units_for(May.CALL_BACK)
    if len(units) == 1:
        return redirect("call-backs-unit", units[0])
    named = [(unit, _unit_name(unit)) for unit in units]
    return render(request, "callbacks/home.html", {"units": named})


@needs(May.CALL_BACK)
@never_cache
@require_GET
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """Whom to call today and how; then who waits; then what was settled last."""
    today = timezone.localdate()
    count = standing.count(unit, today)
    access = _access(request, unit, "list of call-backs", count=count)
    stands = standing.of_unit(access, today)
    links = Links(request.session, unit)
    groups = (
        ("To call today", [s for s in stands if s.to_do and s.reach.may_call]),
        ("Not to be called: speak in person, or record why not",
         [s for s in stands if s.to_do and not s.reach.may_call]),
        ("Waiting for a later day", [s for s in stands if s.standing is words.Standing.WAITING]),
        ("Settled, or tried as often as may be",
         [s for s in stands if s.next_on is None][-MOST_SETTLED:]),
    )  # fmt: skip
    values = {"code": unit, "unit_name": _unit_name(unit), "groups": groups, "today": today,
              "link": links.to, "words": words,
              "several": len(visitor(request).roles.units_for(May.CALL_BACK)) > 1,
              "said": request.session.pop(SAID, "")}  # fmt: skip
    return render(request, "callbacks/unit.html", values)


@needs(May.CALL_BACK)
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, unit: str, token: str) -> HttpResponse:
    """One victim: how to reach them, what was tried, the script, and the form."""
    if request.method == "POST":
        return _tried(request, unit, token)
    found = _found(request, unit, token)
    access = _access(request, unit, f"{found}: call sheet", case=found.crime)
    stands = _stands(access, found, timezone.localdate())
    refused = request.session.pop(REFUSED, None)
    refused = refused if refused and refused["number"] == found.number else None
    values = {
        "code": unit, "unit_name": _unit_name(unit), "token": token, "stands": stands,
        "script": call_script(), "words": words,
        "form": refused["typed"] if refused else {"unsafe": []},
        "errors": refused["errors"] if refused else {},
    }  # fmt: skip
    return render(request, "callbacks/one.html", values)


def _tried(request: HttpRequest, unit: str, token: str) -> HttpResponse:
    """Kept, then the list; refused, then the same sheet with what is wrong."""
    who = permitted(request, unit, may=May.CALL_BACK, what="record a call")
    found, today = _found(request, unit, token), timezone.localdate()
    said = forms.typed(request.POST)
    access = _access(request, unit, f"{found}: how to reach", case=found.crime)
    wrong = forms.wrong_try(said, _stands(access, found, today), today)
    if wrong:
        request.session[REFUSED] = {"number": found.number, "typed": said, "errors": wrong}
        return redirect("call-back", unit, token)
    again = forms.day(said, "again") if said["next"] == words.Next.CALL_AGAIN else None
    talked = said["came_to"] in words.TALKED
    made = actions.tried(
        by=who.username, call_back=found, came_to=said["came_to"], next_step=said["next"],
        again_on=again, unsafe=said["unsafe"],
        message=forms.MESSAGE.get(said["message"]) if talked else None,
        script=call_script().version,
        seen=said["seen"], now=timezone.now(), origin=origin(request),
    )  # fmt: skip
    if made is None:
        wrong = {"came_to": MEANWHILE}
        request.session[REFUSED] = {"number": found.number, "typed": said, "errors": wrong}
        return redirect("call-back", unit, token)
    request.session[SAID] = "Recorded."
    return redirect("call-backs-unit", unit)


@needs(May.CALL_BACK)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, unit: str) -> HttpResponse:
    """One more victim on the list, by the references of the system of record."""
    who = permitted(request, unit, may=May.CALL_BACK, what="put somebody on the call list")
    today = timezone.localdate()
    if request.method == "GET":
        refused = request.session.pop(REFUSED, None)
        refused = refused if refused and refused["number"] == unit else {}
        values = {"code": unit, "unit_name": _unit_name(unit), "words": words,
                  "form": refused.get("typed", forms.from_today(today)),
                  "errors": refused.get("errors", {})}  # fmt: skip
        return render(request, "callbacks/add.html", values)
    said = forms.typed(request.POST)
    if wrong := forms.wrong_victim(said, today):
        request.session[REFUSED] = {"number": unit, "typed": said, "errors": wrong}
        return redirect("call-back-add", unit)
    new = actions.add(by=who.username, wanted=[forms.wanted(said, unit)], now=timezone.now(),
                      origin=origin(request))  # fmt: skip
    request.session[SAID] = "Put on the list." if new else "This victim is on a list already."
    return redirect("call-backs-unit", unit)


def _access(
    request: HttpRequest, unit: str, what: str, *, case: str = "", count: int | None = None
) -> CaseAccess:
    return case_access(request, unit, may=May.CALL_BACK, what=what, why=actions.REASON,
                       case=case, count=count)  # fmt: skip


def _found(request: HttpRequest, unit: str, token: str) -> CallBack:
    """By the session's own link. Whether this person may see it is asked before anything is."""
    permitted(request, unit, may=May.CALL_BACK, what="one call-back")
    link = Links(request.session, unit).read(token)
    found = link and CallBack.objects.filter(
        unit=unit, crime=link.crime_id, victim=link.victim_id
    ).first()  # fmt: skip
    if not found:
        raise Http404(GONE)
    return found


def _stands(access: CaseAccess, found: CallBack, today: date) -> Stands:
    return standing.of(access, [found], today)[0]


def _unit_name(code: str) -> str:
    main = editions.main()
    return main.unit_name(code) if main else code
