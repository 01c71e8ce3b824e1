"""What one question set would have been told, and concluded, by the answers to another.

Questions of the same name, with the same choices, are the same question wherever they stand.
"""

from __future__ import annotations

from collections.abc import Mapping

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.flags import flags
from upheld.core.questions.journey import journey
from upheld.core.questions.question_set import QuestionSet


def answers_in(other: QuestionSet, form: QuestionSet, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to the questions that ``other`` asks too, by its own keys."""
    theirs = {question.name: question.path for question in other.questions if question.asked}
    return {
        theirs[question.name]: answers[question.path]
        for question in form.questions
        if question.name in theirs and question.path in answers
    }


def flags_in(
    other: QuestionSet, form: QuestionSet, answers: Mapping[str, str], moment: Moment
) -> tuple[str, ...]:
    """The flags that ``other`` would have raised, had it been asked in place of ``form``."""
    shared = journey(other, answers_in(other, form, answers), moment)
    return tuple(flag.name for flag in flags(shared))
