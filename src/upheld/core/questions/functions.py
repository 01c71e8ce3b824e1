"""The functions that expressions may call: an allow-list, each with its types and what it does.

What needs the answers themselves (if, count, position, indexed-repeat, jr:choice-name, ...) is
only declared here; `evaluate` knows how it is done.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import re2

from upheld.core.questions import dates
from upheld.core.questions.syntax import LONGEST_TEXT, ExpressionError
from upheld.core.questions.values import (
    EMPTY,
    Value,
    day_share,
    read_time,
    to_boolean,
    to_datetime,
    to_number,
    to_text,
)


class Type(StrEnum):
    """What an expression gives, as far as can be known beforehand."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "true or false"
    DATE = "date"
    DATETIME = "date and time"
    TIME = "time"
    ANY = "anything"


DATED = frozenset({Type.DATE, Type.DATETIME, Type.TIME})


@dataclass(frozen=True, slots=True)
class Function:
    """``most`` None: any number. ``several``: arguments may be nodesets, laid out as values."""

    least: int
    most: int | None
    gives: Type
    work: Callable[..., Value] | None = None
    several: bool = False


def _regex(value: Value, pattern: Value) -> bool:
    compiled = compiled_pattern(to_text(pattern))
    return compiled.fullmatch(to_text(value)) is not None


