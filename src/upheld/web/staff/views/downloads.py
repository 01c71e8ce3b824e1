"""What a page's pictures and tables are made of: charts as SVG, tables as CSV and ODS."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.text import slugify

from upheld.render import formats, spreadsheets, verdict_tables
from upheld.render.charts import SIZES
from upheld.web.staff import editions
from upheld.web.staff.views import equality as gaps
from upheld.web.staff.views import judged, shown, versions
from upheld.web.staff.views import moved as since_published
from upheld.web.staff.views import priority as priority_rights
from upheld.web.staff.views import published as crimes
from upheld.web.staff.views import quality as data_quality
from upheld.web.staff.views import rights as right_by_right
from upheld.web.staff.views import series as published_series

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from django.http import HttpRequest

    from upheld.render.charts import Chart
    from upheld.render.tables import Provenance
    from upheld.web.staff.editions import Opened

A_DAY = 86_400


def control_chart(request: HttpRequest, measure: str, unit: str, size: str) -> HttpResponse:
    opened = shown.edition_with(measure)
    where = shown.place(opened, unit)
    return svg(judged.control_chart(opened, shown.known_measure(opened, measure), where), size)


def funnel_chart(request: HttpRequest, measure: str, unit: str, size: str) -> HttpResponse:
    opened = shown.edition_with(measure)
    where = shown.place(opened, unit)
    month = opened.figures.latest_month(shown.known_measure(opened, measure), where)
    unit_type = judged.compared(opened, where)
    return svg(judged.funnel_chart(opened, measure, unit_type, month, where.code), size)


def units_chart(request: HttpRequest, measure: str, size: str) -> HttpResponse:
    opened = shown.edition_with(measure)
    month = opened.figures.latest_month(shown.known_measure(opened, measure), opened.whole)
    if month is None:
        raise Http404("No month is complete yet.")
    return svg(shown.units_chart(opened, measure, month, formats.month(month)), size)


def equality_chart(request: HttpRequest, size: str, **parts: str) -> HttpResponse:
    return svg(gaps.chart(*gaps.one(shown.main_edition(), **parts)), size)


def published_chart(request: HttpRequest, series: str, size: str) -> HttpResponse:
    opened = _real()
    if series != "volumes" or crimes.volume_rows(opened, "force").is_empty():
        raise Http404(f"There is no chart of published crimes named {series}.")
    return svg(crimes.volumes_chart(opened), size)


def series_chart(request: HttpRequest, measure: str, unit: str, size: str) -> HttpResponse:
    return svg(published_series.chart(measure, unit), size)


def months(request: HttpRequest, measure: str, unit: str) -> HttpResponse:
    opened = shown.edition_with(measure)
    where = shown.place(opened, unit)
    rows = opened.figures.months(shown.known_measure(opened, measure), where)
    return _csv(rows, opened, f"{measure}-{unit}-by-month")


def control(request: HttpRequest, measure: str, unit: str) -> HttpResponse:
    opened = shown.edition_with(measure)
    where = shown.place(opened, unit)
    found = judged.verdict(opened, shown.known_measure(opened, measure), where)
    return _csv(verdict_tables.chart_frame(found), opened, f"{measure}-{unit}-control-chart")


def moved(request: HttpRequest, measure: str, unit: str) -> HttpResponse:
    opened = shown.edition_with(measure)
    where = shown.place(opened, unit)
    found = since_published.series(opened, shown.known_measure(opened, measure), where)
    return _csv(found.rows, opened, f"{measure}-{unit}-since-first-published")


def entitlements(request: HttpRequest, unit: str) -> HttpResponse:
    opened = shown.main_edition()
    rows, _ = shown.by_duty(opened, shown.place(opened, unit))
    return _csv(rows, opened, f"right-6-{unit}-by-entitlement")


def others(request: HttpRequest, unit: str) -> HttpResponse:
    opened = shown.main_edition()
    _, rows = shown.by_duty(opened, shown.place(opened, unit))
    return _csv(rows, opened, f"other-rights-{unit}-by-entitlement")


def units(request: HttpRequest, measure: str) -> HttpResponse:
    opened = shown.edition_with(measure)
    month = opened.figures.latest_month(shown.known_measure(opened, measure), opened.whole)
    return _csv(shown.unit_rows(opened, measure, month), opened, f"{measure}-by-unit")


def equality(request: HttpRequest, **parts: str) -> HttpResponse:
    opened = shown.main_edition()
    asked, groups = gaps.one(opened, **parts)
    name = "-".join(("equality", *asked.parts(groups.breakdown).values()))
    return _csv(gaps.table(asked, groups).frame, opened, name)


def priority(request: HttpRequest, unit: str) -> HttpResponse:
    opened = shown.main_edition()
    rows = priority_rights.rows(opened, shown.place(opened, unit))
    return _csv(rows, opened, f"priority-rights-{unit}")


def right(request: HttpRequest, number: int) -> HttpResponse:
    opened = shown.main_edition()
    return _csv(right_by_right.rows(opened, number), opened, f"right-{number}")


def published(request: HttpRequest, series: str) -> HttpResponse:
    opened = _real()
    made = {
        "shares": lambda: crimes.share_rows(opened),
        "outcomes": lambda: crimes.outcome_rows(opened, "force"),
        "boroughs": lambda: crimes.volume_rows(opened, "borough"),
    }.get(series)
    if made is None or (rows := made()).is_empty():
        raise Http404(f"There is no table of published crimes named {series}.")
    return _csv(rows, opened, series)


def series_table(request: HttpRequest, table: str, measure: str, unit: str) -> HttpResponse:
    opened, made = published_series.tables(measure, unit)
    if table not in made:
        raise Http404(f"There is no table {table} on the page of {measure}.")
    return _csv(made[table].frame, opened, f"{measure}-{unit}-{table}")


def quality(request: HttpRequest, name: str) -> HttpResponse:
    opened = shown.main_edition()
    made = data_quality.tables(opened).get(name)
    if made is None:
        raise Http404(f"There is no table {name} on the page of data quality.")
    return _csv(made.frame, opened, f"data-quality-{name}")


def edition(request: HttpRequest, edition: str, name: str) -> HttpResponse:
    found = versions.seen(request, edition)
    made = versions.tables(found).get(name)
    if made is None:
        raise Http404(f"There is no table {name} of the edition {edition}.")
    return csv_of(made.frame, versions.provenance(found), f"edition-{edition}-{name}")


def _real() -> Opened:
    opened = editions.real()
    if opened is None:
        raise Http404("There is no edition of real figures here yet: run upheld demo.")
    return opened


def svg(chart: Chart, size: str) -> HttpResponse:
    if size not in SIZES:
        raise Http404(f"A chart has the sizes {', '.join(SIZES)}.")
    response = HttpResponse(chart.svg(SIZES[size]), content_type="image/svg+xml")
    # Its address names the edition, so a browser may keep it.
    response["Cache-Control"] = f"private, max-age={A_DAY}"
    return response


def _csv(rows: pl.DataFrame, opened: Opened, name: str) -> HttpResponse:
    return csv_of(rows, opened.provenance, name)


def csv_of(rows: pl.DataFrame, provenance: Provenance, name: str) -> HttpResponse:
    return TableFile(rows, provenance, name, spreadsheets.CSV)


class TableFile(HttpResponse):
    """A table to take away. The file's name says what it is, of which day, and whether it is made
    up."""

    def __init__(self, rows: pl.DataFrame, provenance: Provenance, name: str, form: str) -> None:
        content = spreadsheets.as_file(rows, provenance, form, name)
        super().__init__(content, content_type=spreadsheets.MEDIA_TYPES[form])
        self.rows, self.provenance, self.name = rows, provenance, name
        kind = "demonstration" if provenance.demonstration else "real"
        file = slugify(f"{name}-{provenance.as_of}-{kind}")
        self["Content-Disposition"] = f'attachment; filename="{file}.{form}"'


def as_ods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same table as a spreadsheet."""

    @wraps(view)
    def spreadsheet(request: HttpRequest, **parts: str) -> HttpResponse:
        made = view(request, **parts)
        if not isinstance(made, TableFile):
            return made
        return TableFile(made.rows, made.provenance, made.name, spreadsheets.ODS)

    return spreadsheet
