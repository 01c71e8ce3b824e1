"""How many series would look special by chance alone, if nothing had changed in any of them?

Each series is made up again, many times, about its own centre, with its own denominators and its
own spread, and read by the rules of `process_control.py`. What is still marked at the last point
is a false alarm. Months are drawn independently of each other.

The rules stand here a second time because they run on all repetitions at once; a test holds both
to one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from upheld.statistics.baselines import (
    MEAN_RANGE_OF_TWO,
    ROUNDING,
    SCREEN,
    XMR_FACTOR,
    Chart,
    Observation,
    baseline,
    chart_for,
)
from upheld.statistics.intervals import Floats
from upheld.statistics.process_control import FEWEST, Settings
from upheld.statistics.spacing import follows, spacing_of
from upheld.statistics.special_causes import RUN, TWO_THIRDS

REPEATS = 200
SEED = 20_220_501
MOST_SPREAD = 0.999  # of the spread that a share of a whole number can have at all


@dataclass(frozen=True, slots=True)
class InControl:
    """The last stretch of a series as it would be without any special cause.

    ``spreads``: the standard deviation of each point. ``sizes``: its denominator, None for values
    that are no proportion. ``joined``: how many points at the end have no gap between them.
    """

    chart: Chart
    centre: float
    spreads: tuple[float, ...]
    sizes: tuple[float, ...] | None
    joined: int
    trend: int
    screen: bool


def in_control(observations: Sequence[Observation], settings: Settings) -> InControl | None:
    """What a series would be in control; None where its last stretch is too short for a verdict."""
    first = max((sum(o.date < day for o in observations) for day in settings.rebase), default=0)
    stretch = observations[first:] if first < len(observations) else observations
    if len(stretch) < FEWEST:
        return None
    chart = chart_for(observations)
    line = baseline(stretch, chart, count=settings.fix_after, screen=settings.screen)
    sizes = tuple(each.denominator for each in stretch if each.denominator is not None)
    return InControl(
        chart=chart,
        centre=line.centre,
        spreads=tuple(reach / 3 for reach in line.reaches),
        sizes=sizes or None,
        joined=_joined([each.date for each in observations], len(stretch)),
        trend=settings.trend,
        screen=settings.screen,
    )


def expected_false_alarms(
    series: Sequence[InControl], repeats: int = REPEATS, seed: int = SEED
) -> float:
    """How many of the series are marked at their last point, on average over ``repeats``."""
    random = np.random.default_rng(seed)
    return float(sum(alarms(each, made_up(each, repeats, random)).mean() for each in series))


def made_up(series: InControl, repeats: int, random: np.random.Generator) -> Floats:
    """Values of the series in control: one row a repetition, one column a point.

    A proportion is that of a whole number: binomial, or beta-binomial where its spread exceeds
    that of chance. Everything else is normal.
    """
    spreads, shape = np.array(series.spreads), (repeats, len(series.spreads))
    if series.sizes is None:
        return np.asarray(random.normal(series.centre, spreads, shape))
    sizes, p = np.maximum(1, np.round(np.array(series.sizes))), series.centre
    shares = np.full(shape, p)
    chance = p * (1 - p) / sizes
    wide = (spreads**2 > chance) & (sizes > 1) & (chance > 0)
    if wide.any():
        between = np.minimum(spreads[wide] ** 2 / chance[wide], MOST_SPREAD * sizes[wide])
        weight = (sizes[wide] - 1) / (between - 1) - 1
        shares[:, wide] = random.beta(p * weight, (1 - p) * weight, (repeats, int(wide.sum())))
    return np.asarray(random.binomial(sizes.astype(np.int64), shares) / sizes)


def alarms(series: InControl, values: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For each row of ``values``, whether its last point shows a special cause."""
    centre, reaches = _limits(series, values)
    tail = slice(values.shape[1] - series.joined, None)
    distance = (values - centre[:, None])[:, tail]
    reach = reaches[:, tail]
    tolerance = ROUNDING * np.abs(values).max(axis=1, keepdims=True)
    away, side = np.abs(distance), np.sign(distance)
    side[away <= tolerance] = 0
    outside = away > reach + tolerance
    far = ~outside & (away > TWO_THIRDS * reach + tolerance)
    steps = np.sign(np.diff(values[:, tail], axis=1))
    two_of_three = far[:, -1] & (far[:, -3:].sum(axis=1) >= 2) & _alike(side, 3)
    return np.asarray(
        outside[:, -1] | two_of_three | _alike(side, RUN) | _alike(steps, series.trend - 1)
    )


def _alike(signs: Floats, length: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether the last ``length`` signs of each row are one and the same, and not nought."""
    if signs.shape[1] < length:
        return np.zeros(signs.shape[0], dtype=np.bool_)
    return np.asarray(np.abs(signs[:, -length:].sum(axis=1)) == length)


def _limits(series: InControl, values: Floats) -> tuple[Floats, Floats]:
    """Each row's centre, and the distance from it to either limit at each point."""
    if series.chart == "xmr" or series.sizes is None:
        moved = _mean_moving_range(values, series.screen)
        return values.mean(axis=1), XMR_FACTOR * moved[:, None] * np.ones(values.shape[1])
    sizes = np.array(series.sizes)
    centre = np.clip((values * sizes).sum(axis=1) / sizes.sum(), 0, 1)
    errors = np.sqrt((centre * (1 - centre))[:, None] / sizes)
    standard = np.divide(
        values - centre[:, None], errors, out=np.zeros_like(values), where=errors > 0
    )
    spread = _mean_moving_range(standard, series.screen)
    return centre, 3 * errors * spread[:, None] / MEAN_RANGE_OF_TWO


def _mean_moving_range(values: Floats, screen: bool) -> Floats:
    ranges = np.abs(np.diff(values, axis=1))
    bound = (1 - ROUNDING) * SCREEN * ranges.mean(axis=1, keepdims=True)
    kept = (ranges < bound) | (bound == 0) if screen else np.ones_like(ranges, dtype=np.bool_)
    return np.asarray((ranges * kept).sum(axis=1) / kept.sum(axis=1))


def _joined(dates: Sequence[date], count: int) -> int:
    """How many of the last ``count`` points have no gap between them and the last."""
    joined = follows(dates, spacing_of(dates))[-count:]
    gaps = [place for place, follows_on in enumerate(joined) if place and not follows_on]
    return count - max(gaps, default=0)
