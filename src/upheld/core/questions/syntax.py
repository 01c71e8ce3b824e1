"""What an expression is once it has been read: a small frozen tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from upheld.core.errors import UpheldError

# What keeps an expression, and whatever it is given, small.
LONGEST_EXPRESSION = 10_000
LONGEST_TEXT = 10_000
DEEPEST = 80


class ExpressionError(UpheldError):
    """An expression that cannot be read, or that would run away."""

    def __init__(self, what: str, next_step: str = "correct the expression.") -> None:
        super().__init__(what, next_step=next_step)


class Start(StrEnum):
    """Where a path begins."""

    NAME = "name"  # ${name}
    ROOT = "root"  # /data
    HERE = "here"  # . and everything relative to it
    CURRENT = "current"  # current(), within a predicate the place of the whole expression
    LIST = "list"  # instance('list'): the choices of a list


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | float


@dataclass(frozen=True, slots=True)
class Negative:
    of: Tree


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one rank, from left to right: 1 + 2 - 3."""

    first: Tree
    rest: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step down (a name), up (..) or nowhere (.), and what the nodes must satisfy."""

    name: str
    predicates: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    start: Start
    name: str = ""
    steps: tuple[Step, ...] = ()
    predicates: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Nodes:
    """A path once it is known what it leads to: one question, group or repeat.

    ``target`` is its path, or empty for the question set itself. ``held`` says how many of the
    place's own repeat positions hold for it; the further ones range over all. ``filters`` gives the
    predicates by the path at which they stand.
    """

    target: str
    held: int
    filters: tuple[tuple[str, tuple[Tree, ...]], ...] = ()
    from_current: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """Choices of a list that satisfy the predicates, and the column that is read of each."""

    list_name: str
    predicates: tuple[Tree, ...]
    column: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the choice at hand, within a choice filter or a predicate on a list."""

    name: str


Tree: TypeAlias = Literal | Negative | Chain | Call | Path | Nodes | Items | Column


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression as written, and as it was read."""

    source: str
    tree: Tree


def paths_in(tree: Tree) -> Iterator[Path]:
    """Every path within a tree that is not bound yet, those within predicates too."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Path):
            yield each
        waiting.extend(children(each))


def children(tree: Tree) -> tuple[Tree, ...]:  # noqa: PLR0911 - one a kind
    """The trees directly within a tree."""
    match tree:
        case Negative(of):
            return (of,)
        case Chain(first, rest):
            return (first, *(each for _, each in rest))
        case Call(_, arguments):
            return arguments
        case Path(_, _, steps, predicates):
            return (*predicates, *(each for step in steps for each in step.predicates))
        case Nodes():
            return tuple(each for _, trees in tree.filters for each in trees)
        case Items():
            return tree.predicates
        case _:
            return ()
