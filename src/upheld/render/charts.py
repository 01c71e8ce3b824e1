"""Charts as data: a Vega-Lite file in chart_specs/, the figures put in, and an SVG file out.

Drawn without a browser. The same chart is drawn once; each carries a title and a description for
those who do not see it, and direct labels and line styles, so that nothing rests on colour alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.render import formats, words

if TYPE_CHECKING:
    from datetime import date

    from upheld.render.figures import Figure, Pair

SPECS = Path(__file__).parent / "chart_specs"
KEPT = 512
# Two labels at the end of two lines must lie at least this far apart to be read.
LABEL_GAP = 0.07
ROW_HEIGHT = 34
# The browser's font may be wider than the one that a label was measured in.
LETTER_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Size:
    """Inner width and height of a chart, in CSS pixels."""

    name: str
    width: int
    height: int
    ticks: int


WIDE = Size("wide", 700, 280, 7)
NARROW = Size("narrow", 236, 230, 3)
SMALL = Size("small", 300, 180, 4)
SIZES = {size.name: size for size in (WIDE, NARROW, SMALL)}


@dataclass(frozen=True, slots=True)
class Break:
    """A day that a line is not drawn through, and what happened on it."""

    on: date
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``kind`` names its file in chart_specs; ``data`` its data sets by name."""

    kind: str
    title: str
    description: str
    data: dict[str, list[dict[str, Any]]]

    def svg(self, size: Size) -> str:
        spec = json.loads((SPECS / f"{self.kind}.json").read_text(encoding="utf-8"))
        spec["datasets"] = self.data
        spec["width"], spec["height"] = size.width, self._height(size)
        _set_ticks(spec, size.ticks)
        if units := self.data.get("units"):
            longest = max(len(row["unit"]) for row in units)
            spec["encoding"]["y"]["axis"]["minExtent"] = LETTER_WIDTH * longest
        return _svg(json.dumps(spec), self.title, self.description)

    def size(self, size: Size) -> tuple[int, int]:
        """Width and height of the picture, for a page to keep its place before it has come."""
        found = re.search(r'width="(\d+)" height="(\d+)"', self.svg(size))
        assert found is not None
        return int(found[1]), int(found[2])

    def _height(self, size: Size) -> int:
        rows = self.data.get("units")
        return ROW_HEIGHT * len({row["unit"] for row in rows}) if rows else size.height


def months(title: str, series: Sequence[Pair], breaks: Sequence[Break], people: str) -> Chart:
    """Both readings by month. A line ends at a break and a new one begins after it."""
    points = [point for pair in series for point in _points(pair, breaks)]
    shown = [b for b in breaks if series and series[0].period_start < b.on <= _end(series)]
    return Chart(
        "months",
        title,
        words.span(series, people),
        {
            "points": points,
            "labels": _end_labels(points),
            "breaks": [{"on": b.on.isoformat(), "title": b.title} for b in shown],
        },
    )


def units(title: str, named: Sequence[tuple[str, Pair]], people: str) -> Chart:
    """Both readings of each unit with intervals, in the order given."""
    rows = [
        {"unit": name, "reading": figure.reading, **_limits(figure)}
        for name, pair in named
        for figure in (pair.strict, pair.lenient)
        if figure is not None and figure.value is not None
    ]
    first = rows[0]["unit"] if rows else ""
    said = "; ".join(f"{name}: {_both(pair, people)}" for name, pair in named)
    labels = [{**row, "label": row["reading"]} for row in rows if row["unit"] == first]
    return Chart("units", title, said, {"units": rows, "labels": labels})


def published(title: str, rows: Sequence[dict[str, Any]]) -> Chart:
    """A published share by the end of its period; no interval, as the publisher gives none."""
    points = [{"on": row["period_end"].isoformat(), "value": row["value"]} for row in rows]
    said = " ".join(
        f"{word}: {formats.as_published(row['value'])} in the twelve months to "
        f"{formats.month(row['period_end'])}."
        for word, row in zip(("First", "Last"), (rows[0], rows[-1]), strict=True)
    )
    return Chart("published", title, said, {"points": points, "labels": points[-1:]})


def counts(title: str, rows: Sequence[tuple[date, int, str]]) -> Chart:
    """A count by month, from nought, as (month, count, vintage): no line from one vintage on."""
    points = [
        {"on": day.isoformat(), "value": number, "segment": vintage}
        for day, number, vintage in rows
    ]
    low, high = min(rows, key=lambda r: r[1]), max(rows, key=lambda r: r[1])
    said = (
        f"Lowest {low[1]:,} in {formats.month(low[0])}, highest {high[1]:,} in "
        f"{formats.month(high[0])}."
    )
    return Chart("counts", title, said, {"points": points})


def _points(pair: Pair, breaks: Sequence[Break]) -> list[dict[str, Any]]:
    segment = sum(1 for each in breaks if each.on <= pair.period_start)
    return [
        {
            "month": figure.period_start.isoformat(),
            "reading": figure.reading,
            "segment": segment,
            **_limits(figure),
        }
        for figure in (pair.strict, pair.lenient)
        if figure is not None
    ]


def _limits(figure: Figure) -> dict[str, float | None]:
    return {"value": figure.value, "lower": figure.lower, "upper": figure.upper}


def _end(series: Sequence[Pair]) -> date:
    return series[-1].either.period_end


def _end_labels(points: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The reading's name at the end of its line, moved apart where two would overlap."""
    last = {p["reading"]: p for p in points if p["value"] is not None}
    labels = [{**p, "label": _reading_label(name), "at": p["value"]} for name, p in last.items()]
    labels.sort(key=lambda label: label["at"])
    if len(labels) == 2 and labels[1]["at"] - labels[0]["at"] < LABEL_GAP:
        middle = (labels[0]["at"] + labels[1]["at"]) / 2
        labels[0]["at"], labels[1]["at"] = middle - LABEL_GAP / 2, middle + LABEL_GAP / 2
    return labels


def _reading_label(reading: str) -> str:
    return reading.capitalize()


def _both(pair: Pair, people: str) -> str:
    return ", ".join(
        f"{figure.reading} {words.full(figure, people)}"
        for figure in (pair.strict, pair.lenient)
        if figure is not None
    )


def _set_ticks(spec: dict[str, Any], ticks: int) -> None:
    """A narrow chart has room for fewer dates."""
    for layer in (spec, *spec.get("layer", ())):
        x = layer.get("encoding", {}).get("x", {})
        if isinstance(x.get("axis"), dict):
            x["axis"]["tickCount"] = ticks


@lru_cache(maxsize=KEPT)
def _svg(spec: str, title: str, description: str) -> str:
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(spec)
    opening, _, rest = drawn.partition(">")
    named = (
        f'{opening} role="img" aria-labelledby="title description">'
        f'<title id="title">{escape(title)}</title>'
        f'<desc id="description">{escape(description)}</desc>'
    )
    return named + rest
