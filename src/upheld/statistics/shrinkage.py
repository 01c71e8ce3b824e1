"""Several figures of one kind, each pulled towards their mean by as much as it is uncertain.

The extremes of many uncertain figures are mostly chance, and are shown as such. The normal model of
Efron and Morris (JASA 70 (1975) 311); how far true values lie apart is itself uncertain, and is
averaged over, a priori as likely to be anything (Gelman, Bayesian Analysis 1 (2006) 515): a single
best value of it would make the intervals too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from upheld.statistics.intervals import Z95

FEWEST = 3  # figures: fewer say nothing of how far true values lie apart, and stay as they are
STEPS = 400


@dataclass(frozen=True, slots=True)
class Shrunk:
    """``kept``: the share of its distance from the mean that a figure keeps, 0 to 1."""

    estimate: float
    lower: float
    upper: float
    kept: float


@dataclass(frozen=True, slots=True)
class Pool:
    """``spread``: the standard deviation between true values, as far as can be told; None where
    there are too few figures to tell."""

    mean: float
    spread: float | None
    each: tuple[Shrunk, ...]


def shrunk(estimates: Sequence[float], errors: Sequence[float]) -> Pool:
    """In the order given. ValueError without any, or with an error that is not above nought."""
    values, variances = np.asarray(estimates, float), np.asarray(errors, float) ** 2
    if not len(values) or not (variances > 0).all():
        raise ValueError("shrinkage needs figures with errors above nought")
    if len(values) < FEWEST:
        alone = [_within(v, s2, 1.0) for v, s2 in zip(values, variances, strict=True)]
        return Pool(float(np.average(values, weights=1 / variances)), None, tuple(alone))
    # One row for each distance between true values that is thought possible.
    apart = np.linspace(0, 3 * (np.ptp(values) + variances.max() ** 0.5), STEPS)
    weights = 1 / (variances + apart[:, None] ** 2)
    mean = (weights * values).sum(axis=1) / weights.sum(axis=1)
    likely = _likely(values, weights, mean)
    kept = apart[:, None] ** 2 * weights
    middle = mean[:, None] + kept * (values - mean[:, None])
    within = kept * variances + (1 - kept) ** 2 / weights.sum(axis=1)[:, None]
    estimate = likely @ middle
    variance = likely @ (within + (middle - estimate) ** 2)
    rows = zip(estimate, variance, likely @ kept, strict=True)
    return Pool(float(likely @ mean), float(likely @ apart), tuple(_within(*row) for row in rows))


def _likely(values: np.ndarray, weights: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """How likely each distance is, the mean being anything; they sum to 1."""
    fit = 0.5 * np.log(weights).sum(axis=1) - 0.5 * np.log(weights.sum(axis=1))
    fit -= 0.5 * (weights * (values - mean[:, None]) ** 2).sum(axis=1)
    likely = np.exp(fit - fit.max())
    return np.asarray(likely / likely.sum())


def _within(estimate: float, variance: float, kept: float) -> Shrunk:
    half = Z95 * float(variance) ** 0.5
    return Shrunk(float(estimate), float(estimate) - half, float(estimate) + half, float(kept))
