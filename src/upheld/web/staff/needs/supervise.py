"""For those who answer for it: what is not finished in a unit; and how the versions compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from upheld.question_sets.load import question_set
from upheld.web.staff.accounts.access import needs
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.cases.access import case_access
from upheld.web.staff.needs import pilot
from upheld.web.staff.needs.actions import REASON
from upheld.web.staff.needs.lot import FULL
from upheld.web.staff.needs.models import SET, Assessment, Decision
from upheld.web.staff.needs.views import unit_name

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_LISTED = 100


@needs(May.READ_CASES)
@never_cache
@require_GET
def unfinished(request: HttpRequest, unit: str) -> HttpResponse:
    found = Assessment.objects.filter(unit=unit).order_by("started_at", "id")
    done = found.exclude(finished_at=None)
    groups = [
        ("Begun and not handed in", list(found.filter(finished_at=None)[:MOST_LISTED])),
        ("Handed in and not decided", list(done.filter(decisions=None)[:MOST_LISTED])),
        ("No crime named", list(done.filter(crime="").exclude(decisions=None)[:MOST_LISTED])),
    ]
    count = sum(len(each) for _, each in groups)
    case_access(request, unit, what="unfinished needs assessments", why=REASON, count=count)
    return render(
        request, "needs/unit.html", {"name": unit_name(unit), "groups": groups}
    )  # fmt: skip


@needs(May.READ_PILOT)
@never_cache
@require_GET
def compared(request: HttpRequest) -> HttpResponse:
    """Raw figures about many assessments; nothing in them concerns one."""
    found = list(Assessment.objects.filter(set_name=SET))
    overruled = dict(Decision.objects.order_by("at", "id").values_list("assessment", "overrules"))
    shown = pilot.versions(found, overruled)
    values = {
        "versions": shown,
        "flags": pilot.flag_names(question_set(SET, FULL)),
        "seconds": [pilot.seconds(found, each.name) for each in shown],
        "adds": [pilot.adds(found, each.name) for each in shown],
        "missed": pilot.missed(pilot.audits(found)),
        "unit_name": unit_name,
        "only_full": pilot.only_full(found),
        "units": [(unit_name(unit), row) for unit, row in pilot.by_unit(found).items()],
        "fewest": pilot.FEWEST, "most": pilot.MOST_LEFT_OUT,
    }  # fmt: skip
    return render(request, "needs/pilot.html", values)
