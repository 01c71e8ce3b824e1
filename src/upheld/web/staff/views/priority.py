"""The pages of Enhanced Rights: who is entitled, who was identified, who was missed, by ground."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from django.urls import reverse

from upheld.render import formats, gap_words, priority, tables
from upheld.render.priority import ALL, ENTITLED, IDENTIFIED
from upheld.render.tables import Cell
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import equality, judged, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.render.figures import Figure, Pair, Place
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened


def page(request: HttpRequest, code: str = shown.WHOLE) -> HttpResponse:
    opened = editions.main()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    where = shown.place(opened, code)
    now = shown.latest(opened, IDENTIFIED, where)
    month = now.period_start if now else None
    columns = judged.unit_columns(opened, IDENTIFIED, opened.unit_type, month)
    return shown.page(
        request,
        "priority.html",
        opened,
        place=where,
        month=formats.month(month) if month else "",
        now=now,
        sentences=priority.headline(
            _figure(opened, ENTITLED, where), _figure(opened, IDENTIFIED, where)
        ),
        judged=judged.said(opened, IDENTIFIED, where),
        among=judged.place_among(opened, IDENTIFIED, where, month),
        measures_table=rows_table(opened, where, formats.month(month) if month else ""),
        picture=judged.control_picture(opened, IDENTIFIED, where),
        control=judged.control_table(opened, IDENTIFIED, where),
        months=shown.months_table(opened, IDENTIFIED, where),
        grounds=grounds_table(opened, where),
        units=shown.units_table(opened, IDENTIFIED, month, _unit_address, columns),
        unit_type_name=editions.UNIT_TYPE_NAMES[opened.unit_type],
        file=measures().find(IDENTIFIED),
        by_person=equality.shows(opened, where, IDENTIFIED),
    )


def _unit_address(code: str) -> str:
    return reverse("unit-priority", kwargs={"code": code})


def _figure(opened: Opened, measure: str, where: Place) -> Figure | None:
    pair = shown.latest(opened, measure, where)
    return pair.strict if pair else None


def rows(opened: Opened, where: Place) -> pl.DataFrame:
    """The three measures in the latest complete month."""
    month = opened.figures.latest_month(IDENTIFIED, where)
    if month is None:
        return opened.figures.none()
    return opened.figures.of_month(where, month).filter(pl.col("measure").is_in(ALL))


def rows_table(opened: Opened, where: Place, month: str) -> Table:
    def first(pair: Pair) -> Cell:
        return Cell(shown.title(pair.measure), href=shown.measure_address(pair.measure, where))

    columns = judged.measure_columns(opened, where)
    caption = f"Enhanced Rights, {where.name}, {month}"
    made = tables.by_measure(rows(opened, where), caption, first, shown.counted, columns)
    address = reverse("priority-csv", kwargs={"unit": shown.place_code(where)})
    return replace(made, head=("What is counted", *made.head[1:]), download=address)


def grounds_table(opened: Opened, where: Place) -> Table | None:
    """The latest year's; None where nothing by ground is shown of the place."""
    if not equality.shows(opened, where, IDENTIFIED):
        return None
    asked = equality.asked_for(opened, where, IDENTIFIED, None)
    found = next((g for g in equality.compared(asked).breakdowns if g.breakdown == "ground"), None)
    if found is None:
        return None
    said = gap_words.period(asked.period)
    made = priority.by_ground(found, f"Identified by ground, {where.name}, {said}", _ground)
    return replace(made, download=reverse("equality-csv", kwargs=asked.parts("ground")))


def _ground(ground: str) -> Cell:
    """Its title, which leads to the newest Code that has it."""
    for code in reversed(load.victims_codes().versions):
        for each in code.grounds:
            if each.id == ground:
                return Cell(
                    each.title, href=reverse("rule", kwargs={"rule_id": code.ground_id(each)})
                )
    return Cell(equality.name("ground", ground))
