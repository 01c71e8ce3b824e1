"""Intervals for proportions.

Wilson's score interval, and the effective number of observations when what was counted comes in
clusters (duties of one crime are settled by one call). Formulas: Wilson, JASA 22 (1927) 209–212;
linearised variance of a ratio: Cochran, Sampling Techniques, 3rd ed., section 6.3.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# The 97.5% quantile of the standard normal distribution: a two-sided 95% interval.
Z95 = 1.959963984540054
# Below this share of its terms a difference of sums of squares is rounding, and means nought.
ROUNDING = 1e-14


def wilson(proportion: Floats, size: Floats, z: float = Z95) -> tuple[Floats, Floats]:
    """Lower and upper limits, each in [0, 1], for proportions of ``size`` observations.

    ``size`` may be fractional (an effective size). NaN where size is not above nought.
    """
    size = np.where(size > 0, size, np.nan)
    shrink = 1 + z * z / size
    centre = (proportion + z * z / (2 * size)) / shrink
    spread = np.sqrt(proportion * (1 - proportion) / size + z * z / (4 * size * size))
    half = z * spread / shrink
    lower = np.where(proportion <= 0, 0.0, np.clip(centre - half, 0.0, 1.0))
    upper = np.where(proportion >= 1, 1.0, np.clip(centre + half, 0.0, 1.0))
    missing = np.isnan(size) | np.isnan(proportion)
    return np.where(missing, np.nan, lower), np.where(missing, np.nan, upper)


def size_of_interval(proportion: Floats, lower: Floats, upper: Floats, z: float = Z95) -> Floats:
    """The (effective) size whose Wilson interval this is: ``wilson`` turned round.

    NaN where there is no interval. The limit on the side of one half is used: it is never 0 or 1.
    """
    limit = np.where(proportion < 0.5, upper, lower)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = z * z * limit * (1 - limit) / (limit - proportion) ** 2
    return np.where(np.isfinite(size), size, np.nan)


def effective_size(  # noqa: PLR0917
    numerator: Floats,
    denominator: Floats,
    numerator_squares: Floats,
    products: Floats,
    denominator_squares: Floats,
    clusters: Floats,
) -> Floats:
    """How many independent observations a clustered proportion is worth.

    The three sums run over clusters (crimes): of squared numerators, of numerator × denominator,
    of squared denominators. p(1 − p) divided by the linearised variance of the ratio, never more
    than the denominator. Where all clusters have the same share the variance is nought and says
    nothing (p of 0 or 1 is such a case): the number of clusters stands for it.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p = numerator / denominator
        residual = numerator_squares - 2 * p * products + p * p * denominator_squares
        variance = clusters / (clusters - 1) * residual / denominator**2
        size = p * (1 - p) / variance
        apart = residual > ROUNDING * numerator_squares
    known = apart & (p > 0) & (p < 1) & (clusters > 1)
    return np.where(known, np.minimum(size, denominator), clusters)
