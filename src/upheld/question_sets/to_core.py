"""Turns what pyxform made of a form into the core's types, and notes all that it may not say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from upheld.core.questions.parse import parse
from upheld.core.questions.question_set import (
    Choice,
    Group,
    Item,
    Kind,
    Question,
    QuestionSet,
    Repeat,
    every_item,
    expressions_of,
)
from upheld.core.questions.syntax import Expression, ExpressionError, Literal, paths_in
from upheld.core.questions.texts import NO_TEXT, UNNAMED, Text, Wording
from upheld.question_sets import unsupported
from upheld.question_sets.rows import Rows

KINDS = {
    "text": Kind.TEXT, "string": Kind.TEXT, "q string": Kind.TEXT, "add text prompt": Kind.TEXT,
    "integer": Kind.INTEGER, "int": Kind.INTEGER, "q int": Kind.INTEGER,
    "add integer prompt": Kind.INTEGER, "decimal": Kind.DECIMAL, "q decimal": Kind.DECIMAL,
    "add decimal prompt": Kind.DECIMAL, "date": Kind.DATE, "q date": Kind.DATE,
    "add date prompt": Kind.DATE, "time": Kind.TIME, "q time": Kind.TIME,
    "datetime": Kind.DATETIME, "dateTime": Kind.DATETIME, "date_time": Kind.DATETIME,
    "add date time prompt": Kind.DATETIME, "q date time": Kind.DATETIME,
    "select one": Kind.SELECT_ONE, "select all that apply": Kind.SELECT_MULTIPLE,
    "acknowledge": Kind.ACKNOWLEDGE, "trigger": Kind.ACKNOWLEDGE,
    "add acknowledge prompt": Kind.ACKNOWLEDGE, "note": Kind.NOTE, "q note": Kind.NOTE,
    "add note prompt": Kind.NOTE, "calculate": Kind.CALCULATE, "q calculate": Kind.CALCULATE,
    "calculation": Kind.CALCULATE, "hidden": Kind.CALCULATE, "start": Kind.START,
    "start time": Kind.START, "get start time": Kind.START, "end": Kind.END,
    "end time": Kind.END, "get end time": Kind.END, "today": Kind.TODAY, "get today": Kind.TODAY,
}  # fmt: skip
YES_WORDS = frozenset({"yes", "true", "true()"})
NO_WORDS = frozenset({"no", "false", "false()", ""})
META = "meta"
TRANSLATED = ("label", "hint", "jr:constraintMsg", "jr:requiredMsg")
ONE_TEXT = ("relevant", "constraint", "required", "readonly", "calculate", "choice_filter",
            "default", "jr:count", "appearance", "itemset")  # fmt: skip
NAMED = re.compile(r"(\$\{\s*[^{}\s]+\s*\})")
DEEPEST_GROUPS = 20
SPECIFY_OTHER = "_other"


@dataclass
class Conversion:
    """One form on its way. ``problems`` are (row, name, column, what, value)."""

    made: Mapping[str, Any]
    rows: Rows
    language: str
    warnings: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def question_set(self) -> QuestionSet:
        children = tuple(self._items(self.made.get("children") or (), "", (), 0))
        used = set(_lists_used(children))
        lists = {
            str(name): tuple(self._choice(str(name), each) for each in choices)
            for name, choices in (self.made.get("choices") or {}).items()
            if name in used
        }
        return QuestionSet(
            name=str(self.made.get("id_string") or ""),
            version=str(self.made.get("version") or ""),
            title=str(self.made.get("title") or self.made.get("id_string") or ""),
            children=children,
            choice_lists=MappingProxyType(lists),
            languages=tuple(_languages(self.made, self.language)),
            default_language=self.language,
        )

    # Items

    def _items(
        self,
        children: Iterable[Mapping[str, Any]],
        around: str,
        repeats: tuple[str, ...],
        depth: int,
    ) -> Iterator[Item]:
        for child in children:
            if child.get("name") == META and not around:
                continue
            item = self._item(child, around, repeats, depth)
            if item is not None:
                yield item

    def _item(
        self, child: Mapping[str, Any], around: str, repeats: tuple[str, ...], depth: int
    ) -> Item | None:
        name = str(child.get("name") or "")
        path = f"{around}/{name}" if around else name
        kind = str(child.get("type") or "")
        if depth > DEEPEST_GROUPS:
            self.rows.refuse(
                path, "type", f"groups stand within each other more than {DEEPEST_GROUPS} deep"
            )
            return None
        if not self._is_supported(kind, path) or not self._is_sound(child, path):
            return None
        self._check_columns(child, path)
        if path in self.paths:
            self.rows.refuse(path, "name", "the name stands twice within one group")
            return None
        self.paths.add(path)
        if kind == "group":
            return self._group(child, path, repeats, depth)
        if kind == "repeat":
            return self._repeat(child, path, repeats, depth)
        return self._question(child, path, repeats)

    def _is_supported(self, kind: str, path: str) -> bool:
        reason = unsupported.TYPES.get(kind)
        if reason:
            self.rows.refuse(path, "type", f"the type {kind} is not supported: {reason}")
        return reason is None

    def _is_sound(self, child: Mapping[str, Any], path: str) -> bool:
        """pyxform lets headers such as bind or label::a::b make anything of a cell."""
        parts = {each: child.get(each) or {} for each in ("bind", "control", "parameters")}
        unsound = [each for each, held in parts.items() if not isinstance(held, dict)]
        cells = child if unsound else {**child, **parts["bind"], **parts["control"]}
        unsound += [each for each in TRANSLATED if not _is_text(cells.get(each), in_languages=True)]
        unsound += [each for each in ONE_TEXT if not _is_text(cells.get(each))]
        for each in unsound:
            self.rows.refuse(path, each, "its header cannot be read")
        return not unsound

    def _group(
        self, child: Mapping[str, Any], path: str, repeats: tuple[str, ...], depth: int
    ) -> Group:
        return Group(
            path, str(child["name"]),
            tuple(self._items(child.get("children") or (), path, repeats, depth + 1)),
            repeats=repeats,
            label=self._text(child, "label", path),
            relevant=self._expression(child, "bind", "relevant", path, "relevant"),
            one_page="field-list" in _appearance(child),
        )  # fmt: skip

    def _repeat(
        self, child: Mapping[str, Any], path: str, repeats: tuple[str, ...], depth: int
    ) -> Repeat:
        inside = tuple(self._items(child.get("children") or (), path, (*repeats, path), depth + 1))
        return Repeat(
            path, str(child["name"]), inside,
            repeats=repeats,
            label=self._text(child, "label", path),
            relevant=self._expression(child, "bind", "relevant", path, "relevant"),
            count=self._expression(child, "control", "jr:count", path, "repeat_count"),
            one_page="field-list" in _appearance(child),
        )  # fmt: skip

    def _question(
        self, child: Mapping[str, Any], path: str, repeats: tuple[str, ...]
    ) -> Question | None:
        kind = KINDS.get(str(child.get("type")))
        if kind is None:
            self.rows.refuse(path, "type", "the type is not supported", str(child.get("type")))
            return None
        bind = child.get("bind") or {}
        self._check_required(kind, bind, path)
        return Question(
            path, str(child["name"]), kind, repeats,
            label=self._text(child, "label", path),
            hint=self._text(child, "hint", path),
            relevant=self._expression(child, "bind", "relevant", path, "relevant"),
            required=self._required(bind, path),
            required_message=self._text(bind, "jr:requiredMsg", path),
            constraint=self._expression(child, "bind", "constraint", path, "constraint"),
            constraint_message=self._text(bind, "jr:constraintMsg", path),
            calculation=self._expression(child, "bind", "calculate", path, "calculation"),
            default=self._default(child, path),
            read_only=self._read_only(bind, path) or bool(bind.get("calculate")),
            choices=str(child.get("itemset") or ""),
            choice_filter=self._parsed(child.get("choice_filter"), path, "choice_filter"),
            several_lines="multiline" in _appearance(child),
        )  # fmt: skip

    def _check_required(self, kind: Kind, bind: Mapping[str, Any], path: str) -> None:
        if kind is Kind.NOTE and str(bind.get("required") or "").lower() in YES_WORDS:
            self.rows.refuse(
                path, "required", "a note cannot be answered, so it cannot be required"
            )

    def _check_columns(self, child: Mapping[str, Any], path: str) -> None:
        for column, reason in unsupported.SURVEY_COLUMNS.items():
            if child.get(column):
                self.rows.refuse(path, column, f"{column} is not supported: {reason}")
        for parameter in child.get("parameters") or {}:
            if reason := unsupported.PARAMETERS.get(parameter, ""):
                self.rows.refuse(path, "parameters", f"{parameter} is not supported: {reason}")
        self._check_appearance(child, path)
        itemset = str(child.get("itemset") or "")
        if "." in itemset:
            self.rows.refuse(path, "type", f"choices from a file: {unsupported.OUTSIDE}", itemset)
        elif itemset.startswith("${"):
            self.rows.refuse(
                path, "type", "choices made of earlier answers are not supported", itemset
            )

    def _check_appearance(self, child: Mapping[str, Any], path: str) -> None:
        for each in _appearance(child):
            word = each.partition("(")[0]
            if reason := unsupported.APPEARANCES.get(word, ""):
                self.rows.refuse(path, "appearance", f"{word} is not supported: {reason}")
            elif word not in unsupported.SILENT_APPEARANCES and "(" not in each:
                self.warnings.append(f"{self.rows.where(path)}: the appearance {word} is ignored")

    # Expressions

    def _expression(
        self, child: Mapping[str, Any], where: str, key: str, path: str, column: str
    ) -> Expression | None:
        return self._parsed((child.get(where) or {}).get(key), path, column)

    def _parsed(self, source: Any, path: str, column: str) -> Expression | None:
        if source is None or str(source).strip() == "":
            return None
        if str(source).strip().lower() in ("yes", "no") and column == "relevant":
            source = "true()" if str(source).strip().lower() == "yes" else "false()"
        try:
            return parse(str(source))
        except ExpressionError as error:
            what = f"{error.what}: {error.next_step.rstrip('.')}"
            self.rows.refuse(path, column, what, str(source))
            return None

    def _required(self, bind: Mapping[str, Any], path: str) -> Expression | None:
        word = str(bind.get("required") or "").strip()
        if word.lower() in NO_WORDS:
            return None
        return self._parsed("true()" if word.lower() in YES_WORDS else word, path, "required")

    def _read_only(self, bind: Mapping[str, Any], path: str) -> bool:
        word = str(bind.get("readonly") or "").strip().lower()
        if word in YES_WORDS or word in NO_WORDS:
            return word in YES_WORDS
        self.rows.refuse(path, "read_only", "only yes or no is supported here", word)
        return False

    def _default(self, child: Mapping[str, Any], path: str) -> Expression | None:
        """A text as it stands, unless pyxform takes it for an expression."""
        default = child.get("default")
        if default is None or str(default) == "":
            return None
        if child.get("_dynamic_default"):
            return self._parsed(default, path, "default")
        return Expression(str(default), Literal(str(default)))

    # Texts and choices

    def _text(self, holder: Mapping[str, Any], key: str, path: str) -> Text:
        column = {"jr:requiredMsg": "required_message",
                  "jr:constraintMsg": "constraint_message"}.get(key, key)  # fmt: skip
        return self._worded(holder.get(key), path, column)

    def _worded(self, words: Any, path: str, column: str) -> Text:
        if not words:
            return NO_TEXT
        by_language = words if isinstance(words, dict) else {self.language: words}
        return Text(MappingProxyType({
            (self.language if language == UNNAMED else str(language)):
                self._wording(str(text), path, column)
            for language, text in by_language.items() if text not in (None, "")
        }))  # fmt: skip

    def _wording(self, text: str, path: str, column: str) -> Wording:
        parts: list[str | Expression] = []
        for part in NAMED.split(text):
            named = self._parsed(part, path, column) if NAMED.fullmatch(part) else None
            if named is not None or part:
                parts.append(named if named is not None else part)
        return Wording(tuple(parts))

    def _choice(self, list_name: str, choice: Mapping[str, Any]) -> Choice:
        name = str(choice.get("name") or "")
        for column, reason in unsupported.CHOICE_COLUMNS.items():
            if choice.get(column):
                self.rows.refuse_choice(
                    list_name, name, column, f"{column} is not supported: {reason}"
                )
        columns = {
            str(column): str(value) for column, value in choice.items()
            if column not in ("name", "label") and isinstance(value, str | int | float)
        }  # fmt: skip
        exclusive = columns.get("exclusive", "").strip().lower() in YES_WORDS
        if not _is_text(choice.get("label"), in_languages=True):
            self.rows.refuse_choice(list_name, name, "label", "its header cannot be read")
            return Choice(name, NO_TEXT, MappingProxyType(columns), exclusive)
        label = self._worded(choice.get("label"), "", "label")
        return Choice(name, label, MappingProxyType(columns), exclusive)


def _is_text(value: Any, *, in_languages: bool = False) -> bool:
    if in_languages and isinstance(value, dict):
        return all(_is_text(each) for each in value.values())
    return value is None or isinstance(value, str | int | float)


def _lists_used(children: tuple[Item, ...]) -> Iterator[str]:
    """The lists that a question or an expression names; what else the sheet holds is left out."""
    for item in every_item(children):
        yield getattr(item, "choices", "")
        for expression in expressions_of(item):
            yield from (path.name for path in paths_in(expression.tree))


def _appearance(child: Mapping[str, Any]) -> list[str]:
    return str((child.get("control") or {}).get("appearance") or "").split()


def _languages(made: Any, default: str) -> Iterator[str]:
    """Every language that a text names, the set's own first."""
    yield default
    seen, waiting = {default, UNNAMED}, [made]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, dict):
            continue
        for key, value in each.items():
            if key in TRANSLATED and isinstance(value, dict):
                for language in value:
                    if language not in seen:
                        seen.add(language)
                        yield str(language)
            elif isinstance(value, dict):
                waiting.append(value)
            elif isinstance(value, list):
                waiting.extend(value)
