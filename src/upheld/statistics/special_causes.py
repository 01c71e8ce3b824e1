"""The four signs by which a point is told from noise.

NHS England, Making Data Count: a point outside the limits; a trend; two of three points beyond two
thirds of the way to a limit; a run on one side of the mean. Where a point shows several, the first
of that order names it. A point on the mean is on neither side and ends a run; two equal values end
a trend. All points given are neighbours: whoever calls cuts the series where a period is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

SpecialCause = Literal["none", "outside", "trend", "two_of_three", "run"]

RUN = 7
TREND = 7
TWO_THIRDS = 2 / 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value lies: ``side`` of the centre (+1 above, -1 below, 0 on it), ``outside`` its
    limit on that side, or ``far``: within the limit, beyond two thirds of the way to it."""

    value: float
    side: int
    far: bool
    outside: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """What marks a point, and which way it points: +1 up, -1 down, 0 where nothing marks it."""

    cause: SpecialCause = "none"
    direction: int = 0


UNMARKED = Signal()
Marked = dict[int, int]  # position of a point → the direction of its sign


def place(value: float, centre: float, reach: float, tolerance: float) -> Place:
    """A value beside its centre and the distance ``reach`` from there to either limit.

    What differs by no more than ``tolerance`` counts as equal: means are rounded by the machine.
    """
    distance = value - centre
    away = abs(distance)
    side = 0 if away <= tolerance else 1 if distance > 0 else -1
    outside = away > reach + tolerance
    return Place(value, side, not outside and away > TWO_THIRDS * reach + tolerance, outside)


def signals(places: Sequence[Place], trend: int = TREND) -> list[Signal]:
    """The sign of each point of a stretch without gaps."""
    rules: tuple[tuple[SpecialCause, Marked], ...] = (
        ("run", _runs(places)),
        ("two_of_three", _two_of_three(places)),
        ("trend", _trends(places, trend)),
        ("outside", _outside(places)),
    )
    # Last come those that name a point before all others.
    marked = {i: Signal(cause, way) for cause, found in rules for i, way in found.items()}
    return [marked.get(i, UNMARKED) for i in range(len(places))]


def _outside(places: Sequence[Place]) -> Marked:
    return {i: each.side for i, each in enumerate(places) if each.outside}


def _trends(places: Sequence[Place], length: int) -> Marked:
    """Every point of ``length`` or more in a row that all rise or all fall."""
    steps = [_sign(after.value - before.value) for before, after in pairwise(places)]
    marked: Marked = {}
    for direction, first, last in _streaks(steps):
        # A streak of steps joins one point more than it has steps. A turning point that belongs
        # to two trends is left to the later one.
        if direction and last + 2 - first >= length:
            marked |= dict.fromkeys(range(first, last + 2), direction)
    return marked


def _two_of_three(places: Sequence[Place]) -> Marked:
    """Those far from the centre, of three in a row on one side of which two or more are far."""
    marked: Marked = {}
    for first in range(len(places) - 2):
        three = range(first, first + 3)
        far = [i for i in three if places[i].far]
        sides = {places[i].side for i in three}
        if len(far) >= 2 and len(sides) == 1:
            marked |= {i: places[i].side for i in far}
    return marked


def _runs(places: Sequence[Place]) -> Marked:
    """Every point of seven or more in a row on one side of the centre."""
    marked: Marked = {}
    for side, first, last in _streaks([each.side for each in places]):
        if side and last + 1 - first >= RUN:
            marked |= dict.fromkeys(range(first, last + 1), side)
    return marked


def _streaks(signs: Sequence[int]) -> Iterable[tuple[int, int, int]]:
    """Each unbroken row of one sign: the sign, its first and its last position."""
    by_sign: Callable[[int], int] = signs.__getitem__
    for sign, positions in groupby(range(len(signs)), key=by_sign):
        row = list(positions)
        yield sign, row[0], row[-1]


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
