"""Works out bound expressions, within bounds: a number of steps and the length of texts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from upheld.core.questions.functions import FUNCTIONS, bounded
from upheld.core.questions.question_set import Choice, Item, Question, QuestionSet, Repeat
from upheld.core.questions.syntax import (
    Call,
    Chain,
    Column,
    ExpressionError,
    Items,
    Literal,
    Negative,
    Nodes,
    Tree,
)
from upheld.core.questions.texts import Text
from upheld.core.questions.values import (
    EMPTY,
    Value,
    days_of,
    equal,
    to_boolean,
    to_number,
    to_text,
)

# One replay of a form of 80 pages takes some 3,000.
MOST_STEPS = 100_000
# So many characters that a function is given are one step more.
TEXT_A_STEP = 100
Entry = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When the form is worked out; ``started`` is when it was first opened, if that is known."""

    now: datetime
    started: datetime | None = None

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression is worked out: in which entry of each repeat, at which choice."""

    entry: Entry
    current: Entry = ()
    choice: Choice | None = None
    position: int = 0


class Worked(Protocol):
    """What has been worked out so far."""

    def value(self, path: str, entry: Entry) -> Value: ...
    def is_relevant(self, path: str, entry: Entry) -> bool: ...
    def count(self, path: str, entry: Entry) -> int: ...
    def words(self, text: Text, entry: Entry) -> str: ...


class Evaluator:
    """Works out expressions of one set over what has been worked out of it."""

    def __init__(self, form: QuestionSet, worked: Worked, moment: Moment) -> None:
        self.form, self.worked, self.moment = form, worked, moment
        self.steps_left = MOST_STEPS

    def tick(self, steps: int = 1) -> None:
        self.steps_left -= steps
        if self.steps_left < 0:
            raise ExpressionError(
                f"working it out takes more than {MOST_STEPS:,} steps",
                "make its expressions simpler, or the repeats that they run over fewer.",
            )

    def value(self, tree: Tree, at: At) -> Value:  # noqa: PLR0911 - one answer a kind
        """Raises ExpressionError where it would run away."""
        self.tick()
        match tree:
            case Literal(value):
                return value
            case Nodes():
                return self._node_value(tree, at)
            case Call(name, arguments):
                return self._call(name, arguments, at)
            case Chain(first, rest):
                return self._chain(first, rest, at)
            case Negative(of):
                return -to_number(self.value(of, at))
            case Column(name):
                return self._column(at.choice, name)
            case Items():
                return next(iter(self._columns(tree, at)), EMPTY)
            case _:
                raise ExpressionError("it was not bound to a form")

    def _chain(self, first: Tree, rest: tuple[tuple[str, Tree], ...], at: At) -> Value:
        value = self.value(first, at)
        for sign, tree in rest:
            if sign == "or":
                value = to_boolean(value) or to_boolean(self.value(tree, at))
            elif sign == "and":
                value = to_boolean(value) and to_boolean(self.value(tree, at))
            else:
                value = combined(sign, value, self.value(tree, at))
        return value

    def _call(self, name: str, arguments: tuple[Tree, ...], at: At) -> Value:  # noqa: PLR0911
        match name:
            case "if":
                chosen = arguments[1 if to_boolean(self.value(arguments[0], at)) else 2]
                return self.value(chosen, at)
            case "count":
                return float(self._counted(arguments[0], at))
            case "position":
                return float(self._position(arguments, at))
            case "indexed-repeat":
                return self._indexed(arguments, at)
            case "jr:choice-name":
                return self._choice_name(arguments, at)
            case "today":
                return self.moment.today
            case "now":
                return self.moment.now.replace(tzinfo=None)
            case "version":
                return self.form.version
        function = FUNCTIONS[name]
        assert function.work is not None, name
        values = [
            value for each in arguments
            for value in (self._many(each, at) if function.several else (self.value(each, at),))
        ]  # fmt: skip
        self.tick(len(values) + sum(map(_length, values)) // TEXT_A_STEP)
        found = function.work(*values)
        return bounded(found) if isinstance(found, str) else found

    # Nodes

    def _many(self, tree: Tree, at: At) -> Sequence[Value]:
        """All values of a nodeset; a single value for anything else, a hidden question too."""
        if isinstance(tree, Nodes) and self._is_several(tree):
            found = self.entries(tree, at)
            if not isinstance(self.form.items[tree.target], Question):
                return [EMPTY] * len(found)
            return [self.worked.value(tree.target, entry) for entry in found]
        if isinstance(tree, Items):
            return list(self._columns(tree, at))
        return (self.value(tree, at),)

    def _counted(self, tree: Tree, at: At) -> int:
        """How many there are of it, without those that are hidden."""
        if isinstance(tree, Nodes):
            return len(self.entries(tree, at))
        return len(self._many(tree, at))

    def _is_several(self, nodes: Nodes) -> bool:
        item = self.form.items[nodes.target]
        return bool(nodes.filters) or isinstance(item, Repeat) or len(item.repeats) > nodes.held

    def _node_value(self, nodes: Nodes, at: At) -> Value:
        entry = at.current if nodes.from_current else at.entry
        if not nodes.filters:
            return self.worked.value(nodes.target, entry[: nodes.held])
        found = self.entries(nodes, at)
        return self.worked.value(nodes.target, found[0]) if found else EMPTY

    def entries(self, nodes: Nodes, at: At) -> list[Entry]:
        """Every entry that the path reaches and that is relevant, in order."""
        item = self.form.items[nodes.target]
        repeats = (*item.repeats, item.path) if isinstance(item, Repeat) else item.repeats
        own = at.current if nodes.from_current else at.entry
        found: list[Entry] = [()]
        for level, repeat in enumerate(repeats):
            held = own[level] if level < nodes.held else None
            found = [entry for around in found for entry in self._below(repeat, around, held)]
            found = self._filtered(found, repeat, nodes, at)
        return [each for each in found if self._relevant(item, each)]

    def _below(self, repeat: str, around: Entry, held: int | None) -> Iterator[Entry]:
        numbers = [held] if held is not None else range(1, self.worked.count(repeat, around) + 1)
        self.tick(len(numbers))
        return ((*around, number) for number in numbers)

    def _filtered(self, found: list[Entry], repeat: str, nodes: Nodes, at: At) -> list[Entry]:
        for path, predicates in nodes.filters:
            for predicate in predicates if path == repeat else ():
                current = at.current or at.entry
                found = [
                    entry for number, entry in enumerate(found, start=1)
                    if to_boolean(self.value(predicate, At(entry, current, None, number)))
                ]  # fmt: skip
        return found

    def _relevant(self, item: Item, entry: Entry) -> bool:
        return self.worked.is_relevant(item.path, entry[: len(item.repeats)])

    def _position(self, arguments: tuple[Tree, ...], at: At) -> int:
        if not arguments:
            return at.position
        nodes = arguments[0]
        assert isinstance(nodes, Nodes)
        own = at.current if nodes.from_current else at.entry
        return own[nodes.held - 1]

    def _indexed(self, arguments: tuple[Tree, ...], at: At) -> Value:
        wanted, _, number = arguments
        assert isinstance(wanted, Nodes)
        found = to_number(self.value(number, at))
        place = max(1, int(found)) if math.isfinite(found) else 1
        entry = (*at.entry[: wanted.held], place)
        if place > self.worked.count(self.form.items[wanted.target].repeats[-1], entry[:-1]):
            return EMPTY
        return self.worked.value(wanted.target, entry)

    # Choices

    def _columns(self, items: Items, at: At) -> Iterator[Value]:
        for position, choice in enumerate(self.form.choice_lists[items.list_name], start=1):
            self.tick()
            here = replace(at, choice=choice, position=position)
            if all(to_boolean(self.value(each, here)) for each in items.predicates):
                yield self._column(choice, items.column)

    def _column(self, choice: Choice | None, name: str) -> str:
        """A column of a choice; its label as the reader sees it."""
        if choice is None:
            return EMPTY
        if name == "name":
            return choice.name
        if name == "label":
            return self.worked.words(choice.label, ())
        return choice.columns.get(name, EMPTY)

    def _choice_name(self, arguments: tuple[Tree, ...], at: At) -> Value:
        value, path = arguments
        assert isinstance(path, Literal)
        question = self.form.items[str(path.value)]
        wanted = to_text(self.value(value, at))
        listed = self.form.choice_lists.get(getattr(question, "choices", ""), ())
        return next(
            (self._column(each, "label") for each in listed
             if each.name == wanted), EMPTY,
        )  # fmt: skip


def _length(value: Value) -> int:
    return len(value) if isinstance(value, str) else 0


def combined(sign: str, left: Value, right: Value) -> Value:  # noqa: PLR0911 - one a sign
    """Two values and the operator between them."""
    match sign:
        case "=":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "-" if _is_day(left) and _is_day(right):
            return float(days_of(left) - days_of(right))  # type: ignore[arg-type]
    one, other = to_number(left), to_number(right)
    match sign:
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case ">=":
            return one >= other
        case "+":
            return one + other
        case "-":
            return one - other
        case "*":
            return one * other
        case "div":
            return _divided(one, other)
        case _:
            return _remainder(one, other)


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _divided(one: float, other: float) -> float:
    if other != 0:
        return one / other
    if one == 0 or math.isnan(one):
        return math.nan
    return math.copysign(math.inf, one) * math.copysign(1.0, other)


def _remainder(one: float, other: float) -> float:
    """With the sign of the first, as in JavaRosa."""
    try:
        return math.fmod(one, other)
    except ValueError:
        return math.nan
