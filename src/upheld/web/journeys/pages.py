"""One page of a journey, and the page to check the answers, as templates show them.

Post, redirect, get, for a page that is refused too: what was typed and what is wrong with it is
held until the page is shown. A page answered straight from a POST would be written to the
browser's own files together with what was typed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from upheld.core.questions.journey import PageKind
from upheld.core.questions.meaning import lines
from upheld.web.journeys.fields import Field, Look, another, field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from upheld.core.questions.faults import Fault
    from upheld.core.questions.journey import Journey, Page
    from upheld.web.journeys.fields import Posted

# What no answer is: the token of the form and the page that it was shown on.
OUR_OWN = frozenset({"csrfmiddlewaretoken", "page"})


@dataclass(frozen=True, slots=True)
class Held:
    """A page that was refused: what was typed, and each message by the key of its question."""

    page: str
    typed: Posted
    messages: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {"page": self.page, "typed": self.typed, "messages": dict(self.messages)}


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the template of a page needs. ``heading`` is empty where the one question
    of the page is its heading."""

    page: str
    heading: str
    number: int
    fields: tuple[Field, ...]
    errors: tuple[dict[str, str], ...]


def posted(query: Any) -> Posted:
    """A form as it was sent, without what is ours."""
    return {name: list(values) for name, values in query.lists() if name not in OUR_OWN}


def held(page: str, typed: Posted, faults: Sequence[Fault]) -> Held:
    return Held(page, typed, {fault.key: fault.message for fault in faults})


def held_from(kept: Mapping[str, Any] | None, page: Page) -> Held | None:
    """What is held for this page; nothing where it is another's."""
    if not kept or kept.get("page") != page.id:
        return None
    return Held(page.id, kept["typed"], kept["messages"])


def page_shown(found: Journey, page: Page, refused: Held | None = None) -> Shown:
    """The page with the answers as they are kept, or as they were typed when it was refused.

    A page that was left before it was refused, and whose kept answers no longer fit, says so too.
    """
    typed = refused.typed if refused else None
    messages = dict(refused.messages) if refused else _stale(found, page)
    fields = tuple(_fields(found, page, typed, messages))
    firsts: dict[str, str] = {}
    for each in fields:
        firsts.setdefault(each.key, each.first)
    errors = tuple({"text": words, "href": f"#{firsts.get(key, 'main-content')}"}
                   for key, words in _told_apart(found, page, messages).items())  # fmt: skip
    return Shown(page.id, _heading(found, page), found.path.index(page) + 1, fields, errors)


def _told_apart(found: Journey, page: Page, messages: Mapping[str, str]) -> dict[str, str]:
    """Links of a summary that say the same name their questions: read one by one, each says where
    it leads."""
    labels = {each.key: found.replay.words(each.question.label, each.entry) for each in page.asked}
    often = Counter(messages.values())
    return {key: f"{labels[key]}{'' if labels[key].endswith('?') else ':'} {words}"
            if often[words] > 1 and labels.get(key) else words
            for key, words in messages.items()}  # fmt: skip


def _stale(found: Journey, page: Page) -> dict[str, str]:
    answers = found.replay.answers
    return {fault.key: fault.message for fault in found.faults(page) if fault.key in answers}


def _fields(
    found: Journey, page: Page, typed: Posted | None, messages: Mapping[str, str]
) -> list[Field]:
    if page.kind is PageKind.ANOTHER:
        label = found.replay.words(page.around[-1].label, page.entry)
        look = Look(1, True, typed, messages.get(page.id, ""))
        kept = found.replay.answers.get(page.id, "")
        words = f"Add another? ({label})" if label else "Add another?"
        return [another(page.id, words, kept, look)]
    alone = len(page.asked) == 1
    made: list[Field] = []
    for number, asked in enumerate(page.asked, start=1):
        look = Look(number, alone, typed, messages.get(asked.key, ""))
        made += field(found, asked, look)
    return made


def _heading(found: Journey, page: Page) -> str:
    """The group's words, where several questions share the page."""
    if page.kind is PageKind.ANOTHER or len(page.asked) == 1 or not page.around:
        return ""
    return found.replay.words(page.around[-1].label, page.entry) or page.around[-1].name


def check_rows(found: Journey, address: Callable[[int], str]) -> list[dict[str, Any]]:
    """The rows of "check your answers"; ``address`` gives the page of a number in the path."""
    numbers = {page.id: number for number, page in enumerate(found.path, start=1)}
    return [
        {
            "key": {"text": line.question},
            "value": {"text": line.answer or "Left blank"},
            "actions": {"items": [{"href": address(numbers[line.page]), "text": "Change",
                                   "visuallyHiddenText": line.question.lower()}]},
        }
        for line in lines(found)
    ]  # fmt: skip


def said(found: Journey) -> list[dict[str, Any]]:
    """Every answer as rows of a summary, with nothing to change."""
    return [{"key": {"text": line.question}, "value": {"text": line.answer or "Left blank"}}
            for line in lines(found)]  # fmt: skip
