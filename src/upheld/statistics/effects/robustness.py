"""How strong an unmeasured cause would have to be: DoubleML's robustness value.

Chernozhukov, Cinelli, Newey, Sharma and Syrgkanis, Long Story Short: Omitted Variable Bias in
Causal Machine Learning (NBER working paper 30302, 2022), as the package doubleml computes it, here
from the same nuisance models as the AIPW figure. A cause that explains the share r of what is left
of the outcome, and adds as much to who is treated, can move the figure by √(r²/(1 - r)) σν.

For the limit, doubleml 0.11 adds the figure's own influence with its sign turned (it divides the
score by its derivative, -1). That is not copied; it moves the limit's value by a few hundredths of
itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from upheld.statistics.effects.means import Means, Models
from upheld.statistics.effects.subjects import CannotCompareError, Ints
from upheld.statistics.effects.uncertainty import standard_error
from upheld.statistics.intervals import Floats

Z90 = 1.6448536269514722  # one-sided 95%, as doubleml has it


@dataclass(frozen=True, slots=True)
class Robustness:
    """The share r that takes the figure to nought, and that takes its limit there."""

    value: float
    limit: float


def robustness(models: Models, means: Means, clusters: Ints | None) -> Robustness:
    from scipy.optimize import brentq  # slow to import, and seldom needed

    sigma2, nu2, most, influence = _largest_bias(models)
    ratio = means.difference**2 / (sigma2 * nu2)
    value = (-ratio + sqrt(ratio**2 + 4 * ratio)) / 2  # r² / (1 - r) = ratio

    def left(share: float) -> float:
        strength = sqrt(share**2 / (1 - share))
        moved = np.sign(means.difference) * means.difference_influence - strength * influence
        return abs(means.difference) - strength * most - Z90 * standard_error(moved, clusters)

    limit = 0.0 if left(0) <= 0 else float(brentq(left, 0, min(0.9999, value)))
    return Robustness(value, limit)


def _largest_bias(models: Models) -> tuple[float, float, float, Floats]:
    """σ² of the outcome's residual, ν² of the Riesz representer, σν and its influence."""
    who, e = models.subjects, models.propensity
    w = who.relative_weights
    expected = np.where(who.treated == 1, *models.outcomes)
    residual2 = (who.outcome - expected) ** 2
    riesz = who.treated / e - (1 - who.treated) / (1 - e)
    square = 2 * (1 / e + 1 / (1 - e)) - riesz**2
    sigma2, nu2 = float(np.mean(w * residual2)), float(np.mean(w * square))
    if sigma2 <= 0 or nu2 <= 0:  # The estimate of a square, which few rows can take below nought.
        raise CannotCompareError(
            "How strong something unmeasured would have to be cannot be worked out: too few rows "
            "stand behind the figures.",
            "name fewer covariates, or bring more rows.",
        )
    most = sqrt(sigma2 * nu2)
    influence = (sigma2 * w * (square - nu2) + nu2 * w * (residual2 - sigma2)) / (2 * most)
    return sigma2, nu2, most, influence
