"""A question set as frozen values: questions in groups and repeats, choices, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from upheld.core.questions.syntax import Expression
from upheld.core.questions.texts import NO_TEXT, Text

# "Add another" is offered up to here; a counted repeat may not ask for more.
MOST_REPEATS = 50


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATE = "calculate"
    TODAY = "today"
    START = "start"
    END = "end"


SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
# Never shown: worked out, or taken from the moment.
METADATA = frozenset({Kind.TODAY, Kind.START, Kind.END})
UNSEEN = METADATA | {Kind.CALCULATE}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list. ``columns`` are the further columns that filters may read."""

    name: str
    label: Text
    columns: Mapping[str, str]
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question, note or calculation. ``repeats`` are the repeats it stands in, by path."""

    path: str
    name: str
    kind: Kind
    repeats: tuple[str, ...] = ()
    label: Text = NO_TEXT
    hint: Text = NO_TEXT
    relevant: Expression | None = None
    required: Expression | None = None
    required_message: Text = NO_TEXT
    constraint: Expression | None = None
    constraint_message: Text = NO_TEXT
    calculation: Expression | None = None
    default: Expression | None = None
    read_only: bool = False
    choices: str = ""
    choice_filter: Expression | None = None
    several_lines: bool = False

    @property
    def seen(self) -> bool:
        """Whether it is on a page: asked, or read as a note."""
        return self.kind not in UNSEEN

    @property
    def asked(self) -> bool:
        return self.seen and self.kind is not Kind.NOTE and not self.read_only


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading; on one page where ``one_page`` says so (field-list)."""

    path: str
    name: str
    children: tuple[Item, ...]
    repeats: tuple[str, ...] = ()
    label: Text = NO_TEXT
    relevant: Expression | None = None
    one_page: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """Questions asked again for each entry: as often as ``count`` says, else until no more."""

    path: str
    name: str
    children: tuple[Item, ...]
    repeats: tuple[str, ...] = ()
    label: Text = NO_TEXT
    relevant: Expression | None = None
    count: Expression | None = None
    one_page: bool = False


Item: TypeAlias = Question | Group | Repeat


class Need(StrEnum):
    """The three things that replaying works out for an item, in an order found beforehand."""

    RELEVANT = "relevant"
    VALUE = "value"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Slot:
    need: Need
    path: str


@dataclass(frozen=True)
class QuestionSet:
    """One version of one set. ``order`` is the order in which its items can be worked out."""

    name: str
    version: str
    title: str
    children: tuple[Item, ...]
    choice_lists: Mapping[str, tuple[Choice, ...]]
    languages: tuple[str, ...]
    default_language: str
    order: tuple[Slot, ...] = field(default=())

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every question, group and repeat by its path, in the order of the form."""
        return {item.path: item for item in every_item(self.children)}

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(item for item in self.items.values() if isinstance(item, Question))

    @property
    def known_as(self) -> str:
        """Name and version; a form of somebody's own may have none."""
        return f"{self.name} {self.version}".strip()

    @property
    def metadata(self) -> tuple[Question, ...]:
        """What is recorded without being asked: refused on the public site."""
        return tuple(each for each in self.questions if each.kind in METADATA)

    def parent(self, path: str) -> Item | None:
        return self.items.get(path.rpartition("/")[0])

    def choices(self, question: Question) -> tuple[Choice, ...]:
        return self.choice_lists.get(question.choices, ())


def every_item(children: tuple[Item, ...]) -> Iterator[Item]:
    """Each item and all that stands within it, in the order of the form."""
    waiting = list(reversed(children))
    while waiting:
        item = waiting.pop()
        yield item
        if not isinstance(item, Question):
            waiting.extend(reversed(item.children))


def expressions_of(item: Item) -> Iterator[Expression]:
    """Every expression of an item, those within its texts too."""
    for each in fields(item):
        value = getattr(item, each.name)
        if isinstance(value, Expression):
            yield value
        elif isinstance(value, Text):
            yield from value.expressions


def key_of(path: str, repeats: tuple[str, ...], entry: tuple[int, ...]) -> str:
    """The key under which an answer is kept: r[2]/x for x of the second entry of r.

    ``entry`` gives a number, counted from 1, for each of the repeats that stand around the path.
    """
    key, done = "", 0
    for repeat, number in zip(repeats, entry, strict=False):
        key += f"{path[done : len(repeat)]}[{number}]"
        done = len(repeat)
    return key + path[done:]
