"""In which order the items of a set can be worked out, and which go round in circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from upheld.core.questions.question_set import Item, Need, Question, Repeat, Slot
from upheld.core.questions.syntax import Expression, Nodes, Tree, children

MOST_CIRCLES = 20


@dataclass(frozen=True, slots=True)
class Circle:
    """Items each of which needs the next, and the last the first."""

    slots: tuple[Slot, ...]


def in_order(items: Mapping[str, Item]) -> tuple[tuple[Slot, ...], tuple[Circle, ...]]:
    """Every slot after all that it needs, and the circles that make this impossible."""
    needs = {slot: tuple(dict.fromkeys(_needs(slot, items))) for slot in _slots(items)}
    done: list[Slot] = []
    state: dict[Slot, bool] = {}  # False while its needs are being worked through
    circles: list[Circle] = []
    for first, own in needs.items():
        if first in state:
            continue
        state[first] = False
        trail = [(first, iter(own))]
        while trail:
            slot, waiting = trail[-1]
            need = next(waiting, None)
            if need is None:
                trail.pop()
                state[slot] = True
                done.append(slot)
            elif need not in state:
                state[need] = False
                trail.append((need, iter(needs[need])))
            elif not state[need] and len(circles) < MOST_CIRCLES:
                names = [each for each, _ in trail]
                circles.append(Circle(tuple(names[names.index(need) :])))
    return tuple(done), tuple(circles)


def _slots(items: Mapping[str, Item]) -> Iterator[Slot]:
    for path, item in items.items():
        yield Slot(Need.RELEVANT, path)
        if isinstance(item, Question):
            yield Slot(Need.VALUE, path)
        if isinstance(item, Repeat):
            yield Slot(Need.COUNT, path)


def _needs(slot: Slot, items: Mapping[str, Item]) -> Iterator[Slot]:
    item = items[slot.path]
    if slot.need is Need.RELEVANT:
        around = slot.path.rpartition("/")[0]
        if around:
            yield Slot(Need.RELEVANT, around)
        yield from (Slot(Need.COUNT, repeat) for repeat in item.repeats)
        yield from _read_by((item.relevant,), items)
        return
    yield Slot(Need.RELEVANT, slot.path)
    if isinstance(item, Question):
        yield from _read_by((item.calculation, item.default), items)
        # A choice filter may read the question that it filters: that is its own earlier answer.
        own = Slot(Need.VALUE, slot.path)
        yield from (each for each in _read_by((item.choice_filter,), items) if each != own)
    elif isinstance(item, Repeat):
        yield from _read_by((item.count,), items)


def _read_by(expressions: Iterable[Expression | None], items: Mapping[str, Item]) -> Iterator[Slot]:
    for expression in expressions:
        if expression is not None:
            yield from (slot for nodes in nodes_in(expression.tree) for slot in _read(nodes, items))


def _read(nodes: Nodes, items: Mapping[str, Item]) -> Iterator[Slot]:
    item = items.get(nodes.target)
    if item is None:
        return
    yield Slot(Need.VALUE if isinstance(item, Question) else Need.RELEVANT, item.path)
    if isinstance(item, Repeat):
        yield Slot(Need.COUNT, item.path)


def nodes_in(tree: Tree) -> Iterator[Nodes]:
    """Every path within a bound tree, those within predicates too."""
    waiting = [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Nodes):
            yield each
        waiting.extend(reversed(children(each)))
