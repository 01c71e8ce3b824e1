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
from upheld.core.questions.shared import flags_in
from upheld.question_sets.load import question_set
from upheld.web.staff.needs.lot import FULL, SHORT, SHORTS
from upheld.web.staff.needs.models import SET, Assessment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence, Set

    from upheld.core.questions.question_set import QuestionSet

FEWEST = 5
ALL_UNITS = ""
# Leaving out each question in turn works an assessment out as often as it has answers.
MOST_LEFT_OUT = 100
NOTHING = frozenset({"", "no", "none", "english", "any_way", "not"})


@dataclass(frozen=True, slots=True)
class Version:
    """``minutes``: each assessment's, the pages added up; ``a_question``: by its answers.
    ``concludes``: the flags that there are in this version at all."""

    name: str
    begun: int
    handed_in: int
    overruled: int
    minutes: tuple[float, ...]
    a_question: tuple[float, ...]
    raised: Mapping[str, int]
    concludes: Collection[str]

    @property
    def shown(self) -> bool:
        return self.handed_in >= FEWEST

    @property
    def median_minutes(self) -> float | None:
        return median(self.minutes) if len(self.minutes) >= FEWEST else None

    @property
    def minutes_a_question(self) -> float | None:
        return median(self.a_question) if len(self.a_question) >= FEWEST else None

    def per_hundred(self, flag: str) -> float | None:
        """None: too few to be shown. No flag at all is no small count: it is 0."""
        count = self.raised.get(flag, 0)
        if not self.shown or 0 < count < FEWEST:
            return None
        return 100 * count / self.handed_in


@dataclass(frozen=True, slots=True)
class ByUnit:
    """One version's figures in all units and in each: a row a page or question, None: too few."""

    version: str
    units: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A flag that the full set raised ``of`` times, and how often its short part would not have.

    None: under five, but not none.
    """

    flag: str
    missed: int | None
    of: int | None


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
        for name in _in_order({a.version for a in found})
    )


def _in_order(asked: Set[str]) -> tuple[str, ...]:
    """The short ones as they came, then the full one; whatever else was ever asked last."""
    known = (*SHORTS, FULL)
    return (*known, *sorted(asked - set(known)))


def _version(name: str, found: Sequence[Assessment], overruled: Mapping[int, bool]) -> Version:
    done = [each for each in found if each.finished_at is not None]
    return Version(
        name=name, begun=len(found), handed_in=len(done),
        overruled=sum(overruled.get(each.pk, False) for each in done),
        minutes=tuple(_minutes(each) for each in done if each.seconds),
        a_question=tuple(_minutes(each) / len(each.answers) for each in done
                         if each.seconds and each.answers),
        raised=Counter(flag for each in done for flag in each.flags),
        concludes=flag_names(question_set(SET, name)),
    )  # fmt: skip


def _minutes(each: Assessment) -> float:
    return float(sum(each.seconds.values())) / 60


def flag_names(form: QuestionSet) -> dict[str, str]:
    """Each flag's words, without its rules."""
    return {
        each.name: each.label.in_language("", "").source.partition(" [")[0]
        for each in flag_questions(form)
    }


def seconds(found: Sequence[Assessment], version: str) -> ByUnit:
    """Mean seconds of each page; where a page is one question, of that question."""
    done = [a for a in found if a.version == version and a.finished_at]
    form = question_set(SET, version)
    labels = {path: form.items[path].label.in_language("", "").source for path in form.items}
    units = _units(done)
    spent: dict[tuple[str, str], list[float]] = {}
    for each in done:
        for page, time in each.seconds.items():
            for unit in (ALL_UNITS, each.unit):
                spent.setdefault((page, unit), []).append(time)
    pages = [path for path in labels if units and (path, ALL_UNITS) in spent]
    rows = tuple((labels[page], tuple(_mean(spent.get((page, unit), [])) for unit in units))
                 for page in pages)  # fmt: skip
    return ByUnit(version, units, rows)


