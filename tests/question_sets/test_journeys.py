"""Journeys: which page comes next, what is taken, and what is handed in."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.question_sets.forms import MOMENT, answered, at, form

from upheld.core.questions.faults import Code
from upheld.core.questions.journey import PageNotReachedError, journey, post, remove_entry, shown
from upheld.core.questions.question_set import MOST_REPEATS, Repeat
from upheld.core.questions.submission import NotFinishedError, submitted
from upheld.question_sets.load import load_own

YES_NO = "yes_no | yes | Yes | |\nyes_no | no | No | |"
HURT = form(
    """select_one yes_no | hurt | Were you hurt? | yes | |
    text | how | How? | yes | ${hurt} = 'yes' |
    integer | age | How old are you? | yes | | . >= 18""",
    YES_NO, heads=("required", "relevant", "constraint"),
)  # fmt: skip


def ids(found) -> list[str]:
    return [page.id for page in found.pages]


def test_only_what_is_relevant_is_asked() -> None:
    assert ids(at(HURT, {})) == ["hurt", "age"]
    assert ids(at(HURT, {"hurt": "yes"})) == ["hurt", "how", "age"]


def test_what_stands_in_a_hidden_group_is_hidden_whatever_its_own_condition_says() -> None:
    group = form(
        """integer | n | N |
        begin_group | g | G | ${n} > 5
        text | q | Q | ${n} > 0
        end_group | | | """,
        heads=("relevant",),
    )
    assert ids(at(group, {"n": "9"})) == ["n", "g/q"]
    assert ids(at(group, {"n": "3", "g/q": "old"})) == ["n"]
    assert at(group, {"n": "3", "g/q": "old"}).replay.value("g/q", ()) == ""


def test_the_next_page_is_the_first_that_is_not_answered() -> None:
    found = at(HURT, {"hurt": "yes", "age": "30"})
    assert found.next is not None
    assert found.next.id == "how"
    assert [page.id for page in found.path] == ["hurt", "how"]


def test_going_back_and_changing_an_answer_leaves_no_stale_path() -> None:
    done = answered(HURT, ("hurt", {"hurt": ["yes"]}), ("how", {"how": ["badly"]}),
                    ("age", {"age": ["30"]}), ("hurt", {"hurt": ["no"]}))  # fmt: skip
    assert done.journey.complete
    assert dict(submitted(done.journey).answers) == {"hurt": "no", "age": "30"}


def test_a_hidden_answer_comes_back_with_its_question() -> None:
    done = answered(HURT, ("hurt", {"hurt": ["yes"]}), ("how", {"how": ["badly"]}),
                    ("hurt", {"hurt": ["no"]}), ("hurt", {"hurt": ["yes"]}))  # fmt: skip
    assert done.answers["how"] == "badly"


def test_a_page_is_taken_whole_or_not_at_all() -> None:
    page = form(
        """begin_group | g | Both | |
        integer | a | A | yes |
        integer | b | B | yes |
        end_group | | | | """.replace("g | Both | |", "g | Both | | field-list"),
        heads=("required", "appearance"),
    )
    refused = answered(page, ("g", {"g/a": ["1"], "g/b": ["x"]}))
    assert not refused.taken
    assert refused.answers == {}
    assert [(fault.key, fault.code) for fault in refused.faults] == [("g/b", Code.INTEGER)]


def test_a_constraint_speaks_with_its_own_message() -> None:
    adults = form(
        "integer | age | Age | . >= 18 | You must be 18, ${who}\nhidden | who | | |",
        heads=("constraint", "constraint_message"),
    )
    refused = answered(adults, ("age", {"age": ["12"]}))
    assert [(f.code, f.message) for f in refused.faults] == [(Code.CONSTRAINT, "You must be 18, ")]


def test_an_answer_that_another_answer_makes_impossible_is_asked_again() -> None:
    both = form("integer | most | Most | \ninteger | now | Now | . <= ${most}",
                heads=("constraint",))  # fmt: skip
    done = answered(both, ("most", {"most": ["9"]}), ("now", {"now": ["7"]}),
                    ("most", {"most": ["5"]}))  # fmt: skip
    assert done.taken
    assert done.journey.next is not None
    assert done.journey.next.id == "now"
    with pytest.raises(NotFinishedError):
        submitted(done.journey)


def test_a_choice_that_is_no_longer_offered_is_asked_again_and_counts_for_nothing() -> None:
    places = form(
        """select_one region | region | Region | |
        select_one town | town | Town | more = ${region} |
        note | here | You live in ${town} | | ${town} != ''""",
        """region | n | North | |
        region | s | South | |
        town | york | York | n |
        town | hove | Hove | s |""",
        heads=("choice_filter", "relevant"),
    )
    done = answered(places, ("region", {"region": ["n"]}), ("town", {"town": ["york"]}),
                    ("region", {"region": ["s"]}))  # fmt: skip
    assert ids(done.journey) == ["region", "town"]
    assert done.journey.next is not None
    assert done.journey.next.id == "town"
    refused = post(places, done.answers, "town", {"town": ["york"]}, MOMENT)
    assert [fault.code for fault in refused.faults] == [Code.CHOICE]


def test_an_exclusive_choice_stands_alone() -> None:
    needs = form(
        "select_multiple need | need | Needs",
        "need | ramp | Ramp | |\nneed | loop | Loop | |\nneed | none | None | | yes",
    )
    both = answered(needs, ("need", {"need": ["ramp", "none"]}))
    assert [fault.code for fault in both.faults] == [Code.EXCLUSIVE]
    assert answered(needs, ("need", {"need": ["loop", "ramp"]})).answers == {"need": "ramp loop"}


def test_other_asks_what_it_is() -> None:
    fruit = form("select_one fruit or_other | fruit | Fruit", "fruit | a | Apple | |")
    assert ids(answered(fruit, ("fruit", {"fruit": ["a"]})).journey) == ["fruit"]
    assert ids(answered(fruit, ("fruit", {"fruit": ["other"]})).journey) == ["fruit", "fruit_other"]


def test_a_question_that_may_be_left_blank_is_asked_once() -> None:
    blank = form("text | say | Anything else?\nnote | end | Thank you")
    done = answered(blank, ("say", {"say": ["  "]}), ("end", {}))
    assert done.journey.complete
    assert dict(submitted(done.journey).answers) == {"say": "", "end": ""}


def test_a_field_list_shows_what_an_answer_on_it_reveals() -> None:
    page = form(
        """begin_group | g | Both | | field-list |
        select_one yes_no | hurt | Hurt? | | | yes
        text | how | How? | ${hurt} = 'yes' | | yes
        end_group | | | | |""",
        YES_NO, heads=("relevant", "appearance", "required"),
    )  # fmt: skip
    first = answered(page, ("g", {"g/hurt": ["yes"]}))
    assert first.taken
    assert first.journey.next is not None
    assert first.journey.next.keys == ("g/hurt", "g/how")


REPEATED = form(
    """begin_repeat | child | Child | |
    text | name | Name | yes |
    integer | age | Age of ${name} | |
    end_repeat | | | |
    calculate | total | | | sum(${age})""",
    heads=("required", "calculation"),
)


def entries(*names: str) -> dict[str, str]:
    """Answers for so many children, the last without another."""
    kept: dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        kept[f"child[{number}]/name"] = name
        kept[f"child[{number}]/age"] = str(number)
        kept[f"child[{number}]/+"] = "yes" if number < len(names) else "no"
    return kept


def test_an_entry_may_be_called_by_its_own_answer() -> None:
    named = form("begin_repeat | child | Child ${name}\ntext | name | Name\nend_repeat | |")
    found = at(named, {"child[1]/name": "Ada", "child[1]/+": "yes", "child[2]/name": "Bob"})
    headings = [found.replay.words(page.around[-1].label, page.entry) for page in found.pages]
    assert headings == ["Child Ada", "Child Ada", "Child Bob", "Child Bob"]


def test_add_another_asks_again() -> None:
    first = answered(REPEATED, ("child[1]/name", {"child[1]/name": ["Ada"]}),
                     ("child[1]/age", {"child[1]/age": ["7"]}),
                     ("child[1]/+", {"child[1]/+": ["yes"]}))  # fmt: skip
    assert first.journey.next is not None
    assert first.journey.next.id == "child[2]/name"
    assert first.journey.replay.words(
        REPEATED.items["child/age"].label, (1,)) == "Age of Ada"  # fmt: skip


def test_saying_no_more_drops_the_entries_behind() -> None:
    kept = entries("Ada", "Bob", "Cyd")
    done = post(REPEATED, kept, "child[1]/+", {"child[1]/+": ["no"]}, MOMENT)
    handed_in = submitted(done.journey)
    assert "child[2]/name" not in handed_in.answers
    assert handed_in.calculated == {"total": "1"}


def test_no_more_than_fifty_entries_can_be_added() -> None:
    found = at(REPEATED, entries(*(f"N{number}" for number in range(80))))
    assert found.replay.count("child", ()) == MOST_REPEATS
    assert found.complete
    assert f"child[{MOST_REPEATS}]/+" not in ids(found)


@pytest.mark.parametrize(("gone", "left"), [(1, ["Bob", "Cyd"]), (2, ["Ada", "Cyd"]),
                                            (3, ["Ada", "Bob"])])  # fmt: skip
def test_an_entry_can_be_taken_away(gone: int, left: list[str]) -> None:
    repeat = REPEATED.items["child"]
    assert isinstance(repeat, Repeat)
    kept = remove_entry(REPEATED, entries("Ada", "Bob", "Cyd"), repeat, (gone,))
    done = at(REPEATED, dict(kept))
    assert done.complete
    assert [text for key, text in submitted(done).answers.items() if "name" in key] == left


COUNTED = form(
    """integer | many | How many? |
    begin_repeat | r | R | ${many}
    text | t | T |
    end_repeat | | | """,
    heads=("repeat_count",),
)


def test_a_counted_repeat_is_asked_so_often() -> None:
    assert ids(at(COUNTED, {"many": "2"})) == ["many", "r[1]/t", "r[2]/t"]


def test_a_count_above_fifty_is_refused_where_it_is_given() -> None:
    refused = answered(COUNTED, ("many", {"many": ["51"]}))
    assert [(fault.key, fault.code) for fault in refused.faults] == [("many", Code.TOO_MANY)]
    assert answered(COUNTED, ("many", {"many": ["50"]})).taken


def test_a_page_further_on_cannot_be_opened_or_sent() -> None:
    with pytest.raises(PageNotReachedError):
        at(HURT, {}).page("age")
    with pytest.raises(PageNotReachedError):
        post(HURT, {}, "how", {"how": ["x"]}, MOMENT)


def test_back_leads_to_the_page_before() -> None:
    found = at(HURT, {"hurt": "yes"})
    assert found.before(found.path[0]) is None
    before = found.before(found.path[1])
    assert before is not None
    assert before.id == "hurt"


def test_a_default_counts_until_it_is_answered() -> None:
    born = form("date | day | Day | today() | \nnote | n | Today | | ${day} = today()",
                heads=("default", "relevant"))  # fmt: skip
    assert ids(at(born, {})) == ["day", "n"]
    found = at(born, {})
    assert shown(found, found.pages[0].asked[0]) == "2026-11-25"
    assert ids(at(born, {"day": "2020-01-01"})) == ["day"]


def test_a_calculation_is_handed_in_and_a_hidden_one_is_not() -> None:
    sums = form(
        """integer | a | A | |
        calculate | twice | | | ${a} * 2
        calculate | unseen | | ${a} > 5 | ${a} + 1""",
        heads=("relevant", "calculation"),
    )
    assert submitted(at(sums, {"a": "3"})).calculated == {"twice": "6"}
    assert submitted(at(sums, {"a": "6"})).calculated == {"twice": "12", "unseen": "7"}


def test_the_moment_is_given_and_never_taken() -> None:
    age = form("date | born | Born |\ncalculate | old | | int((today() - ${born}) div 365.25)",
               heads=("calculation",))  # fmt: skip
    early, late = (
        journey(age, {"born": "2000-06-01"}, type(MOMENT)(datetime(year, 7, 1)))
        for year in (2010, 2020)
    )
    assert [submitted(each).calculated["old"] for each in (early, late)] == ["10", "20"]


TWO_LANGUAGES = """
| survey |
| | type | name | label::En (en) | label::Fr (fr) | required | required_message::Fr (fr) |
| | text | a | First | Premier | yes | Dites-le |
| | text | b | Second | | yes | |
| settings |
| | form_id | version | default_language |
| | two | 1 | En (en) |
"""


def test_switching_language_half_way_loses_nothing() -> None:
    two = load_own(TWO_LANGUAGES.encode(), "two.md").form
    refused = post(two, {}, "a", {}, MOMENT, language="Fr (fr)")
    assert [fault.message for fault in refused.faults] == ["Dites-le"]
    first = post(two, {}, "a", {"a": ["oui"]}, MOMENT, language="Fr (fr)")
    english = journey(two, first.answers, MOMENT, "En (en)")
    french = journey(two, first.answers, MOMENT, "Fr (fr)")
    assert english.replay.answers == french.replay.answers == {"a": "oui"}
    label = two.items["b"].label
    assert english.replay.words(label) == french.replay.words(label) == "Second"
