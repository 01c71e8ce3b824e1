"""Verdicts in tables: the columns that say them, and the months of a control chart as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from upheld.render import formats, names
from upheld.render.tables import Cell, Column, Table, reading_cell
from upheld.render.verdict_words import BESIDE, CAUSE, CHANGE, TARGET, Mark

if TYPE_CHECKING:
    from upheld.render.figures import Figure, Pair
    from upheld.render.verdicts import Judged, Peers, Verdict
    from upheld.statistics.process_control import Point

CHART = {
    "measure": pl.String,
    "reading": pl.String,
    "unit_type": pl.String,
    "unit_code": pl.String,
    "period_start": pl.Date,
    "value": pl.Float64,
    "denominator": pl.Float64,
    "centre": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "special_cause": pl.String,
    "chart": pl.String,
}


def columns(of: Callable[[Pair], Verdict], *, targets: bool) -> tuple[Column, ...]:
    """ "Change", and "Reaches the target" where a measure has one."""
    change: Column = ("Change", lambda pair: change_cell(of(pair)))
    if not targets:
        return (change,)
    return change, ("Reaches the target", lambda pair: _target_cell(of(pair)))


def beside(readings: tuple[Peers, ...]) -> tuple[Column, ...]:
    """Whether a unit stands apart from the others; nothing where they cannot be compared."""
    drawn = [each for each in readings if each.funnel]
    if not drawn:
        return ()

    def say(pair: Pair) -> Cell:
        found = [each.verdict(pair.unit_code) for each in drawn]
        marks = [BESIDE[each.verdict if each else None] for each in found]
        return _cell([each.reading for each in drawn], marks)

    return (("Among the units", say),)


def change_cell(verdict: Verdict) -> Cell:
    marks = [CHANGE[each.variation] for each in verdict.readings]
    return _cell([each.reading for each in verdict.readings], marks)


def _target_cell(verdict: Verdict) -> Cell:
    marks = [TARGET[each.assurance] for each in verdict.readings]
    return _cell([each.reading for each in verdict.readings], marks)


def _cell(readings: list[str], marks: list[Mark]) -> Cell:
    """One mark where all readings agree; else the first, and the other by its name beside it."""
    if not marks:
        return Cell(CHANGE[None].word)
    first = marks[0]
    if len(set(marks)) == 1:
        return Cell(first.word, mark=first.shape)
    return Cell(
        f"{first.word} ({readings[0]})",
        note=f"{readings[1]}: {marks[1].word.lower()}",
        mark=first.shape,
    )


def control(verdict: Verdict, caption: str, people: str) -> Table:
    """Each month on the chart, newest first: share, mean, limits and mark, for each reading."""
    points = {
        judged.reading: {
            point.date: (figure, point)
            for figure, point in zip(judged.observed, judged.chart.points, strict=True)
        }
        for judged in verdict.readings
        if judged.chart
    }
    months = sorted({day for each in points.values() for day in each}, reverse=True)
    heads = [
        f"{names.READING[reading]}: {what}"
        for reading in points
        for what in ("share", "mean", "limits", "mark")
    ]
    return Table(
        name="control",
        caption=caption,
        head=("Month", *heads),
        rows=tuple(
            (
                Cell(formats.month(day)),
                *(c for each in points.values() for c in _line(each.get(day), people)),
            )
            for day in months
        ),
        frame=chart_frame(verdict),
    )


def _line(seen: tuple[Figure, Point] | None, people: str) -> tuple[Cell, Cell, Cell, Cell]:
    if seen is None:
        return Cell("–"), Cell("–"), Cell("–"), Cell("no figure")
    figure, point = seen
    value = reading_cell(figure, people)
    if point.lower is None or point.upper is None:
        return value, Cell("–"), Cell("–"), Cell("too few months")
    limits = f"{formats.percent(point.lower)} to {formats.percent(point.upper)}"
    mark = CAUSE[point.special_cause] or "–"
    return value, Cell(formats.percent(point.centre)), Cell(limits), Cell(mark)


def chart_frame(verdict: Verdict) -> pl.DataFrame:
    """The points of the charts of both readings as numbers, for a file."""
    rows = [row for judged in verdict.readings for row in _rows(judged)]
    return pl.DataFrame(rows, schema=CHART, orient="row")


def _rows(judged: Judged) -> list[tuple[object, ...]]:
    if judged.chart is None:
        return []
    seen = zip(judged.observed, judged.chart.points, strict=True)
    return [
        (
            figure.measure, figure.reading, figure.unit_type, figure.unit_code, point.date,
            point.value, figure.denominator, point.centre, point.lower, point.upper,
            point.special_cause, judged.chart.chart,
        )
        for figure, point in seen
    ]  # fmt: skip
