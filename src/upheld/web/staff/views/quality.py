"""The page of how far the entries behind the figures can be relied on."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse

from upheld.core.timing import BATCH_ENTRIES, BATCH_MINUTES, SAME_TEXT_ENTRIES
from upheld.editions.edition import open_edition
from upheld.render import formats, timing_tables
from upheld.render.figures import HEADLINE
from upheld.render.silence import Silences, listed, note
from upheld.render.timing import Timing, span
from upheld.web.staff import editions
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl
    from django.http import HttpRequest, HttpResponse

    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened

TIMING = "open/timing.parquet"


def quality(request: HttpRequest) -> HttpResponse:
    opened = editions.main()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    frame = _timing(opened)
    timing = Timing(frame) if frame is not None else None
    latest = opened.figures.latest_month(HEADLINE, opened.whole)
    silent = Silences(frame).silent("force", None, latest) if frame is not None and latest else ()
    return shown.page(
        request,
        "quality.html",
        opened,
        timing=timing is not None and bool(timing.months),
        span=span(timing.months) if timing else "",
        findings=timing.findings(_namer(opened)) if timing else [],
        silent=note(silent),
        month=formats.month(latest) if latest else "",
        tables=tables(opened),
        batch_entries=BATCH_ENTRIES,
        batch_minutes=BATCH_MINUTES,
        same_text=SAME_TEXT_ENTRIES,
    )


def tables(opened: Opened) -> dict[str, Table]:
    """Every table of the page by its name."""
    quality = opened.edition.quality()
    made = [timing_tables.rows_checked(quality), timing_tables.findings(quality)]
    frame = _timing(opened)
    if frame is not None:
        made += _of_timing(opened, frame)
    address = {each.name: reverse("quality-csv", kwargs={"name": each.name}) for each in made}
    return {each.name: replace(each, download=address[each.name]) for each in made}


def _of_timing(opened: Opened, frame: pl.DataFrame) -> list[Table]:
    timing, name = Timing(frame), _namer(opened)
    latest = opened.figures.latest_month(HEADLINE, opened.whole)
    recent = (each for each in listed(Silences(frame).all()) if each.month in timing.months)
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


def _timing(opened: Opened) -> pl.DataFrame | None:
    """None for an edition that was built before there was such evidence."""
    if TIMING not in opened.edition.manifest.files:
        return None
    return _read(opened.edition.path, opened.edition.manifest.files[TIMING])


@lru_cache(maxsize=4)
def _read(path: Path, _hash: str) -> pl.DataFrame:
    return open_edition(path).timing()
