"""What is real and what is made up; the force's colours; what is said of a wrong address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from upheld import __version__
from upheld.rules import load
from upheld.web.staff import editions
from upheld.web.staff.accounts.access import open_to_all
from upheld.web.staff.api.problems import for_machines, problem
from upheld.web.staff.views import shown
from upheld.web.staff.views.near import NotThereError

if TYPE_CHECKING:
    from django.http import HttpRequest

LOOK = """:root {{
  --force-primary: {look.primary};
  --force-accent: {look.accent};
  --force-text-on-primary: {look.text_on_primary};
}}
"""


def about(request: HttpRequest) -> HttpResponse:
    found = [editions.opened(name) for name in editions.shown()]
    return shown.page(
        request,
        "about.html",
        None,
        editions=[each for each in found if each],
        codes=load.victims_codes().versions,
        software=__version__,
    )


@open_to_all
def look(request: HttpRequest) -> HttpResponse:
    """The force's colours, as the only style that is not in the style sheet."""
    opened = editions.main() or editions.opened(editions.REAL)
    text = LOOK.format(look=opened.force.look) if opened and opened.force else ""
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if for_machines(request):
        return problem(404, "There is nothing at this address.", "See /api/v1/openapi.json.")
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    near = exception.near if isinstance(exception, NotThereError) else ()
    values = {"opened": None, "said": said, "near": near}
    return render(request, "not_found.html", values, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "failed.html", {"opened": None}, status=400)
