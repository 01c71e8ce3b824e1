"""A question set as plain data, so that a device without the engine asks what the engine would.

Under which answers a question is asked is worked out here for every combination of the answers
that its condition reads, and handed over as a table: the device looks up and evaluates nothing.
Only sets of choices can be told so; anything else is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from math import prod

from upheld.core.errors import UpheldError
from upheld.core.questions.evaluate import At, Entry, Evaluator, Moment
from upheld.core.questions.order import nodes_in
from upheld.core.questions.question_set import (
    SELECTS,
    Group,
    Kind,
    Question,
    QuestionSet,
    Repeat,
    expressions_of,
)
from upheld.core.questions.syntax import Call, Expression, Tree, children
from upheld.core.questions.texts import Text
from upheld.core.questions.values import EMPTY, Value, to_boolean

MOST_ROWS = 1_000
# What reads more than the answers.
CLOCKS = frozenset({"today", "now", "random", "uuid", "once"})
ANY_MOMENT = Moment(datetime(2000, 1, 1))  # noqa: DTZ001 - no expression that reads it gets here


class NotPlainError(UpheldError):
    """A question set that cannot be told as plain data."""


@dataclass(frozen=True, slots=True)
class Table:
    """Holds where the answers to ``reads``, empty where not asked, are one of ``rows``."""

    reads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def holds(self, answers: Mapping[str, str]) -> bool:
        return tuple(answers.get(key, EMPTY) for key in self.reads) in self.rows


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """Asked where every table of ``asked_if`` holds. ``alone``: choices that stand alone."""

    key: str
    several: bool
    required: bool
    alone: tuple[str, ...]
    asked_if: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class PlainPage:
    id: str
    questions: tuple[PlainQuestion, ...]


def plain(form: QuestionSet) -> tuple[PlainPage, ...]:
    """Every page, with what is asked on it and when. Raises NotPlainError."""
    before: list[str] = []
    pages = []
    for item, around in _pages(form.children, ()):
        asked = item.children if isinstance(item, Group) else (item,)
        made = []
        for each in asked:
            if not isinstance(each, Question) or each.kind not in SELECTS:
                raise _refused(form, each.path, "it is no question with choices")
            conditions = (*around, *((item.relevant,) if isinstance(item, Group) else ()),
                          each.relevant)  # fmt: skip
            tables = tuple(table(form, one) for one in conditions if one is not None)
            if any(key not in before for one in tables for key in one.reads):
                raise _refused(form, each.path, "its condition reads what is asked later")
            made.append(_question(form, each, tables))
            before.append(each.path)
        pages.append(PlainPage(item.path, tuple(made)))
    return tuple(pages)


def _pages(
    items: tuple[Question | Group | Repeat, ...], around: tuple[Expression | None, ...]
) -> Iterator[tuple[Question | Group | Repeat, tuple[Expression | None, ...]]]:
    """What is shown at once, with the conditions of the groups around it."""
    for item in items:
        if isinstance(item, Group) and not item.one_page:
            yield from _pages(item.children, (*around, item.relevant))
        elif not isinstance(item, Question) or item.seen:
            yield item, around


def _question(form: QuestionSet, each: Question, tables: tuple[Table, ...]) -> PlainQuestion:
    told = {each.relevant, each.required, None}
    if any(one not in told for one in expressions_of(each)):
        raise _refused(form, each.path, "it works out more than when it is asked")
    labels: list[Text] = [choice.label for choice in form.choices(each)]
    if any(label.expressions for label in labels):
        raise _refused(form, each.path, "its choices are worded by other answers")
    alone = tuple(choice.name for choice in form.choices(each) if choice.exclusive)
    must = Table((), ()) if each.required is None else table(form, each.required)
    if must.reads:
        raise _refused(form, each.path, "it is required by other answers")
    return PlainQuestion(
        each.path, each.kind is Kind.SELECT_MULTIPLE, bool(must.rows), alone, tables
    )


def table(form: QuestionSet, condition: Expression) -> Table:
    """For which answers to what it reads a condition holds. Raises NotPlainError."""
    if CLOCKS & set(_calls(condition.tree)):
        raise _refused(form, condition.source, "it reads more than answers")
    reads = tuple(dict.fromkeys(nodes.target for nodes in nodes_in(condition.tree)))
    answers = [_answers(form, condition, path) for path in reads]
    if prod(map(len, answers)) > MOST_ROWS:
        raise _refused(form, condition.source, f"more than {MOST_ROWS:,} combinations of answers")
    rows = (row for row in product(*answers) if _holds(form, condition, reads, row))
    return Table(reads, tuple(rows))


def _answers(form: QuestionSet, condition: Expression, path: str) -> list[str]:
    """Everything that may be kept as the answer, and none."""
    item = form.items.get(path)
    if not isinstance(item, Question) or item.kind not in SELECTS or item.repeats:
        raise _refused(form, condition.source, f"it reads {path}, which is no choice")
    choices = form.choices(item)
    if item.kind is Kind.SELECT_ONE:
        return [EMPTY, *(each.name for each in choices)]
    shared = [each.name for each in choices if not each.exclusive]
    several = (
        " ".join(some) for n in range(1, len(shared) + 1) for some in combinations(shared, n)
    )
    return [EMPTY, *several, *(each.name for each in choices if each.exclusive)]


def _holds(
    form: QuestionSet, condition: Expression, reads: tuple[str, ...], row: tuple[str, ...]
) -> bool:
    given = _Given(dict(zip(reads, row, strict=True)))
    return to_boolean(Evaluator(form, given, ANY_MOMENT).value(condition.tree, At(())))


@dataclass(frozen=True)
class _Given:
    """Answers as if they had been worked out."""

    answers: Mapping[str, str]

    def value(self, path: str, entry: Entry) -> Value:
        return self.answers[path]

    def is_relevant(self, path: str, entry: Entry) -> bool:
        return True

    def count(self, path: str, entry: Entry) -> int:
        return 0

    def words(self, text: Text, entry: Entry) -> str:
        return EMPTY


def _calls(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Call):
        yield tree.name
    for each in children(tree):
        yield from _calls(each)


def _refused(form: QuestionSet, where: str, why: str) -> NotPlainError:
    return NotPlainError(
        f"{form.known_as} cannot be told as plain data: {where}: {why}.",
        next_step="ask it with a connection.",
    )
