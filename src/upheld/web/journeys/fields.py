"""One question as a GOV.UK component: the parameters of its macro."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from upheld.core.questions.answers import ACKNOWLEDGED, chosen
from upheld.core.questions.entered import DAY, MONTH, TIME, YEAR
from upheld.core.questions.journey import shown
from upheld.core.questions.question_set import Kind
from upheld.core.questions.replay import NO, YES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from upheld.core.questions.journey import Asked, Journey
    from upheld.core.questions.question_set import Question

Posted = dict[str, list[str]]
SHORT = {
    Kind.INTEGER: {"inputmode": "numeric", "classes": "govuk-input--width-5"},
    Kind.DECIMAL: {"inputmode": "decimal", "classes": "govuk-input--width-5"},
    Kind.TIME: {"classes": "govuk-input--width-5"},
}
LONG_WORDS = "govuk-fieldset__legend--m"
PAGE_WORDS = "govuk-fieldset__legend--l"


@dataclass(frozen=True, slots=True)
class Field:
    """``component`` names the macro; ``first`` is the id that an error leads to."""

    component: str
    key: str
    first: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """How a question stands on its page. ``alone``: its words are the page's heading."""

    number: int
    alone: bool
    typed: Posted | None
    error: str

    @property
    def id(self) -> str:
        return f"q{self.number}"

    def common(self, hint: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if hint:
            found["hint"] = {"text": hint}
        if self.error:
            found["errorMessage"] = {"text": self.error}
        return found

    def legend(self, words: str) -> dict[str, Any]:
        size = PAGE_WORDS if self.alone else LONG_WORDS
        return {"legend": {"text": words, "classes": size, "isPageHeading": self.alone}}

    def label(self, words: str) -> dict[str, Any]:
        size = "govuk-label--l" if self.alone else "govuk-label--m"
        return {"text": words, "classes": size, "isPageHeading": self.alone}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a question, and the answer that is kept."""

    words: str
    hint: str
    kept: str


def field(found: Journey, asked: Asked, look: Look) -> tuple[Field, ...]:
    """The component of a question; of a date with a time, two."""
    question, key = asked.question, asked.key
    said = Said(
        words=found.replay.words(question.label, asked.entry) or question.name,
        hint=found.replay.words(question.hint, asked.entry),
        kept=shown(found, asked),
    )
    match question.kind:
        case Kind.NOTE:
            return (Field("note", key, look.id, {"text": said.words, "hint": said.hint}),)
        case _ if question.read_only:
            told = {"text": f"{said.words}: {said.kept}", "hint": said.hint}
            return (Field("note", key, look.id, told),)
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE:
            return (_select(found, asked, look, said),)
        case Kind.ACKNOWLEDGE:
            ticked = ACKNOWLEDGED in _values(look, key, [said.kept])
            item = {"value": ACKNOWLEDGED, "text": said.words, "checked": ticked}
            return (_boxes("checkboxes", key, look, look.common(said.hint) | {"items": [item]}),)
        case Kind.DATE | Kind.DATETIME:
            return _date(question.kind, key, look, said)
        case _:
            return (_typed(question, key, look, said),)


def another(key: str, words: str, kept: str, look: Look) -> Field:
    """ "Add another?" at the end of an entry of a repeat."""
    chosen_ones = _values(look, key, [kept])
    items = [{"value": value, "text": text, "checked": value in chosen_ones}
             for value, text in ((YES, "Yes"), (NO, "No"))]  # fmt: skip
    params = look.common("") | {"items": items, "fieldset": look.legend(words)}
    return _boxes("radios", key, look, params)


def _select(found: Journey, asked: Asked, look: Look, said: Said) -> Field:
    question = asked.question
    ticked = _values(look, asked.key, chosen(question.kind, said.kept))
    items: list[dict[str, Any]] = []
    for choice in found.replay.choices(question, asked.entry):
        if choice.exclusive and items and question.kind is Kind.SELECT_MULTIPLE:
            items.append({"divider": "or"})
        text = found.replay.words(choice.label, asked.entry) or choice.name
        items.append({"value": choice.name, "text": text, "checked": choice.name in ticked})
    component = "radios" if question.kind is Kind.SELECT_ONE else "checkboxes"
    params = look.common(said.hint) | {"items": items, "fieldset": look.legend(said.words)}
    return _boxes(component, asked.key, look, params)


def _boxes(component: str, key: str, look: Look, params: dict[str, Any]) -> Field:
    return Field(component, key, look.id, params | {"idPrefix": look.id, "name": key})


def _typed(question: Question, key: str, look: Look, said: Said) -> Field:
    value = _values(look, key, [said.kept])
    params = look.common(said.hint) | {
        "id": look.id, "name": key, "value": value[-1] if value else "", "autocomplete": "off",
        "label": look.label(said.words),
    }  # fmt: skip
    if question.kind in SHORT:
        params |= SHORT[question.kind]
    return Field("textarea" if question.several_lines else "input", key, look.id, params)


def _date(kind: Kind, key: str, look: Look, said: Said) -> tuple[Field, ...]:
    day, _, at = said.kept.partition("T")
    year, month, of_month = (*day.split("-"), "", "", "")[:3]
    parts = (("day", DAY, of_month.lstrip("0"), 2), ("month", MONTH, month.lstrip("0"), 2),
             ("year", YEAR, year, 4))  # fmt: skip
    wrong = " govuk-input--error" if look.error else ""
    items = [
        {"name": name, "label": name.capitalize(), "value": _part(look, key + ending, value),
         "classes": f"govuk-input--width-{width}{wrong}", "autocomplete": "off"}
        for name, ending, value, width in parts
    ]  # fmt: skip
    params = look.common(said.hint) | {
        "id": look.id, "namePrefix": key, "items": items, "fieldset": look.legend(said.words),
    }  # fmt: skip
    found = Field("date", key, f"{look.id}-day", params)
    if kind is Kind.DATE:
        return (found,)
    time = {"id": f"{look.id}-time", "name": key + TIME, "value": _part(look, key + TIME, at),
            "label": {"text": "Time"}, "classes": "govuk-input--width-5",
            "autocomplete": "off"}  # fmt: skip
    return found, Field("input", key, f"{look.id}-time", time)


def _part(look: Look, name: str, kept: str) -> str:
    values = _values(look, name, [kept])
    return values[-1] if values else ""


def _values(look: Look, name: str, kept: Sequence[str]) -> Sequence[str]:
    """What was typed where the page was refused, else what is kept."""
    return kept if look.typed is None else look.typed.get(name, [])
