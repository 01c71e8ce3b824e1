"""The reference of question sets, from the engine's own tables; make_reference.py calls it."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from upheld.core.questions import evaluate, syntax
from upheld.core.questions.flags import flag_questions, rules_of
from upheld.core.questions.functions import FUNCTIONS, REFUSED, Function
from upheld.core.questions.question_set import MOST_REPEATS, QuestionSet
from upheld.question_sets import bounded, convert, unsupported
from upheld.question_sets.load import published, question_set, shipped
from upheld.question_sets.to_core import KINDS

DIFFERENCES = (
    Path(__file__).parents[1] / "tests" / "core" / "questions" / "javarosa" / "expressions.csv"
)
Table = Callable[[Sequence[str], Iterable[Sequence[object]]], Iterator[str]]
INTRODUCTION = """# Question sets

Forms are written in XLSForm, the convention of ODK and Kobo; how to is in [Write a question
set](../how-to/write-a-question-set.md), how it works in [How forms are worked
out](../explanation/question-sets.md). This page lists what is supported and what is refused. What
is refused is refused when a form is loaded, by name and row, everything at once.
"""
COLUMNS = (
    ("type, name, label, hint", "in any language: `label::French (fr)`"),
    ("relevant, required, required_message", "asked only if; must be answered"),
    ("constraint, constraint_message", "what an answer must fulfil; not asked of an empty one"),
    ("calculation, default", "a default counts until the question is answered"),
    ("choice_filter", "which choices are offered; reads further columns of the choices sheet"),
    ("repeat_count", f"how often; without it \"add another?\", at most {MOST_REPEATS} times"),
    ("appearance: field-list", "a group on one page; others are ignored with a warning"),
    ("appearance: multiline", "a text of several lines"),
    ("read_only", "yes or no"),
    ("choices: list_name, name, label, exclusive",
     "`exclusive` is ours: yes for a choice that stands alone, such as none of these"),
    ("settings: form_title, form_id, version, default_language", ""),
)  # fmt: skip


def question_sets(table: Table) -> Iterator[str]:
    yield INTRODUCTION
    yield "## Types"
    yield from table(("kind", "written as"), _kinds())
    yield "\nGroups; repeats, two deep. `or_other` adds a choice and the question what it is."
    yield "## Columns"
    yield from table(("column", "what it does"), COLUMNS)
    yield "## Functions"
    yield from table(("function", "gives"), ((_call(n, f), f.gives) for n, f in FUNCTIONS.items()))
    yield "## Refused functions"
    yield from table(("function", "why"), ((f"`{n}()`", why) for n, why in REFUSED.items()))
    yield "## Refused types"
    yield from table(("types", "why"), _together(unsupported.TYPES))
    yield "## Refused columns, parameters, appearances and sheets"
    yield from table(("name", "why"), _together(
        unsupported.SURVEY_COLUMNS | unsupported.PARAMETERS | unsupported.APPEARANCES
        | unsupported.SHEETS))  # fmt: skip
    yield "## Bounds"
    yield from table(("what", "at most"), _bounds())
    yield DIFFERENCES_WORDS
    yield from table(("expression", "JavaRosa", "here", "why"), _differences())
    yield "## Sets that are shipped"
    yield from table(("set", "version", "questions", "flags", "published"), _shipped())
    yield FLAGS_WORDS
    yield from table(("flag", "what follows", "rules"), _flags(question_set(*shipped()[-1])))


DIFFERENCES_WORDS = """## Where expressions differ from JavaRosa

JavaRosa is the engine of ODK Collect. A table of expressions is held to it; these differ, on
purpose. *refused* means when the form is loaded.
"""
FLAGS_WORDS = """## Flags of the needs assessment

A flag is a calculation called `flag_…` whose label ends with the rules it rests on. The officer
decides, and the court decides about special measures. YJCEA is the Youth Justice and Criminal
Evidence Act 1999; the ids that begin with VC20 are in [the Victims' Code as
encoded](victims-code.md).
"""


def _kinds() -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, kind in KINDS.items():
        found[kind.value].append(name)
    for kind, names in found.items():
        yield kind, ", ".join(f"`{name}`" for name in names)


def _call(name: str, function: Function) -> str:
    least, most = function.least, function.most
    if most is None:
        return f"`{name}()`, {least} or more"
    return f"`{name}()`, {least}" if most == least else f"`{name}()`, {least} to {most}"


def _together(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for name, why in found.items():
        names[why].append(f"`{name}`")
    for why, each in names.items():
        yield ", ".join(each), why


def _bounds() -> Iterator[tuple[str, str]]:
    yield "steps to work out one set of answers", f"{evaluate.MOST_STEPS:,}"
    yield "characters of a text", f"{syntax.LONGEST_TEXT:,}"
    yield "depth of an expression", str(syntax.DEEPEST)
    yield "entries of a repeat", str(MOST_REPEATS)
    yield "size of an uploaded form", f"{bounded.MOST_BYTES // 1_000_000} MB"
    yield (
        "rows, and characters in all cells",
        (f"{convert.MOST_ROWS:,}, {convert.MOST_CHARACTERS:,}"),
    )
    yield "size of a workbook unpacked", f"{bounded.MOST_BYTES_INSIDE // 1_000_000} MB"
    yield (
        "memory and time of the process that reads it",
        (f"{convert.MEMORY // 1_000_000_000} GB, {convert.SECONDS} s"),
    )


def _differences() -> Iterator[tuple[str, str, str, str]]:
    with DIFFERENCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["ours"]:
                yield f"`{row['expression']}`", row["javarosa"], row["ours"], row["why"]


def _shipped() -> Iterator[tuple[object, ...]]:
    for name, version in shipped():
        form = question_set(name, version)
        asked = sum(1 for each in form.questions if each.asked)
        said = "yes" if (name, version) in published() else "no"
        yield name, version, asked, len(flag_questions(form)), said


def _flags(form: QuestionSet) -> Iterator[tuple[str, str, str]]:
    for each in flag_questions(form):
        words = each.label.in_language("", form.default_language).source
        yield f"`{each.name}`", words.partition(" [")[0], ", ".join(rules_of(each))
