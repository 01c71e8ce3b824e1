"""Reads plain tables, as TOML and CSV give them, into frozen types.

Nothing stops at the first fault: a key that is missing, unknown or of the wrong type, and whatever
the type itself refuses, is noted with file, place, value and what was expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from upheld.core.errors import Problem

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Key:
    """How one key is read. ``read`` raises ValueError with what was expected."""

    read: Callable[[Any], Any]
    required: bool = True
    default: Any = None


def a_text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected text")
    return value.strip()


def a_whole_number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("expected a whole number")
    return value


def a_whole_number_as_text(value: Any) -> int:
    if not str(value).isdecimal():
        raise ValueError("expected a whole number")
    return int(value)


def true_or_false(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def a_day(value: Any) -> date:
    """A TOML date, or ISO text out of a CSV file."""
    if type(value) is date:
        return value
    try:
        read = date.fromisoformat(str(value))
    except ValueError:
        read = None
    if read is None or read.isoformat() != str(value):
        raise ValueError("expected a date such as 2021-04-01")
    return read


def list_of_texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("expected a list of texts")
    return tuple(a_text(each) for each in value)


def one_of(kind: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def read(value: Any) -> StrEnum:
        if value not in list(kind):
            raise ValueError(f"expected one of {', '.join(kind)}")
        return kind(value)

    return read


def several_of(kind: type[StrEnum]) -> Callable[[Any], tuple[StrEnum, ...]]:
    return lambda value: tuple(one_of(kind)(each) for each in list_of_texts(value))


def optional(read: Callable[[Any], Any], default: Any = None) -> Key:
    return Key(read, required=False, default=default)


def a_table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("expected a table")
    return value


def list_of_tables(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError("expected a list of tables")
    return value


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the rules we are, and the list to which everything wrong is added."""

    file: str
    where: str
    problems: list[Problem]

    def inside(self, where: str) -> Place:
        return Place(self.file, f"{self.where}: {where}" if self.where else where, self.problems)

    def wrong(self, what: str, value: Any = "") -> None:
        self.problems.append(Problem(self.file, self.where or "the file", what, str(value)))


def values_of(keys: Mapping[str, Key], table: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The table's values by key; everything missing, unknown or of the wrong type is noted."""
    for name in table:
        if name not in keys:
            place.inside(name).wrong(f"unknown key: expected one of {', '.join(keys)}")
    values = {}
    for name, key in keys.items():
        values[name] = key.default
        if name in table:
            try:
                values[name] = key.read(table[name])
            except ValueError as error:
                place.inside(name).wrong(str(error), table[name])
        elif key.required:
            place.inside(name).wrong("missing key: expected a value")
    return values


def make(kind: Callable[..., Made], values: Mapping[str, Any], place: Place) -> Made | None:
    """The frozen value; None, and what it refuses noted, where these values make nonsense.

    A type says what it refuses as 'key: expected ...', several parted by semicolons.
    """
    try:
        return kind(**values)
    except ValueError as error:
        for refused in str(error).split("; "):
            key, _, what = refused.rpartition(": expected")
            if key:
                place.inside(key).wrong(f"expected{what}")
            else:
                place.wrong(refused)
        return None


def read_one(
    kind: Callable[..., Made], keys: Mapping[str, Key], table: Mapping[str, Any], place: Place
) -> Made | None:
    """The frozen value of one table; None, with everything wrong noted, where there is none."""
    before = len(place.problems)
    values = values_of(keys, table, place)
    return make(kind, values, place) if len(place.problems) == before else None


def read_all(
    kind: Callable[..., Made],
    keys: Mapping[str, Key],
    tables: Iterable[Mapping[str, Any]],
    place: Place,
) -> tuple[Made, ...]:
    """One value a table, each named by the first of its keys, or by its number without one."""
    name = next(iter(keys))
    each_read = (
        read_one(kind, keys, table, place.inside(str(table.get(name) or f"number {number}")))
        for number, table in enumerate(tables, start=1)
    )
    return tuple(each for each in each_read if each is not None)
