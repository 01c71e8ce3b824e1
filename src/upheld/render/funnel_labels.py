"""Where the labels of a funnel stand: beside their points, and over no other point or label."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Row = dict[str, Any]
# In CSS pixels: a bold letter, a line of text, half a point with its edge, and what is left free.
LETTER, LINE, POINT, FREE = 7.5, 14, 7, 3


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle, in pixels from the lower left of the panel."""

    x: float
    y: float
    width: float
    height: float

    def over(self, other: Box) -> bool:
        apart = self.x - other.x, self.y - other.y
        room = (self.width + other.width) / 2, (self.height + other.height) / 2
        return abs(apart[0]) < room[0] and abs(apart[1]) < room[1]

    def inside(self, width: float, height: float) -> bool:
        wide, high = self.width / 2, self.height / 2
        return wide <= self.x <= width - wide and high <= self.y <= height - high


def placed(rows: Sequence[Row], width: float, height: float) -> list[Row]:
    """The rows with a place for each label that can be read there; one that would lie over another
    point or label is left out, unless its unit stands out. ``width``, ``height``: of one panel."""
    across = _scale([row["size"] for row in rows], width)
    up = _scale([row[name] for row in rows for name in _HIGH if row.get(name) is not None], height)
    found: list[Row] = []
    for _, panel in groupby(rows, key=lambda row: row["reading"]):
        found += _panel(list(panel), across, up, (width, height))
    return found


_HIGH = ("value", "lower998", "upper998")
Scale = tuple[float, float]  # where nought lies, and pixels for one


def _scale(values: Sequence[float], pixels: float) -> Scale:
    low, high = min(values), max(values)
    return low, pixels / (high - low or 1)


def _panel(rows: list[Row], across: Scale, up: Scale, frame: Scale) -> Iterator[Row]:
    units = [row for row in rows if row["kind"] == "unit"]
    points = [Box(*_at(row, across, up), 2 * POINT, 2 * POINT) for row in units]
    taken: list[Box] = []
    labelled = sorted((r for r in units if r["label"]), key=lambda row: not row["strong"])
    for row in labelled:
        box = _place(row, _at(row, across, up), points, taken, frame)
        if box is None:
            yield {**row, "label": None}
            continue
        taken.append(box)
        yield {
            **row,
            "label_size": across[0] + box.x / across[1],
            "label_value": up[0] + box.y / up[1],
        }
    yield from (row for row in rows if row["kind"] != "unit" or not row["label"])


def _at(row: Row, across: Scale, up: Scale) -> tuple[float, float]:
    return (row["size"] - across[0]) * across[1], (row["value"] - up[0]) * up[1]


def _place(
    row: Row, at: tuple[float, float], points: list[Box], taken: list[Box], frame: Scale
) -> Box | None:
    """The first free place of four; one that stands out has the least crowded where none is."""
    all_places = _places(row, at)
    places = [box for box in all_places if box.inside(*frame)]
    if row["strong"]:
        places = places or list(all_places)
    crowded = [sum(box.over(other) for other in (*points, *taken)) for box in places]
    if places and (row["strong"] or min(crowded) == 0):
        return places[crowded.index(min(crowded))]
    return None


def _places(row: Row, at: tuple[float, float]) -> tuple[Box, Box, Box, Box]:
    (x, y), wide = at, LETTER * len(row["label"]) + 2 * FREE
    up, aside = POINT + FREE + LINE / 2, POINT + FREE + wide / 2
    above, below = Box(x, y + up, wide, LINE), Box(x, y - up, wide, LINE)
    beside = Box(x + aside, y, wide, LINE), Box(x - aside, y, wide, LINE)
    return (below, *beside, above) if row["mark"] == "below" else (above, *beside, below)
