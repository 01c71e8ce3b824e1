"""After the questions: the result, the officer's decision, references, a copy, another one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.core.questions.entered import EntryError, read_entry
from upheld.core.questions.question_set import Kind as Asks
from upheld.core.questions.values import read_date
from upheld.web.journeys import pages
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin
from upheld.web.staff.cases.access import Kind
from upheld.web.staff.needs import actions, kept, lot
from upheld.web.staff.needs.opened import consulted, open_one, opened, state
from upheld.web.staff.needs.outcome import CATEGORY_NAMES, YOUNG, outcome, said_born_on
from upheld.web.staff.needs.plain import copy_of
from upheld.web.staff.needs.views import onward

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from upheld.web.staff.needs.opened import Opened
    from upheld.web.staff.needs.outcome import Outcome

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,63}")
MOST_REASON = 1000
REFUSED, REFERENCES_REFUSED = "decision refused", "references refused"


@kept.asks_on_the_phone
@needs(May.ASSESS_NEEDS)
@never_cache
@require_GET
def result(request: HttpRequest, token: str) -> HttpResponse:
    found = consulted(request, token, "result")
    if found.assessment.finished_at is None:
        return onward(found)
    came_to = _outcome(found)
    decision = found.assessment.decision
    refused = state(request, token).get(REFUSED)
    values = {
        "token": token, "assessment": found.assessment, "outcome": came_to,
        "today": timezone.localdate(),
        "decision": decision, "categories": CATEGORY_NAMES,
        "answers": pages.said(found.journey()), "refused": refused,
        "form": refused or _suggested(came_to),
        "apart": _may_be_set_aside(came_to), "set_aside": _set_aside_words(came_to, decision),
    }  # fmt: skip
    return render(request, "needs/result.html", values | kept.going(found))


@needs(May.ASSESS_NEEDS)
@never_cache
@require_POST
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """The officer's own decision. What differs from the answers needs a reason."""
    found = opened(request, token, "decide")
    if found.assessment.finished_at is None:
        return onward(found)
    came_to, held = _outcome(found), state(request, token)
    categories = [c for c in CATEGORY_NAMES if c in request.POST.getlist("categories")]
    apart = [name for name in _may_be_set_aside(came_to)
             if name in request.POST.getlist("set_aside")]  # fmt: skip
    reason = request.POST.get("reason", "").replace("\0", "").strip()
    overrules = set(categories) != set(came_to.categories) or bool(apart)
    error = _wrong_reason(reason, overrules=overrules)
    if error:
        held[REFUSED] = {"categories": categories, "set_aside": apart, "reason": reason,
                         "error": error}  # fmt: skip
        return redirect("needs-result", token)
    held.pop(REFUSED, None)
    actions.decide(
        by=found.who.username, assessment=found.assessment, categories=categories,
        set_aside=apart, overrules=overrules, reason=reason if overrules else "",
        now=timezone.now(), origin=origin(request),
    )  # fmt: skip
    return redirect("needs-result", token)


def _wrong_reason(reason: str, *, overrules: bool) -> str:
    if overrules and not reason:
        return "Enter why you decide otherwise than the answers say"
    if len(reason) > MOST_REASON:
        return f"Enter at most {MOST_REASON} characters"
    return ""


@needs(May.ASSESS_NEEDS)
@never_cache
@require_http_methods(["GET", "POST"])
def references(request: HttpRequest, token: str) -> HttpResponse:
    """The crime, the victim and the day of the report, as soon as they are known."""
    if request.method == "POST":
        return _references_given(request, token)
    found = consulted(request, token, "references")
    refused = state(request, token).pop(REFERENCES_REFUSED, None)
    day = found.assessment.reported_on or timezone.localdate(found.assessment.started_at)
    form = refused["typed"] if refused else {
        "crime": found.assessment.crime, "victim": found.assessment.victim,
        **_boxes("reported", day), **_boxes("born", found.assessment.born_on),
    }  # fmt: skip
    values = {"token": token, "form": form, "errors": refused["errors"] if refused else {},
              "asks_born": _asks_born(found)}  # fmt: skip
    return render(request, "needs/references.html", values)


