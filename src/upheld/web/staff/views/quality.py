"""The page of how far the entries behind the figures can be relied on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse

from upheld.core.timing import BATCH_ENTRIES, BATCH_MINUTES, SAME_TEXT_ENTRIES
from upheld.render import formats, timing_tables
from upheld.render.figures import HEADLINE
from upheld.render.silence import listed, note
from upheld.render.timing import span
from upheld.web.staff import editions
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from upheld.render.tables import Table
    from upheld.render.timing import Timing
    from upheld.web.staff.editions import Opened


def quality(request: HttpRequest) -> HttpResponse:
    opened = editions.main()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    timing = opened.entries
    latest = opened.figures.latest_month(HEADLINE, opened.whole)
    silent = opened.silences.silent("force", None, latest) if latest else ()
    return shown.page(
        request,
        "quality.html",
        opened,
        timing=timing is not None and bool(timing.months),
        span=span(timing.months) if timing else "",
        findings=timing.findings(_namer(opened)) if timing else [],
        quiet=_quiet(timing) if timing else "",
        silent=note(silent),
        month=formats.month(latest) if latest else "",
        tables=tables(opened),
        batch_entries=BATCH_ENTRIES,
        batch_minutes=BATCH_MINUTES,
        same_text=SAME_TEXT_ENTRIES,
    )


def _quiet(timing: Timing) -> str:
    """Of how many units nothing stands out; empty where there is none."""
    units = [place for place in timing.places if place[0] != "force"]
    found = sum(not timing.ways(place) for place in units)
    return f"the other {formats.plural(found, 'unit', 'units')}" if found else ""


def tables(opened: Opened) -> dict[str, Table]:
    """Every table of the page by its name."""
    quality = opened.edition.quality()
    made = [timing_tables.rows_checked(quality), timing_tables.findings(quality)]
    if opened.entries is not None:
        made += _of_timing(opened, opened.entries)
    address = {each.name: reverse("quality-csv", kwargs={"name": each.name}) for each in made}
    return {each.name: replace(each, download=address[each.name]) for each in made}


def _of_timing(opened: Opened, timing: Timing) -> list[Table]:
    name = _namer(opened)
    latest = opened.figures.latest_month(HEADLINE, opened.whole)
    recent = (each for each in listed(opened.silences.all()) if each.month in timing.months)
    return [
        timing_tables.feeds(recent, name),
        timing_tables.as_keyed(timing, latest, name),
        timing_tables.shares(timing, timing_tables.TIMES, "times", "When actions were keyed", name),
        timing_tables.shares(
            timing, timing_tables.EVENTS, "event-times", "When events were keyed", name
        ),
        timing_tables.shares(timing, timing_tables.WAYS, "ways", "How actions were keyed", name),
    ]


def _namer(opened: Opened) -> Callable[[str, str], str]:
    def name(unit_type: str, code: str) -> str:
        return opened.whole.name if unit_type == "force" else opened.unit_name(code)

    return name
