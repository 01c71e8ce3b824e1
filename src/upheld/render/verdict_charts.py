"""Control charts and funnels as charts of data: a special cause has a shape and a word of its own,
limits are steps, and no line is drawn through a break or a missing month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from upheld.render import names, verdict_words
from upheld.render.charts import Chart
from upheld.statistics.funnel import FEWEST, limits_at
from upheld.statistics.process_control import Variation

if TYPE_CHECKING:
    from upheld.render.figures import Figure
    from upheld.render.verdicts import Judged, Peers, Verdict
    from upheld.statistics.funnel import Funnel

Row = dict[str, Any]
CURVE_POINTS = 60
LONGEST_CODE = 5
NO_CHANGE: Variation = "no change"


def control(title: str, verdict: Verdict, people: str) -> Chart:
    """One control chart for each reading, the strict one above, on one scale."""
    rows = [row for judged in verdict.readings for row in _control_rows(judged, verdict)]
    said = " ".join(
        f"{names.READING[reading]}: {sentence}"
        for reading, sentence in verdict_words.sentences(verdict, people)
    )
    said = said or "There is no month to show."
    return Chart("control", title, said, {"points": rows})


def _control_rows(judged: Judged, verdict: Verdict) -> Iterator[Row]:
    same: Row = {"reading": names.READING[judged.reading]}
    months = [each.period_start for each in judged.months]
    points = list(_points(judged))
    for row in (*points, *_labels(points)):
        yield {**same, **row}
    for each in verdict.shown_breaks:
        if months[0] < each.on <= months[-1]:
            yield {**same, "kind": "break", "month": each.on.isoformat(), "label": each.title}


def _points(judged: Judged) -> Iterator[Row]:
    """Every calendar month from the first to the last, those without a figure empty."""
    by_month = {row["month"]: row for row in _marked(judged)}
    for month in _calendar(judged.months[0].period_start, judged.latest):
        segment = sum(1 for day in judged.settings.rebase if day <= month)
        empty = {"kind": "point", "month": month.isoformat(), "mark": NO_CHANGE, "segment": segment}
        yield {**empty, **by_month.get(month.isoformat(), {})}


def _marked(judged: Judged) -> Iterator[Row]:
    """Each point with its lines and its mark."""
    if judged.chart is None:
        return
    for point, way in zip(judged.chart.points, judged.chart.directions, strict=True):
        judgeable = point.lower is not None
        yield {
            "month": point.date.isoformat(),
            "value": point.value,
            "centre": point.centre if judgeable else None,
            "lower": point.lower,
            "upper": point.upper,
            "mark": _mark(way, judged),
            "above": way > 0,
        }


def _labels(points: Sequence[Row]) -> Iterator[Row]:
    """One word for each row of points with one mark: beyond the outermost, over the middle one."""
    for (mark, above), group in groupby(points, key=lambda row: (row["mark"], row.get("above"))):
        if mark == NO_CHANGE:
            continue
        members = list(group)
        values = [each["value"] for each in members]
        yield {
            "kind": "label",
            "month": members[len(members) // 2]["month"],
            "value": max(values) if above else min(values),
            "above": above,
            "label": verdict_words.CHANGE[mark].word,
        }


def _mark(way: int, judged: Judged) -> Variation:
    """The kind of change that a point shows, by which way is better."""
    if way == 0:
        return NO_CHANGE
    if judged.settings.better == "neutral":
        return "neither"
    return "improvement" if (way > 0) == (judged.settings.better == "high") else "concern"


def _calendar(first: date, last: date) -> Iterator[date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def funnel(
    title: str,
    readings: Sequence[Peers],
    name: Callable[[str], str],
    people: str,
    here: str | None = None,
) -> Chart:
    """Units of one kind by denominator and share, with 95% and 99.8% limits, for each reading."""
    rows = [row for peers in readings for row in _funnel_rows(peers, name, here)]
    said = " ".join(
        f"{names.READING[each.reading]}: {verdict_words.apart(each, name)}" for each in readings
    )
    said = said or "There are no units to show."
    return Chart("funnel", title, said, {"points": rows}, f"How many {people} the share is of")


def key(readings: Sequence[Peers], name: Callable[[str], str]) -> str:
    """What the short codes on a funnel stand for; empty where its units go by their names."""
    codes = {each.unit for peers in readings if peers.funnel for each in peers.funnel.units}
    short = sorted(code for code in codes if len(code) <= LONGEST_CODE and name(code) != code)
    return f"On the chart: {'; '.join(f'{code} {name(code)}' for code in short)}." if short else ""


def _funnel_rows(peers: Peers, name: Callable[[str], str], here: str | None) -> Iterator[Row]:
    if peers.funnel is None:
        return
    same: Row = {"reading": names.READING[peers.reading]}
    for row in (*_units(peers, name, here), *_curve(peers.figures, peers.funnel)):
        yield {**same, **row}


def _units(peers: Peers, name: Callable[[str], str], here: str | None) -> Iterator[Row]:
    assert peers.funnel is not None
    for each in peers.funnel.units:
        figure = peers.figure(each.unit)
        assert figure is not None
        where = each.verdict.partition(" ")[0]
        apart = where in {"above", "below"}
        short = each.unit if len(each.unit) <= LONGEST_CODE else name(each.unit)
        labelled = apart or each.unit == here or len(each.unit) <= LONGEST_CODE
        yield {
            "kind": "unit",
            "size": figure.denominator,
            "value": each.value,
            "mark": where if apart else "few" if where == "too" else "within",
            "label": (f"{short}, {each.verdict} limit" if apart else short) if labelled else None,
            "strong": apart or each.unit == here,
        }


def _curve(figures: Sequence[Figure], drawn: Funnel) -> Iterator[Row]:
    """The limits from the smallest denominator to the largest, closer together where they bend."""
    sizes = [each.denominator for each in figures if each.denominator]
    low, high = max(FEWEST, min(sizes) * 0.9), max(sizes) * 1.05
    for step in range(CURVE_POINTS + 1):
        size = low * (high / low) ** (step / CURVE_POINTS)
        lower95, upper95, lower998, upper998 = limits_at(drawn, size)
        yield {
            "kind": "limit",
            "size": size,
            "centre": drawn.p0,
            "lower95": lower95,
            "upper95": upper95,
            "lower998": lower998,
            "upper998": upper998,
            "last": step == CURVE_POINTS,
        }
