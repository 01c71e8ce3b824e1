"""Makes a question set out of what a form says: binds, checks and orders its expressions.

Everything wrong is found before anything is refused: `made` gives the set, or all refusals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from upheld.core.questions.answers import cast, chosen
from upheld.core.questions.bind import OWN_COLUMNS, Binder, Scope
from upheld.core.questions.functions import Type
from upheld.core.questions.order import Circle, in_order
from upheld.core.questions.question_set import (
    MOST_REPEATS,
    SELECTS,
    Choice,
    Group,
    Item,
    Kind,
    Need,
    Question,
    QuestionSet,
    Repeat,
    every_item,
)
from upheld.core.questions.syntax import Expression, ExpressionError, Literal, Path
from upheld.core.questions.texts import Text, Wording
from upheld.core.questions.types import Types
from upheld.core.questions.values import EMPTY, number_text, to_number, to_text

# The column of XLSForm in which each expression stands, in the order they are checked.
COLUMNS = {
    "calculation": "calculation",
    "default": "default",
    "count": "repeat_count",
    "relevant": "relevant",
    "choice_filter": "choice_filter",
    "required": "required",
    "constraint": "constraint",
}
TEXTS = {
    "label": "label",
    "hint": "hint",
    "required_message": "required_message",
    "constraint_message": "constraint_message",
}
DEEPEST_REPEATS = 2
# Whoever has as many to correct looks again afterwards; finding more would only take longer.
MOST_REFUSALS = 100


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that a form may not say: at which item, in which column, and why."""

    path: str
    column: str
    what: str
    value: str = ""


def made(form: QuestionSet) -> tuple[QuestionSet | None, tuple[Refusal, ...]]:
    """The set, ready to be replayed; or None and everything for which it is refused."""
    making = _Making(form)
    children = tuple(making.bound(child) for child in form.children)
    lists = {name: making.bound_choices(name, each) for name, each in form.choice_lists.items()}
    bound = replace(form, children=children, choice_lists=MappingProxyType(lists))
    if making.refusals:
        return None, tuple(making.refusals)
    order, circles = in_order(bound.items)
    making.refusals += [_circle(each) for each in circles]
    making.check_types(bound, order)
    if making.refusals:
        return None, tuple(making.refusals)
    return replace(bound, order=order), ()


