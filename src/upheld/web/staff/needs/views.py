"""Asking: start, page by page, check the answers, hand in. Every step is kept as it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.core.questions.flags import flags
from upheld.core.questions.journey import PageNotReachedError, post
from upheld.core.questions.submission import submitted
from upheld.web.journeys import pages
from upheld.web.staff import assets, editions
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.device import person
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin, visitor
from upheld.web.staff.cases.access import case_access, permitted
from upheld.web.staff.needs import actions, clock, kept, lot
from upheld.web.staff.needs.models import Assessment
from upheld.web.staff.needs.opened import allowed, consulted, open_one, opened, state

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.core.questions.journey import Journey, Page
    from upheld.web.staff.needs.opened import Opened

MOST_LISTED = 20


@kept.sends_from_the_phone
@needs(May.ASSESS_NEEDS)
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Start one, or carry on. Which of one's own are not finished is shown without any answer."""
    who = visitor(request)
    units = who.roles.units_for(May.ASSESS_NEEDS)
    own = list(Assessment.objects.filter(by=who.username, unit__in=units)[:MOST_LISTED])
    for unit in sorted({each.unit for each in own}):
        count = sum(each.unit == unit for each in own)
        case_access(request, unit, may=May.ASSESS_NEEDS, what="own needs assessments",
                    why=actions.REASON, count=count)  # fmt: skip
    values = {
        "units": [(unit, unit_name(unit)) for unit in units],
        "unfinished": [each for each in own if each.finished_at is None],
        "finished": [each for each in own if each.finished_at is not None],
        "owner": person(who.username),
        "scripts": [assets.url(kept.STORE), assets.url(kept.SEND)],
        "supervised": [(unit, unit_name(unit)) for unit in who.roles.units],
    }
    return render(request, "needs/home.html", values)


@needs(May.ASSESS_NEEDS)
@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    unit = request.POST.get("unit", "")
    who = permitted(request, unit, may=May.ASSESS_NEEDS, what="start a needs assessment")
    made = actions.start(
        by=who.username, unit=unit, lot=lot.draw(), now=timezone.now(), follows=None,
        origin=origin(request),
    )  # fmt: skip
    return redirect("needs-page", open_one(request, made), 1)


@needs(May.ASSESS_NEEDS)
@never_cache
@require_POST
def open_again(request: HttpRequest) -> HttpResponse:
    """From a list: where it was left, or its result. The number travels in the form alone."""
    found = Assessment.objects.filter(number=request.POST.get("number", "")).first()
    if found is None:
        raise Http404("There is no such assessment.")
    allowed(request, found, "open")
    token = open_one(request, found)
    if found.finished_at is not None:
        return redirect("needs-result", token)
    return onward(opened(request, token, "open"))


@kept.asks_on_the_phone
@needs(May.ASSESS_NEEDS)
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, token: str, number: int) -> HttpResponse:
    if request.method == "POST":
        return _answered(request, token, number)
    found = consulted(request, token, "a page of questions")
    if found.assessment.finished_at is not None:
        return redirect("needs-result", token)
    journey = found.journey()
    here = _at(journey.path, number)
    if here is None:
        return onward(found)
    held = state(request, token)
    clock.opened(held, here.id, timezone.now())
    shown = pages.page_shown(journey, here, pages.held_from(held.get("held"), here))
    before = reverse("needs-page", args=[token, number - 1]) if number > 1 else reverse("needs")
    values = {"shown": shown, "back": before, "audit": found.assessment.audit}
    return render(request, "needs/page.html", values | kept.going(found))


def _answered(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Kept, then the next page; refused, then the same page with what is wrong."""
    found = opened(request, token, "answer a page")
    if found.assessment.finished_at is not None:
        return redirect("needs-result", token)
    now, held = timezone.now(), state(request, token)
    typed, page_id = pages.posted(request.POST), request.POST.get("page", "")
    try:
        made = post(found.form, found.assessment.answers, page_id, typed, found.moment(now))
    except PageNotReachedError:  # sent from a page that an answer changed elsewhere made stale
        return onward(found)
    if not made.taken:
        held["held"] = pages.held(page_id, typed, made.faults).as_json()
        return redirect("needs-page", token, number)
    held.pop("held", None)
    seconds = clock.closed(held, page_id, now, found.assessment.seconds)
    before = found.assessment.answers
    new = {key: text for key, text in made.answers.items() if before.get(key) != text}
    actions.save(
        by=found.who.username, assessment=found.assessment, answers=new,
        seconds=seconds, session=request.session, now=now, origin=origin(request),
    )  # fmt: skip
    return _next(token, made.journey)


@kept.asks_on_the_phone
@needs(May.ASSESS_NEEDS)
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        return hand_in(request, opened(request, token, "hand in"))
    found = consulted(request, token, "check the answers")
    if found.assessment.finished_at is not None:
        return redirect("needs-result", token)
    journey = found.journey()
    if not journey.complete:
        return onward(found)
    rows = pages.check_rows(journey, lambda n: reverse("needs-page", args=[token, n]))
    back = reverse("needs-page", args=[token, len(journey.pages)])
    values = {"rows": rows, "token": token, "back": back}
    return render(request, "needs/check.html", values | kept.going(found))


def hand_in(request: HttpRequest, found: Opened) -> HttpResponse:
    """Sent twice, it is handed in once. Where something is not answered, there instead."""
    if found.assessment.finished_at is None:
        now = timezone.now()
        journey = found.journey(now)
        if not journey.complete:
            return onward(found)
        actions.hand_in(
            by=found.who.username, assessment=found.assessment,
            answers=submitted(journey).answers, flags=[flag.name for flag in flags(journey)],
            now=now, origin=origin(request),
        )  # fmt: skip
    return redirect("needs-result", found.token)


def onward(found: Opened) -> HttpResponse:
    """The first page that is not answered, or the answers to be checked."""
    return _next(found.token, found.journey())


def _next(token: str, journey: Journey) -> HttpResponse:
    if journey.complete:
        return redirect("needs-check", token)
    return redirect("needs-page", token, journey.done + 1)


def _at(path: tuple[Page, ...], number: int) -> Page | None:
    return path[number - 1] if 0 < number <= len(path) else None


def unit_name(code: str) -> str:
    main = editions.main()
    return main.unit_name(code) if main else code
