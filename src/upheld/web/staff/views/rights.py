"""Right by Right: what the Code gives, how each part of it is measured, and how it is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
from django.http import Http404
from django.urls import reverse

from upheld.core.measure import BY_VICTIM, Measure
from upheld.core.victims_code import MeasurableBy
from upheld.render import formats, names, tables, words
from upheld.render.figures import pairs
from upheld.render.tables import Cell
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.views import judged, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.core.victims_code import Entitlement, Right
    from upheld.render.figures import Pair
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened


@dataclass(frozen=True)
class Owed:
    """One thing owed, with what counts it in this edition."""

    rule: Entitlement
    measures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One Right in the list of all. ``parts``: how many things of it are measured here; where
    there is no ``latest`` figure of all of it, each has its own."""

    right: Right
    owed: int
    from_records: int
    latest: tuple[tuple[str, str], ...]
    measure: str
    parts: int


def rights(request: HttpRequest) -> HttpResponse:
    opened = editions.main()
    code = load.victims_codes().versions[-1]
    return shown.page(
        request,
        "rights.html",
        opened,
        version=code,
        lines=[_line(opened, each) for each in code.rights],
    )


def right(request: HttpRequest, number: int) -> HttpResponse:
    opened = shown.main_edition()
    found = _right(number)
    owed = _owed(opened, number)
    made = table(opened, number)
    return shown.page(
        request,
        "right.html",
        opened,
        right=found,
        rights=load.victims_codes().versions[-1].rights,
        version=load.victims_codes().versions[-1],
        owed=owed,
        evidence=names.evidence_of(each.rule.evidence for each in owed),
        waiting=sum(not each.rule.verified for each in owed),
        ways=_ways(owed),
        kept=made,
        measured=bool(made.rows),
    )


def _right(number: int) -> Right:
    for each in load.victims_codes().versions[-1].rights:
        if each.number == number:
            return each
    raise Http404(f"The Code has no Right {number}.")


def _line(opened: Opened | None, right: Right) -> Line:
    owed = _rules(right.number)
    return Line(
        right,
        len(owed),
        sum(MeasurableBy.EXTRACT in rule.measurable_by for rule in owed),
        *_latest(opened, right.number),
        len(_known(opened, right.number)),
    )


def _known(opened: Opened | None, number: int) -> list[str]:
    """What of a Right this edition measures."""
    held = opened.figures.measures() if opened else ()
    return [each for each in _ids(number) if each in held]


def _latest(opened: Opened | None, number: int) -> tuple[tuple[tuple[str, str], ...], str]:
    """The latest figure of what counts a Right best, in each reading, and its measure: the sum of
    all it gives by victim, else the only thing of it that is measured."""
    if opened is None:
        return (), ""
    ids = _known(opened, number)
    sums = [each for each in ids if each == f"timeliness-r{number}{BY_VICTIM}"]
    chosen = sums or (ids if len(ids) == 1 else [])
    pair = shown.latest(opened, chosen[0], opened.whole) if chosen else None
    if pair is None:
        return (), ""
    said = formats.month(pair.period_start)
    people = shown.counted(chosen[0])
    return tuple(
        (each.reading, f"{said}: {words.full(each, people)}") for each in pair.figures
    ), chosen[0]


def _rules(number: int) -> tuple[Entitlement, ...]:
    """What the newest Code gives under one Right."""
    code = load.victims_codes().versions[-1]
    return tuple(each for each in code.entitlements if each.right == number)


def _owed(opened: Opened, number: int) -> tuple[Owed, ...]:
    known = set(opened.figures.measures())
    return tuple(
        Owed(rule, tuple((each.id, each.title) for each in counting(rule) if each.id in known))
        for rule in _rules(number)
    )


def counting(rule: Entitlement) -> tuple[Measure, ...]:
    """What counts this one thing owed, and no other."""
    return _by_entitlement().get(rule.short_id, ())


@cache
def _by_entitlement() -> dict[str, tuple[Measure, ...]]:
    return measures().by_entitlement(load.victims_codes())


def _ways(owed: tuple[Owed, ...]) -> str:
    """By what how many of the things owed can be measured, the commonest way first."""
    counted = Counter(way for each in owed for way in each.rule.measurable_by)
    return ", ".join(f"{names.MEASURABLE[way]} {times}" for way, times in counted.most_common())


# What is measured --------------------------------------------------------------------------------


@cache
def _ids(number: int) -> tuple[str, ...]:
    """By duty, and of the sum of several things by victim too."""
    found: list[str] = []
    for each in measures().of_right(number, load.victims_codes()):
        is_sum = each.id == f"timeliness-r{number}"
        found += reversed(each.ids) if is_sum else (each.id,)
    return tuple(found)


def rows(opened: Opened, number: int) -> pl.DataFrame:
    """Each measure of a Right in the force's latest month of which anything is known."""
    _right(number)
    found = [
        opened.figures.months(measure, opened.whole).filter(pl.col("period_start") == month)
        for measure in _ids(number)
        if (month := opened.figures.latest_month(measure, opened.whole))
    ]
    return pl.concat(found) if found else opened.figures.none()


def table(opened: Opened, number: int) -> Table:
    def first(pair: Pair) -> Cell:
        title, month = shown.title(pair.measure), formats.month(pair.period_start)
        text = title if when else f"{title}, {month}"
        return Cell(text, href=shown.measure_address(pair.measure, opened.whole))

    found = rows(opened, number)
    dates = sorted({pair.period_start for pair in pairs(found)})
    when = f", {formats.month(dates[0])}" if len(dates) == 1 else ""
    made = tables.by_measure(
        found,
        f"What is measured of Right {number}, {opened.whole.name}{when}",
        first,
        shown.counted,
        judged.measure_columns(opened, opened.whole),
    )
    note = "" if len(dates) == 1 else "Each measure in the latest month of which anything is known."
    address = reverse("right-csv", kwargs={"number": str(number)})
    return replace(made, name="right", note=f"{note} {made.note}".strip(), download=address)