def _references_given(request: HttpRequest, token: str) -> HttpResponse:
    found = opened(request, token, "references")
    typed = {name: request.POST.get(name, "").strip()[:100] for name in
             ("crime", "victim", *_boxes("reported", None), *_boxes("born", None))}  # fmt: skip
    errors = {
        name: f"Enter the {name}’s reference: letters, digits, / . _ and -, without spaces"
        for name in ("crime", "victim") if not REFERENCE.fullmatch(typed[name])
    }  # fmt: skip
    day, born_on = _day("reported", typed), _day("born", typed)
    if day is None:
        errors["reported"] = "Enter the day of the report, not later than today, such as 27 3 2026"
    if born_on is None and any(typed[name] for name in _boxes("born", None)):
        errors["born"] = "Enter the date of birth, such as 27 3 2012, or leave it empty"
    if errors:
        state(request, token)[REFERENCES_REFUSED] = {"typed": typed, "errors": errors}
        return redirect("needs-references", token)
    actions.refer_to(
        by=found.who.username, assessment=found.assessment, crime=typed["crime"],
        victim=typed["victim"], reported_on=day, born_on=born_on if _asks_born(found) else None,
        origin=origin(request),
    )  # fmt: skip
    return redirect("needs-result", token)


def _asks_born(found: Opened) -> bool:
    """Age alone opens special measures until a day; the short set does not ask for it."""
    return YOUNG in found.assessment.flags and said_born_on(found.journey()) is None


def _boxes(name: str, day: date | None) -> dict[str, str]:
    parts = ("day", "month", "year")
    return {f"{name}-{part}": str(getattr(day, part)) if day else "" for part in parts}


def _day(name: str, typed: dict[str, str]) -> date | None:
    """None for what is no day, and for one to come."""
    try:
        text = read_entry(Asks.DATE, name, {box: [text] for box, text in typed.items()})
    except EntryError:
        return None
    day = read_date(text) if text else None
    return day if day and day <= timezone.localdate() else None


@needs(May.ASSESS_NEEDS)
@never_cache
@require_GET
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """In plain words, to be printed for the victim or read out: what was agreed, by when."""
    found = consulted(request, token, "copy for the victim", Kind.DISCLOSURE, "the victim")
    if found.assessment.finished_at is None:
        return onward(found)
    decision = found.assessment.decision
    if decision is None:
        return redirect("needs-result", token)
    made = copy_of(_outcome(found), decision.categories, decision.set_aside, timezone.localdate())
    values = {"token": token, "assessment": found.assessment, "copy": made}
    return render(request, "needs/copy.html", values)


@needs(May.ASSESS_NEEDS)
@never_cache
@require_POST
def again(request: HttpRequest, token: str) -> HttpResponse:
    """Needs change: a new assessment of the same victim, asked from the beginning."""
    found = opened(request, token, "assess again")
    made = actions.start(
        by=found.who.username, unit=found.assessment.unit, lot=lot.draw(), now=timezone.now(),
        follows=found.assessment, origin=origin(request),
    )  # fmt: skip
    return redirect("needs-page", open_one(request, made), 1)


def _outcome(found: Opened) -> Outcome:
    """Counted from the report; until that is known, from the day of the assessment."""
    day = found.assessment.reported_on or timezone.localdate(found.assessment.started_at)
    return outcome(found.journey(), day, found.assessment.born_on)


def _suggested(came_to: Outcome) -> dict[str, Any]:
    return {"categories": list(came_to.categories), "set_aside": [], "reason": "", "error": ""}


def _may_be_set_aside(came_to: Outcome) -> dict[str, str]:
    """Every point of what to do, by name. Grounds are decided by their category."""
    return {point.flag.name: point.flag.words for section in came_to.sections
            for point in section.points}  # fmt: skip


def _set_aside_words(came_to: Outcome, decision: Any) -> list[str]:
    words = _may_be_set_aside(came_to)
    return [words.get(name, name) for name in decision.set_aside] if decision else []
