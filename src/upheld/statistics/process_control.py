"""Is a change in a series more than noise, and will it reach its target?

Control charts by the rules of NHS England's Making Data Count. `baselines.py` says how limits are
drawn, `special_causes.py` what marks a point, `spacing.py` where a period is missing. The choices
are explained in docs/explanation/process-control.md.

Whoever calls gives complete periods only: a month that is not over is no observation yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from upheld.statistics.baselines import (
    ROUNDING,
    Baseline,
    Chart,
    Observation,
    baseline,
    chart_for,
)
from upheld.statistics.control_notes import Drawn, notes_on
from upheld.statistics.spacing import Spacing, follows, spacing_of
from upheld.statistics.special_causes import (
    TREND,
    UNMARKED,
    Place,
    Signal,
    SpecialCause,
    place,
    signals,
)

Better = Literal["high", "low", "neutral"]
# None: too few points for a verdict. "neither": a special cause where neither way is better.
Variation = Literal["improvement", "concern", "neither", "no change"]
Assurance = Literal["always", "never", "hit and miss", "no target", "no direction"]

FEWEST = 12
KEPT = 512


@dataclass(frozen=True, slots=True)
class Settings:
    """How a series is read.

    ``better`` is stated, never guessed. ``rebase`` are the dates from which limits are drawn anew,
    each a declared act; one outside the series changes nothing. ``fix_after``: limits come from
    the first so many points of each stretch. ``trend``: how many points make one, 6 or 7.
    """

    better: Better = "neutral"
    target: float | None = None
    rebase: tuple[date, ...] = ()
    fix_after: int | None = None
    trend: int = TREND
    screen: bool = True

    def __post_init__(self) -> None:
        if self.better not in {"high", "low", "neutral"}:
            raise ValueError("better is high, low or neutral")
        if self.trend not in {6, 7}:
            raise ValueError("a trend is 6 or 7 points long")
        if self.fix_after is not None and self.fix_after < FEWEST:
            raise ValueError(f"limits need {FEWEST} points or more")


@dataclass(frozen=True, slots=True)
class Point:
    """One value with its centre and limits; limits are None where there are too few points."""

    date: date
    value: float
    centre: float
    lower: float | None
    upper: float | None
    special_cause: SpecialCause


@dataclass(frozen=True, slots=True)
class ControlChart:
    """``variation`` is the verdict on the last point, ``assurance`` that on the target; each is
    None where too few points stand behind the last limits. ``notes`` say in words what was done;
    ``directions`` which way each point's sign shows: +1 up, -1 down, 0 where nothing marks it."""

    chart: Chart
    points: tuple[Point, ...]
    variation: Variation | None
    assurance: Assurance | None
    notes: tuple[str, ...]
    directions: tuple[int, ...]


def control_chart(
    observations: Sequence[Observation],
    settings: Settings = Settings(),
) -> ControlChart:
    """The chart of a series, one observation a period, oldest first.

    ValueError: no observation; dates that do not rise; a denominator for some and not for others.
    """
    _check(observations)
    chart = chart_for(observations)
    dates = tuple(each.date for each in observations)
    spacing, followed = _spaced(dates)
    drawn = tuple(
        Drawn(stretch, baseline(stretch, chart, count=settings.fix_after, screen=settings.screen))
        for stretch in _stretches(observations, settings.rebase)
    )
    marks = [mark for each in drawn for mark in _marks(each, followed, settings.trend)]
    points = _points(drawn, marks)
    return ControlChart(
        chart,
        points,
        _variation(points[-1], marks[-1], settings.better),
        _assurance(points[-1], settings),
        notes_on(drawn, chart, spacing, _gaps(dates, followed), fewest=FEWEST),
        tuple(mark.direction for mark in marks),
    )


