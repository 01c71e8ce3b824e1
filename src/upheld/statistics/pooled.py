"""A share over several months, with an interval that takes the months as what varies.

Entries come in clumps (one officer, one evening), so that an interval from their number alone would
be far too narrow. The months of one unit differ by all that makes them differ; the ratio is
linearised over them (Cochran, Sampling Techniques, 3rd ed., section 6.3), with Student's t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

LEVEL = 0.99  # several kinds and many units are looked at together
FEWEST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Pooled:
    """The share, and its limits where there are months enough to tell how much it varies."""

    value: float
    lower: float | None
    upper: float | None
    months: int


def pooled(
    numerators: npt.ArrayLike, denominators: npt.ArrayLike, level: float = LEVEL
) -> Pooled | None:
    """Sum of numerators over sum of denominators. Numerators may be differences, below nought.

    None where the denominators add up to nothing; no limits under six months.
    """
    top, bottom = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    top, bottom = top[bottom > 0], bottom[bottom > 0]
    count = len(bottom)
    if not count:
        return None
    value = float(top.sum() / bottom.sum())
    if count < FEWEST_MONTHS:
        return Pooled(value, None, None, count)
    residuals = top - value * bottom
    variance = count / (count - 1) * float((residuals**2).sum()) / float(bottom.sum()) ** 2
    half = float(stdtrit(count - 1, (1 + level) / 2)) * variance**0.5
    return Pooled(value, value - half, value + half, count)
