"""Charts as data: a Vega-Lite file in chart_specs/, the figures put in, and an SVG file out.

Drawn without a browser. The same chart is drawn once; each carries a title and a description for
those who do not see it, and direct labels and line styles, so that nothing rests on colour alone.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.render import formats, names, words

if TYPE_CHECKING:
    from datetime import date

    from upheld.render.figures import Figure, Pair

SPECS = Path(__file__).parent / "chart_specs"
KEPT = 512
ROW_HEIGHT = 34
LINE_HEIGHT = 14
ROW_GAP = 8
# Charts of several panels, one a reading, each this much of the height of one by itself.
PANELS = ("control", "funnel")
PANEL = 0.78
ROOM_BESIDE = (0.25, 0.8)
ROOM_FOR_LABELS = 300
# The browser's font may be wider than the one that a label was measured in.
LETTER_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Size:
    """Inner width and height of a chart, in CSS pixels; ``letters``: how long a line of a name may
    be beside it."""

    name: str
    width: int
    height: int
    ticks: int
    letters: int


WIDE = Size("wide", 700, 280, 7, 30)
NARROW = Size("narrow", 236, 230, 3, 15)
SMALL = Size("small", 300, 180, 4, 18)
SIZES = {size.name: size for size in (WIDE, NARROW, SMALL)}


# Of the charts whose description names each row: what names one, its value, and what that is.
NAMED = {
    "units": ("unit", "value", "share"),
    "quarters": ("period", "value", "share"),
    "drivers": ("item", "share", "share of what is explained"),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """``kind`` names its file in chart_specs; ``data`` its data sets by name."""

    kind: str
    title: str
    description: str
    data: dict[str, list[dict[str, Any]]]

    def svg(self, size: Size) -> str:
        spec = json.loads((SPECS / f"{self.kind}.json").read_text(encoding="utf-8"))
        spec["datasets"] = self._fitting(size)
        one = spec.get("spec", spec)  # a chart of several panels holds what each is drawn by
        one["width"], one["height"] = size.width, self._height(size)
        _set_ticks(one, size.ticks)
        if self._units:
            lines = [line for name in self._units for line in _wrapped(name, size).split("\n")]
            spec["encoding"]["y"]["axis"]["minExtent"] = LETTER_WIDTH * max(map(len, lines))
        return _svg(json.dumps(spec), self.title, self.description)

    @property
    def summary(self) -> str:
        """The lowest and the highest of each reading, where the description names every one."""
        name, value, of = NAMED.get(self.kind, ("", "", ""))
        rows = self.data.get("units", self.data.get("points", ())) if name else ()
        readings: dict[str, list[tuple[float, str]]] = {}
        for row in rows:
            readings.setdefault(row.get("label") or of, []).append((row[value], row[name]))
        return " ".join(_reach(each, found) for each, found in readings.items())

    @property
    def _units(self) -> tuple[str, ...]:
        """The names of the units, as they stand below each other."""
        return tuple(dict.fromkeys(row["unit"] for row in self.data.get("units", ())))

    def _fitting(self, size: Size) -> dict[str, list[dict[str, Any]]]:
        """Long names on several lines; a narrow funnel has room for the labels of units that stand
        out, and for no others."""
        if "units" in self.data:
            return {
                name: [{**row, "unit": _wrapped(row["unit"], size)} for row in rows]
                for name, rows in self.data.items()
            }
        if size.width >= ROOM_FOR_LABELS or self.kind != "funnel":
            return self.data
        return {
            "points": [
                row if row.get("strong") else {**row, "label": None} for row in self.data["points"]
            ]
        }

    def size(self, size: Size) -> tuple[int, int]:
        """Width and height of the picture, for a page to keep its place before it has come."""
        if units := self._units:
            return _size_of_units(size, units)
        return _size_of_drawn(self.svg(size))

    def _height(self, size: Size) -> int:
        if units := self._units:
            lines = max(_wrapped(name, size).count("\n") + 1 for name in units)
            return len(units) * max(ROW_HEIGHT, LINE_HEIGHT * lines + ROW_GAP)
        return round(PANEL * size.height) if self.kind in PANELS else size.height


def _reach(of: str, found: Sequence[tuple[float, str]]) -> str:
    (low, lowest), (high, highest) = min(found), max(found)
    return (
        f"{names.sentence(of)}: lowest {formats.percent(low)} ({lowest}), "
        f"highest {formats.percent(high)} ({highest})."
    )


def units(title: str, named: Sequence[tuple[str, Pair]], people: str) -> Chart:
    """Both readings of each unit with intervals, in the order given.

    What has one reading is drawn as the strict one is, under its own name.
    """
    rows = [
        {"unit": name, "reading": style, "label": figure.reading, **_limits(figure)}
        for name, pair in named
        for style, figure in (("strict", pair.strict), ("lenient", pair.lenient))
        if figure is not None and figure.value is not None
    ]
    first = next(filter(_has_room, rows), rows[0])["unit"] if rows else ""
    said = "; ".join(f"{name}: {_both(pair, people)}" for name, pair in named)
    labels = [row for row in rows if row["unit"] == first]
    return Chart("units", title, said, {"units": rows, "labels": labels})


def _has_room(row: dict[str, Any]) -> bool:
    """Whether the names of the readings fit beside this unit's lines."""
    low, high = ROOM_BESIDE
    return low <= (row["lower"] or 0) and (row["upper"] or 1) <= high


