"""Which pages there are for these answers, which comes next, and what a page hands in.

A journey is derived by replaying the answers from the first page: it goes on page by page as far
as every page before has been answered, and still may be answered so. Nothing is kept of it, so
that going back and changing an answer cannot leave a stale path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from upheld.core.errors import UpheldError
from upheld.core.questions.entered import EntryError, Posted, read_entry
from upheld.core.questions.evaluate import Entry, Moment
from upheld.core.questions.faults import WORDS, Code, Fault
from upheld.core.questions.question_set import (
    MOST_REPEATS,
    SELECTS,
    Choice,
    Group,
    Item,
    Kind,
    Question,
    QuestionSet,
    Repeat,
    key_of,
)
from upheld.core.questions.replay import ANOTHER, NO, YES, Replay, another_key
from upheld.core.questions.values import EMPTY, to_text


class PageNotReachedError(UpheldError):
    """A page that these answers do not lead to (yet)."""


class PageKind(StrEnum):
    QUESTIONS = "questions"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on a page, in one entry of the repeats around it."""

    question: Question
    entry: Entry

    @property
    def key(self) -> str:
        return key_of(self.question.path, self.question.repeats, self.entry)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once. ``around`` are the groups and repeats it stands in, outermost first;
    ``entry`` the number of the entry of each repeat among them."""

    id: str
    kind: PageKind
    around: tuple[Group | Repeat, ...]
    entry: Entry
    asked: tuple[Asked, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.id,) if self.kind is PageKind.ANOTHER else tuple(a.key for a in self.asked)


@dataclass(frozen=True)
class Journey:
    """Every page for these answers, in order, and how far they lead."""

    form: QuestionSet
    replay: Replay
    pages: tuple[Page, ...]
    done: int  # so many pages from the first on are answered, and may be so

    @property
    def complete(self) -> bool:
        return self.done == len(self.pages)

    @property
    def next(self) -> Page | None:
        """The first page that is not answered; None where it is time to check the answers."""
        return None if self.complete else self.pages[self.done]

    @property
    def path(self) -> tuple[Page, ...]:
        """The pages that may be opened: those answered and the next."""
        return self.pages[: self.done + 1]

    def page(self, page_id: str) -> Page:
        """Raises PageNotReachedError where these answers do not lead to it."""
        for page in self.path:
            if page.id == page_id:
                return page
        raise PageNotReachedError(
            "This page cannot be opened with the answers given so far.",
            next_step="go on from the first question that is not answered yet.",
        )

    def before(self, page: Page) -> Page | None:
        """Where "back" leads."""
        number = self.path.index(page)
        return self.pages[number - 1] if number else None

    def faults(self, page: Page) -> tuple[Fault, ...]:
        return tuple(_faults(self.replay, page))


@dataclass(frozen=True, slots=True)
class Post:
    """What came of a page that was sent: new answers; or the old ones, and what is wrong."""

    answers: Mapping[str, str]
    faults: tuple[Fault, ...]
    journey: Journey

    @property
    def taken(self) -> bool:
        return not self.faults


def journey(
    form: QuestionSet, answers: Mapping[str, str], moment: Moment, language: str = ""
) -> Journey:
    """The same answers at the same moment always give the same journey."""
    replay = Replay(form, answers, moment, language)
    pages = tuple(_pages(replay, form.children, (), ()))
    done = next((n for n, page in enumerate(pages) if not _is_done(replay, page)), len(pages))
    return Journey(form, replay, pages, done)


def post(
    form: QuestionSet,
    answers: Mapping[str, str],
    page_id: str,
    posted: Posted,
    moment: Moment,
    *,
    language: str = "",
) -> Post:
    """Takes what a page sends: all of it, or nothing and every fault.

    Raises PageNotReachedError where the answers so far do not lead to the page.
    """
    before = journey(form, answers, moment, language)
    page = before.page(page_id)
    entered, faults = _entered(before.replay, page, posted)
    if not faults:
        after = journey(form, {**answers, **entered}, moment, language)
        faults = _new_faults(before, after, page)
        if not faults:
            return Post(after.replay.answers, (), after)
    return Post(answers, faults, before)


def _entered(
    replay: Replay, page: Page, posted: Posted
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    if page.kind is PageKind.ANOTHER:
        text = (posted.get(page.id) or ("",))[-1]
        if text not in (YES, NO):
            return {}, (Fault(page.id, Code.CHOOSE, WORDS[Code.CHOOSE]),)
        return {page.id: text}, ()
    entered, faults = {}, []
    for asked in page.asked:
        question = asked.question
        if not question.asked:  # a note: read
            entered[asked.key] = EMPTY
            continue
        choices = _listed(replay, asked)
        try:
            entered[asked.key] = read_entry(question.kind, asked.key, posted, choices)
        except EntryError as error:
            faults.append(Fault(asked.key, error.code, WORDS[error.code]))
    return entered, tuple(faults)


def _listed(replay: Replay, asked: Asked) -> tuple[Choice, ...]:
    """Every choice of the list: whether the filter leaves it is seen when all is replayed."""
    return replay.form.choices(asked.question)


def _new_faults(before: Journey, after: Journey, page: Page) -> tuple[Fault, ...]:
    """What the new answers break on this page, and repeats that they make too long."""
    same = next((each for each in after.pages if each.id == page.id), None)
    shown = {asked.key for asked in page.asked}
    found = [f for f in (after.faults(same) if same else ()) if f.key in shown]
    if after.replay.too_many - before.replay.too_many:
        found.append(Fault(page.keys[0], Code.TOO_MANY, WORDS[Code.TOO_MANY]))
    return tuple(found)


# Pages


def _pages(
    replay: Replay, items: tuple[Item, ...], around: tuple[Group | Repeat, ...], entry: Entry
) -> Iterator[Page]:
    for item in items:
        if not replay.is_relevant(item.path, entry):
            continue
        if isinstance(item, Question):
            if item.seen:
                asked = Asked(item, entry)
                yield Page(asked.key, PageKind.QUESTIONS, around, entry, (asked,))
        elif isinstance(item, Repeat):
            yield from _entries(replay, item, (*around, item), entry)
        else:
            yield from _group(replay, item, (*around, item), entry)


def _group(
    replay: Replay, item: Group | Repeat, around: tuple[Group | Repeat, ...], entry: Entry
) -> Iterator[Page]:
    if not item.one_page:
        yield from _pages(replay, item.children, around, entry)
        return
    asked = tuple(_asked(replay, item.children, entry))
    if asked:
        repeats = (*item.repeats, item.path) if isinstance(item, Repeat) else item.repeats
        key = key_of(f"{item.path}/", repeats, entry).rstrip("/")
        yield Page(key, PageKind.QUESTIONS, around, entry, asked)


def _entries(
    replay: Replay, repeat: Repeat, around: tuple[Group | Repeat, ...], entry: Entry
) -> Iterator[Page]:
    count = replay.count(repeat.path, entry)
    for number in range(1, count + 1):
        here = (*entry, number)
        yield from _group(replay, repeat, around, here)
        if repeat.count is None and number < MOST_REPEATS:
            yield Page(another_key(repeat, here), PageKind.ANOTHER, around, here)


def _asked(replay: Replay, items: tuple[Item, ...], entry: Entry) -> Iterator[Asked]:
    """Every question of a group on one page that is to be seen now."""
    for item in items:
        if not replay.is_relevant(item.path, entry):
            continue
        if isinstance(item, Group):
            yield from _asked(replay, item.children, entry)
        elif isinstance(item, Question) and item.seen:
            yield Asked(item, entry)


def _is_done(replay: Replay, page: Page) -> bool:
    answers = replay.answers
    return all(key in answers for key in page.keys) and not any(_faults(replay, page))


# Faults


def _faults(replay: Replay, page: Page) -> Iterator[Fault]:
    """What is wrong with a page's answers as they stand."""
    if page.kind is PageKind.ANOTHER:
        if replay.answers.get(page.id, NO) not in (YES, NO):
            yield Fault(page.id, Code.CHOOSE, WORDS[Code.CHOOSE])
        return
    for asked in page.asked:
        if asked.question.asked:
            yield from _faults_of(replay, asked)


