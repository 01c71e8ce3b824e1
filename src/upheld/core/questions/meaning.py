"""What answers mean, in words: for checking them before they are handed in, and for a codebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.core.questions.answers import chosen
from upheld.core.questions.journey import Asked, Journey, PageKind
from upheld.core.questions.question_set import SELECTS, Kind, Question, QuestionSet
from upheld.core.questions.replay import YES, Replay
from upheld.core.questions.values import EMPTY, Value, to_text


@dataclass(frozen=True, slots=True)
class Line:
    """One line of "check your answers": the question, the answer in words, the page to change."""

    page: str
    key: str
    question: str
    answer: str


def in_words(replay: Replay, question: Question, value: Value) -> str:
    """The labels of what was chosen; anything else as it is kept."""
    text = to_text(value)
    if question.kind not in SELECTS:
        return text
    labels = {each.name: replay.words(each.label) or each.name
              for each in replay.form.choices(question)}  # fmt: skip
    return ", ".join(labels.get(name, name) for name in chosen(question.kind, text))


def lines(found: Journey) -> Iterator[Line]:
    """Every answer on the path, in order; an answer left blank is an empty one."""
    replay = found.replay
    for page in found.pages[: found.done]:
        for asked in page.asked:
            if asked.question.asked:
                answer = in_words(replay, asked.question, _value(replay, asked))
                yield Line(page.id, asked.key, _label(replay, asked), answer)
        if page.kind is PageKind.ANOTHER and replay.answers.get(page.id) == YES:
            yield Line(page.id, page.id, replay.words(page.around[-1].label, page.entry), YES)


def _value(replay: Replay, asked: Asked) -> Value:
    return replay.value(asked.question.path, asked.entry)


def _label(replay: Replay, asked: Asked) -> str:
    return replay.words(asked.question.label, asked.entry) or asked.question.name


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line of a codebook: a column of the answers, or one of its codes."""

    column: str
    kind: str
    question: str
    code: str
    means: str
    asked_if: str


def codebook(form: QuestionSet, language: str = "") -> Iterator[Meaning]:
    """Every question with its type and condition, then each of its codes."""
    wanted = language or form.default_language
    for question in form.questions:
        if question.kind is Kind.NOTE:
            continue
        label = question.label.in_language(wanted, form.default_language).source
        asked_if = " and ".join(_conditions(form, question))
        yield Meaning(question.path, question.kind.value, label, EMPTY, EMPTY, asked_if)
        for choice in form.choices(question):
            means = choice.label.in_language(wanted, form.default_language).source
            yield Meaning(question.path, question.kind.value, label, choice.name, means, asked_if)


def _conditions(form: QuestionSet, question: Question) -> Iterator[str]:
    """As written in the form, of the question and of every group around it, outermost first."""
    parts = question.path.split("/")
    for length in range(1, len(parts) + 1):
        item = form.items["/".join(parts[:length])]
        if item.relevant is not None:
            yield item.relevant.source