def published(
    title: str, rows: Sequence[tuple[date, float, str]], when: Callable[[date], str]
) -> Chart:
    """A published share, as (end of its period, share, vintage): no line from one vintage on.

    No interval, as the publisher gives none. ``when``: how a period reads that ends on a day.
    """
    points = [
        {"on": day.isoformat(), "value": share, "segment": vintage} for day, share, vintage in rows
    ]
    first, last = min(rows), max(rows, key=lambda row: (row[0], row[2]))
    said = " ".join(
        f"{word}: {formats.as_published(share)} {when(day)}."
        for word, (day, share, _) in zip(("First", "Last"), (first, last), strict=True)
    )
    label = {"on": last[0].isoformat(), "value": last[1]}
    return Chart("published", title, said, {"points": points, "labels": [label]})


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


def _limits(figure: Figure) -> dict[str, float | None]:
    return {"value": figure.value, "lower": figure.lower, "upper": figure.upper}


def _both(pair: Pair, people: str) -> str:
    return ", ".join(f"{each.reading} {words.full(each, people)}" for each in pair.figures)


def _set_ticks(spec: dict[str, Any], ticks: int) -> None:
    """A narrow chart has room for fewer dates."""
    for layer in (spec, *spec.get("layer", ())):
        x = layer.get("encoding", {}).get("x", {})
        if isinstance(x.get("axis"), dict):
            x["axis"]["tickCount"] = ticks


def _size_of_drawn(svg: str) -> tuple[int, int]:
    found = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert found is not None
    return int(found[1]), int(found[2])


@lru_cache(maxsize=KEPT)
def _size_of_units(size: Size, names: tuple[str, ...]) -> tuple[int, int]:
    """A chart of units is as large as any other of the same names, but for a label at its very
    edge: so a page with several of them need not draw them first."""
    rows = [
        {"unit": name, "reading": "strict", "label": "strict", "value": 0.5, "lower": 0.4,
         "upper": 0.6}
        for name in names
    ]  # fmt: skip
    return _size_of_drawn(Chart("units", "", "", {"units": rows, "labels": rows[:1]}).svg(size))


def _wrapped(name: str, size: Size) -> str:
    """A name on as many lines as it needs beside a chart of that size."""
    return "\n".join(textwrap.wrap(name, size.letters, break_long_words=False))


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