@lru_cache(maxsize=512)
def compiled_pattern(pattern: str) -> Any:
    """Matched in time that grows with the text only. Raises ExpressionError for what it cannot."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        reason = said.decode() if isinstance(said, bytes) else str(said)
        raise ExpressionError(
            f"regex() cannot use the pattern {pattern!r}: {reason}",
            "write it without look-ahead, look-behind and back-references.",
        ) from error


def _date(value: Value) -> Value:
    """The day; empty where it is none."""
    found = to_datetime(value)
    return found.date() if found else EMPTY


def _date_time(value: Value) -> Value:
    return to_datetime(value) or EMPTY


def _format(value: Value, pattern: Value) -> str:
    found = to_datetime(value)
    return dates.written(found, to_text(pattern)) if found else EMPTY


def _decimal_date_time(value: Value) -> float:
    found = to_datetime(value)
    return to_number(found) if found else math.nan


def _decimal_time(value: Value) -> float:
    if isinstance(value, datetime):
        return day_share(value.time())
    found = read_time(value) if isinstance(value, str) else value
    return math.nan if found is None or isinstance(found, date | float) else to_number(found)


def _round(value: Value, digits: Value = 0.0) -> float:
    """Halves go up: 2.5 to 3, -2.5 to -2."""
    number, places = to_number(value), to_number(digits)
    if not math.isfinite(number) or not math.isfinite(places):
        return number if math.isfinite(places) else math.nan
    if abs(places) > 30:
        return number if places > 0 else 0.0
    return _half_up(number, int(places))


def _half_up(number: float, places: int) -> float:
    from decimal import ROUND_FLOOR, Context, Decimal

    context = Context(prec=400)
    unit = Decimal(1).scaleb(-places, context)
    raised = context.add(Decimal(repr(number)), context.divide(unit, Decimal(2)))
    return float(raised.quantize(unit, ROUND_FLOOR, context)) + 0.0


def _int(value: Value) -> float:
    number = to_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def _of_number(work: Callable[..., float]) -> Callable[..., float]:
    """A function of numbers: NaN where it is not defined, infinite where it grows too large."""

    def done(*values: Value) -> float:
        try:
            found = work(*(to_number(each) for each in values))
        except (ValueError, ZeroDivisionError):
            return math.nan
        except OverflowError:
            return math.inf
        return math.nan if isinstance(found, complex) else float(found)

    return done


def _substr(value: Value, start: Value, end: Value = math.inf) -> str:
    """From ``start``, counted from 0, up to before ``end``; negative ones count from the end."""
    text = to_text(value)
    first = _place(to_number(start), len(text))
    last = _place(to_number(end), len(text))
    return text[first:last] if first < last else EMPTY


def _place(number: float, length: int) -> int:
    if math.isnan(number):
        return 0
    if math.isinf(number):
        return length if number > 0 else 0
    place = int(number)
    return max(0, min(length, place + length if place < 0 else place))


def _before(value: Value, mark: Value) -> str:
    text, sought = to_text(value), to_text(mark)
    return text.partition(sought)[0] if sought and sought in text else EMPTY


def _after(value: Value, mark: Value) -> str:
    text, sought = to_text(value), to_text(mark)
    return text if not sought else text.partition(sought)[2]


def _translate(value: Value, old: Value, new: Value) -> str:
    table: dict[int, str | None] = {}
    put = to_text(new)
    for place, sign in enumerate(to_text(old)):
        table.setdefault(ord(sign), put[place] if place < len(put) else None)
    return to_text(value).translate(table)


def _selected(value: Value, choice: Value) -> bool:
    """Several names in one text are sought as they stand, one behind the other."""
    sought = " ".join(to_text(choice).split())
    return sought != EMPTY and f" {sought} " in f" {' '.join(to_text(value).split())} "


def _selected_at(value: Value, number: Value) -> str:
    chosen, place = to_text(value).split(), to_number(number)
    return chosen[int(place)] if 0 <= place < len(chosen) else EMPTY


def _numbers(values: tuple[Value, ...]) -> list[float]:
    return [number for each in values if not math.isnan(number := to_number(each))]


def _largest(*values: Value) -> float:
    return max(_numbers(values), default=math.nan)


def _smallest(*values: Value) -> float:
    return min(_numbers(values), default=math.nan)


def _starts_with(value: Value, start: Value) -> bool:
    return to_text(value).startswith(to_text(start))


def _ends_with(value: Value, end: Value) -> bool:
    return to_text(value).endswith(to_text(end))


def _join(mark: Value = EMPTY, *values: Value) -> str:
    return bounded(to_text(mark).join(to_text(each) for each in values))


def _concat(*values: Value) -> str:
    return bounded("".join(to_text(each) for each in values))


def bounded(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ExpressionError(f"it makes a text of more than {LONGEST_TEXT} characters")
    return text


def _checklist(least: Value, most: Value, *ticks: Value) -> bool:
    return _within(sum(1 for each in ticks if to_boolean(each)), least, most)


def _weighted_checklist(least: Value, most: Value, *pairs: Value) -> bool:
    weights = (
        to_number(weight)
        for tick, weight in zip(pairs[::2], pairs[1::2], strict=False)
        if to_boolean(tick)
    )
    return _within(sum(weights), least, most)


def _within(count: float, least: Value, most: Value) -> bool:
    """A bound of -1 is none."""
    low, high = to_number(least), to_number(most)
    return (low == -1 or count >= low) and (high == -1 or count <= high)


def _coalesce(first: Value, second: Value) -> Value:
    """The second where the first is empty, or no number."""
    nothing = first == EMPTY or (isinstance(first, float) and math.isnan(first))
    return second if nothing else first


TEXT, NUMBER, BOOLEAN = Type.TEXT, Type.NUMBER, Type.BOOLEAN
FUNCTIONS: dict[str, Function] = {
    # Logic
    "true": Function(0, 0, BOOLEAN, lambda: True),
    "false": Function(0, 0, BOOLEAN, lambda: False),
    "not": Function(1, 1, BOOLEAN, lambda value: not to_boolean(value)),
    "boolean": Function(1, 1, BOOLEAN, to_boolean),
    "boolean-from-string": Function(1, 1, BOOLEAN, lambda v: to_text(v).lower() in ("true", "1")),
    "if": Function(3, 3, Type.ANY),
    "coalesce": Function(2, 2, Type.ANY, _coalesce),
    "checklist": Function(2, None, BOOLEAN, _checklist),
    "weighted-checklist": Function(2, None, BOOLEAN, _weighted_checklist),
    # Text
    "string": Function(1, 1, TEXT, to_text),
    "concat": Function(0, None, TEXT, _concat, several=True),
    "join": Function(1, None, TEXT, _join, several=True),
    "string-length": Function(1, 1, NUMBER, lambda value: float(len(to_text(value)))),
    "substr": Function(2, 3, TEXT, _substr),
    "substring-before": Function(2, 2, TEXT, _before),
    "substring-after": Function(2, 2, TEXT, _after),
    "contains": Function(2, 2, BOOLEAN, lambda text, part: to_text(part) in to_text(text)),
    "starts-with": Function(2, 2, BOOLEAN, _starts_with),
    "ends-with": Function(2, 2, BOOLEAN, _ends_with),
    "translate": Function(3, 3, TEXT, _translate),
    "normalize-space": Function(1, 1, TEXT, lambda value: " ".join(to_text(value).split())),
    "regex": Function(2, 2, BOOLEAN, _regex),
    # Numbers
    "number": Function(1, 1, NUMBER, to_number),
    "int": Function(1, 1, NUMBER, _int),
    "round": Function(1, 2, NUMBER, _round),
    "abs": Function(1, 1, NUMBER, _of_number(abs)),
    "pow": Function(2, 2, NUMBER, _of_number(pow)),
    "sqrt": Function(1, 1, NUMBER, _of_number(math.sqrt)),
    "exp": Function(1, 1, NUMBER, _of_number(math.exp)),
    "exp10": Function(1, 1, NUMBER, _of_number(lambda power: 10.0**power)),
    "log": Function(1, 1, NUMBER, _of_number(math.log)),
    "log10": Function(1, 1, NUMBER, _of_number(math.log10)),
    "sin": Function(1, 1, NUMBER, _of_number(math.sin)),
    "cos": Function(1, 1, NUMBER, _of_number(math.cos)),
    "tan": Function(1, 1, NUMBER, _of_number(math.tan)),
    "asin": Function(1, 1, NUMBER, _of_number(math.asin)),
    "acos": Function(1, 1, NUMBER, _of_number(math.acos)),
    "atan": Function(1, 1, NUMBER, _of_number(math.atan)),
    "atan2": Function(2, 2, NUMBER, _of_number(math.atan2)),
    "pi": Function(0, 0, NUMBER, lambda: math.pi),
    "max": Function(1, None, NUMBER, _largest, several=True),
    "min": Function(1, None, NUMBER, _smallest, several=True),
    # Dates and times
    "today": Function(0, 0, Type.DATE),
    "now": Function(0, 0, Type.DATETIME),
    "date": Function(1, 1, Type.DATE, _date),
    "date-time": Function(1, 1, Type.DATETIME, _date_time),
    "format-date": Function(2, 2, TEXT, _format),
    "format-date-time": Function(2, 2, TEXT, _format),
    "decimal-date-time": Function(1, 1, NUMBER, _decimal_date_time),
    "decimal-time": Function(1, 1, NUMBER, _decimal_time),
    # Choices
    "selected": Function(2, 2, BOOLEAN, _selected),
    "selected-at": Function(2, 2, TEXT, _selected_at),
    "count-selected": Function(1, 1, NUMBER, lambda value: float(len(to_text(value).split()))),
    "jr:choice-name": Function(2, 2, TEXT),
    # Repeats and lists
    "count": Function(1, 1, NUMBER),
    "count-non-empty": Function(
        1, 1, NUMBER, lambda *all_: float(sum(1 for each in all_ if to_text(each))), several=True
    ),
    "sum": Function(1, 1, NUMBER, lambda *all_: float(sum(_numbers(all_))), several=True),
    "position": Function(0, 1, NUMBER),
    "indexed-repeat": Function(3, 3, Type.ANY),
    # The set itself
    "version": Function(0, 0, TEXT),
}
# These take nodes and nothing else.
ONLY_NODES = frozenset({"count", "sum", "count-non-empty"})
# Known to ODK, refused here, and why.
REFUSED: dict[str, str] = {
    "random": "the same answers must always give the same form",
    "uuid": "the same answers must always give the same form",
    "randomize": "the same answers must always give the same form",
    "once": "the same answers must always give the same form",
    "pulldata": "a form may read nothing outside itself",
    "search": "a form may read nothing outside itself",
    "digest": "nothing here needs it",
    "base64-decode": "nothing here needs it",
    "extract-signed": "nothing here needs it",
    "area": "there are no places on a map here",
    "distance": "there are no places on a map here",
    "geofence": "there are no places on a map here",
    "intersects": "there are no places on a map here",
    "property": "a form may not ask for the device",
}
