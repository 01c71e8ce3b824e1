"""One proportion of several independent parts, each known by its counts and its Wilson interval.

What a part's interval says of its clustering is kept: Wilson's limits are where the distance to
the proportion is z standard errors (JASA 22 (1927) 209–212), so that one limit gives back the
effective size that it was made with.
"""

from __future__ import annotations

import numpy as np

from upheld.statistics.intervals import Z95, Floats, wilson


def size_behind(proportion: Floats, lower: Floats, upper: Floats, z: float = Z95) -> Floats:
    """The effective size with which Wilson's interval has these limits; NaN where one is NaN.

    (p − u)² = z² u (1 − u) / n, solved for n at the limit towards a half, which is never the
    proportion itself: so it also holds where the proportion is 0 or 1.
    """
    limit = np.where(proportion <= 0.5, upper, lower)
    other = np.where(proportion <= 0.5, lower, upper)
    with np.errstate(divide="ignore", invalid="ignore"):
        size = z * z * limit * (1 - limit) / (proportion - limit) ** 2
    return np.where(np.isnan(other), np.nan, size)


def interval_of_sum(
    numerator: Floats, denominator: Floats, lower: Floats, upper: Floats, z: float = Z95
) -> tuple[Floats, Floats]:
    """Lower and upper limits of wholes, of (wholes × parts) counts and limits.

    The squared distance of a part's observations from the whole's proportion p is on average
    p_i(1 − p_i) + (p_i − p)²; divided by its effective size it is its variance about p. They add
    up by the squares of the parts' shares, as crimes of one pile would. The effective size that
    follows is never above the denominator. Where p is 0 or 1 the variance says nothing: there the
    parts' effective sizes are added. A part with nobody in it adds nothing; NaN where a part with
    somebody has no limits.
    """
    whole = denominator.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = numerator.sum(axis=1) / whole
        share = denominator / whole[:, None]
        each = numerator / denominator
        worth = size_behind(each, lower, upper, z)
        variances = share**2 * (each * (1 - each) + (each - p[:, None]) ** 2) / worth
        size = p * (1 - p) / _sum(variances, denominator)
    return wilson(p, np.where((p > 0) & (p < 1), size, _sum(worth, denominator)), z)


def _sum(of_parts: Floats, denominator: Floats) -> Floats:
    """Over the parts in which there is anybody."""
    return np.asarray(np.where(denominator > 0, of_parts, 0.0).sum(axis=1))
