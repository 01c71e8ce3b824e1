"""The pages of published series: each measure of what others published, at the force or a place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl
from django.http import Http404
from django.urls import reverse

from upheld import published
from upheld.core.measure import Of
from upheld.core.measure_words import counted_in_words
from upheld.render import charts, formats, series_tables, series_words
from upheld.render.series import SHARE, Series, at_place, of_whole, rows_of, without_measure
from upheld.render.tables import Cell, Table
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from upheld.core.measure import Measure
    from upheld.render.charts import Chart
    from upheld.render.figures import Place
    from upheld.web.staff.editions import Opened
    from upheld.web.staff.views.shown import Picture

# What publishers call the force of an edition, beside its code in the rules.
FORCE_CODE = "MPS"
# Places that are no borough, by what their publisher calls them.
PLACES = {each.code: each.published for each in reversed(published.place_names())}
KEPT = 2  # editions whose list is kept as it was made: the one shown and the one before it
ON_THE_OVERVIEW = ("pas-good-job-local", "pas-informed-local")


@dataclass(frozen=True)
class Card:
    """One series in short, with the way to its page."""

    title: str
    latest: str
    added_up: str
    credit: str
    href: str
    picture: Picture
    table: Table


@dataclass(frozen=True)
class Source:
    """What one publisher gives, with everything that must stand beside it."""

    name: str
    credit: str
    vintages: str
    not_judged: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Beside:
    """A published count of the same place and month as a figure."""

    title: str
    said: str
    href: str


# What there is ------------------------------------------------------------------------------------


def published_measure(measure_id: str) -> Measure | None:
    """The file of a measure that shows what others published; None for any other."""
    found = measures().find(measure_id)
    return found if found and found.of is Of.PUBLISHED else None


def files() -> tuple[Measure, ...]:
    return tuple(each for each in measures().all if each.of is Of.PUBLISHED)


def series(opened: Opened, measure: Measure, unit: str = shown.WHOLE) -> Series | None:
    """None where nothing of it was published for that place."""
    rows = rows_of(opened.published, measure)
    here = of_whole(rows, measure, _own(opened)) if unit == shown.WHOLE else at_place(rows, unit)
    found = Series(measure, here)
    return None if found.points.is_empty() else found


def places(opened: Opened, measure: Measure) -> dict[str, Series]:
    """The series of each place but the force."""
    rows = rows_of(opened.published, measure)
    codes = sorted(set(rows["unit_code"]) - set(_own(opened)))
    found = {code: Series(measure, at_place(rows, code)) for code in codes}
    return {code: each for code, each in found.items() if not each.points.is_empty()}


def _own(opened: Opened) -> tuple[str, ...]:
    return (FORCE_CODE, *((opened.force.code,) if opened.force else ()))


def _asked(measure_id: str, unit: str) -> tuple[Opened, Series]:
    opened, measure = editions.real(), published_measure(measure_id)
    if opened is None:
        raise Http404("There is no edition of real figures here yet: run upheld demo.")
    found = series(opened, measure, unit) if measure else None
    if found is None:
        raise Http404(f"Nothing of {measure_id} was published for {unit}.")
    return opened, found


def credit(licence: str) -> str:
    return published.ATTRIBUTION.get(licence, licence)


def _credit(found: Series) -> str:
    return f"{found.last['source']}. {credit(found.last['licence'])}."


# The list of all of them --------------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def sources(opened: Opened) -> tuple[Source, ...]:
    """Every measure with something published, by its source."""
    found = [each for each in (series(opened, measure) for measure in files()) if each]
    by_source: dict[str, list[Series]] = {}
    for each in found:
        by_source.setdefault(each.last["source"], []).append(each)
    return tuple(_source(opened, name, by_source[name]) for name in sorted(by_source))


def real_sources() -> tuple[Source, ...]:
    """Of the edition of real figures; none without one."""
    opened = editions.real()
    return sources(opened) if opened else ()


def _source(opened: Opened, name: str, found: Sequence[Series]) -> Source:
    vintages = sorted({vintage for each in found for vintage in each.vintages})
    return Source(
        name,
        credit(found[0].last["licence"]),
        ", ".join(formats.vintage(each) for each in vintages),
        series_words.not_judged(found[0]),
        tuple(_card(opened, each) for each in found),
    )


def _card(opened: Opened, found: Series) -> Card:
    return Card(
        found.measure.title,
        series_words.latest(found),
        series_words.added_up(found),
        _credit(found),
        shown.measure_address(found.measure.id, opened.whole),
        _picture(opened, found, shown.WHOLE, charts.SMALL),
        _over_time(opened, found, shown.WHOLE),
    )


def panel() -> tuple[Card, ...]:
    """The few real series that stand beside the overview; none without a real edition."""
    opened = editions.real()
    return _panel(opened) if opened else ()


@lru_cache(maxsize=KEPT)
def _panel(opened: Opened) -> tuple[Card, ...]:
    wanted = (published_measure(each) for each in ON_THE_OVERVIEW)
    found = (series(opened, measure) for measure in wanted if measure)
    return tuple(_card(opened, each) for each in found if each)


@lru_cache(maxsize=KEPT)
def unnamed(opened: Opened) -> list[tuple[str, str]]:
    """What was published and no measure shows: it is named, not hidden."""
    return without_measure(opened.published, files())


def beside(opened: Opened, where: Place, month: date | None) -> tuple[Beside, ...]:
    """The counts published of one place and month, as context for a figure of it. Never beside
    made-up figures: those have nothing to do with a real count."""
    if month is None or opened.demonstration:
        return ()
    found = (_beside(opened, measure, where, month) for measure in files())
    return tuple(each for each in found if each)


def _beside(opened: Opened, measure: Measure, where: Place, month: date) -> Beside | None:
    counts = _of_place(opened, measure, where) if measure.unit != SHARE else None
    rows = counts.current.filter(period_start=month) if counts else None
    if counts is None or rows is None or rows.is_empty() or counts.months > 1:
        return None
    row = rows.row(0, named=True)
    count = series_words.value(counts, row["value"])
    when = series_words.period(counts, row["period_end"])
    together = ", its boroughs together" if where.unit_type == "bcu" else ""
    said = f"{count} {when}{together} ({row['source']}, vintage {formats.vintage(row['vintage'])})"
    page = where if where.unit_type == "borough" else opened.whole
    return Beside(measure.title, said, shown.measure_address(measure.id, page))


def _of_place(opened: Opened, measure: Measure, where: Place) -> Series | None:
    """A BCU has what its boroughs have; no count is published for a team."""
    if where.unit_type == "force":
        return series(opened, measure)
    code = str(where.code)
    boroughs = opened.force.boroughs_of(code) if opened.force else ()
    codes = [each.code for each in boroughs] or [code]
    rows = rows_of(opened.published, measure).filter(pl.col("unit_code").is_in(codes))
    return None if rows.is_empty() else Series(measure, rows)


# One series ---------------------------------------------------------------------------------------


def page(request: HttpRequest, measure_id: str, unit: str) -> HttpResponse:
    opened, found = _asked(measure_id, unit)
    last = found.last
    return shown.page(
        request,
        "series.html",
        opened,
        series=found,
        file=found.measure,
        place=_name(opened, unit),
        whole=unit == shown.WHOLE,
        value=series_words.value(found, last["value"]),
        period=series_words.period(found, last["period_end"]),
        heading=series_words.heading(found, last["period_end"]),
        added_up=series_words.added_up(found),
        not_judged=series_words.not_judged(found),
        revisions=series_words.revisions(found),
        source=last["source"],
        licence=credit(last["licence"]),
        picture=_picture(opened, found, unit),
        tables=_tables(opened, found, unit),
        counted=counted_in_words(found.measure),
        back=shown.measure_address(measure_id, opened.whole),
    )


def tables(measure_id: str, unit: str) -> tuple[Opened, dict[str, Table]]:
    """Every table of a page, by the name in the address of its file."""
    opened, found = _asked(measure_id, unit)
    return opened, _tables(opened, found, unit)


def _tables(opened: Opened, found: Series, unit: str) -> dict[str, Table]:
    said = f"{found.measure.title}, {_name(opened, unit)}"
    when = series_words.period(found, found.last["period_end"])
    made = {}
    if found.overlaps:
        made["apart"] = series_tables.apart(found, f"{said}: periods that do not overlap")
    if unit == shown.WHOLE:
        made["places"] = _places_table(opened, found, when)
    if found.rows["category"].n_unique() > 1:
        made["categories"] = series_tables.categories(found, f"{said}, {when}, by category")
    if not found.revised.is_empty():
        made["revised"] = series_tables.revised(found, f"{said}: what each vintage gives")
    measure = found.measure.id
    others = {name: _with_address(each, name, measure, unit) for name, each in made.items()}
    return {"series": _over_time(opened, found, unit), **others}


def _over_time(opened: Opened, found: Series, unit: str) -> Table:
    caption = f"{found.measure.title}, {_name(opened, unit)}: every period published"
    made = series_tables.over_time(found, caption)
    return _with_address(made, "series", found.measure.id, unit)


def _places_table(opened: Opened, found: Series, when: str) -> Table:
    def name(code: str) -> Cell:
        address = reverse("measure-unit", kwargs={"measure": found.measure.id, "unit": code})
        return Cell(_name(opened, code), href=address)

    caption = f"{found.measure.title} {when}, each place published"
    return series_tables.places(
        places(opened, found.measure), caption, name, found.last["period_end"]
    )


def _with_address(made: Table, name: str, measure_id: str, unit: str) -> Table:
    parts = {"table": name, "measure": measure_id, "unit": unit}
    return replace(made, download=reverse("series-csv", kwargs=parts))


def _name(opened: Opened, unit: str) -> str:
    if unit == shown.WHOLE:
        return opened.whole.name
    named = opened.unit_name(unit)
    return PLACES.get(unit, unit) if named == unit else named


def chart(measure_id: str, unit: str) -> Chart:
    opened, found = _asked(measure_id, unit)
    return _chart(opened, found, unit)


def _chart(opened: Opened, found: Series, unit: str) -> Chart:
    title = f"{found.measure.title}, {_name(opened, unit)}, {found.last['source']}"
    if found.is_share:
        points = found.points.select("period_end", "value", "vintage").rows()
        return charts.published(title, points, lambda end: series_words.period(found, end))
    points = found.points.select("period_start", "value", "vintage").rows()
    return charts.counts(title, [(day, int(count), vintage) for day, count, vintage in points])


def _picture(opened: Opened, found: Series, unit: str, size: charts.Size = charts.WIDE) -> Picture:
    parts = {"measure": found.measure.id, "unit": unit}
    return shown.picture(_chart(opened, found, unit), "series-chart", parts, opened, size)