def _faults_of(replay: Replay, asked: Asked) -> Iterator[Fault]:
    question, entry = asked.question, asked.entry
    kept = replay.answers.get(asked.key, EMPTY)
    value = to_text(replay.value(question.path, entry))
    if kept != EMPTY and value == EMPTY:
        # Kept once, and now none of its kind or no longer offered.
        code = Code.CHOICE if question.kind in SELECTS else Code.CONSTRAINT
        yield Fault(asked.key, code, WORDS[code])
    elif value == EMPTY:
        if replay.holds(question.required, entry):
            code = _required(question.kind)
            yield Fault(asked.key, code, _own(replay, asked, "required_message", WORDS[code]))
    elif _excluded(replay, asked, value):
        yield Fault(asked.key, Code.EXCLUSIVE, WORDS[Code.EXCLUSIVE])
    elif question.constraint is not None and not replay.holds(question.constraint, entry):
        words = _own(replay, asked, "constraint_message", WORDS[Code.CONSTRAINT])
        yield Fault(asked.key, Code.CONSTRAINT, words)


def _excluded(replay: Replay, asked: Asked, value: str) -> bool:
    if asked.question.kind is not Kind.SELECT_MULTIPLE or " " not in value:
        return False
    chosen = set(value.split())
    return any(c.exclusive for c in replay.form.choices(asked.question) if c.name in chosen)


def _required(kind: Kind) -> Code:
    if kind is Kind.ACKNOWLEDGE:
        return Code.CONFIRM
    return Code.CHOOSE if kind in SELECTS else Code.REQUIRED


def _own(replay: Replay, asked: Asked, which: str, otherwise: str) -> str:
    """The form's own message, in the reader's language, where it has one."""
    return replay.words(getattr(asked.question, which), asked.entry) or otherwise


def shown(found: Journey, asked: Asked) -> str:
    """What a question's box holds before anything is typed: the answer kept, else the default."""
    kept = found.replay.answers.get(asked.key)
    return to_text(found.replay.value(asked.question.path, asked.entry)) if kept is None else kept


def remove_entry(
    form: QuestionSet, answers: Mapping[str, str], repeat: Repeat, entry: Entry
) -> Mapping[str, str]:
    """The answers without one entry of a repeat; those behind it move up.

    The only entry is emptied, not removed.
    """
    around = (*repeat.repeats, repeat.path)
    prefix = key_of(f"{repeat.path}/", around, entry).rpartition("[")[0]
    number = entry[-1]
    kept: dict[str, str] = {}
    for key, text in answers.items():
        place, _, rest = key.removeprefix(prefix).partition("]")
        if not key.startswith(f"{prefix}[") or int(place[1:]) < number:
            kept[key] = text
        elif int(place[1:]) > number:
            kept[f"{prefix}[{int(place[1:]) - 1}]{rest}"] = text
    last = key_of(f"{repeat.path}/{ANOTHER}", around, (*entry[:-1], number - 1))
    if number > 1 and f"{prefix}[{number}]/{ANOTHER}" not in kept:
        kept[last] = NO  # the one before is now the last
    return kept
