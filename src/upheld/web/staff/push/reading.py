"""Messages to be read: before they go out, as they went out, and where a mail's link leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from upheld.web.staff import editions
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.audit.words import moment
from upheld.web.staff.publish import current
from upheld.web.staff.push import canary, outbox, prepare
from upheld.web.staff.push.models import Letter, Line, Push, State, Subscriber
from upheld.web.staff.push.next_steps import state_in_words
from upheld.web.staff.views import shown, versions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.web.staff.publish.models import Publication

A_PAGE = 100


@needs(May.PUBLISH)
@never_cache
@require_GET
def preview(request: HttpRequest) -> HttpResponse:
    """Any message as any subscriber would get it, of what is shown now or of an edition before it
    is published; nothing is sent or counted again."""
    name = request.GET.get("edition", "")
    opened = editions.opened(versions.named(name).name) if name else shown.main_edition()
    unit = request.GET.get("unit", prepare.WHOLE)
    if opened is None:
        raise Http404("There is no such edition.")
    place = opened.whole if unit == prepare.WHOLE else opened.place(unit)
    made = prepare.letters_for(opened, {unit: place}).get(unit)
    if made is None and not Subscriber.objects.filter(unit=unit).exists():
        raise Http404("There is no such unit.")
    values = {"opened": opened, "subject": made.subject if made else "", "unit": unit,
              "text": made.text if made else "", "line": None, "moment": moment,
              "State": State}  # fmt: skip
    return render(request, "push_line.html", values)


@never_cache
@require_GET
def said(request: HttpRequest, publication: int, unit: str) -> HttpResponse:
    """Where a mail's link leads: the unit's page while it is of that edition, else the words."""
    of = _letter(publication, unit).push.publication
    if _is_shown(of):
        return redirect(prepare.page_of(unit))
    return kept(request, publication, unit)


@never_cache
@require_GET
def kept(request: HttpRequest, publication: int, unit: str) -> HttpResponse:
    """The words as they went out, for whoever reads figures."""
    found = _letter(publication, unit)
    of = found.push.publication
    values = {"opened": None, "letter": found, "of": of, "page": prepare.page_of(unit),
              "moment": moment, "now": _is_shown(of)}  # fmt: skip
    return render(request, "push_said.html", values)


@needs(May.PUBLISH)
@never_cache
@require_GET
def lines(request: HttpRequest, push: int) -> HttpResponse:
    """To whom the messages of one edition went, and what became of each."""
    of = Push.objects.select_related("publication").filter(pk=push).first()
    if of is None:
        raise Http404("There is no such push.")
    everyone = Line.objects.filter(push=of).select_related("subscriber")
    ordered = everyone.order_by("-canary", "subscriber__unit", "subscriber__email")
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    values = {"opened": None, "push": of, "page": page, "state_in_words": state_in_words}
    return render(request, "push_lines.html", values)


@needs(May.PUBLISH)
@never_cache
@require_GET
def line(request: HttpRequest, line: int) -> HttpResponse:
    """What went out, as it went out."""
    found = line_of(line)
    mail = outbox.mail_of(found) if found.letter else None
    values = {"opened": None, "line": found, "subject": mail.subject if mail else "",
              "text": found.letter.text if found.letter else "", "moment": moment,
              "State": State}  # fmt: skip
    return render(request, "push_line.html", values)


def letters_of(unit: str) -> list[Letter]:
    """What went out about a unit, the newest first."""
    found = Letter.objects.filter(unit=unit).exclude(unit=canary.UNIT)
    return list(found.select_related("push__publication").order_by("-push"))


def line_of(pk: int) -> Line:
    found = Line.objects.select_related("letter", "subscriber", "push").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such message.")
    return found


def _is_shown(of: Publication) -> bool:
    """Also where it was taken back and is published again."""
    now = current.published()
    return now is not None and now.digest == of.digest


def _letter(publication: int, unit: str) -> Letter:
    found = Letter.objects.filter(push__publication=publication, unit=unit)
    letter = found.exclude(unit=canary.UNIT).select_related("push__publication").first()
    if letter is None:
        raise Http404("There is no such message.")
    return letter
