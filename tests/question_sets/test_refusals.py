"""What the engine does not support is refused when a form is loaded, by name and row."""

from __future__ import annotations

import pytest
from tests.question_sets.forms import at, form, load, markdown

from upheld.core.errors import ProblemsError
from upheld.question_sets.bounded import FormFileError
from upheld.question_sets.load import load_own

# A row that is refused, the columns it needs, and what is said of it. It stands on line 4.
HEADS = ("relevant", "calculation", "default", "constraint", "appearance", "parameters", "trigger",
         "read_only", "repeat_count", "choice_filter", "required", "media::image")  # fmt: skip
REFUSED = [
    ("geopoint | q | Q", {}, "the type geopoint is not supported: there are no places on a map"),
    ("image | q | Q", {}, "the type photo is not supported: nothing but text"),
    ("audio | q | Q", {}, "the type audio is not supported"),
    ("video | q | Q", {}, "the type video is not supported"),
    ("file | q | Q", {}, "the type file is not supported"),
    ("barcode | q | Q", {}, "the type barcode is not supported: there is no camera"),
    ("deviceid | q | ", {}, "the type deviceid is not supported: a form may not"),
    ("phonenumber | q | ", {}, "the type phonenumber is not supported"),
    ("username | q | ", {}, "the type username is not supported"),
    ("range | q | Q", {}, "the type range is not supported"),
    ("rank c | q | Q", {}, "the type rank is not supported"),
    ("xml-external | q | ", {}, "the type xml-external is not supported: a form may read nothing"),
    ("csv-external | q | ", {}, "the type csv-external is not supported"),
    ("select_one_from_file f.csv | q | Q", {}, "choices from a file: a form may read nothing"),
    ("select_one c | q | Q", {"parameters": "randomize=true"}, "randomize is not supported"),
    ("select_one c | q | Q", {"appearance": "search('f')"}, "search is not supported"),
    ("text | q | Q", {"trigger": "${word}"}, "trigger is not supported"),
    ("text | q | Q", {"media::image": "a.jpg"}, "media is not supported"),
    ("text | q | Q", {"read_only": "${word} = 'a'"}, "only yes or no is supported"),
    ("note | q | Q", {"required": "yes"}, "a note cannot be answered"),
    ("calculate | q | ", {"calculation": "pulldata('a', 'b', 'c', 'd')"}, "pulldata() is not supp"),
    ("calculate | q | ", {"calculation": "random()"}, "random() is not supported"),
    ("calculate | q | ", {"calculation": "uuid()"}, "uuid() is not supported"),
    ("calculate | q | ", {"calculation": "area(${word})"}, "area() is not supported"),
    ("calculate | q | ", {"calculation": "fancy(1)"}, "there is no function fancy()"),
    ("calculate | q | ", {"calculation": "concatt(1)"}, "did you mean 'concat'?"),
    ("calculate | q | ", {"calculation": "not(1, 2)"}, "not() takes 1 argument, not 2"),
    ("calculate | q | ", {"calculation": "count(1)"}, "something that is repeated"),
    ("calculate | q | ", {"calculation": "(1 + 2"}, "expected ')' instead of the end"),
    ("calculate | q | ", {"calculation": "/data/wrod"}, "there is nothing called 'wrod'"),
    ("calculate | q | ", {"calculation": "wrod"}, "did you mean 'word'?"),
    ("calculate | q | ", {"calculation": "position(..)"}, "position() takes the way up"),
    ("calculate | q | ", {"calculation": "instance('zz')/root/item/name"}, "no list of choices"),
    ("calculate | q | ", {"calculation": "instance('c')/root/item[2]/name"}, "a bare number"),
    ("calculate | q | ", {"calculation": "${x} + 1"}, "x is repeated, and here it has many values"),
    ("calculate | q | ", {"calculation": "${r}"}, "r is a group and has no value"),
    ("text | q | Q", {"constraint": "regex(., '(?=a)b')"}, "regex() cannot use the pattern"),
    ("text | q | Q", {"constraint": "regex(., '(a)\\1')"}, "regex() cannot use the pattern"),
    ("text | q | Q", {"constraint": "regex(., ${word})"}, "must be written out in quotes"),
    ("date | q | Q", {"constraint": ". < '2026-01-01'"}, "a date is compared with a text"),
    ("date | q | Q", {"constraint": ". < ${word}"}, "a date is compared with a text"),
    ("time | q | Q", {"constraint": ". > '09:00'"}, "a time is compared with a text"),
    ("calculate | q | ", {"calculation": "date('31/1/2026')"}, "is not a date"),
    ("calculate | q | ", {"calculation": "format-date(today(), '%A')"}, "does not know %A"),
    ("calculate | q | ", {"calculation": "${q} + 1"}, "it needs its own value"),
    ("dateTime | q | Q", {"default": "2026-01-31T10:00:00+01:00"}, "the default is no answer"),
    ("integer | q | Q", {"default": "ten"}, "the default is no answer"),
    ("select_one c | q | Q", {"default": "z"}, "the default is no answer"),
    ("begin_repeat | s | S", {"repeat_count": "51"}, "at most 50 entries"),
    ("select_one c | q | Q", {"choice_filter": "colour = 'red'"}, "has no column 'colour'"),
]  # fmt: skip


