"""A set as plain data says what the engine says, and what cannot be told so is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.question_sets.forms import MOMENT, form

from upheld.core.questions.journey import journey
from upheld.core.questions.plain import NotPlainError, plain
from upheld.core.questions.question_set import SELECTS
from upheld.question_sets.load import question_set

SHORT = question_set("needs_assessment", "short-2")
PLAIN = plain(SHORT)


def drawn() -> st.SearchStrategy[dict[str, str]]:
    """Whatever can be kept as an answer to each question, asked or not."""
    each = {}
    for question in SHORT.questions:
        if question.kind not in SELECTS:
            continue
        names = [choice.name for choice in SHORT.choices(question)]
        shared = [choice.name for choice in SHORT.choices(question) if not choice.exclusive]
        several = st.sets(st.sampled_from(shared)).map(
            lambda chosen, order=tuple(shared): " ".join(n for n in order if n in chosen)
        )
        one = st.sampled_from(["", *names])
        each[question.path] = one | several if question.kind == "select_multiple" else one
    return st.fixed_dictionaries({}, optional=each)


@given(drawn())
@settings(max_examples=300)
def test_tables_lead_to_the_pages_that_the_engine_leads_to(answers: dict[str, str]) -> None:
    values: dict[str, str] = {}
    said = []
    for page in PLAIN:
        asked = []
        for question in page.questions:
            if all(table.holds(values) for table in question.asked_if):
                asked.append(question.key)
                values[question.key] = answers.get(question.key, "")
        if asked:
            said.append((page.id, tuple(asked)))
    meant = journey(SHORT, answers, MOMENT)
    assert said == [(page.id, page.keys) for page in meant.pages]


def test_what_is_required_and_what_stands_alone_are_told() -> None:
    (page,) = plain(form("select_multiple need | n | N | yes",
                         "need | a | A | |\nneed | none | None | | yes",
                         heads=("required",)))  # fmt: skip
    (question,) = page.questions
    assert (question.several, question.required, question.alone) == (True, True, ("none",))


CHOICES = "yn | yes | Yes\nyn | no | No"


@pytest.mark.parametrize(("rows", "heads", "why"), [
    ("text | t | T", (), "no question with choices"),
    ("begin_repeat | r | R\nselect_one yn | a | A\nend_repeat | |", (), "no question with choices"),
    ("select_one yn | a | A | today() > date('2026-01-01')", ("relevant",), "more than answers"),
    ("select_one yn | a | A |\nselect_one yn | b | B | . != ${a}", ("constraint",),
     "works out more"),
    ("select_one yn | a | A |\nselect_one yn | b | B | ${a} = 'yes'", ("required",),
     "required by other answers"),
    ("select_one yn | b | B | ${a} = 'yes'\nselect_one yn | a | A |", ("relevant",), "asked later"),
    ("calculate | c | | | 1\nselect_one yn | a | A | ${c} = 1 |", ("relevant", "calculation"),
     "which is no choice"),
])  # fmt: skip
def test_what_tables_cannot_tell_is_refused_by_name(
    rows: str, heads: tuple[str, ...], why: str
) -> None:
    with pytest.raises(NotPlainError) as raised:
        plain(form(rows, CHOICES, heads=heads))
    assert why in str(raised.value)


def test_a_condition_over_too_many_choices_is_refused() -> None:
    many = "\n".join(f"m | c{n} | C{n}" for n in range(12))
    with pytest.raises(NotPlainError) as raised:
        plain(form("select_multiple m | a | A |\nselect_one m | b | B | ${a} != ''", many,
                   heads=("relevant",)))  # fmt: skip
    assert "combinations" in str(raised.value)
