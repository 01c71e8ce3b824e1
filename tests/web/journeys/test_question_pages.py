"""Every kind of question as a GOV.UK component, and what is held of a page that was refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import journey, post
from upheld.core.questions.question_set import QuestionSet
from upheld.question_sets.load import load_own
from upheld.web.journeys import pages

FORM = """
| survey |
| | type | name | label | hint | required | relevant | appearance |
| | begin_group | all | Everything | | | | field-list |
| | note | read | Read this | | | | |
| | date | day | Which day? | | yes | | |
| | datetime | at | When? | | | | |
| | time | hour | What time? | | | | |
| | integer | how_many | How many? | A number | yes | | |
| | decimal | how_much | How much? | | | | |
| | text | words | In your words | | | | multiline |
| | select_multiple colour | colours | Which colours? | | | | |
| | end_group | | | | | | |
| | begin_repeat | child | Child | | | | |
| | text | name | What is the name? | | yes | | |
| | end_repeat | | | | | | |

| choices |
| | list_name | name | label | exclusive |
| | colour | red | Red <b> | |
| | colour | blue | Blue | |
| | colour | none | None | yes |

| settings |
| | form_title | form_id | version | default_language |
| | All | all | 1 | English (en) |
"""
NOW = Moment(datetime(2026, 11, 25, 12, tzinfo=UTC))
RIGHT = {"all/day-day": ["27"], "all/day-month": ["3"], "all/day-year": ["2026"],
         "all/how_many": ["3"], "all/colours": ["red", "blue"],
         "all/at-day": ["1"], "all/at-month": ["2"], "all/at-year": ["2026"],
         "all/at-time": ["9:05"]}  # fmt: skip


@pytest.fixture(scope="module")
def form() -> QuestionSet:
    return load_own(FORM.encode(), "all.md").form


def _by_key(shown: pages.Shown) -> dict[str, Any]:
    return {field.key: field for field in shown.fields}


def test_each_kind_of_question_has_its_component(form: QuestionSet) -> None:
    found = journey(form, {}, NOW)
    shown = pages.page_shown(found, found.path[0])
    assert shown.heading == "Everything"
    assert [(f.key, f.component) for f in shown.fields] == [
        ("all/read", "note"), ("all/day", "date"), ("all/at", "date"), ("all/at", "input"),
        ("all/hour", "input"), ("all/how_many", "input"), ("all/how_much", "input"),
        ("all/words", "textarea"), ("all/colours", "checkboxes"),
    ]  # fmt: skip
    assert not shown.errors


def test_no_box_lets_the_browser_remember_what_was_typed(form: QuestionSet) -> None:
    found = journey(form, {}, NOW)
    for field in pages.page_shown(found, found.path[0]).fields:
        if field.component in ("input", "textarea"):
            assert field.params["autocomplete"] == "off", field.key
        for box in field.params.get("items", ()) if field.component == "date" else ():
            assert box["autocomplete"] == "off", field.key


def test_an_answer_comes_back_into_the_boxes_that_it_was_typed_in(form: QuestionSet) -> None:
    taken = post(form, {}, "all", RIGHT, NOW)
    assert taken.taken
    shown = _by_key(pages.page_shown(taken.journey, taken.journey.path[0]))
    assert [box["value"] for box in shown["all/day"].params["items"]] == ["27", "3", "2026"]
    assert shown["all/at"].params["value"] == "09:05"
    assert shown["all/how_many"].params["value"] == "3"
    boxes = [b for b in shown["all/colours"].params["items"] if "value" in b]
    assert [b["checked"] for b in boxes] == [True, True, False]


def test_a_refused_page_holds_what_was_typed_as_it_was_typed(form: QuestionSet) -> None:
    typed = {**RIGHT, "all/day-month": ["13"], "all/how_many": ["three"], "all/words": ["<b>"]}
    refused = post(form, {}, "all", typed, NOW)
    held = pages.held("all", typed, refused.faults).as_json()
    page = refused.journey.path[0]
    shown = pages.page_shown(refused.journey, page, pages.held_from(held, page))
    fields = _by_key(shown)
    assert [box["value"] for box in fields["all/day"].params["items"]] == ["27", "13", "2026"]
    assert fields["all/how_many"].params["value"] == "three"
    assert fields["all/words"].params["value"] == "<b>"
    assert [error["href"] for error in shown.errors] == ["#q2-day", "#q5"]
    assert fields["all/how_many"].params["errorMessage"]["text"].startswith("Enter a whole number")


def test_links_of_a_summary_that_say_the_same_name_their_questions(form: QuestionSet) -> None:
    refused = post(form, {}, "all", {}, NOW)
    held = pages.held("all", {}, refused.faults).as_json()
    page = refused.journey.path[0]
    shown = pages.page_shown(refused.journey, page, pages.held_from(held, page))
    texts = [error["text"] for error in shown.errors]
    assert len(texts) > 1
    assert len(set(texts)) == len(texts)
    beside = {each.params["errorMessage"]["text"] for each in shown.fields
              if "errorMessage" in each.params}  # fmt: skip
    assert len(beside) < len(texts)


def test_what_is_held_for_one_page_is_not_shown_on_another(form: QuestionSet) -> None:
    taken = post(form, {}, "all", RIGHT, NOW)
    held = pages.Held("all", {"all/words": ["x"]}, {}).as_json()
    assert pages.held_from(held, taken.journey.path[1]) is None


def test_a_question_alone_on_its_page_is_the_heading(form: QuestionSet) -> None:
    found = post(form, {}, "all", RIGHT, NOW).journey
    shown = pages.page_shown(found, found.path[1])
    assert shown.heading == ""
    assert shown.fields[0].params["label"]["isPageHeading"]


def test_a_repeat_asks_whether_to_add_another(form: QuestionSet) -> None:
    found = post(form, {}, "all", RIGHT, NOW).journey
    named = post(form, found.replay.answers, found.path[1].id,
                 {found.path[1].keys[0]: ["Ann"]}, NOW).journey  # fmt: skip
    (field,) = pages.page_shown(named, named.path[2]).fields
    assert field.component == "radios"
    assert field.params["fieldset"]["legend"]["text"] == "Add another? (Child)"


def test_checking_the_answers_leads_back_to_the_page_of_each(form: QuestionSet) -> None:
    found = post(form, {}, "all", RIGHT, NOW).journey
    rows = pages.check_rows(found, lambda number: f"/{number}/")
    assert rows[0]["key"]["text"] == "Which day?"
    assert {row["actions"]["items"][0]["href"] for row in rows} == {"/1/"}
    assert [r["value"]["text"] for r in rows if r["key"]["text"] == "In your words"] == [
        "Left blank"
    ]
