"""Charts as data: a Vega-Lite file in chart_specs/, the figures put in, and an SVG file out.

Drawn without a browser. The same chart is drawn once; each carries a title and a description for
those who do not see it, and direct labels and line styles, so that nothing rests on colour alone.

A page need not draw its charts: how large a picture is follows from its kind, the names and the
readings, and what is drawn is put into that frame.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.render import formats, funnel_labels, names, words
from upheld.render.chart_axis import Across, named, set_across

if TYPE_CHECKING:
    from upheld.render.figures import Figure, Pair

SPECS = Path(__file__).parent / "chart_specs"
KEPT = 512
ROW_HEIGHT = 34
LINE_HEIGHT = 14
ROW_GAP = 8
# Charts of several panels, one a reading, each this much of the height of one by itself.
PANELS = ("control", "funnel")
PANEL = 0.78
NOTHING_HEIGHT = 25
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
class Room:
    """What axes and labels take of a picture: beside the panels, by the first of them, and by each
    that follows it."""

    beside: int
    first: int
    following: int = 0


# As most charts of the kind need it; one that needs more is drawn a little smaller.
ROOMS = {
    "control": Room(90, 52, 92),
    "funnel": Room(100, 70, 54),
    "counts": Room(84, 38),
    "published": Room(98, 38),
    "quarters": Room(62, 38),
    "drivers": Room(104, 51),
    "units": Room(20, 28),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """``kind`` names its file in chart_specs; ``data`` its data sets by name; ``across`` says what
    its horizontal scale counts, where that is no time."""

    kind: str
    title: str
    description: str
    data: dict[str, list[dict[str, Any]]]
    across: str = ""

    def svg(self, size: Size) -> str:
        across = Across(self._days(size), self.across)
        frame = self._height(size), self._beside(size)
        made = _drawable(self.kind, size, frame, tuple(self.data), across)
        data = self._fitting(size)
        filled = [
            {**each, "values": data[each["name"]]} if each["name"] in data else each
            for each in made["data"]
        ]
        spec = json.dumps({**made, "data": filled})
        return _svg(spec, self.size(size), self.title, self.description)

    def size(self, size: Size) -> tuple[int, int]:
        """Width and height of the picture, for a page to keep its place before it has come."""
        room, panels = ROOMS[self.kind], self._panels
        if not panels:
            return size.width + room.beside, NOTHING_HEIGHT
        between = room.first + (panels - 1) * room.following
        beside = room.beside + self._beside(size)
        return size.width + beside, panels * self._height(size) + between

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

    @property
    def _panels(self) -> int:
        if self.kind not in PANELS:
            return 1
        return len({row["reading"] for row in self.data["points"]})

    def _days(self, size: Size) -> tuple[date, ...]:
        """Those that a scale of time names: the last, and others at even distances before it."""
        points = self.data.get("points", ())
        days = {row[name] for row in points for name in ("month", "on") if row.get(name)}
        return named(sorted(map(date.fromisoformat, days)), size.ticks)

    def _fitting(self, size: Size) -> dict[str, list[dict[str, Any]]]:
        """Long names on several lines; a narrow funnel has room for the labels of units that stand
        out, and for no others."""
        if "units" in self.data:
            return {
                name: [{**row, "unit": _wrapped(row["unit"], size)} for row in rows]
                for name, rows in self.data.items()
            }
        rows = self.data.get("points")
        if self.kind != "funnel" or not rows:
            return self.data
        if size.width < ROOM_FOR_LABELS:
            rows = [row if row.get("strong") else {**row, "label": None} for row in rows]
        return {"points": funnel_labels.placed(rows, size.width, self._height(size))}

    def _height(self, size: Size) -> int:
        """Of one panel, without its axes."""
        if units := self._units:
            lines = max(_wrapped(name, size).count("\n") + 1 for name in units)
            return len(units) * max(ROW_HEIGHT, LINE_HEIGHT * lines + ROW_GAP)
        return round(PANEL * size.height) if self.kind in PANELS else size.height

    def _beside(self, size: Size) -> int:
        """What the names of units need."""
        lines = (line for name in self._units for line in _wrapped(name, size).split("\n"))
        return LETTER_WIDTH * max(map(len, lines), default=0)


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


def _wrapped(name: str, size: Size) -> str:
    """A name on as many lines as it needs beside a chart of that size."""
    return "\n".join(textwrap.wrap(name, size.letters, break_long_words=False))


@lru_cache(maxsize=KEPT)
def _drawable(
    kind: str, size: Size, frame: tuple[int, int], data: tuple[str, ...], across: Across
) -> dict[str, Any]:
    """The chart without its data as Vega has it: worked out once, which halves each drawing.
    ``frame``: the height of one panel, and what stands beside it."""
    import vl_convert

    height, beside = frame

    spec = json.loads((SPECS / f"{kind}.json").read_text(encoding="utf-8"))
    spec["datasets"] = {name: [] for name in data}
    one = spec.get("spec", spec)  # a chart of several panels holds what each is drawn by
    one["width"], one["height"] = size.width, height
    set_across(one, across, size.ticks)
    if beside:
        spec["encoding"]["y"]["axis"]["minExtent"] = beside
    made: dict[str, Any] = vl_convert.vegalite_to_vega(json.dumps(spec))
    return made


@lru_cache(maxsize=KEPT)
def _svg(spec: str, size: tuple[int, int], title: str, description: str) -> str:
    import vl_convert

    drawn: str = vl_convert.vega_to_svg(spec)
    opening, _, rest = drawn.partition(">")
    named = (
        f'{_framed(opening, size)} role="img" aria-labelledby="title description">'
        f'<title id="title">{escape(title)}</title>'
        f'<desc id="description">{escape(description)}</desc>'
    )
    return named + rest


def _framed(opening: str, size: tuple[int, int]) -> str:
    """The svg element with the size of its frame. What is drawn keeps its own size there, or is
    drawn smaller where it needs more."""
    found = re.search(r'width="(\d+)" height="(\d+)" viewBox="[^"]*"', opening)
    assert found is not None
    inside = (
        max(drawn, given) for drawn, given in zip(map(int, found.groups()), size, strict=True)
    )
    view = "0 0 {} {}".format(*inside)
    return (
        f'{opening[: found.start()]}width="{size[0]}" height="{size[1]}" viewBox="{view}" '
        f'preserveAspectRatio="xMinYMin"{opening[found.end() :]}'
    )
