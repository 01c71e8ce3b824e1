"""The pages of figures: the force, one unit of it, one measure of either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from upheld.core.measure_words import counted_in_words
from upheld.render import formats, names, words
from upheld.render.figures import HEADLINE, OUTSTANDING_VICTIMS, RIGHT_6, pairs
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import judged, moved, series, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.render.figures import Pair, Place
    from upheld.web.staff.editions import Opened

SUMS = frozenset({RIGHT_6, HEADLINE})  # of several things owed, which stand one by one elsewhere


def overview(request: HttpRequest) -> HttpResponse:
    opened = editions.main()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    here = _place_page(opened, opened.whole)
    now = here["now"]
    return shown.page(
        request,
        "overview.html",
        opened,
        **(here | _units(opened, HEADLINE, now)),
        changes=judged.changes(opened, opened.watched, now.period_start if now else None),
        units_chart=_units_chart(opened, now),
        real=series.panel(),
        real_edition=editions.real(),
    )


def unit(request: HttpRequest, code: str) -> HttpResponse:
    opened = shown.main_edition()
    where = shown.place(opened, code)
    here = _place_page(opened, where)
    month = here["now"].period_start if here["now"] else None
    return shown.page(
        request,
        "unit.html",
        opened,
        **here,
        changes=judged.changes(opened, (where,), month),
        among=judged.place_among(opened, HEADLINE, where, month),
        beside=series.beside(opened, where, month),
        boroughs=_boroughs(opened, code),
        teams=opened.teams_of(code),
        above=(":" in code and opened.place(code.partition(":")[0])) or opened.whole,
        stands_out=opened.entries.ways((where.unit_type, code)) if opened.entries else 0,
    )


def measure(request: HttpRequest, measure: str, unit: str = shown.WHOLE) -> HttpResponse:
    if series.published_measure(measure):
        return series.page(request, measure, unit)
    opened = shown.edition_with(measure)
    shown.known_measure(opened, measure)
    where = shown.place(opened, unit)
    now = shown.latest(opened, measure, where)
    month = now.period_start if now else None
    file = measures().find(measure)
    rules = file.rules(load.victims_codes()) if file else ()
    return shown.page(
        request,
        "measure.html",
        opened,
        place=where,
        back=shown.way_back(opened, where),
        measure=measure,
        title=shown.title(measure),
        people=shown.counted(measure),
        now=now,
        judged=judged.said(opened, measure, where),
        picture=judged.control_picture(opened, measure, where),
        control=judged.control_table(opened, measure, where),
        months=shown.months_table(opened, measure, where),
        moved=moved.part(opened, measure, where),
        beside=series.beside(opened, where, month),
        among=judged.place_among(opened, measure, where, month),
        funnel=judged.funnel_picture(opened, measure, where, month),
        funnel_key=judged.funnel_key(opened, measure, where, month),
        rules=rules,
        sums=measure in SUMS,
        evidence=names.evidence_of(rule.evidence for rule in rules),
        file=file,
        counted=counted_in_words(file) if file else "",
        **_units(opened, measure, now, own_pages=True),
    )


def _place_page(opened: Opened, where: Place) -> dict[str, Any]:
    """What the force's page and a unit's page have in common."""
    now = shown.latest(opened, HEADLINE, where)
    duties = shown.latest(opened, RIGHT_6, where)
    owed = next(iter(pairs(opened.figures.outstanding(where))), None)
    waiting = next(iter(pairs(opened.figures.outstanding(where, OUTSTANDING_VICTIMS))), None)
    month = formats.month(now.period_start) if now else ""
    columns = judged.measure_columns(opened, where)
    under_6, others = shown.by_duty(opened, where)
    file = measures().find(HEADLINE)
    rules = file.rules(load.victims_codes()) if file else ()
    return {
        "place": where,
        "measure_href": shown.measure_address(HEADLINE, where),
        "unit_type_name": editions.UNIT_TYPE_NAMES[opened.unit_type],
        "now": now,
        "month": month,
        "duties": duties if duties and now and duties.period_start == now.period_start else None,
        "headline": words.headline(now) if now else "",
        "judged": judged.said(opened, HEADLINE, where),
        "still_to_be_told": words.waiting(waiting, owed),
        "picture": judged.control_picture(opened, HEADLINE, where),
        "control": judged.control_table(opened, HEADLINE, where),
        "entitlements": shown.entitlements_table(under_6, where, month, columns),
        "others": shown.others_table(others, where, month, columns),
        "also_marked": judged.also_marked(opened, where, under_6, others),
        "unchecked": names.unchecked(rules),
    }


def _units(
    opened: Opened, measure: str, now: Pair | None, *, own_pages: bool = False
) -> dict[str, Any]:
    """Each unit's figures; ``own_pages``: its name leads to this measure there."""
    month = now.period_start if now else None

    def address(code: str) -> str:
        if own_pages:
            return reverse("measure-unit", kwargs={"measure": measure, "unit": code})
        return reverse("unit", kwargs={"code": code})

    columns = judged.unit_columns(opened, measure, opened.unit_type, month)
    return {
        "month": formats.month(month) if month else "no complete month",
        "units": shown.units_table(opened, measure, month, address, columns),
        "unit_type_name": editions.UNIT_TYPE_NAMES[opened.unit_type],
    }


def _units_chart(opened: Opened, now: Pair | None) -> shown.Picture | None:
    if now is None or shown.unit_rows(opened, HEADLINE, now.period_start).is_empty():
        return None
    return shown.units_picture(opened, HEADLINE, now.period_start, formats.month(now.period_start))


def _boroughs(opened: Opened, code: str) -> tuple[tuple[str, str], ...]:
    """Name of each borough, and its code where it has figures of its own."""
    force = opened.force
    found = force.boroughs_of(code) if force else ()
    return tuple((each.name, each.code if opened.place(each.code) else "") for each in found)
