"""Laws of journeys, over answers given in any order, changed, taken back and given again."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.question_sets.forms import MOMENT, form

from upheld.core.questions.journey import Asked, Journey, Page, PageKind, journey, post
from upheld.core.questions.question_set import SELECTS, Kind, QuestionSet
from upheld.core.questions.submission import kept_answers, submitted
from upheld.question_sets.load import question_set

# Everything that can hide something: branches, filters, constraints, repeats within repeats.
TANGLE = form(
    """select_one region | region | Region | | | | | yes
    select_one town | town | Town | ${region} != 'none' | | more = ${region} | | yes
    integer | most | Most | ${town} != 'york' | . >= 0 | | | yes
    begin_repeat | house | House | ${most} > 2 | | | |
    integer | rooms | Rooms | | . <= ${most} | | | yes
    begin_repeat | person | Person | ${rooms} > 1 | | | ${rooms} |
    select_one yes_no | well | Well? | | | | | yes
    text | ill | What is wrong? | ${well} = 'no' | | | |
    end_repeat | | | | | | |
    end_repeat | | | | | | |
    begin_group | last | Last | | | | | |
    integer | sick | Sick? | sum(${rooms}) > 3 | | | |
    note | bye | ${town} has ${most} | | | | |
    end_group | | | | | | |""",
    """region | n | North | |
    region | s | South | |
    region | none | None | |
    town | york | York | n |
    town | leeds | Leeds | n |
    town | hove | Hove | s |
    yes_no | yes | Yes | |
    yes_no | no | No | |""",
    heads=("relevant", "constraint", "choice_filter", "repeat_count", "required"),
)
SETS = {"tangle": TANGLE, "short": question_set("needs_assessment", "short-1"),
        "full": question_set("needs_assessment", "full-2")}  # fmt: skip
LONGEST = 40


def one_answer(draw: st.DrawFn, form: QuestionSet, asked: Asked) -> list[str]:
    kind = asked.question.kind
    names = [choice.name for choice in form.choices(asked.question)]
    if kind is Kind.SELECT_MULTIPLE:
        return draw(st.lists(st.sampled_from(names), max_size=2))
    if kind in SELECTS:
        return [draw(st.sampled_from(names))]
    if kind is Kind.DATE:
        return [draw(st.sampled_from(["2000-02-29", "2012-06-07", "2031-01-01", ""]))]
    return [draw(st.sampled_from(["0", "1", "2", "3", "5", "x", ""]))]


def a_page(draw: st.DrawFn, form: QuestionSet, page: Page) -> Mapping[str, list[str]]:
    if page.kind is PageKind.ANOTHER:
        return {page.id: [draw(st.sampled_from(["yes", "no", "no"]))]}
    return {asked.key: one_answer(draw, form, asked) for asked in page.asked}


@st.composite
def visits(draw: st.DrawFn) -> tuple[QuestionSet, Mapping[str, str]]:
    """Somebody who goes forward, back, changes answers, and stops anywhere."""
    form = SETS[draw(st.sampled_from(sorted(SETS)))]
    answers: Mapping[str, str] = {}
    for _ in range(draw(st.integers(0, LONGEST))):
        path = journey(form, answers, MOMENT).path
        back = draw(st.integers(0, 3))
        page = path[max(0, len(path) - 1 - back)]
        answers = post(form, answers, page.id, a_page(draw, form, page), MOMENT).answers
    return form, answers


def shape(found: Journey) -> tuple[object, ...]:
    return found.pages, found.done


@given(visits())
@settings(max_examples=60)
def test_the_same_answers_always_give_the_same_journey(visit) -> None:
    form, answers = visit
    once, again = (journey(form, dict(answers), MOMENT) for _ in range(2))
    assert shape(once) == shape(again)
    shuffled = dict(sorted(answers.items(), reverse=True))
    assert shape(journey(form, shuffled, MOMENT)) == shape(once)


@given(visits())
@settings(max_examples=60)
def test_what_is_hidden_has_no_influence(visit) -> None:
    """Dropping every answer off the path changes nothing on it: no stale path is left."""
    form, answers = visit
    found = journey(form, answers, MOMENT)
    if not found.complete:
        return
    bare = journey(form, kept_answers(found), MOMENT)
    assert shape(bare) == shape(found)
    assert submitted(bare) == submitted(found)


@given(visits())
@settings(max_examples=60)
def test_whoever_goes_straight_through_hands_in_the_same(visit) -> None:
    """The way to the answers does not matter, only the answers."""
    form, answers = visit
    found = journey(form, answers, MOMENT)
    straight: Mapping[str, str] = {}
    for page in found.pages[: found.done]:
        posted = {key: [answers[key]] for key in page.keys}
        sent = post(form, straight, page.id, posted, MOMENT)
        assert sent.taken, sent.faults
        straight = sent.answers
    assert dict(straight) == kept_answers(journey(form, answers, MOMENT)) or not found.complete
    assert [p.id for p in journey(form, straight, MOMENT).path[: found.done]] == [
        page.id for page in found.pages[: found.done]
    ]


@given(visits())
@settings(max_examples=60)
def test_every_page_of_the_path_can_be_opened_and_no_other(visit) -> None:
    form, answers = visit
    found = journey(form, answers, MOMENT)
    for page in found.path:
        assert found.page(page.id) == page
    for page in found.path[: found.done]:
        assert not found.faults(page)
    assert len({page.id for page in found.pages}) == len(found.pages)