def _form(row: str, cells: dict[str, str]) -> str:
    heads = tuple(head for head in HEADS if head in cells)
    blank = " | " * len(heads)
    refused = " | ".join((row, *(cells[head].replace("|", "\\|") for head in heads)))
    end = f"text | in_s | T{blank}\nend_repeat | | {blank}" if row.startswith("begin") else ""
    survey = f"""text | word | Word{blank}
        {refused}
        {end}
        begin_repeat | r | R{blank}
        integer | x | X{blank}
        end_repeat | | {blank}
        select_one c | c | C{blank}"""
    lines = "\n".join(line for line in survey.splitlines() if line.strip())
    return markdown(lines, "c | a | A | |", heads=heads)


@pytest.mark.parametrize(("row", "cells", "said"), REFUSED, ids=lambda each: str(each)[:60])
def test_it_is_refused_by_name_and_row(row: str, cells: dict[str, str], said: str) -> None:
    with pytest.raises(ProblemsError) as refused:
        load_own(_form(row, cells).encode(), "form.md")
    problem = next(each for each in refused.value.problems if said in str(each))
    name = row.split("|")[1].strip()
    assert problem.file == "form.md"
    assert problem.where.startswith(f"{name} (line 4): ")


def test_everything_is_refused_at_once() -> None:
    with pytest.raises(ProblemsError) as refused:
        load(
            "geopoint | a | A | |\ntext | b | B | nobody = 1 |\ntext | c | C | | nothing()",
            heads=("relevant", "constraint"),
        )
    assert [each.where for each in refused.value.problems] == [
        "a (line 3): type", "b (line 4): relevant", "c (line 5): constraint",
    ]  # fmt: skip


def test_what_pyxform_refuses_has_its_line_too() -> None:
    with pytest.raises(FormFileError, match=r"form.md: line 4: .*Could not find the name 'zz'"):
        load("text | a | A |\ntext | b | B | ${zz} = 1", heads=("relevant",))


CIRCLES = {
    "a group's relevance reads its own child": (
        """begin_group | g | G | ${inside} = 1 |
        integer | inside | I | |
        end_group | | | |""",
        "its relevance needs the answer of what stands within it (inside",
    ),
    "two calculations need each other": (
        """calculate | a | | | ${b} + 1
        calculate | b | | | ${a} + 1""",
        "it goes round in a circle: a needs b needs a",
    ),
    "relevance and calculation need each other": (
        """integer | a | A | ${b} > 1 |
        calculate | b | | | ${a} + 1""",
        "goes round in a circle",
    ),
}


@pytest.mark.parametrize("case", CIRCLES)
def test_a_circle_is_refused_by_name(case: str) -> None:
    survey, said = CIRCLES[case]
    with pytest.raises(ProblemsError, match=r"line 3") as refused:
        form(survey, heads=("relevant", "calculation"))
    assert said in str(refused.value)


def test_a_long_chain_of_calculations_is_no_circle_and_no_depth() -> None:
    rows = "\n".join(f"calculate | c{n} | | ${{c{n - 1}}} + 1" for n in range(1, 900))
    chain = form(f"calculate | c0 | | 1\n{rows}", heads=("calculation",))
    assert at(chain, {}).replay.value("c899", ()) == 900.0


def test_a_repeat_on_one_page_with_others_is_refused() -> None:
    with pytest.raises(ProblemsError, match=r"r \(line 5\): .*cannot stand on the page of g"):
        form(
            """begin_group | g | G | field-list
            text | q | Q |
            begin_repeat | r | R |
            text | t | T |
            end_repeat | | |
            end_group | | |""",
            heads=("appearance",),
        )


def test_the_public_site_refuses_whatever_is_recorded_unasked() -> None:
    rows = markdown("start | begun |\nend | ended |\ntoday | day |\ntext | q | Q").encode()
    assert len(load_own(rows, "form.md").form.metadata) == 3
    with pytest.raises(ProblemsError) as refused:
        load_own(rows, "form.md", public=True)
    assert len(refused.value.problems) == 3


def test_other_appearances_are_only_a_warning() -> None:
    loaded = load("text | q | Q | numbers", heads=("appearance",))
    assert any("the appearance numbers is ignored" in each for each in loaded.warnings)


def test_a_list_that_nothing_uses_may_hold_anything() -> None:
    md = markdown("text | q | Q", "c | a | A | |").replace("exclusive", "media::image")
    assert load_own(md.encode(), "form.md").form.choice_lists == {}
