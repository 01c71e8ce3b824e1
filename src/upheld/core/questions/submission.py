"""What is handed in: the answers that were asked for on the path taken, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from upheld.core.errors import UpheldError
from upheld.core.questions.journey import Journey
from upheld.core.questions.question_set import key_of
from upheld.core.questions.values import EMPTY, to_text


class NotFinishedError(UpheldError):
    """There is a page that has not been answered."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One set of answers, handed in. ``answers`` are texts by key, in the order of the form: an
    empty one was shown and left blank; one that was never shown is not there. ``calculated`` are
    what the set worked out."""

    set: str
    version: str
    answers: Mapping[str, str]
    calculated: Mapping[str, str]


def submitted(finished: Journey) -> Submission:
    """Hidden answers are dropped. Raises NotFinishedError while a page is to be answered."""
    waiting = finished.next
    if waiting is not None:
        raise NotFinishedError(
            "These answers are not complete.", next_step=f"answer the page {waiting.id} first."
        )
    return Submission(
        finished.form.name, finished.form.version,
        MappingProxyType(kept_answers(finished)), MappingProxyType(dict(_calculated(finished))),
    )  # fmt: skip


def kept_answers(found: Journey) -> dict[str, str]:
    """The answers to what is shown on the path, without those that were hidden since."""
    answers = found.replay.answers
    return {
        key: answers[key] for page in found.path for key in page.keys if key in answers
    }  # fmt: skip


def _calculated(finished: Journey) -> Iterator[tuple[str, str]]:
    replay = finished.replay
    for question in finished.form.questions:
        if question.asked or question.name.startswith("generated_"):
            continue
        for entry in replay.entries(question.repeats):
            text = to_text(replay.value(question.path, entry))
            if text != EMPTY:
                yield key_of(question.path, question.repeats, entry), text
