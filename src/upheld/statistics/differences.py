"""The difference of two independent proportions: its interval, a test, and what could be seen.

Newcombe's interval from two Wilson intervals: Statistics in Medicine 17 (1998) 873–890, method 10.
Test and numbers needed, by the normal approximation with unpooled and pooled variance: Fleiss,
Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), sections 3.1 and 4.2.
"""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
import numpy.typing as npt

from upheld.statistics.intervals import Z95, Floats, wilson

# The 80% quantile of the standard normal distribution: a gap that is there is seen in 4 of 5 cases.
Z_POWER_80 = 0.8416212335729143
HALVINGS = 40


def newcombe(
    first: Floats, first_size: Floats, second: Floats, second_size: Floats, z: float = Z95
) -> tuple[Floats, Floats]:
    """Lower and upper limits, within -1 and 1, of ``first`` - ``second``.

    Sizes may be fractional (effective sizes). NaN where a size is not above nought.
    """
    first_lower, first_upper = wilson(first, first_size, z)
    second_lower, second_upper = wilson(second, second_size, z)
    difference = first - second
    down = np.hypot(first - first_lower, second_upper - second)
    up = np.hypot(first_upper - first, second - second_lower)
    return difference - down, difference + up


def p_value(first: Floats, first_size: Floats, second: Floats, second_size: Floats) -> Floats:
    """How often two equal proportions would lie as far apart by chance; two-sided.

    NaN where a size is not above nought; 1 where both are 0 or both are 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (first * first_size + second * second_size) / (first_size + second_size)
        error = np.sqrt(pooled * (1 - pooled) * (1 / first_size + 1 / second_size))
        z = np.abs(first - second) / error
    none = (first_size > 0) & (second_size > 0) & (first == second)
    z = np.where(none, 0.0, z)
    return np.array([erfc(each / sqrt(2)) for each in z])


def smallest_gap(share: Floats, size: Floats, other_size: Floats, way: int = -1) -> Floats:
    """The smallest difference that a test at 5% sees in four of five cases (80% power).

    ``share`` of ``size`` is one proportion; the other, of ``other_size``, lies below it (``way``
    -1) or above (+1). NaN where not even the furthest share could be told apart, or a size is not
    above nought.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        furthest = np.where(way < 0, share, 1 - share)
        low, high = np.zeros_like(furthest), furthest.copy()
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            seen = _is_seen(share, share + way * middle, size, other_size)
            low, high = np.where(seen, low, middle), np.where(seen, middle, high)
        reachable = _is_seen(share, share + way * furthest, size, other_size)
    return np.where(reachable & (size > 0) & (other_size > 0), high, np.nan)


def _is_seen(one: Floats, other: Floats, size: Floats, other_size: Floats) -> npt.NDArray[np.bool_]:
    """Whether a true difference this large is seen in four of five cases."""
    mean = (one * size + other * other_size) / (size + other_size)
    by_chance = np.sqrt(mean * (1 - mean) * (1 / size + 1 / other_size))
    spread = np.sqrt(one * (1 - one) / size + other * (1 - other) / other_size)
    return np.asarray(np.abs(one - other) >= Z95 * by_chance + Z_POWER_80 * spread)