class _Making:
    def __init__(self, form: QuestionSet) -> None:
        self.refusals: list[Refusal] = []
        self.lists = form.choice_lists
        self.scope = Scope(form.items, by_name(form.items), columns_of(form.choice_lists))

    def refuse(self, item: Item, column: str, error: ExpressionError, value: str = "") -> None:
        advice = error.next_step.rstrip(".")
        self.refusals.append(Refusal(item.path, column, f"{error.what}: {advice}", value))

    # Binding

    def bound(self, item: Item) -> Item:
        changes: dict[str, Any] = {}
        for attribute, column in COLUMNS.items():
            expression = getattr(item, attribute, None)
            if expression is not None:
                changes[attribute] = self._bound(item, column, expression)
        for attribute, column in TEXTS.items():
            text = getattr(item, attribute, None)
            if text:
                changes[attribute] = self._bound_text(item, column, text)
        if not isinstance(item, Question):
            changes["children"] = tuple(self.bound(child) for child in item.children)
        self._check_item(item)
        return replace(item, **changes)

    def bound_choices(self, name: str, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Labels may name answers that stand in no repeat."""
        around = Group(f"the list {name}", f"the list {name}", ())
        return tuple(
            replace(each, label=self._bound_text(around, "label", each.label))
            if each.label.expressions
            else each
            for each in choices
        )

    def _bound(self, item: Item, column: str, expression: Expression) -> Expression:
        if len(self.refusals) >= MOST_REFUSALS:
            return expression
        columns = None
        if column == "choice_filter" and isinstance(item, Question):
            columns = self.scope.columns.get(item.choices, OWN_COLUMNS)
        try:
            place = item if column in TEXTS.values() else _place(item)
            return Binder(self.scope, place, columns).bind(expression)
        except ExpressionError as error:
            self.refuse(item, column, error, expression.source)
            return expression

    def _bound_text(self, item: Item, column: str, text: Text) -> Text:
        return Text({
            language: Wording(tuple(
                each if isinstance(each, str) else self._bound(item, column, each)
                for each in wording.parts
            ))
            for language, wording in text.by_language.items()
        })  # fmt: skip

    def _check_item(self, item: Item) -> None:
        if isinstance(item, Repeat):
            self._check_repeat(item)
        if not isinstance(item, Question) and item.one_page:
            self._check_page(item)
        if isinstance(item, Question) and item.kind in SELECTS:
            self._check_choices(item)
        if isinstance(item, Question) and item.default is not None:
            self._check_default(item, item.default)

    def _check_default(self, item: Question, default: Expression) -> None:
        """One that is written out must be an answer to its question."""
        if not isinstance(default.tree, Literal) or item.kind is Kind.CALCULATE:
            return
        text = to_text(default.tree.value)
        unoffered = item.kind in SELECTS and not set(chosen(item.kind, text)) <= {
            choice.name for choice in self.lists.get(item.choices, ())
        }
        if unoffered or cast(item.kind, text) == EMPTY:
            what = f"the default is no answer to a question of the type {item.kind}"
            self.refusals.append(Refusal(item.path, "default", what, text))

    def _check_page(self, item: Group | Repeat) -> None:
        for each in every_item(item.children):
            if isinstance(each, Repeat):
                what = f"a repeat has pages of its own: it cannot stand on the page of {item.name}"
                self.refusals.append(Refusal(each.path, "appearance", what))

    def _check_choices(self, item: Question) -> None:
        if item.choices not in self.scope.columns:
            what = "there is no list of choices"
            self.refusals.append(Refusal(item.path, "type", what, item.choices))

    def _check_repeat(self, item: Repeat) -> None:
        if len(item.repeats) >= DEEPEST_REPEATS:
            what = f"repeats stand within each other more than {DEEPEST_REPEATS} deep"
            self.refusals.append(Refusal(item.path, "type", what))
        wanted = item.count.tree if item.count else None
        if isinstance(wanted, Path):  # pyxform puts a fixed number into a calculation of its own
            counted = self.scope.by_name.get(wanted.name, ())
            calculation = getattr(counted[0], "calculation", None) if counted else None
            wanted = calculation.tree if calculation else None
        if isinstance(wanted, Literal) and to_number(wanted.value) > MOST_REPEATS:
            what = f"at most {MOST_REPEATS} entries"
            self.refusals.append(
                Refusal(item.path, "repeat_count", what, number_text(to_number(wanted.value)))
            )

    # Types

    def check_types(self, form: QuestionSet, order: tuple[Any, ...]) -> None:
        types = Types(form.items)
        for slot in order:
            item = form.items[slot.path]
            if slot.need is Need.VALUE and _is_calculation(item, "calculation"):
                assert isinstance(item, Question)
                types.calculated[item.path] = self._type(item, types)
        for item in form.items.values():
            for attribute, column in COLUMNS.items():
                expression = getattr(item, attribute, None)
                if expression is not None and not _is_calculation(item, attribute):
                    self._check_type(item, column, expression, types)

    def _type(self, item: Question, types: Types) -> Type:
        found = Type.ANY
        for attribute in ("default", "calculation"):
            expression = getattr(item, attribute)
            if expression is not None:
                found = self._check_type(item, COLUMNS[attribute], expression, types)
        return found

    def _check_type(self, item: Item, column: str, expression: Expression, types: Types) -> Type:
        try:
            return types.check(expression.tree)
        except ExpressionError as error:
            self.refuse(item, column, error, expression.source)
            return Type.ANY


def _is_calculation(item: Item, attribute: str) -> bool:
    calculated = isinstance(item, Question) and item.kind is Kind.CALCULATE
    return calculated and attribute in ("calculation", "default")


def _place(item: Item) -> Item:
    """Where an item's own conditions stand: those of a repeat around its entries, not in one. Its
    texts stand in an entry, so that each may be called by its name."""
    if isinstance(item, Repeat):
        return Group(item.path, item.name, (), repeats=item.repeats)
    return item


def by_name(items: Mapping[str, Item]) -> Mapping[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items.values():
        found[item.name].append(item)
    return {name: tuple(each) for name, each in found.items()}


def columns_of(lists: Mapping[str, tuple[Choice, ...]]) -> Mapping[str, frozenset[str]]:
    return {
        name: OWN_COLUMNS.union(*(choice.columns for choice in choices))
        for name, choices in lists.items()
    }


def _circle(circle: Circle) -> Refusal:
    first = circle.slots[0]
    names = [slot.path.rpartition("/")[2] for slot in circle.slots]
    if any(slot.path.startswith(f"{first.path}/") for slot in circle.slots):
        what = f"its relevance needs the answer of what stands within it ({', '.join(names[1:])})"
    elif len(set(names)) == 1:
        what = "it needs its own value"
    else:
        what = f"it goes round in a circle: {' needs '.join([*names, names[0]])}"
    column = {Need.RELEVANT: "relevant", Need.VALUE: "calculation", Need.COUNT: "repeat_count"}
    return Refusal(first.path, column[first.need], what)
