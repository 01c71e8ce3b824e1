"""Dates written out by a pattern, as format-date() does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SIGNS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "m": lambda at: f"{at.month:02}",
    "n": lambda at: f"{at.month}",
    "b": lambda at: MONTHS[at.month - 1],
    "d": lambda at: f"{at.day:02}",
    "e": lambda at: f"{at.day}",
    "a": lambda at: DAYS[at.weekday()],
    "W": lambda at: f"{at.isocalendar().week}",
    "H": lambda at: f"{at.hour:02}",
    "h": lambda at: f"{at.hour}",
    "M": lambda at: f"{at.minute:02}",
    "S": lambda at: f"{at.second:02}",
    "3": lambda at: f"{at.microsecond // 1000:03}",
    "%": lambda _: "%",
}
SIGN = re.compile("%(.?)", re.DOTALL)


def written(at: datetime, pattern: str) -> str:
    """Signs that nobody knows stand as they are: `unknown_signs` names them beforehand."""
    return SIGN.sub(lambda found: SIGNS[found[1]](at) if found[1] in SIGNS else found[0], pattern)


def unknown_signs(pattern: str) -> tuple[str, ...]:
    return tuple(f"%{found}" for found in SIGN.findall(pattern) if found not in SIGNS)
