"""Verdicts as the pages need them: what changed, control charts, and units beside each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse

from upheld.render import verdict_charts, verdict_tables, verdict_words
from upheld.render.silence import lacking, note
from upheld.render.what_to_do import what_to_do
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from upheld.core.force import SeriesBreak
    from upheld.render.charts import Chart
    from upheld.render.figures import Pair, Place
    from upheld.render.tables import Column, Table
    from upheld.render.verdicts import Verdict
    from upheld.web.staff.editions import Opened
    from upheld.web.staff.views.shown import Picture

# What is listed first; the rest can be opened below it.
MOST_CHANGES = 6
ORDER = ("concern", "improvement", "neither")


@dataclass(frozen=True)
class Change:
    """One series that changed: a shape, whose it is, what the test says, and where to see it."""

    mark: str
    where: str
    said: str
    href: str


@dataclass(frozen=True)
class Changes:
    """What changed among the few measures watched, and how much of it chance alone would show."""

    first: tuple[Change, ...]
    more: tuple[Change, ...]
    nothing: str
    alarms: str


@dataclass(frozen=True)
class Said:
    """The verdict on one series in words. ``silent``: why there is no share, or whose is missing
    in it; ``to_do``: what to do about it, by what the test says."""

    silent: str
    agreement: str
    sentences: tuple[tuple[str, str], ...]
    to_do: str
    notes: tuple[str, ...]
    breaks: tuple[SeriesBreak, ...]


def verdict(opened: Opened, measure: str, where: Place) -> Verdict:
    return opened.verdicts.of(measure, where)


def said(opened: Opened, measure: str, where: Place) -> Said:
    found, file = verdict(opened, measure, where), measures().find(measure)
    charts = [each.chart for each in found.readings if each.chart]
    notes = dict.fromkeys(note for chart in charts for note in chart.notes)
    return Said(
        _silent(opened, measure, where, found.month),
        verdict_words.agreement(found),
        verdict_words.sentences(found, shown.counted(measure)),
        what_to_do(found, file) if file else "",
        tuple(notes),
        found.shown_breaks,
    )


def _silent(opened: Opened, measure: str, where: Place, month: date | None) -> str:
    """Which feeds of the place are silent; for the force, which units have such feeds."""
    file = measures().find(measure)
    rules = file.rules(load.victims_codes()) if file else ()
    if month is None or not rules:
        return ""
    own = opened.silences.silent(where.unit_type, where.code, month, rules)
    if own or where.unit_type != "force":
        return note(own)
    units = (each for each in opened.watched if each.unit_type != "force")
    return lacking(
        [u.name for u in units if opened.silences.silent(u.unit_type, u.code, month, rules)]
    )


def changes(opened: Opened, places: Sequence[Place], month: date | None) -> Changes:
    """``month``: a series that ends before it has nothing new to say."""
    listed = [v for v in opened.verdicts.listed(places) if v.month == month]
    found = sorted((each for each in listed if each.special), key=_rank)
    lines = tuple(_change(each) for each in found)
    return Changes(
        lines[:MOST_CHANGES],
        lines[MOST_CHANGES:],
        "" if found else verdict_words.nothing_changed(listed),
        verdict_words.false_alarms(listed, opened.verdicts.false_alarms(listed), shown.title),
    )


def also_marked(opened: Opened, where: Place, *tables: pl.DataFrame) -> str:
    """What the tables of a place mark and the list of changes does not watch, in one sentence."""
    rows = (measure for table in tables for measure in table["measure"])
    ids = (each for each in dict.fromkeys(rows) if each not in opened.verdicts.pushed)
    found = [verdict(opened, each, where) for each in ids]
    return verdict_words.also_marked([each for each in found if each.special], shown.title)


def _rank(found: Verdict) -> tuple[int, bool, str, str]:
    """What got worse first; the force before its units; then by name, not by size."""
    leading = found.leading
    kind = leading.variation if leading else None
    place = found.place
    return ORDER.index(str(kind)), place.unit_type != "force", place.name, found.measure


def _change(found: Verdict) -> Change:
    leading = found.leading
    mark = verdict_words.CHANGE[leading.variation if leading else None]
    return Change(
        mark.shape,
        f"{found.place.name}: {shown.title(found.measure)}",
        verdict_words.finding(found, shown.counted(found.measure)),
        shown.measure_address(found.measure, found.place),
    )


# One series --------------------------------------------------------------------------------------


def control_chart(opened: Opened, measure: str, where: Place) -> Chart:
    heading = f"{shown.title(measure)}, {where.name}, by month"
    found = verdict(opened, measure, where)
    return verdict_charts.control(heading, found, shown.counted(measure))


def control_picture(opened: Opened, measure: str, where: Place) -> Picture:
    parts = {"measure": measure, "unit": shown.place_code(where)}
    return shown.picture(control_chart(opened, measure, where), "control-chart", parts, opened)


def control_table(opened: Opened, measure: str, where: Place) -> Table:
    caption = f"The control chart of {shown.title(measure)}, {where.name}"
    made = verdict_tables.control(verdict(opened, measure, where), caption, shown.counted(measure))
    parts = {"measure": measure, "unit": shown.place_code(where)}
    return replace(made, download=reverse("control-csv", kwargs=parts))


# Units beside each other -------------------------------------------------------------------------


def funnel_chart(
    opened: Opened, measure: str, unit_type: str, month: date | None, here: str | None = None
) -> Chart:
    heading = (
        f"{shown.title(measure)}, each {editions.UNIT_TYPE_NAMES[unit_type]}, by how many it counts"
    )
    peers = opened.verdicts.peers(measure, unit_type, month)
    return verdict_charts.funnel(heading, peers, opened.unit_name, shown.counted(measure), here)


def funnel_picture(
    opened: Opened, measure: str, where: Place, month: date | None
) -> Picture | None:
    """None where fewer than three units can be compared."""
    unit_type = compared(opened, where)
    peers = opened.verdicts.peers(measure, unit_type, month)
    if not any(each.funnel for each in peers):
        return None
    parts = {"measure": measure, "unit": shown.place_code(where)}
    chart = funnel_chart(opened, measure, unit_type, month, where.code)
    return shown.picture(chart, "funnel-chart", parts, opened)


def funnel_key(opened: Opened, measure: str, where: Place, month: date | None) -> str:
    peers = opened.verdicts.peers(measure, compared(opened, where), month)
    return verdict_charts.key(peers, opened.unit_name)


def compared(opened: Opened, where: Place) -> str:
    """The kind of unit that stands beside each other on the page of a place."""
    return opened.unit_type if where.unit_type == "force" else where.unit_type


def place_among(
    opened: Opened, measure: str, where: Place, month: date | None
) -> tuple[tuple[str, str], ...]:
    """A unit beside the others of its kind, for each reading; empty for the force."""
    if where.unit_type == "force":
        return ()
    kind = editions.UNIT_TYPE_NAMES[where.unit_type]
    found = (
        (each.reading, verdict_words.place_among(each, where.code, kind, shown.counted(measure)))
        for each in opened.verdicts.peers(measure, where.unit_type, month)
    )
    return tuple((reading, sentence) for reading, sentence in found if sentence)


# Columns of tables -------------------------------------------------------------------------------


def measure_columns(opened: Opened, where: Place) -> tuple[Column, ...]:
    return verdict_tables.columns(lambda pair: verdict(opened, pair.measure, where), targets=False)


def unit_columns(
    opened: Opened, measure: str, unit_type: str, month: date | None
) -> tuple[Column, ...]:
    def of(pair: Pair) -> Verdict:
        place = shown.place(opened, str(pair.unit_code))
        return verdict(opened, measure, place)

    has_target = verdict(opened, measure, opened.whole).has_target
    peers = opened.verdicts.peers(measure, unit_type, month)
    return (*verdict_tables.columns(of, targets=has_target), *verdict_tables.beside(peers))
