"""Without a connection: what a phone keeps beforehand, and what it sends afterwards.

The phone keeps the pages of the short set and a table of what is asked when, made by the engine.
It concludes nothing but that somebody is not safe. What it sends is answered here page by page as
if it had been sent so, and the server decides.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.faults import WORDS, Code
from upheld.core.questions.flags import RULES
from upheld.core.questions.journey import Asked, PageNotReachedError, journey, post
from upheld.core.questions.plain import plain, table
from upheld.core.questions.question_set import Question
from upheld.question_sets.load import question_set
from upheld.web.journeys import pages
from upheld.web.journeys.fields import Look, field
from upheld.web.staff import assets, keep
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin
from upheld.web.staff.cases.access import permitted
from upheld.web.staff.needs import actions, lot
from upheld.web.staff.needs.draft import LONGEST, DraftError, read_draft
from upheld.web.staff.needs.kept import ASK, STORE, asks_on_the_phone
from upheld.web.staff.needs.lot import SHORT
from upheld.web.staff.needs.models import SET, Assessment
from upheld.web.staff.needs.opened import open_one, opened, state
from upheld.web.staff.needs.outcome import URGENT
from upheld.web.staff.needs.views import hand_in, onward

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.web.staff.needs.draft import Draft
    from upheld.web.staff.needs.opened import Opened

DRAFT = "upheld.needs.draft"


# What is kept beforehand --------------------------------------------------------------------------


@asks_on_the_phone
@needs(May.ASSESS_NEEDS)
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Every page of the short set at once, for a browser to keep. It says nothing of who asked."""
    return _shell(request)


@needs(May.ASSESS_NEEDS)
@require_GET
def not_sent(request: HttpRequest) -> HttpResponse:
    """For a browser to keep: shown in place of an answer that could not be sent."""
    return _not_sent(request)


def _shell(request: HttpRequest) -> HttpResponse:
    values = {"opened": None, "visitor_unknown": True, "pages": _pages(), "kept": _kept(),
              "urgent": _urgent_words(),
              "scripts": [assets.url(STORE), assets.url(ASK)]}  # fmt: skip
    return render(request, "needs/offline.html", values)


def _not_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "needs/not_sent.html", {"opened": None, "visitor_unknown": True})


@keep.fetches_what_is_kept
@needs(May.ASSESS_NEEDS)
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Keeps both: the one where a page cannot be fetched, the other where it cannot be sent."""
    asking, unsent = reverse("needs-offline"), reverse("needs-not-sent")
    pages_kept = {asking: _shell(request).content, unsent: _not_sent(request).content}
    return keep.worker("needs", pages_kept, (STORE, ASK), GET=asking, POST=unsent)


@cache
def _kept() -> dict[str, Any]:
    """What the script looks up: questions and tables, no rule of its own."""
    form = question_set(SET, SHORT)
    urgent = form.items[URGENT]
    assert isinstance(urgent, Question)
    assert urgent.calculation is not None
    return {
        "pages": [asdict(page) for page in plain(form)],
        "urgent": asdict(table(form, urgent.calculation)),
        "words": {"choose": WORDS[Code.CHOOSE], "alone": WORDS[Code.EXCLUSIVE]},
        "hours": LONGEST.total_seconds() / 3600,
    }


@cache
def _pages() -> tuple[dict[str, Any], ...]:
    """Each page with all its questions, drawn as they are with a connection."""
    form = question_set(SET, SHORT)
    found = journey(form, {}, Moment(timezone.localtime()))
    made, number = [], 0
    for page in plain(form):
        fields = []
        for each in page.questions:
            number += 1
            question = form.items[each.key]
            assert isinstance(question, Question)
            (drawn,) = field(found, Asked(question, ()), Look(number, False, None, ""))
            fields.append((each.key, drawn))
        made.append({"id": page.id, "fields": fields,
                     "heading": found.replay.words(form.items[page.id].label)})  # fmt: skip
    return tuple(made)


def _urgent_words() -> str:
    label = question_set(SET, SHORT).items[URGENT].label
    return RULES.sub("", label.in_language("", "").source)


# What is sent afterwards --------------------------------------------------------------------------


@needs(May.ASSESS_NEEDS)
@never_cache
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Kept as far as it can be, handed in if it was and is complete; where to go on.

    Sent again, because the answer to it was lost, it is the same assessment.
    """
    now, unit = timezone.now(), request.POST.get("unit", "")
    who = permitted(request, unit, may=May.ASSESS_NEEDS, what="send a needs assessment")
    try:
        draft = read_draft(request.POST.get("draft", ""), now)
    except DraftError:
        return JsonResponse({"refused": "This is no assessment of a phone."}, status=400)
    number = draft.id if draft.goes_on else _number(who.username, draft.id)
    made = Assessment.objects.filter(number=number).first()
    if made is None and draft.goes_on:
        return JsonResponse({"refused": "There is no such assessment."}, status=404)
    if made is None:
        made = actions.start(
            by=who.username, unit=unit, lot=lot.without(number), now=draft.began, follows=None,
            origin=origin(request),
        )  # fmt: skip
    found = opened(request, open_one(request, made), "send from a phone")
    if found.assessment.finished_at is None:
        _answer(request, found, draft)
    if draft.done or found.assessment.finished_at is not None:
        place = hand_in(request, found)
    else:
        place = onward(found)
    return JsonResponse({"address": place["Location"]})


def _number(username: str, draft: str) -> str:
    """The same for one person's draft each time; another's cannot be reached by it."""
    return salted_hmac(DRAFT, f"{username} {draft}", algorithm="sha256").hexdigest()[:16]


def _answer(request: HttpRequest, found: Opened, draft: Draft) -> None:
    """Page after page, up to the first that is refused: that one is shown with what is wrong."""
    now = timezone.now()
    answers, seconds = dict(found.assessment.answers), dict(found.assessment.seconds)
    for page in draft.pages:
        try:
            sent = post(found.form, answers, page.id, page.typed, found.moment(now))
        except PageNotReachedError:  # a page that a later answer made stale
            continue
        if not sent.taken:
            refused = pages.held(page.id, page.typed, sent.faults).as_json()
            state(request, found.token)["held"] = refused
            break
        answers, seconds[page.id] = dict(sent.answers), page.seconds
    actions.save(
        by=found.who.username, assessment=found.assessment, answers=answers, seconds=seconds,
        session=request.session, now=now, origin=origin(request),
    )  # fmt: skip