def adds(found: Sequence[Assessment], version: str) -> ByUnit:
    """Flags per hundred that go when a question is left out, of the latest assessments."""
    done = [a for a in found if a.version == version and a.finished_at][:MOST_LEFT_OUT]
    form = question_set(SET, version)
    asked = {q.path: q.label.in_language("", "").source for q in form.questions if q.asked}
    units = _units(done)
    if not units:
        return ByUnit(version, (), ())
    sizes = Counter(unit for each in done for unit in (ALL_UNITS, each.unit))
    lost: Counter[tuple[str, str]] = Counter()
    for each in done:
        for key in each.answers:
            without = {k: v for k, v in each.answers.items() if k != key}
            gone = len(set(each.flags) - _raised(form, without, each))
            lost[key, ALL_UNITS] += gone
            lost[key, each.unit] += gone
    rows = tuple((words, tuple(100 * lost[path, unit] / sizes[unit] for unit in units))
                 for path, words in asked.items())  # fmt: skip
    return ByUnit(version, units, rows)


def _units(done: Sequence[Assessment]) -> tuple[str, ...]:
    """All together, and each unit, of which there are five or more.

    Where those left out are under five together, the smallest unit that is shown goes too: else
    they could be worked out as the difference.
    """
    if len(done) < FEWEST:
        return ()
    sizes = Counter(each.unit for each in done)
    shown = sorted((unit for unit in sizes if sizes[unit] >= FEWEST), key=lambda u: (sizes[u], u))
    if 0 < len(done) - sum(sizes[unit] for unit in shown) < FEWEST:
        shown = shown[1:]
    return (ALL_UNITS, *sorted(shown))


def _mean(spent: Sequence[float]) -> float | None:
    return fmean(spent) if len(spent) >= FEWEST else None


def audits(found: Iterable[Assessment]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of each that the lot gave the full set: its flags, and those of its short part alone."""
    short, full = question_set(SET, SHORT), question_set(SET, FULL)
    return [
        (tuple(a.flags), flags_in(short, full, a.answers, _moment(a)))
        for a in found
        if a.audit and a.version == FULL and a.finished_at
    ]


def missed(pairs: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> tuple[Missed, ...]:
    """Flag by flag; nothing where there are under five audits."""
    if len(pairs) < FEWEST:
        return ()
    raised = Counter(flag for full, _ in pairs for flag in full)
    lost = Counter(flag for full, short in pairs for flag in set(full) - set(short))
    words = flag_names(question_set(SET, FULL))
    return tuple(
        Missed(words.get(flag, flag), _shown(lost[flag]), _shown(raised[flag]))
        for flag in words
        if raised[flag]
    )


def _shown(count: int) -> int | None:
    return None if 0 < count < FEWEST else count


def _moment(each: Assessment) -> Moment:
    return Moment(timezone.localtime(each.finished_at or each.saved_at))


def _raised(form: QuestionSet, answers: Mapping[str, str], each: Assessment) -> set[str]:
    return {flag.name for flag in flags(journey(form, answers, _moment(each)))}


def only_full(found: Iterable[Assessment]) -> tuple[OnlyFull, ...]:
    """Of those that the lot gave the full set: what they told that the short set never asks."""
    drawn = [a for a in found if a.audit and a.version == FULL and a.finished_at]
    if len(drawn) < FEWEST:
        return ()
    short = {question.name for question in question_set(SET, SHORT).questions}
    rows = []
    for question in question_set(SET, FULL).questions:
        if question.asked and question.name not in short:
            told = sum(a.answers.get(question.path, "") not in NOTHING for a in drawn)
            rows.append(
                OnlyFull(question.label.in_language("", "").source, _shown(told), len(drawn))
            )
    return tuple(rows)


def by_unit(found: Iterable[Assessment]) -> dict[str, dict[str, InUnit]]:
    """Unit → version → what was handed in there; a version without any is not in it."""
    minutes: dict[tuple[str, str], list[float]] = {}
    for each in found:
        if each.finished_at:
            minutes.setdefault((each.unit, each.version), []).append(_minutes(each))
    table: dict[str, dict[str, InUnit]] = {}
    for (unit, version), spent_there in sorted(minutes.items()):
        enough = len(spent_there) >= FEWEST
        told = InUnit(len(spent_there), median(spent_there)) if enough else InUnit(None, None)
        table.setdefault(unit, {})[version] = told
    return table
