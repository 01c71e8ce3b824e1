"""What goes with an outcome: each item's Shapley (LMG) share of the variance that all explain.

An item's part is what it adds to R² of a weighted least-squares fit, averaged over all orders in
which the items could be added: Lindeman, Merenda and Gold, Introduction to Bivariate and
Multivariate Analysis (1980), 119-127; Grömping, Journal of Statistical Software 17 (2006) 1. The
parts add up to R². Over all orders is the same as over all subsets with Shapley's weights, and each
subset's R² follows from one covariance matrix.

Intervals: percentiles of the rescaling bootstrap of Rao, Wu and Yue, Survey Methodology 18 (1992)
209-217: in each stratum one first-stage unit fewer than there are is drawn with replacement, and
weights are rescaled, with sampled shares counted where they are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt

from upheld.statistics.survey_intervals import Floats

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Data:
    """Complete rows. ``items`` holds the columns of each item (several where it is a category),
    ``strata`` and ``units`` number each row's stratum and first-stage unit from nought, and
    ``unsampled`` is 1 less the sampled share of each stratum."""

    items: tuple[Floats, ...]
    outcome: Floats
    weights: Floats
    strata: Whole
    units: Whole
    unsampled: Floats


@dataclass(frozen=True, slots=True)
class Part:
    """One item: ``share`` of R² with its limits, ``alone`` its R² without the others, ``last``
    what it adds to R² when all others are in (its own effect, if it has one)."""

    share: float
    lower: float
    upper: float
    part: float
    alone: float
    last: float


@dataclass(frozen=True, slots=True)
class Explained:
    r2: float
    lower: float
    upper: float
    parts: tuple[Part, ...]


def explained(data: Data, *, draws: int, seed: int, level: float = 0.95) -> Explained:
    """Raises ValueError where the outcome does not vary, or nothing is explained."""
    blocks = _blocks(data.items)
    moments = _moments(data)
    whole = _r2_of_subsets(moments.sum(axis=0)[None], blocks)
    many = _r2_of_subsets(_resampled(moments, data, draws, seed), blocks)
    parts, drawn = shapley(whole)[0], shapley(many)
    r2 = float(whole[0, -1])
    if not r2 > 0:
        raise ValueError("the items explain nothing of the outcome")
    tails = [(1 - level) / 2, (1 + level) / 2]
    limits = np.quantile(drawn / many[:, -1:], tails, axis=0)
    lower, upper = np.quantile(many[:, -1], tails)
    full = whole.shape[1] - 1
    found = tuple(
        Part(
            float(parts[j] / r2), float(limits[0, j]), float(limits[1, j]), float(parts[j]),
            float(whole[0, 1 << j]), float(whole[0, full] - whole[0, full ^ (1 << j)]),
        )
        for j in range(len(blocks))
    )  # fmt: skip
    return Explained(r2, float(lower), float(upper), found)


def shapley(r2: Floats) -> Floats:
    """Each item's part, from R² of every subset (a place a bit mask), one row a draw."""
    count = r2.shape[1].bit_length() - 1
    parts = np.zeros((len(r2), count))
    for mask in range(r2.shape[1]):
        size = mask.bit_count()
        for j in range(count):
            if not mask >> j & 1:
                chance = factorial(size) * factorial(count - size - 1) / factorial(count)
                parts[:, j] += chance * (r2[:, mask | 1 << j] - r2[:, mask])
    return parts


# --------------------------------------------------------------------------------------- moments


def _blocks(items: Sequence[Floats]) -> list[list[int]]:
    """The places of each item's columns among all columns."""
    ends = np.cumsum([item.shape[1] for item in items])
    return [list(range(end - item.shape[1], end)) for item, end in zip(items, ends, strict=True)]


def _moments(data: Data) -> Floats:
    """Each first-stage unit's weighted sums of products of (1, items, outcome).

    Centred first, so that what is subtracted later is small.
    """
    if not np.ptp(data.outcome) > 0:
        raise ValueError("the outcome does not vary")
    columns = np.column_stack([*data.items, data.outcome])
    centred = columns - np.average(columns, axis=0, weights=data.weights)
    scale = np.sqrt(np.average(centred**2, axis=0, weights=data.weights))
    z = np.column_stack([np.ones(len(centred)), centred / np.where(scale > 0, scale, 1)])
    products = np.einsum("i,ij,ik->ijk", data.weights, z, z)
    sums = np.zeros((int(data.units.max()) + 1, z.shape[1], z.shape[1]))
    np.add.at(sums, data.units, products)
    return sums


def _resampled(moments: Floats, data: Data, draws: int, seed: int) -> Floats:
    """The moments of each draw of the bootstrap."""
    random = np.random.default_rng(seed)
    stratum_of = np.zeros(len(moments), dtype=np.int64)
    stratum_of[data.units] = data.strata
    factors = np.ones((draws, len(moments)))
    for stratum, unsampled in enumerate(data.unsampled):
        units = np.flatnonzero(stratum_of == stratum)
        n = len(units)
        if n > 1:
            counts = random.multinomial(n - 1, np.full(n, 1 / n), size=draws)
            factors[:, units] = 1 + np.sqrt(unsampled) * (counts * n / (n - 1) - 1)
    flat = factors @ moments.reshape(len(moments), -1)
    return flat.reshape(draws, *moments.shape[1:])


def _r2_of_subsets(moments: Floats, blocks: Sequence[Sequence[int]]) -> Floats:
    """R² of the fit on every subset of the items, one row a set of moments.

    Columns that add nothing new (collinear ones) are taken up by the pseudo-inverse.
    """
    total = moments[:, :1, :1]
    mean = moments[:, :1, 1:] / total
    covariance = moments[:, 1:, 1:] / total - np.swapaxes(mean, 1, 2) * mean
    y = covariance.shape[1] - 1
    r2 = np.zeros((len(moments), 1 << len(blocks)))
    for size in range(1, len(blocks) + 1):
        for chosen in combinations(range(len(blocks)), size):
            at = [column for j in chosen for column in blocks[j]]
            between = covariance[:, at, y]
            inverse = np.linalg.pinv(covariance[:, at][:, :, at], hermitian=True)
            explained_ = np.einsum("di,dij,dj->d", between, inverse, between)
            r2[:, sum(1 << j for j in chosen)] = explained_ / covariance[:, y, y]
    return r2
