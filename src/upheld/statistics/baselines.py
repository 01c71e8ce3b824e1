"""Centre and limits of a control chart.

XmR chart: the mean of the values, ± 2.66 × the mean moving range (Shewhart's individuals chart;
Wheeler, Understanding Variation, 1993; NHS England, Making Data Count).

p′ chart: the overall proportion p, ± 3 × sqrt(p(1 − p)/n) × the spread of the standardised values,
which is their mean moving range / 1.128 (Laney, Quality Engineering 14 (2002) 531–537). It allows
each point its own denominator, and for more spread between points than chance alone would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import fsum, isfinite, sqrt
from typing import Literal

Chart = Literal["xmr", "p-prime"]

XMR_FACTOR = 2.66  # 3 / 1.128, as published
MEAN_RANGE_OF_TWO = 1.128  # d2: the mean range of two standard normal values
ROUNDING = 1e-12  # what differs by no more, as a share, is equal: the machine rounds
SCREEN = 3.267  # D4: the upper limit of a moving range, as a multiple of their mean

# When a p′ chart is drawn: fewer than this many expected, with or without the outcome, in the
# smallest denominator; or a denominator this far from the mean of them all.
FEW_EXPECTED = 5.0
DENOMINATORS_DIFFER = 0.25


@dataclass(frozen=True, slots=True)
class Observation:
    """One period's value. With a ``denominator``, the value is a proportion, 0 to 1, of it.

    Raises ValueError for a value that is no number, or a proportion that is impossible.
    """

    date: date
    value: float
    denominator: float | None = None

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise ValueError(f"{self.date}: the value must be a finite number")
        if self.denominator is None:
            return
        if not (isfinite(self.denominator) and self.denominator > 0):
            raise ValueError(f"{self.date}: the denominator must be above nought")
        if not 0 <= self.value <= 1:
            raise ValueError(f"{self.date}: with a denominator the value lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class Baseline:
    """``centre`` and, for each point, ``reaches``: the distance from there to either limit, before
    anything is clipped. ``screened`` counts the moving ranges left out."""

    centre: float
    reaches: tuple[float, ...]
    screened: int


def chart_for(observations: Sequence[Observation]) -> Chart:
    """p′ where denominators are given and are small or very different, else XmR."""
    sizes = [each.denominator for each in observations if each.denominator is not None]
    if not sizes or len(sizes) < len(observations):
        return "xmr"
    p, mean = _proportion(observations), fsum(sizes) / len(sizes)
    small = min(sizes) * min(p, 1 - p) < FEW_EXPECTED
    differ = any(abs(size - mean) > DENOMINATORS_DIFFER * mean for size in sizes)
    return "p-prime" if small or differ else "xmr"


def baseline(
    observations: Sequence[Observation], chart: Chart, *, count: int | None, screen: bool
) -> Baseline:
    """Centre and limits for all observations, from the first ``count`` of them (None: from all).

    ``screen``: moving ranges of 3.267 times their mean or more are left out, once.
    """
    made = _xmr if chart == "xmr" else _p_prime
    return made(observations, observations[:count], screen)


def _xmr(
    observations: Sequence[Observation], base: Sequence[Observation], screen: bool
) -> Baseline:
    values = [each.value for each in base]
    spread, screened = _mean_moving_range(values, screen)
    centre = fsum(values) / len(values)
    return Baseline(centre, (XMR_FACTOR * spread,) * len(observations), screened)


def _p_prime(
    observations: Sequence[Observation], base: Sequence[Observation], screen: bool
) -> Baseline:
    p = _proportion(base)
    errors = [sqrt(p * (1 - p) / _size(each)) for each in observations]
    # Where all or none have the outcome there is no spread to standardise by, and no limit apart
    # from the centre.
    standard = [
        (each.value - p) / error if error else 0.0
        for each, error in zip(base, errors[: len(base)], strict=True)
    ]
    spread, screened = _mean_moving_range(standard, screen)
    reaches = tuple(3 * error * spread / MEAN_RANGE_OF_TWO for error in errors)
    return Baseline(p, reaches, screened)


def _mean_moving_range(values: Sequence[float], screen: bool) -> tuple[float, int]:
    """The mean distance between neighbours, and how many distances were left out of it."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    kept = _screened(ranges) if screen else ranges
    return (fsum(kept) / len(kept) if kept else 0.0), len(ranges) - len(kept)


def _screened(ranges: Sequence[float]) -> Sequence[float]:
    """Without those that are large beside their mean; all of them where nothing ever moves."""
    bound = (1 - ROUNDING) * SCREEN * fsum(ranges) / len(ranges) if ranges else 0.0
    return [each for each in ranges if each < bound] if bound else ranges


def _proportion(observations: Sequence[Observation]) -> float:
    """The overall proportion: each value counts by its denominator. Never outside 0 to 1."""
    sizes = [_size(each) for each in observations]
    met = [each.value * size for each, size in zip(observations, sizes, strict=True)]
    return min(1.0, max(0.0, fsum(met) / fsum(sizes)))


def _size(observation: Observation) -> float:
    assert observation.denominator is not None
    return observation.denominator
