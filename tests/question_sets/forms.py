"""Small forms for tests, written as rows."""

from __future__ import annotations

from datetime import datetime

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import Journey, Post, journey, post
from upheld.core.questions.question_set import QuestionSet
from upheld.question_sets.load import Loaded, load_own

MOMENT = Moment(datetime(2026, 11, 25, 12, 0))
HEADS = ("type", "name", "label")


def markdown(
    survey: str, choices: str = "", *, heads: tuple[str, ...] = (), settings: str = "t | 1"
) -> str:
    """A form from its rows, one a line, cells parted by bars. ``heads``: further columns."""
    lines = ["| survey |", _row(" | ".join((*HEADS, *heads)))]
    lines += [_row(line) for line in survey.strip().splitlines()]
    if choices:
        lines += ["| choices |", _row("list_name | name | label | more | exclusive")]
        lines += [_row(line) for line in choices.strip().splitlines()]
    lines += ["| settings |", _row("form_id | version"), _row(settings)]
    return "\n".join(lines)


def _row(cells: str) -> str:
    return f"| | {cells.strip()} |"


def load(survey: str, choices: str = "", *, heads: tuple[str, ...] = ()) -> Loaded:
    return load_own(markdown(survey, choices, heads=heads).encode(), "form.md")


def form(survey: str, choices: str = "", *, heads: tuple[str, ...] = ()) -> QuestionSet:
    return load(survey, choices, heads=heads).form


def answered(form: QuestionSet, *pages: tuple[str, dict[str, list[str]]]) -> Post:
    """Sends page after page, each with what was entered; the last may be refused."""
    answers: dict[str, str] = {}
    for page, posted in pages:
        last = post(form, answers, page, posted, MOMENT)
        answers = dict(last.answers)
    return last


def at(form: QuestionSet, answers: dict[str, str]) -> Journey:
    return journey(form, answers, MOMENT)
