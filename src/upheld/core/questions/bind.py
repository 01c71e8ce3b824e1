"""Finds what each path of an expression leads to, and refuses what leads nowhere or means nothing.

Everything that can be known of an expression before anybody answers is checked here or in
`types`: names, functions and their arguments, patterns, paths into repeats.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from upheld.core.questions.functions import (
    FUNCTIONS,
    ONLY_NODES,
    REFUSED,
    compiled_pattern,
)
from upheld.core.questions.question_set import Item, Question, Repeat
from upheld.core.questions.syntax import (
    Call,
    Chain,
    Column,
    Expression,
    ExpressionError,
    Items,
    Literal,
    Negative,
    Nodes,
    Path,
    Start,
    Step,
    Tree,
)

ITEM_STEPS = 2  # the root of a list of choices, and one item of it
MOST_NAMES, LONGEST_NAME = 300, 40
OWN_COLUMNS = frozenset({"name", "label"})


@dataclass(frozen=True)
class Scope:
    """What expressions of one set may name: its items by path and by name, and its lists."""

    items: Mapping[str, Item]
    by_name: Mapping[str, tuple[Item, ...]]
    columns: Mapping[str, frozenset[str]]  # the columns of each list of choices


@dataclass(frozen=True)
class Binder:
    """Binds the expressions of one place. ``columns``: of the choice at hand, within a filter."""

    scope: Scope
    place: Item | None
    columns: frozenset[str] | None = None
    current: Item | None = None
    in_predicate: bool = False

    def bind(self, expression: Expression) -> Expression:
        """Raises ExpressionError for the first thing that cannot be."""
        return replace(expression, tree=self.tree(expression.tree))

    def tree(self, tree: Tree, *, several: bool = False) -> Tree:
        match tree:
            case Negative(of):
                return Negative(self.tree(of))
            case Chain(first, rest):
                return Chain(self.tree(first), tuple((s, self.tree(each)) for s, each in rest))
            case Call():
                return self.call(tree)
            case Path():
                return self.path(tree, several=several)
            case _:
                return tree

    # Calls

    def call(self, call: Call) -> Tree:
        name, given = call.name, call.arguments
        function = FUNCTIONS.get(name)
        if function is None:
            raise _unknown_function(name)
        most = function.most if function.most is not None else len(given)
        if not function.least <= len(given) <= most:
            raise ExpressionError(
                f"{name}() takes {_amount(function.least, function.most)}, not {len(given)}"
            )
        special = {"position": self.position, "indexed-repeat": self.indexed_repeat,
                   "jr:choice-name": self.choice_name}.get(name)  # fmt: skip
        if special is not None:
            return special(call)
        several = function.several or name in ONLY_NODES
        bound = Call(name, tuple(self.tree(each, several=several) for each in given))
        if name in ONLY_NODES and not isinstance(bound.arguments[0], Nodes | Items):
            raise ExpressionError(f"{name}() takes the name of something that is repeated")
        if name == "regex":
            _check_pattern(given[1])
        return bound

    def position(self, call: Call) -> Tree:
        if not call.arguments:
            if not self.in_predicate:
                raise ExpressionError("position() without a name stands only within [ ]")
            return call
        named = call.arguments[0]
        found = self.nodes(named) if isinstance(named, Path) else None
        inside = found and isinstance(self.scope.items.get(found.target), Repeat)
        if found is None or not inside or found.held == 0:
            raise ExpressionError(
                "position() takes the way up to the repeat around the question",
                "write position(..), with one .. for each group between the two.",
            )
        return Call(call.name, (found,))

    def indexed_repeat(self, call: Call) -> Tree:
        wanted, repeat, number = call.arguments
        found, around = (self.tree(each, several=True) for each in (wanted, repeat))
        if not isinstance(found, Nodes) or not isinstance(around, Nodes):
            raise ExpressionError("indexed-repeat() takes two names and a number")
        item = self.scope.items[found.target]
        if item.repeats[-1:] != (around.target,):
            raise ExpressionError(
                f"indexed-repeat(): {item.name} does not stand directly within that repeat"
            )
        outer = len(item.repeats) - 1
        if found.held < outer:
            raise ExpressionError("indexed-repeat() reaches one repeat, not one within another")
        return Call(call.name, (replace(found, held=outer), around, self.tree(number)))

    def choice_name(self, call: Call) -> Tree:
        """The second argument names a question in quotes: '${q}' or '/data/q'."""
        value, named = call.arguments
        match named:
            case Literal(str(text)):
                name = text.strip().removeprefix("${").removesuffix("}").rpartition("/")[2].strip()
            case _:
                raise ExpressionError("jr:choice-name() takes the question's name in quotes")
        item = self.named(name)
        return Call(call.name, (self.tree(value), Literal(item.path)))

    # Paths

    def path(self, path: Path, *, several: bool) -> Tree:
        if path.start is Start.LIST:
            return self.items_of(path)
        if (column := self.column(path)) is not None:
            return column
        nodes = self.nodes(path)
        item = self.scope.items.get(nodes.target)
        if item is None:
            raise ExpressionError("it leads to the form itself, not to a question")
        if not several and not isinstance(item, Question):
            raise ExpressionError(f"{item.name} is a group and has no value of its own")
        if not several and not nodes.filters and _depth(item) > nodes.held:
            raise ExpressionError(
                f"{item.name} is repeated, and here it has many values",
                "use sum(), count(), join(), max(), min() or indexed-repeat().",
            )
        return nodes

    def column(self, path: Path) -> Column | None:
        if self.columns is None or path.start is not Start.HERE or len(path.steps) != 1:
            return None
        step = path.steps[0]
        if step.name in (".", "..") or step.predicates:
            return None
        if step.name not in self.columns:
            near = _near(step.name, self.columns)
            raise ExpressionError(f"the list of choices has no column {step.name!r}{near}")
        return Column(step.name)

    def items_of(self, path: Path) -> Items:
        if path.name not in self.scope.columns:
            near = _near(path.name, self.scope.columns)
            raise ExpressionError(f"there is no list of choices {path.name!r}{near}")
        names = tuple(step.name for step in path.steps)
        if names[:ITEM_STEPS] != ("root", "item") or len(names) > ITEM_STEPS + 1:
            said = "choices are read as instance('list') / root / item[...] / column"
            raise ExpressionError(said)
        columns = self.scope.columns[path.name]
        within = replace(self, columns=columns, current=self.current or self.place,
                         in_predicate=True)  # fmt: skip
        wanted = names[ITEM_STEPS] if len(names) > ITEM_STEPS else "name"
        if wanted not in columns:
            raise ExpressionError(f"the list {path.name} has no column {wanted!r}")
        predicates = path.steps[1].predicates
        return Items(path.name, tuple(within.predicate(each) for each in predicates), wanted)

    def nodes(self, path: Path) -> Nodes:
        """Follows the path step by step, noting which of our own repeat positions still hold."""
        here = self.current if path.start is Start.CURRENT and self.current else self.place
        walk = _Walk(self, here, [])
        if path.start is Start.NAME:
            walk.go_to(self.named(path.name))
            walk.filter(path.predicates)
        steps = list(path.steps)
        if path.start is Start.ROOT:
            walk.at, walk.held = "", 0
            if steps and not steps[0].predicates:
                steps.pop(0)  # the name of the form's root, whatever it is
            walk.absolute = True
        for step in steps:
            walk.take(step)
        if path.start is Start.CURRENT:
            return replace(walk.nodes(), from_current=self.in_predicate)
        return walk.nodes()

    def named(self, name: str) -> Item:
        found = self.scope.by_name.get(name, ())
        if not found:
            raise ExpressionError(
                f"there is nothing called {name!r}{_near(name, self.scope.by_name)}"
            )
        if len(found) > 1:
            raise ExpressionError(f"several things are called {name!r}", "rename all but one.")
        return found[0]

    def predicate(self, tree: Tree) -> Tree:
        if isinstance(tree, Literal) and not isinstance(tree.value, str):
            raise ExpressionError(
                "a bare number within [ ] means nothing here",
                "write [position() = 2], or use indexed-repeat().",
            )
        return self.tree(tree)


@dataclass
class _Walk:
    """Where a path has led so far, and how many of our own repeat positions hold there."""

    binder: Binder
    place: Item | None
    filters: list[tuple[str, tuple[Tree, ...]]]
    at: str = ""
    held: int = 0
    absolute: bool = False

    def __post_init__(self) -> None:
        self.at = self.place.path if self.place else ""
        self.held = _depth(self.place)

    def go_to(self, item: Item) -> None:
        self.at = item.path
        self.held = self.shared(item)

    def shared(self, item: Item) -> int:
        """How many repeats the place and the item have in common around them."""
        mine = _around(self.place)
        return sum(1 for one, other in zip(mine, item.repeats, strict=False) if one == other)

    def take(self, step: Step) -> None:
        items = self.binder.scope.items
        if step.name == ".":
            pass
        elif step.name == "..":
            if not self.at:
                raise ExpressionError("the path climbs out of the form")
            self.at = self.at.rpartition("/")[0]
            self.held = min(self.held, _depth(items.get(self.at)))
        else:
            child = f"{self.at}/{step.name}" if self.at else step.name
            if child not in items:
                near = _near(step.name, self.binder.scope.by_name)
                raise ExpressionError(f"there is nothing called {step.name!r} there{near}")
            self.at = child
            if self.absolute:
                self.held = self.shared(items[child])
        self.filter(step.predicates)

    def filter(self, predicates: tuple[Tree, ...]) -> None:
        if predicates:
            place = self.binder.scope.items.get(self.at)
            if not isinstance(place, Repeat):
                raise ExpressionError("[ ] stands only behind a repeat or a list of choices")
            within = replace(
                self.binder, place=place, current=self.binder.current or self.binder.place,
                in_predicate=True,
            )  # fmt: skip
            self.filters.append((self.at, tuple(within.predicate(each) for each in predicates)))

    def nodes(self) -> Nodes:
        return Nodes(self.at, self.held, tuple(self.filters))


def _around(item: Item | None) -> tuple[str, ...]:
    """The repeats whose position is known at a place; a repeat stands for one of its entries."""
    if item is None:
        return ()
    return (*item.repeats, item.path) if isinstance(item, Repeat) else item.repeats


def _depth(item: Item | None) -> int:
    return len(_around(item))


def _check_pattern(pattern: Tree) -> None:
    match pattern:
        case Literal(str(text)):
            compiled_pattern(text)
        case _:
            raise ExpressionError(
                "the pattern of regex() must be written out in quotes",
                "a pattern that answers can change cannot be checked beforehand.",
            )


def _unknown_function(name: str) -> ExpressionError:
    if name in REFUSED:
        return ExpressionError(f"{name}() is not supported: {REFUSED[name]}", "do without it.")
    return ExpressionError(
        f"there is no function {name}(){_near(name, FUNCTIONS)}",
        "see the list of functions in the reference of question sets.",
    )


def _near(name: str, known: Mapping[str, object] | frozenset[str]) -> str:
    """A name that was perhaps meant. Comparing is slow: only a few short names are."""
    short = [each for each in known if len(each) <= LONGEST_NAME][:MOST_NAMES]
    near = difflib.get_close_matches(name, short, n=1) if len(name) <= LONGEST_NAME else []
    return f"; did you mean {near[0]!r}?" if near else ""


def _amount(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least} arguments"
    if least == most:
        return "no argument" if most == 0 else f"{most} argument{'s' if most > 1 else ''}"
    return f"{least} to {most} arguments"
