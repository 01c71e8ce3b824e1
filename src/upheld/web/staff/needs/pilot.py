"""Versions of the question set side by side, in raw figures: what they took and what they found.

No inference here: `upheld pilot versions` compares with intervals. Under five assessments nothing
is said of them, and a count under five is not shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

from django.utils import timezone

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.flags import flag_questions, flags
from upheld.core.questions.journey import journey
from upheld.question_sets.load import question_set
from upheld.web.staff.needs.lot import FULL, SHORT
from upheld.web.staff.needs.models import SET, Assessment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from upheld.core.questions.question_set import QuestionSet

FEWEST = 5
# Leaving out each question in turn works an assessment out as often as it has answers.
MOST_LEFT_OUT = 100
NOTHING = frozenset({"", "no", "none", "english", "any_way", "not"})


@dataclass(frozen=True, slots=True)
class Version:
    """``minutes``: each assessment's, the pages added up. ``per_page``: page → mean seconds."""

    name: str
    begun: int
    handed_in: int
    overruled: int
    minutes: tuple[float, ...]
    per_page: Mapping[str, float]
    raised: Mapping[str, int]

    @property
    def shown(self) -> bool:
        return self.handed_in >= FEWEST

    @property
    def median_minutes(self) -> float | None:
        return median(self.minutes) if len(self.minutes) >= FEWEST else None

    def per_hundred(self, flag: str) -> float | None:
        """None: too few to be shown. No flag at all is no small count: it is 0."""
        count = self.raised.get(flag, 0)
        if not self.shown or 0 < count < FEWEST:
            return None
        return 100 * count / self.handed_in


@dataclass(frozen=True, slots=True)
class Adds:
    """What a question adds: flags per hundred assessments that go when it is left out."""

    question: str
    per_hundred: float


@dataclass(frozen=True, slots=True)
class OnlyFull:
    """A question that the short set lacks, and in how many of the ``of`` it told something."""

    question: str
    told: int | None
    of: int


@dataclass(frozen=True, slots=True)
class InUnit:
    """How many were handed in, and their median minutes; None: under five."""

    handed_in: int | None
    minutes: float | None


def versions(found: Sequence[Assessment], overruled: Mapping[int, bool]) -> tuple[Version, ...]:
    return tuple(
        _version(name, [a for a in found if a.version == name], overruled)
        for name in sorted({a.version for a in found} | {SHORT, FULL}, reverse=True)
    )


def _version(name: str, found: Sequence[Assessment], overruled: Mapping[int, bool]) -> Version:
    done = [each for each in found if each.finished_at is not None]
    pages: dict[str, list[float]] = {}
    for each in done:
        for page, spent in each.seconds.items():
            pages.setdefault(page, []).append(spent)
    return Version(
        name=name, begun=len(found), handed_in=len(done),
        overruled=sum(overruled.get(each.pk, False) for each in done),
        minutes=tuple(sum(each.seconds.values()) / 60 for each in done if each.seconds),
        per_page={page: fmean(spent) for page, spent in pages.items() if len(spent) >= FEWEST},
        raised=Counter(flag for each in done for flag in each.flags),
    )  # fmt: skip


def flag_names(form: QuestionSet) -> dict[str, str]:
    """Each flag's words, without its rules."""
    return {
        each.name: each.label.in_language("", "").source.partition(" [")[0]
        for each in flag_questions(form)
    }


def adds(found: Sequence[Assessment], version: str) -> tuple[Adds, ...]:
    """By leaving out each question in turn, of the latest assessments."""
    done = [a for a in found if a.version == version and a.finished_at][:MOST_LEFT_OUT]
    if len(done) < FEWEST:
        return ()
    form = question_set(SET, version)
    lost: Counter[str] = Counter()
    for each in done:
        for key in each.answers:
            without = {k: v for k, v in each.answers.items() if k != key}
            lost[key] += len(set(each.flags) - _raised(form, without, each))
    labels = {q.path: q.label.in_language("", "").source for q in form.questions if q.asked}
    return tuple(Adds(words, 100 * lost[path] / len(done)) for path, words in labels.items())


def _raised(form: QuestionSet, answers: Mapping[str, str], each: Assessment) -> set[str]:
    at = timezone.localtime(each.finished_at or each.saved_at)
    return {flag.name for flag in flags(journey(form, answers, Moment(at)))}


def only_full(found: Iterable[Assessment]) -> tuple[OnlyFull, ...]:
    """Of those that the lot gave the full set: what they told that the short set never asks."""
    audits = [a for a in found if a.audit and a.version == FULL and a.finished_at]
    if len(audits) < FEWEST:
        return ()
    short = {question.name for question in question_set(SET, SHORT).questions}
    rows = []
    for question in question_set(SET, FULL).questions:
        if question.asked and question.name not in short:
            told = sum(a.answers.get(question.path, "") not in NOTHING for a in audits)
            shown = None if 0 < told < FEWEST else told
            rows.append(OnlyFull(question.label.in_language("", "").source, shown, len(audits)))
    return tuple(rows)


def by_unit(found: Iterable[Assessment]) -> dict[str, dict[str, InUnit]]:
    """Unit → version → what was handed in there; a version without any is not in it."""
    minutes: dict[tuple[str, str], list[float]] = {}
    for each in found:
        if each.finished_at:
            spent = sum(each.seconds.values()) / 60
            minutes.setdefault((each.unit, each.version), []).append(spent)
    table: dict[str, dict[str, InUnit]] = {}
    for (unit, version), spent_there in sorted(minutes.items()):
        enough = len(spent_there) >= FEWEST
        told = InUnit(len(spent_there), median(spent_there)) if enough else InUnit(None, None)
        table.setdefault(unit, {})[version] = told
    return table
