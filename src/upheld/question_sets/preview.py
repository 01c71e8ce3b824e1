"""A form as plain text, page by page, for authors: what is asked, when, with which answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import Journey, Page, PageKind, journey
from upheld.core.questions.meaning import lines
from upheld.core.questions.question_set import Group, Item, Kind, Question, QuestionSet, Repeat
from upheld.core.questions.texts import Text

KINDS = {
    Kind.TEXT: "text", Kind.INTEGER: "a whole number", Kind.DECIMAL: "a number",
    Kind.DATE: "a date", Kind.TIME: "a time", Kind.DATETIME: "a date and a time",
    Kind.SELECT_ONE: "one of", Kind.SELECT_MULTIPLE: "any of",
    Kind.ACKNOWLEDGE: "a tick", Kind.NOTE: "read",
}  # fmt: skip


def every_page(form: QuestionSet, language: str = "") -> Iterator[str]:
    """Every page that there can be, with its condition."""
    yield f"{form.title} ({form.known_as})"
    writer = _Writer(form, language or form.default_language)
    yield from writer.items(form.children, "")


class _Writer:
    def __init__(self, form: QuestionSet, language: str) -> None:
        self.form, self.language, self.page = form, language, 0

    def words(self, text: Text) -> str:
        return text.in_language(self.language, self.form.default_language).source

    def items(self, items: tuple[Item, ...], indent: str) -> Iterator[str]:
        for item in items:
            if isinstance(item, Question):
                if item.seen:
                    yield from self.new_page("", indent)
                    yield from self.question(item, indent)
            else:
                yield from self.group(item, indent)

    def group(self, item: Group | Repeat, indent: str) -> Iterator[str]:
        label = self.words(item.label) or item.name
        if item.one_page:
            yield from self.new_page(label, indent)
            yield from _condition(item, indent)
            yield from self.on_one_page(item.children, indent + "  ")
        else:
            yield f"\n{indent}{label}"
            yield from _condition(item, indent)
            yield from self.items(item.children, indent + "  ")
        if isinstance(item, Repeat):
            how = f"as often as {item.count.source}" if item.count else "until there is no more"
            yield f"{indent}  (asked again {how})"

    def on_one_page(self, items: tuple[Item, ...], indent: str) -> Iterator[str]:
        for item in items:
            if isinstance(item, Question):
                if item.seen:
                    yield from self.question(item, indent)
            else:
                yield from _condition(item, indent)
                yield from self.on_one_page(item.children, indent)

    def new_page(self, label: str, indent: str) -> Iterator[str]:
        self.page += 1
        yield f"\n{indent}Page {self.page}{': ' if label else ''}{label}"

    def question(self, item: Question, indent: str) -> Iterator[str]:
        must = " (must be answered)" if item.required else ""
        yield f"{indent}{self.words(item.label) or item.name}{must}"
        yield from (f"{indent}  {hint}" for hint in [self.words(item.hint)] if hint)
        yield from _condition(item, indent)
        yield f"{indent}  [{item.name}: {KINDS.get(item.kind, item.kind.value)}]"
        for choice in self.form.choices(item):
            alone = ", alone" if choice.exclusive else ""
            yield f"{indent}  - {self.words(choice.label) or choice.name} [{choice.name}{alone}]"
        if item.choice_filter:
            yield f"{indent}  only those where {item.choice_filter.source}"
        if item.constraint:
            yield f"{indent}  must hold: {item.constraint.source}"


def _condition(item: Item, indent: str) -> Iterator[str]:
    if item.relevant:
        yield f"{indent}  only if {item.relevant.source}"


def path_of(
    form: QuestionSet, answers: Mapping[str, str], moment: Moment, language: str = ""
) -> Iterator[str]:
    """The path that these answers take: each answer in words, and what comes next."""
    found = journey(form, answers, moment, language)
    for line in lines(found):
        yield f"{line.question}: {line.answer or '(left blank)'}"
    if found.next is None:
        yield "\nEverything is answered: check and hand in."
        return
    yield "\nNext:"
    yield from _shown(found, found.next)
    for fault in found.faults(found.next):
        if fault.key in answers:
            yield f"! {fault.message}"


def _shown(found: Journey, page: Page) -> Iterator[str]:
    replay = found.replay
    if page.kind is PageKind.ANOTHER:
        yield f"Add another? ({replay.words(page.around[-1].label, page.entry)})"
    for asked in page.asked:
        yield replay.words(asked.question.label, asked.entry) or asked.question.name
        for choice in replay.choices(asked.question, asked.entry):
            yield f"- {replay.words(choice.label) or choice.name} [{choice.name}]"
