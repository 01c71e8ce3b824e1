"""The parts that several pages share: pictures of charts, and tables with their downloads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from upheld.core.measure import BY_VICTIM
from upheld.core.measure_words import people
from upheld.render import charts, formats, tables
from upheld.render.figures import HEADLINE, Place, pairs
from upheld.render.tables import Cell
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views.near import not_there

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from upheld.render.charts import Chart
    from upheld.render.figures import Pair
    from upheld.render.tables import Column, Table
    from upheld.web.staff.editions import Opened

WHOLE = "force"
OF_RIGHT_6 = re.compile(r"(timeliness|coverage)-r6-")
A_SUM = re.compile(r"-r\d+$")


@dataclass(frozen=True)
class Picture:
    """A chart as the page shows it: one address a size, and the words for who cannot see it.
    ``summary`` is short, where the description names every row of the table that follows."""

    title: str
    description: str
    wide: str
    narrow: str
    width: int
    height: int
    summary: str = ""


def page(request: HttpRequest, template: str, opened: Opened | None, **values: Any) -> HttpResponse:
    """Every page knows its edition, so that the banner cannot be forgotten."""
    return render(request, template, {"opened": opened, **values})


def main_edition() -> Opened:
    """The edition that the figures pages show."""
    opened = editions.main()
    if opened is None:
        raise Http404("There is no edition here yet. Make one with: upheld demo.")
    return opened


def edition_with(measure: str) -> Opened:
    """The edition that a measure's figures are shown from: the main one, or that of published
    figures where the main one does not know it."""
    found = [each for each in (editions.main(), editions.real()) if each]
    return next((e for e in found if measure in e.figures.measures()), None) or main_edition()


def way_back(opened: Opened, where: Place) -> tuple[str, str]:
    """Address and name of the page that a measure's page lies below."""
    if opened is not editions.main():
        return reverse("real"), "Real published figures"
    if where.unit_type == "force":
        return reverse("overview"), where.name
    return reverse("unit", kwargs={"code": str(where.code)}), f"All figures of {where.name}"


def place(opened: Opened, code: str) -> Place:
    if code == WHOLE:
        return opened.whole
    found = opened.place(code)
    if found is None:
        known = ((str(each.code), each.name) for each in opened.places())
        said = f"This edition has no unit with the code {code}."
        raise not_there(said, code, known, lambda each: reverse("unit", kwargs={"code": each}))
    return found


def known_measure(opened: Opened, measure: str) -> str:
    if measure not in opened.figures.measures():
        known = ((each, title(each)) for each in opened.figures.measures())
        said = f"This edition has no measure {measure}."
        raise not_there(said, measure, known, lambda m: reverse("measure", kwargs={"measure": m}))
    return measure


def title(measure: str) -> str:
    return measures().title(measure)


def counted(measure: str) -> str:
    """What the denominator of a measure counts."""
    found = measures().find(measure)
    return people(found, measure) if found else "duties"


def place_code(place: Place) -> str:
    return WHOLE if place.unit_type == "force" else str(place.code)


# Months ------------------------------------------------------------------------------------------


def months_table(opened: Opened, measure: str, where: Place) -> Table:
    rows = opened.figures.months(measure, where)
    made = tables.by_month(rows, f"{title(measure)}, {where.name}, by month", counted(measure))
    address = reverse("months-csv", kwargs={"measure": measure, "unit": place_code(where)})
    return replace(made, download=address)


# Entitlements ------------------------------------------------------------------------------------


