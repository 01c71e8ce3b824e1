"""Flags: what a question set concludes, each with the rule it rests on and the answers behind it.

A flag is a calculation called `flag_…` that is true. Its label says what follows, and ends with the
rules in brackets: "Arrange an interpreter, free of charge [VC20-R1-INTERP]".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.core.questions.journey import Journey
from upheld.core.questions.meaning import Line, lines
from upheld.core.questions.order import nodes_in
from upheld.core.questions.question_set import Kind, Question, QuestionSet
from upheld.core.questions.values import to_boolean

PREFIX = "flag_"
RULES = re.compile(r"\s*\[([^\[\]]+)\]\s*$")


@dataclass(frozen=True, slots=True)
class Flag:
    """One conclusion: its words, the rules it rests on, and the answers that led to it."""

    name: str
    words: str
    rules: tuple[str, ...]
    because: tuple[Line, ...]


def flag_questions(form: QuestionSet) -> tuple[Question, ...]:
    return tuple(
        each for each in form.questions
        if each.kind is Kind.CALCULATE and each.name.startswith(PREFIX)
    )  # fmt: skip


def flags(found: Journey) -> tuple[Flag, ...]:
    """Every flag that these answers raise, in the order of the form."""
    said = {line.key: line for line in lines(found)}
    return tuple(
        _flag(found, question, said)
        for question in flag_questions(found.form)
        if to_boolean(found.replay.value(question.path, ()))
    )


def rules_of(question: Question) -> tuple[str, ...]:
    """The rules that a flag's label names."""
    named = RULES.search(question.label.in_language("", "").source)
    return tuple(each.strip() for each in named[1].split(",")) if named else ()


def _flag(found: Journey, question: Question, said: dict[str, Line]) -> Flag:
    because = tuple(said[path] for path in dict.fromkeys(_read(found, question)) if path in said)
    words = RULES.sub("", found.replay.words(question.label))
    return Flag(question.name, words, rules_of(question), because)


def _read(found: Journey, question: Question) -> Iterator[str]:
    """The questions that a calculation reads; of calculations it reads only those that hold."""
    if question.calculation is None:
        return
    for nodes in nodes_in(question.calculation.tree):
        item = found.form.items[nodes.target]
        if isinstance(item, Question) and item.kind is Kind.CALCULATE:
            if to_boolean(found.replay.value(item.path, ())):
                yield from _read(found, item)
        else:
            yield item.path
