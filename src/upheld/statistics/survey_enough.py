"""How wide is a figure, and when will there be enough to judge by?

A half width falls with the square root of the interviews. So a figure of one period with half
width h needs (h / wanted)² such periods together to be as narrow as wanted.
"""

from __future__ import annotations

from math import ceil

WANTED = 0.05  # five points either way
ROUNDING = 1e-9


def periods_needed(half_width: float, wanted: float = WANTED) -> int:
    """How many such periods, taken together, are as narrow as wanted; 1 if one is."""
    return max(1, ceil((half_width / wanted) ** 2 - ROUNDING))


def points(half_width: float) -> str:
    return f"±{100 * half_width:.1f} points"


def too_wide(half_width: float, period: str, wanted: float = WANTED) -> str:
    """Words for a figure of one unit and one period that is never judged."""
    needed = periods_needed(half_width, wanted)
    if needed == 1:
        return (
            f"{points(half_width)}. One {period} of one unit is not judged: look at the quarter "
            "or the rolling year"
        )
    return (
        f"{points(half_width)}: one {period} of one unit is too few to judge. At this rate "
        f"{needed} {period}s together give {points(wanted)}"
    )