def by_duty(opened: Opened, where: Place) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is counted by duty in the latest complete month: each thing owed under Right 6, what has
    no set time last; and every other, with what is counted of no Right. Sums are left out."""
    month = opened.figures.latest_month(HEADLINE, where)
    if month is None:
        return opened.figures.none(), opened.figures.none()
    rows = opened.figures.of_month(where, month)
    at: dict[str, list[int]] = {"timeliness": [], "coverage": [], "": []}
    for number, measure in enumerate(rows["measure"]):
        if not measure.endswith(BY_VICTIM) and not A_SUM.search(measure):
            found = OF_RIGHT_6.match(measure)
            at[found[1] if found else ""].append(number)
    return rows[[*at["timeliness"], *at["coverage"]]], rows[at[""]]


def entitlements_table(
    rows: pl.DataFrame, where: Place, month: str, columns: Sequence[Column]
) -> Table:
    made = tables.by_measure(
        rows,
        f"Each thing owed under Right 6, {where.name}, {month}",
        _measure_cell(where),
        counted,
        columns,
    )
    address = reverse("entitlements-csv", kwargs={"unit": place_code(where)})
    return replace(made, name="entitlements", download=address)


def others_table(rows: pl.DataFrame, where: Place, month: str, columns: Sequence[Column]) -> Table:
    made = tables.by_measure(
        rows,
        f"Other Rights, and what else is counted, {where.name}, {month}",
        _measure_cell(where),
        counted,
        columns,
    )
    address = reverse("others-csv", kwargs={"unit": place_code(where)})
    head = ("What is counted", *made.head[1:])
    return replace(made, name="others", head=head, download=address)


def _measure_cell(where: Place) -> Callable[[Pair], Cell]:
    return lambda pair: Cell(title(pair.measure), href=measure_address(pair.measure, where))


def measure_address(measure: str, where: Place) -> str:
    """The page of a measure for the force, or for one unit."""
    if where.unit_type == "force":
        return reverse("measure", kwargs={"measure": measure})
    return reverse("measure-unit", kwargs={"measure": measure, "unit": str(where.code)})


# Units -------------------------------------------------------------------------------------------


def unit_rows(opened: Opened, measure: str, month: date | None) -> pl.DataFrame:
    if month is None:
        return opened.figures.none()
    return opened.figures.of_units(measure, opened.unit_type, month)


def units_table(
    opened: Opened,
    measure: str,
    month: date | None,
    address: Callable[[str], str],
    columns: Sequence[Column],
) -> Table:
    """``address``: where the name of a unit leads."""

    def first(pair: Pair) -> Cell:
        code = str(pair.unit_code)
        return Cell(opened.unit_name(code), href=address(code))

    said = formats.month(month) if month else "no complete month"
    made = tables.by_unit(
        unit_rows(opened, measure, month),
        f"{title(measure)}, each {editions.UNIT_TYPE_NAMES[opened.unit_type]}, {said}",
        first,
        counted(measure),
        columns,
    )
    return replace(made, download=reverse("units-csv", kwargs={"measure": measure}))


def units_chart(opened: Opened, measure: str, month: date | None, said: str) -> Chart:
    named = (
        sorted(
            (opened.unit_name(pair.unit_code or ""), pair)
            for pair in pairs(unit_rows(opened, measure, month))
        )
        if month
        else []
    )
    heading = f"{title(measure)}, each {editions.UNIT_TYPE_NAMES[opened.unit_type]}, {said}"
    return charts.units(heading, named, counted(measure))


def units_picture(opened: Opened, measure: str, month: date | None, said: str) -> Picture:
    chart = units_chart(opened, measure, month, said)
    return picture(chart, "units-chart", {"measure": measure}, opened)


def latest(opened: Opened, measure: str, where: Place) -> Pair | None:
    """The latest complete month of which something is known."""
    month = opened.figures.latest_month(measure, where)
    found = pairs(opened.figures.months(measure, where))
    return next((each for each in found if each.period_start == month), None)


def picture(
    chart: Chart,
    address: str,
    parts: dict[str, str],
    opened: Opened,
    size: charts.Size = charts.WIDE,
) -> Picture:
    """``size`` is that of a desk; on a telephone the narrow one takes its place."""
    wide, narrow = (
        f"{reverse(address, kwargs={**parts, 'size': each.name})}?v={opened.version}"
        for each in (size, charts.NARROW)
    )
    width, height = chart.size(size)
    return Picture(chart.title, chart.description, wide, narrow, width, height, chart.summary)
