"""The difference of two independent proportions.

Newcombe's interval from two Wilson intervals: Statistics in Medicine 17 (1998) 873–890, method 10.
"""

from __future__ import annotations

import numpy as np

from upheld.statistics.intervals import Z95, Floats, wilson


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