@lru_cache(maxsize=KEPT)
def _spaced(dates: tuple[date, ...]) -> tuple[Spacing, Mapping[date, bool]]:
    """How the dates are spaced, and for each whether it comes straight after the one before. Most
    series of a place have the same dates."""
    spacing = spacing_of(dates)
    return spacing, MappingProxyType(dict(zip(dates, follows(dates, spacing), strict=True)))


def _check(observations: Sequence[Observation]) -> None:
    if not observations:
        raise ValueError("a chart needs an observation")
    if any(after.date <= before.date for before, after in pairwise(observations)):
        raise ValueError("the dates of a series must rise strictly")
    if len({each.denominator is None for each in observations}) > 1:
        raise ValueError("a denominator is given for every point or for none")


def _stretches(
    observations: Sequence[Observation], rebase: Sequence[date]
) -> Iterator[tuple[Observation, ...]]:
    """The series, cut before the first point on or after each date of ``rebase``."""
    starts = {sum(each.date < day for each in observations) for day in rebase}
    cuts = sorted(starts | {0, len(observations)})
    return (tuple(observations[first:last]) for first, last in pairwise(cuts))


def _gaps(dates: Sequence[date], followed: Mapping[date, bool]) -> list[tuple[date, date]]:
    return [(before, after) for before, after in pairwise(dates) if not followed[after]]


def _marks(drawn: Drawn, followed: Mapping[date, bool], trend: int) -> list[Signal]:
    """The sign of each point. None below twelve points, whose limits would be guesses."""
    if len(drawn.observations) < FEWEST:
        return [UNMARKED] * len(drawn.observations)
    places = _places(drawn.observations, drawn.baseline)
    starts = [i for i, each in enumerate(drawn.observations) if i and not followed[each.date]]
    pieces = pairwise([0, *starts, len(places)])
    return [mark for first, last in pieces for mark in signals(places[first:last], trend)]


def _places(observations: Sequence[Observation], line: Baseline) -> list[Place]:
    tolerance = ROUNDING * max(abs(each.value) for each in observations)
    return [
        place(each.value, line.centre, reach, tolerance)
        for each, reach in zip(observations, line.reaches, strict=True)
    ]


def _points(drawn: Sequence[Drawn], marks: Sequence[Signal]) -> tuple[Point, ...]:
    lines = [line for each in drawn for line in _lines(each)]
    return tuple(
        Point(each.date, each.value, centre, lower, upper, mark.cause)
        for (each, centre, lower, upper), mark in zip(lines, marks, strict=True)
    )


def _lines(drawn: Drawn) -> Iterator[tuple[Observation, float, float | None, float | None]]:
    """Each observation with its centre and its limits, those of a proportion within 0 and 1."""
    centre = drawn.baseline.centre
    few = len(drawn.observations) < FEWEST
    for each, reach in zip(drawn.observations, drawn.baseline.reaches, strict=True):
        lower, upper = centre - reach, centre + reach
        if each.denominator is not None:
            lower, upper = max(0.0, lower), min(1.0, upper)
        yield each, centre, None if few else lower, None if few else upper


def _variation(last: Point, mark: Signal, better: Better) -> Variation | None:
    if last.lower is None:
        return None
    if mark.cause == "none":
        return "no change"
    if better == "neutral":
        return "neither"
    return "improvement" if (mark.direction > 0) == (better == "high") else "concern"


def _assurance(last: Point, settings: Settings) -> Assurance | None:
    """Whether noise alone, within the current limits, reaches the target always, never or at
    times. A value equal to the target reaches it."""
    target, better = settings.target, settings.better
    if target is None:
        return "no target"
    if better == "neutral":
        return "no direction"
    if last.lower is None or last.upper is None:
        return None
    tolerance = ROUNDING * max(abs(target), abs(last.lower), abs(last.upper))
    worst, best = last.lower - target, last.upper - target
    if better == "low":
        worst, best = -best, -worst
    if worst >= -tolerance:
        return "always"
    return "never" if best < -tolerance else "hit and miss"
