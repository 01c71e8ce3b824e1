"""The victim care team's page of messages; receipts; to subscribe, to stop."""

from __future__ import annotations

import hmac
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.core.errors import UpheldError
from upheld.web.staff import editions
from upheld.web.staff.accounts.access import SignInNeededError, needs, open_to_all
from upheld.web.staff.accounts.models import Account
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin, visitor
from upheld.web.staff.audit.words import moment
from upheld.web.staff.publish.models import Publication
from upheld.web.staff.push import actions, daily, links, outbox, prepare, reading
from upheld.web.staff.push import receipts as fate
from upheld.web.staff.push.models import Line, Push, State, Subscriber
from upheld.web.staff.push.next_steps import address_step, next_step, state_in_words
from upheld.web.staff.push.subscribers import address_fault
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from django.http import HttpRequest

A_MONTH = timedelta(days=31)
BY_LINK = "link in a message"
OF_ANY_PUSH = Q(state__in=(State.UNKNOWN, State.HANDING))
TO_LOOK_AT = (State.REFUSED, State.BOUNCED, State.SOFT, State.HELD)  # Of the newest: old news else.
MOST_LISTED = 300


@needs(May.PUBLISH)
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The last push, what needs a person, and who has not looked for a month."""
    pushes = [(each, outbox.states(each)) for each in Push.objects.all()[:12]]
    look = Line.objects.filter(OF_ANY_PUSH | Q(push=Push.objects.first(), state__in=TO_LOOK_AT))
    wrong = Subscriber.objects.filter(stopped_at=None).exclude(bounced="")
    look = look.exclude(subscriber__in=wrong).select_related("subscriber")  # Shown by address.
    active = Subscriber.objects.filter(stopped_at=None)
    return render(request, "push.html", {
        "opened": None, "pushes": pushes, "State": State, "moment": moment,
        "next_step": next_step, "state_in_words": state_in_words,
        "most_listed": MOST_LISTED,
        "look": look[:MOST_LISTED], "more": max(look.count() - MOST_LISTED, 0),
        "wrong": wrong, "address_step": address_step,
        "embargoed": Publication.objects.filter(until__gt=timezone.now(), withdrawn_at=None),
        "active": active.count(), "units": sorted(set(active.values_list("unit", flat=True))),
        "absent": absent(), "unknown": unknown_accounts(),
        "no_account": active.filter(username="").count(),
        "daily": daily.states(timezone.localdate()), "no_daily": daily.without_it(),
        "stopped": Subscriber.objects.filter(required=True).exclude(stopped_at=None)
        .exclude(source=actions.GONE),
    })  # fmt: skip


def absent() -> list[Subscriber]:
    """Subscribers with an account here who have not signed in for a month."""
    since = timezone.localdate() - A_MONTH
    late = Account.objects.filter(Q(seen_on__lt=since) | Q(seen_on=None))
    names = late.values_list("username", flat=True)
    return list(Subscriber.objects.filter(stopped_at=None, username__in=names))


def unknown_accounts() -> list[Subscriber]:
    """Subscribers whose account, as the list names it, nobody has ever signed in with here."""
    known = Account.objects.values_list("username", flat=True)
    named = Subscriber.objects.filter(stopped_at=None).exclude(username="")
    return list(named.exclude(username__in=known))


@needs(May.PUBLISH)
@require_POST
def settle(request: HttpRequest, line: int) -> HttpResponse:
    found = reading.line_of(line)
    with suppress(UpheldError):  # Somebody was first: the page says how it stands.
        actions.settle(by=visitor(request).username, line=found, origin=origin(request),
                       again=request.POST.get("again") == "yes")  # fmt: skip
    return redirect("push")


@needs(May.PUBLISH)
@require_POST
def go_on(request: HttpRequest, push: int) -> HttpResponse:
    found = Push.objects.filter(pk=push).first()
    if found and found.halted:
        actions.go_on(by=visitor(request).username, push=found, origin=origin(request))
    return redirect("push")


@needs(May.PUBLISH)
@require_POST
def correct(request: HttpRequest, subscriber: int) -> HttpResponse:
    found = Subscriber.objects.filter(pk=subscriber).exclude(bounced="").first()
    if found:
        actions.correct(by=visitor(request).username, subscriber=found, origin=origin(request))
    return redirect("push")


@csrf_exempt
@open_to_all
@require_POST
def receipts(request: HttpRequest) -> HttpResponse:
    """GOV.UK Notify's call back, with the bearer token that was agreed with it."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    agreed = settings.PUSH_RECEIPTS
    if not agreed or not hmac.compare_digest(token.encode(), agreed.encode()):
        return HttpResponse(status=403)
    try:
        known = fate.of_notify(request.body)
    except ValueError:
        return HttpResponse(status=400)
    return HttpResponse(status=204 if known else 404)


@csrf_exempt
@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing, as programs open links too; the button stops."""
    found = links.whose(token)
    if found is None:
        raise Http404("This link stops nothing here. Use the one in your last message.")
    if request.method == "POST" and found.stopped_at is None:
        actions.stop(by=BY_LINK, subscriber=found, origin=origin(request))
        found.refresh_from_db()
    values = {"opened": None, "subscriber": found, "token": token, "unit": unit_name(found.unit)}
    return render(request, "push_stop.html", values)


@csrf_exempt
@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def stop_daily(request: HttpRequest, token: str) -> HttpResponse:
    username = links.whose_day(token)
    if username is None:
        raise Http404("This link stops nothing here. Use the one in your last daily list.")
    wishes = Subscriber.objects.filter(username=username, daily=True, daily_stopped_at=None)
    if request.method == "POST" and wishes.exists():
        actions.stop_daily(by=BY_LINK, username=username, origin=origin(request))
    values = {"opened": None, "token": token, "going": wishes.exists()}
    return render(request, "push_stop_daily.html", values)


@never_cache
@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest, unit: str) -> HttpResponse:
    """Anyone in the force, to a unit."""
    who = visitor(request)
    if who.account is None:
        raise SignInNeededError
    opened = shown.main_edition()
    place = shown.place(opened, unit)
    typed = request.POST.get("email", "").replace("\0", "").strip().lower()[:254]
    wrong, done, may_read = None, False, who.roles.may_read_cases_of(unit)
    if request.method == "POST":
        wrong = address_fault(typed, settings.PUSH_DOMAINS) or _of_another(typed, who.username)
        if wrong is None:
            actions.subscribe(
                by=who.username,
                email=typed,
                unit=unit,
                origin=origin(request),
                daily=may_read and request.POST.get("daily") == "yes",
            )
            done = True
    values = {"opened": opened, "place": place, "unit": unit, "typed": typed, "done": done,
              "wrong": wrong, "may_read": may_read, "letters": reading.letters_of(unit),
              "moment": moment}  # fmt: skip
    return render(request, "push_subscribe.html", values, status=400 if wrong else 200)


def _of_another(email: str, username: str) -> str | None:
    """Nobody signs up, or takes over, an address that is known to be somebody else's."""
    others = Subscriber.objects.filter(email=email).exclude(username__in=("", username))
    return (
        "this address is another account’s: ask the victim care team" if others.exists() else None
    )


def unit_name(unit: str) -> str:
    """For a page that needs no sign-in: the unit's name out of the force's own list, no figure."""
    opened = editions.main()
    if opened is None:
        return unit
    return opened.whole.name if unit == prepare.WHOLE else opened.unit_name(unit)
