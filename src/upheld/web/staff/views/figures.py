"""The pages of figures: the force, one unit of it, one measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from upheld.core.measure_words import counted_in_words
from upheld.render import formats, words
from upheld.render.figures import HEADLINE, RIGHT_6, pairs
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import published, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.render.figures import Place
    from upheld.web.staff.editions import Opened


def overview(request: HttpRequest) -> HttpResponse:
    opened = editions.main()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    here = _place_page(opened, opened.whole)
    return shown.page(
        request,
        "overview.html",
        opened,
        **(here | _units(opened, HEADLINE, here["now"])),
        real=published.panel(),
    )


def unit(request: HttpRequest, code: str) -> HttpResponse:
    opened = shown.main_edition()
    where = shown.place(opened, code)
    return shown.page(
        request, "unit.html", opened, **_place_page(opened, where), boroughs=_boroughs(opened, code)
    )


def measure(request: HttpRequest, measure: str) -> HttpResponse:
    opened = shown.main_edition()
    shown.known_measure(opened, measure)
    now, before = shown.last_two(opened, measure, opened.whole)
    file = measures().find(measure)
    people = shown.counted(measure)
    return shown.page(
        request,
        "measure.html",
        opened,
        place=opened.whole,
        measure=measure,
        title=shown.title(measure),
        people=people,
        now=now,
        difference=words.difference(now, before, people) if now else "",
        picture=shown.months_picture(opened, measure, opened.whole),
        months=shown.months_table(opened, measure, opened.whole),
        rules=file.rules(load.victims_codes()) if file else (),
        file=file,
        counted=counted_in_words(file) if file else "",
        **_units(opened, measure, now),
    )


def _place_page(opened: Opened, where: Place) -> dict[str, Any]:
    """What the force's page and a unit's page have in common."""
    now, before = shown.last_two(opened, HEADLINE, where)
    duties, _ = shown.last_two(opened, RIGHT_6, where)
    owed = pairs(opened.figures.outstanding(where))
    month = formats.month(now.period_start) if now else ""
    return {
        "place": where,
        "measure": HEADLINE,
        "people": "victims",
        "now": now,
        "month": month,
        "duties": duties if duties and now and duties.period_start == now.period_start else None,
        "headline": words.headline(now) if now else "",
        "difference": words.difference(now, before, "victims") if now else "",
        "owed": owed[0] if owed else None,
        "picture": shown.months_picture(opened, HEADLINE, where),
        "months": shown.months_table(opened, HEADLINE, where),
        "entitlements": shown.entitlements_table(opened, where, month),
        "others": shown.others_table(opened, where, month),
    }


def _units(opened: Opened, measure: str, now: Any) -> dict[str, Any]:
    month = now.period_start if now else None
    said = formats.month(month) if month else "no complete month"
    table = shown.units_table(opened, measure, month, said)
    return {
        "month": said,
        "units": table,
        "units_chart": shown.units_picture(opened, measure, month, said) if table.rows else None,
        "unit_type_name": editions.UNIT_TYPE_NAMES[opened.unit_type],
    }


def _boroughs(opened: Opened, code: str) -> tuple[str, ...]:
    force = opened.force
    return tuple(borough.name for borough in force.boroughs_of(code)) if force else ()
