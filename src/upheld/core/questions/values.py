"""Values of expressions, and how one kind is read as another, as JavaRosa does.

Empty is the empty text, whatever a question's type. Numbers are floats, as in XPath.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = str | float | bool | date | datetime | time
EMPTY = ""
EPOCH = date(1970, 1, 1)
NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
DAY_SECONDS = 86_400


def to_number(value: Value) -> float:
    """NaN where it is none. A date is its days since 1970, a time its share of the day."""
    if isinstance(value, bool | float | int):
        return float(value)
    if isinstance(value, datetime):
        return days_of(value.date()) + day_share(value.time())
    if isinstance(value, date):
        return float(days_of(value))
    if isinstance(value, time):
        return day_share(value)
    stripped = value.strip()
    return float(stripped) if NUMBER.fullmatch(stripped) else math.nan


def to_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes" if value.second == 0 else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes" if value.second == 0 else "seconds")
    return number_text(value)


def number_text(value: float) -> str:
    """Plain digits: 5, 0.00001, 1234567890123. Never with an exponent."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value):
        return str(int(value))
    return f"{Decimal(repr(value)):f}"


def to_boolean(value: Value) -> bool:
    """Text is true unless it is empty; a number unless it is nought or none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        return value != 0 and not math.isnan(value)
    if isinstance(value, str):
        return value != EMPTY
    return True


def days_of(day: date) -> int:
    return (day - EPOCH).days


def day_share(at: time) -> float:
    return (at.hour * 3600 + at.minute * 60 + at.second) / DAY_SECONDS


def read_date(text: str) -> date | None:
    """The date of ISO text, of its first ten characters where a time follows."""
    moment = read_datetime(text)
    return moment.date() if moment else None


def read_datetime(text: str) -> datetime | None:
    """ISO text without an offset; a bare date means its midnight."""
    try:
        found = datetime.fromisoformat(text.strip()) if "-" in text else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is None else None


def read_time(text: str) -> time | None:
    try:
        found = time.fromisoformat(text.strip()) if ":" in text else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is None else None


def to_datetime(value: Value) -> datetime | None:
    """None where it is no date. A number is days since 1970."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, bool | time):
        return None
    if isinstance(value, str):
        return read_datetime(value)
    if math.isnan(value) or abs(value) > 700_000:  # within the years that a date can hold
        return None
    return datetime.combine(EPOCH, time()) + timedelta(seconds=round(value * DAY_SECONDS))


def equal(left: Value, right: Value) -> bool:
    """As booleans if one is, else as numbers if one is, else as text."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float | int) or isinstance(right, float | int):
        return abs(to_number(left) - to_number(right)) < 1e-12
    if isinstance(left, str) or isinstance(right, str):
        return to_text(left) == to_text(right)
    return to_number(left) == to_number(right)
