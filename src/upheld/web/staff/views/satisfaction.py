"""The pages of the satisfaction survey: the force, each BCU, crime type and group, what goes with
satisfaction, and how it was worked out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from django.http import Http404, HttpResponse
from django.urls import reverse

from upheld.core.measure import Breakdown
from upheld.render import names, satisfaction_charts, satisfaction_words
from upheld.render.satisfaction import QUARTER, YEAR, Satisfaction
from upheld.web.staff import editions
from upheld.web.staff.views import downloads, satisfaction_beside, series, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from upheld.render.charts import Chart
    from upheld.render.satisfaction import Row
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened
    from upheld.web.staff.views.shown import Picture

UNIT, CRIME_TYPE = "unit_code", "crime_type"
ATTITUDES = "MOPAC Public Attitude Survey"
PAGES = (
    ("satisfaction", "The force"),
    ("satisfaction-bcu", "By BCU"),
    ("satisfaction-crime-type", "By crime type"),
    ("satisfaction-equality", "By group of victims"),
    ("satisfaction-drivers", "What goes with it"),
    ("satisfaction-code", "The Code"),
    ("satisfaction-leaflet", "Leaflet"),
    ("satisfaction-calls", "Call-backs"),
    ("satisfaction-trials", "Trials"),
    ("satisfaction-method", "Method"),
)


def overview(request: HttpRequest) -> HttpResponse:
    """With what Londoners say, as MOPAC published it: beside the victims, never joined."""
    published = [each for each in series.real_sources() if each.name == ATTITUDES]
    return _page(request, "satisfaction.html", _overview, published=published)


def by_bcu(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_by.html", lambda o: _by(o, (UNIT,), "BCU"))


def by_crime_type(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_by.html", lambda o: _by(o, (CRIME_TYPE,), "crime type"))


def by_group(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_by.html", lambda o: _by(o, _of_people(o), "group"))


def drivers(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_drivers.html", _drivers)


def code(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_code.html", _with_tables(satisfaction_beside.code))


def leaflet(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_leaflet.html", _with_tables(satisfaction_beside.leaflet))


def calls(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_calls.html", _with_tables(satisfaction_beside.calls))


def _with_tables(
    parts: Callable[[Opened], dict[str, object]],
) -> Callable[[Opened], dict[str, object]]:
    """What a page says, and any table or picture of the survey by its name."""

    def made(opened: Opened) -> dict[str, object]:
        return {
            **parts(opened),
            "made": lambda name: table(opened, name),
            "drawn": lambda name: _picture(opened, name),
        }

    return made


def method(request: HttpRequest) -> HttpResponse:
    return _page(request, "satisfaction_method.html", lambda _: {})


def _page(
    request: HttpRequest,
    template: str,
    parts: Callable[[Opened], dict[str, object]],
    **beside: object,
) -> HttpResponse:
    """Says so where the edition holds no survey, or where there is no edition."""
    opened = editions.main()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    found = opened.satisfaction
    more = {} if found is None else parts(opened)
    said = satisfaction_words
    return shown.page(
        request, template, opened, found=found, said=said, pages=PAGES, **more, **beside
    )


def _overview(opened: Opened) -> dict[str, object]:
    found = _found(opened)
    changes = [
        satisfaction_words.change(row)
        for kind in (YEAR, QUARTER)
        for row in found.changes(kind=kind).sort("before", descending=True).iter_rows(named=True)
    ]
    return {
        "headline": satisfaction_words.headline(found),
        "two_thirds": satisfaction_words.two_thirds(found.headline()),
        "changes": changes,
        "quarters": (_picture(opened, "quarters"), table(opened, "quarters")),
        "journey": (_picture(opened, "journey"), table(opened, "journey")),
    }


def _by(opened: Opened, breakdowns: tuple[str, ...], kind: str) -> dict[str, object]:
    """Each breakdown with its chart and tables; of BCUs also how wide a month of one is."""
    parts = [
        (
            satisfaction_words.title(each),
            _picture(opened, each),
            table(opened, each),
            table(opened, f"{each}-changes"),
            satisfaction_words.in_no_line(_rows(opened, each), _found(opened).headline()),
        )
        for each in breakdowns
        if each in _found(opened).breakdowns
    ]
    of_units = breakdowns == (UNIT,) and parts
    return {
        "kind": kind,
        "parts": parts,
        "period": satisfaction_words.period(*_found(opened).best),
        "months": table(opened, "months") if of_units else None,
        "no_month": satisfaction_words.NO_MONTH,
        "pooled": table(opened, "pooled") if of_units else None,
    }


def _drivers(opened: Opened) -> dict[str, object]:
    found = _found(opened)
    if found.drivers().is_empty():
        return {"made": None}
    return {
        "made": table(opened, "drivers"),
        "picture": _picture(opened, "drivers"),
        "explained": found.explained(),
        "base": satisfaction_words.drivers_base(found),
        "stages": [
            satisfaction_words.driver(row)
            for row in found.drivers().iter_rows(named=True)
            if row["note"]
        ],
        "period": satisfaction_words.period(YEAR, found.latest(YEAR) or found.latest(QUARTER)),
    }


def _found(opened: Opened) -> Satisfaction:
    if opened.satisfaction is None:
        raise Http404("This edition holds no satisfaction survey.")
    return opened.satisfaction


def _of_people(opened: Opened) -> tuple[str, ...]:
    held = _found(opened).breakdowns if opened.satisfaction else ()
    return tuple(each for each in held if each not in {UNIT, CRIME_TYPE})


# Charts and tables -------------------------------------------------------------------------------


def _rows(opened: Opened, breakdown: str) -> pl.DataFrame:
    """Of the last year, or quarter; in order of the names."""
    kind, period = _found(opened).best
    rows = _found(opened).estimates(breakdown, kind=kind, period=period)
    return rows.sort(_in_order(opened, breakdown))


def _in_order(opened: Opened, breakdown: str) -> pl.Expr:
    """Units by their names, as on every page; ages and the like by their codes."""
    by_code = pl.col("category")
    if breakdown != UNIT:
        return by_code
    return by_code.map_elements(opened.unit_name, return_dtype=pl.String)


def _name(opened: Opened, row: Row) -> str:
    if row["breakdown"] == UNIT:
        return opened.unit_name(row["category"])
    known = row["breakdown"] in {str(each) for each in Breakdown}
    return names.group(row["breakdown"], row["category"], {}) if known else row["category"]


def table(opened: Opened, name: str) -> Table:
    """The table of that name on one of the pages, with its download."""
    made = _table(opened, name)
    address = reverse("satisfaction-csv", kwargs={"name": name.replace("_", "-")})
    return replace(made, name=name.replace("_", "-"), download=address)


def _table(opened: Opened, name: str) -> Table:
    if name not in satisfaction_beside.TABLES:
        return _own_table(opened, name)
    made = satisfaction_beside.TABLES[name](opened)
    if made is None:
        raise Http404(f"This edition has no table {name} of satisfaction.")
    return made


def _own_table(opened: Opened, name: str) -> Table:
    found, words = _found(opened), satisfaction_words
    period = words.period(*found.best)

    def called(row: Row) -> str:
        return _name(opened, row)

    if name == "quarters":
        rows = found.estimates(kind=QUARTER).sort("period", descending=True)
        caption = "Satisfied overall, by quarter in which the crime was reported"
        return words.estimates_table(rows, name, caption, "Quarter", quarter_of)
    if name == "journey":
        caption = f"Satisfied at each stage of the journey, {period}"
        return words.estimates_table(found.journey(), name, caption, "Stage", _stage)
    if name == "months":
        return words.months_table(
            _rows(opened, UNIT), "How wide one month of one BCU would be", called
        )
    if name == "drivers":
        return words.drivers_table(found.drivers(), "What goes with satisfaction overall")
    breakdown = name.removesuffix("-changes")
    if breakdown not in found.breakdowns:
        raise Http404(f"There is no table {name} of satisfaction.")
    heading = words.title(breakdown)
    if name.endswith("-changes"):
        kind = found.best[0]
        rows = found.changes(breakdown, kind=kind).sort(_in_order(opened, breakdown), "before")
        caption = f"{heading}: {period}, beside what came before"
        return words.changes_table(
            rows, name, caption, names.sentence(heading.removeprefix("By ")), called
        )
    caption = f"Satisfied overall {heading[0].lower()}{heading[1:]}, {period}"
    rows = _rows(opened, breakdown)
    return words.estimates_table(
        rows, name, caption, names.sentence(heading.removeprefix("By ")), called
    )


def quarter_of(row: Row) -> str:
    return satisfaction_words.quarter(row["period"])


def _stage(row: Row) -> str:
    return names.sentence(names.plain(row["outcome"]))


def chart(opened: Opened, name: str) -> Chart:
    found, period = _found(opened), satisfaction_words.period(*_found(opened).best)
    if name in satisfaction_beside.CHARTS:
        return satisfaction_beside.CHARTS[name](opened)
    if name == "quarters":
        rows = found.estimates(kind=QUARTER).sort("period").to_dicts()
        title = "Satisfied overall, by quarter in which the crime was reported"
        return satisfaction_charts.quarters(title, rows)
    if name == "journey":
        named = [(_stage(row), row) for row in found.journey().to_dicts()]
        return satisfaction_charts.groups(f"Satisfied at each stage, {period}", named)
    if name == "drivers":
        title = "Importance and performance of each stage of the journey"
        return satisfaction_charts.drivers(title, found.drivers().to_dicts())
    if name not in found.breakdowns:
        raise Http404(f"There is no chart {name} of satisfaction.")
    heading = satisfaction_words.title(name)
    named = [(_name(opened, row), row) for row in _rows(opened, name).to_dicts()]
    title = f"Satisfied overall {heading[0].lower()}{heading[1:]}, {period}"
    return satisfaction_charts.groups(title, named)


def _picture(opened: Opened, name: str) -> Picture | None:
    """None where there is nothing to draw."""
    made = chart(opened, name)
    if not any(made.data.get(each) for each in ("units", "points")):
        return None
    return shown.picture(made, "satisfaction-chart", {"name": name.replace("_", "-")}, opened)


def draw(request: HttpRequest, name: str, size: str) -> HttpResponse:
    made = chart(shown.main_edition(), name.replace("-", "_"))
    return downloads.svg(made, size)


def download(request: HttpRequest, name: str) -> HttpResponse:
    opened = shown.main_edition()
    base = name.removesuffix("-changes")
    own = base.replace("-", "_") + name[len(base) :]
    return downloads.csv_of(table(opened, own).frame, opened.provenance, f"satisfaction-{name}")
