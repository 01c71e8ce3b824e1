"""Trials as an analyst published them: what runs, what was found, and how that was bound before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404

from upheld.trials.published import read_pages
from upheld.web.staff import editions
from upheld.web.staff.views import shown
from upheld.web.staff.views.satisfaction import PAGES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest) -> HttpResponse:
    return shown.page(request, "satisfaction_trials.html", editions.main(), pages=PAGES,
                      trials=read_pages(settings.TRIALS))  # fmt: skip


def one(request: HttpRequest, name: str) -> HttpResponse:
    found = next((each for each in read_pages(settings.TRIALS) if each.name == name), None)
    if found is None:
        raise Http404("No such trial is published here.")
    return shown.page(request, "satisfaction_trial.html", editions.main(), pages=PAGES,
                      trial=found)  # fmt: skip
