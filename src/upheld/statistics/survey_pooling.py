"""Partial pooling of a table of units by periods: the raw figure and what its neighbours add.

A raw figure y of a unit i in a period j varies about the truth by its sampling variance v. The
truth is taken as m + a_i + b_j + c_ij: a common level, a lasting difference of the unit, a movement
of the period, and what is left, each normal about nought. Their spreads are not known; they are
averaged over by how well each explains the table (flat prior on each standard deviation), so that
the limits own up to not knowing them. Fay and Herriot, JASA 74 (1979) 269-277; Gelman, Bayesian
Analysis 1 (2006) 515-534.

Sampling variances are smoothed first: v = k / n with one k for the table, since a cell's own error
is itself too uncertain, and nil where all answer alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from upheld.statistics.intervals import Z95
from upheld.statistics.survey_intervals import Floats

STEPS = 7  # values tried of each standard deviation, from nought to twice the table's own
FEW_STEPS, MANY_CELLS = 4, 150  # fewer where a table is so large that it tells them apart itself
FEWEST, MOST = 4, 600


@dataclass(frozen=True, slots=True)
class Cell:
    """One raw figure: ``n`` answers (or effective answers), ``se`` its design-based error."""

    unit: str
    period: str
    estimate: float
    se: float
    n: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled figure with its 95% limits."""

    estimate: float
    se: float
    lower: float
    upper: float


def pooled(cells: Sequence[Cell], *, share: bool) -> list[Pooled] | None:
    """One a cell, in order; limits of a ``share`` stay in [0, 1]. None under four cells or over
    600, or where no cell has an error."""
    if not FEWEST <= len(cells) <= MOST or not any(cell.se > 0 for cell in cells):
        return None
    steps = STEPS if len(cells) <= MANY_CELLS else FEW_STEPS
    y = np.array([cell.estimate for cell in cells])
    v = smoothed(cells)
    same_unit = _same([cell.unit for cell in cells])
    same_period = _same([cell.period for cell in cells])
    parts = [same_unit, same_period, np.eye(len(cells))]
    widest = 2 * float(y.std(ddof=1))
    tried = [_spreads(part, widest, steps) for part in parts]
    logs, means, squares = [], [], []
    for spreads in product(*tried):
        g = sum(
            (s * s * part for s, part in zip(spreads, parts, strict=True)), np.zeros_like(parts[0])
        )
        log, mean, variance = given_spreads(y, v, g)
        logs.append(log)
        means.append(mean)
        squares.append(variance + mean**2)
    weights = np.exp(np.array(logs) - max(logs))
    weights /= weights.sum()
    mean = weights @ np.array(means)
    se = np.sqrt(np.maximum(weights @ np.array(squares) - mean**2, 0))
    return [_limited(float(m), float(s), share) for m, s in zip(mean, se, strict=True)]


def smoothed(cells: Sequence[Cell]) -> Floats:
    """Sampling variances k / n, k the mean of n × se² over the cells, larger ones counting more."""
    n = np.array([cell.n for cell in cells])
    se = np.array([cell.se for cell in cells])
    return np.asarray(float((n * n * se**2).sum() / n.sum()) / n)


def given_spreads(y: Floats, v: Floats, g: Floats) -> tuple[float, Floats, Floats]:
    """Log likelihood (level averaged over), means and variances of the truths, ``g`` their prior
    covariance about the level."""
    total = g + np.diag(v)
    inverse = np.linalg.inv(total)
    ones = np.ones_like(y)
    precision = float(ones @ inverse @ ones)
    level = float(ones @ inverse @ y) / precision
    rest = y - level
    shrink = g @ inverse
    left = ones - shrink @ ones
    mean = level + shrink @ rest
    variance = np.diag(g) - np.einsum("ij,ij->i", shrink, g) + left**2 / precision
    _, log_det = np.linalg.slogdet(total)
    return -0.5 * (log_det + np.log(precision) + rest @ inverse @ rest), mean, variance


def _same(names: Sequence[str]) -> Floats:
    array = np.array(names)
    return np.asarray(array[:, None] == array[None, :], dtype=float)


def _spreads(part: Floats, widest: float, steps: int) -> Floats:
    """What to try; nought alone where every cell is a unit (or period) of its own, or all are one:
    such a spread cannot be told from another's."""
    told_apart = len(np.unique(part, axis=0))
    if told_apart == 1 or (told_apart == len(part) and not np.array_equal(part, np.eye(len(part)))):
        return np.zeros(1)
    return np.linspace(0, widest, steps)


def _limited(mean: float, se: float, share: bool) -> Pooled:
    lower, upper = mean - Z95 * se, mean + Z95 * se
    if share:
        lower, upper = max(lower, 0.0), min(upper, 1.0)
    return Pooled(mean, se, lower, upper)
