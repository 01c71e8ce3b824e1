"""Errors and intervals from an influence function.

The variance of a mean is Σφ²/n²; where subjects come in clusters, of the clusters' sums, times
G/(G - 1). Intervals are Wald's at 95%: normal, or Student's t on G - 1 degrees with clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

import numpy as np
from scipy.special import stdtrit

from upheld.statistics.effects.means import Means
from upheld.statistics.effects.subjects import Ints
from upheld.statistics.intervals import Z95, Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that means nothing alone: whoever holds one can hand it on, not print it."""

    estimate: float
    se: float
    lower: float
    upper: float

    def __str__(self) -> str:
        return "an estimate: print the association it belongs to"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        raise TypeError("an estimate is printed with its design and caveats, or not at all")

    @property
    def excludes_nought(self) -> bool:
        return self.lower > 0 or self.upper < 0

    def holds(self, value: float) -> bool:
        return self.lower <= value <= self.upper


def standard_error(influence: Floats, clusters: Ints | None) -> float:
    if clusters is None:
        return float(np.sqrt(np.sum(influence**2)) / len(influence))
    _, numbers = np.unique(clusters, return_inverse=True)
    sums = np.bincount(numbers, weights=influence)
    return float(np.sqrt(len(sums) / (len(sums) - 1) * np.sum(sums**2)) / len(influence))


def quantile(clusters: Ints | None) -> float:
    """How many standard errors a 95% interval reaches either way."""
    return Z95 if clusters is None else float(stdtrit(len(np.unique(clusters)) - 1, 0.975))


def difference(means: Means, clusters: Ints | None) -> Estimate:
    se = standard_error(means.difference_influence, clusters)
    reach = quantile(clusters) * se
    return Estimate(means.difference, se, means.difference - reach, means.difference + reach)


def risk_ratio(means: Means, clusters: Ints | None) -> Estimate | None:
    """By the delta method on its logarithm; None where an arm's share is not between 0 and 1."""
    if min(means.treated, means.untreated) <= 0:
        return None
    influence = means.treated_influence / means.treated
    influence = influence - means.untreated_influence / means.untreated
    se, middle = standard_error(influence, clusters), log(means.treated / means.untreated)
    reach = quantile(clusters) * se
    return Estimate(exp(middle), se, exp(middle - reach), exp(middle + reach))


def evalue(ratio: float) -> float:
    """How strongly, as a risk ratio, something unmeasured would have to go with both the treatment
    and the outcome to make this ratio by itself (VanderWeele and Ding, Annals of Internal Medicine
    167 (2017) 268)."""
    ratio = max(ratio, 1 / ratio)
    return ratio + sqrt(ratio * (ratio - 1))


def evalues(ratio: Estimate) -> dict[str, Any]:
    """Of the ratio, and of its limit nearer to one: 1 where the interval holds one."""
    nearer = ratio.lower if ratio.estimate >= 1 else ratio.upper
    crosses = ratio.lower <= 1 <= ratio.upper
    return {
        "estimate": evalue(ratio.estimate),
        "limit": 1.0 if crosses else evalue(nearer),
        "risk_ratio": ratio.estimate,
        "lower": ratio.lower,
        "upper": ratio.upper,
    }
