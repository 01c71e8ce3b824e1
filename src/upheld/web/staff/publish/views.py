"""The analyst's pages: what is published, and one edition before it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.core.errors import ProblemsError, UpheldError, WrongUseError
from upheld.render import editions as edition_words
from upheld.render.figures import HEADLINE
from upheld.render.names import sentence
from upheld.web.staff import editions, first_pages
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin, visitor
from upheld.web.staff.audit.words import moment
from upheld.web.staff.publish import actions, check, current, times
from upheld.web.staff.publish.models import Publication
from upheld.web.staff.views import judged, versions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.editions.edition import Edition


@needs(May.PUBLISH)
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    held, unreadable = versions.held()
    rows = [(each, current.stands(each)) for each in Publication.objects.all()]
    return render(request, "publish.html", {
        "opened": None, "rows": rows, "held": held, "unreadable": unreadable, "moment": moment,
        "now": timezone.now(), "shown": current.name(), "last": current.last(),
    })  # fmt: skip


@needs(May.PUBLISH)
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Before: what it says and what moved. The form counts every figure again, then publishes."""
    edition = versions.named(name)
    if request.method == "GET":
        return _preview(request, edition)
    try:
        until = times.read(request.POST.get("until", ""))
        over = int(request.POST.get("over") or 0) or None
        checked = check.on_a_page(edition.path)
        actions.publish(by=visitor(request).username, checked=checked, until=until, over=over,
                        origin=origin(request))  # fmt: skip
    except WrongUseError as error:
        return _preview(
            request, edition, f"{error.what} {sentence(error.next_step)}", field="until"
        )
    except ProblemsError as error:
        return _preview(request, edition, error.what, tuple(map(str, error.problems)))
    except (UpheldError, ValueError) as error:
        return _preview(request, edition, str(getattr(error, "what", "The form is not as sent.")))
    first_pages.make()
    return redirect("publish")


@needs(May.PUBLISH)
@never_cache
@require_POST
def withdraw(request: HttpRequest, name: str) -> HttpResponse:
    last = current.last()
    if last and last.edition == name:
        actions.withdraw(by=visitor(request).username, publication=last, origin=origin(request))
    return redirect("publish")


def _preview(
    request: HttpRequest, edition: Edition, wrong: str = "", found: tuple[str, ...] = (),
    field: str = "",
) -> HttpResponse:  # fmt: skip
    """``field``: where on the form ``wrong`` can be put right; empty where it cannot be there."""
    before = tuple(map(str, check.quick(edition)))
    comparison = versions.compared(edition)
    last = current.last()
    values = {
        "opened": None, "edition": edition, "wrong": wrong, "field": field,
        "found": found or before,
        "against": bool(before),
        "comparison": comparison,
        "counted": edition_words.counted(comparison) if comparison else (),
        "changed_inputs": edition_words.changed_inputs(comparison) if comparison else "",
        "former": edition_words.before(edition, versions.held()[0]), "last": last,
        "counted_by": check.counted_by(edition),
        "changes": _changes(edition), "until": request.POST.get("until", "")[:40],
        "demonstration": versions.is_demonstration(edition),
    }  # fmt: skip
    return render(request, "publish_one.html", values, status=400 if wrong else 200)


def _changes(edition: Edition) -> judged.Changes | None:
    """What its pages would say first; None where it cannot be opened."""
    try:
        opened = editions.opened(edition.name)
    except UpheldError:
        return None
    if opened is None:
        return None
    month = opened.figures.latest_month(HEADLINE, opened.whole)
    return judged.changes(opened, opened.watched, month)
