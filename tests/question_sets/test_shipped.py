"""Every set that is shipped can be walked to submission; interviews are what the contract takes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from upheld.cli import cli
from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import Asked, Page, journey, post
from upheld.core.questions.question_set import SELECTS, Kind, QuestionSet
from upheld.core.questions.submission import Submission, submitted
from upheld.extracts.contract import SURVEY_RESPONSES
from upheld.question_sets import load as loading
from upheld.question_sets.answers_out import tables
from upheld.question_sets.load import question_set

MOMENT = Moment(datetime(2026, 11, 25, 12, 0))
MOST_PAGES = 100
SETS = loading.shipped()
USS, LESSON = question_set("uss", "1"), question_set("lesson-observation", "1")
# What no choice gives, by the name of the question.
TYPED = {"respondent_id": "S-00017", "unit_code": "SN", "wave": "2026-Q3", "lesson": "VC-1",
         "plan_version": "1.2", "cohort": "26-11", "observer": "O2", "recruits": "24",
         "taught_on": "2026-11-24", "date_of_birth": "1990-02-28",
         "update_every": "14"}  # fmt: skip


def answer(form: QuestionSet, asked: Asked, lot: random.Random) -> list[str]:
    question = asked.question
    if question.kind not in SELECTS:
        return [TYPED.get(question.name, "Said in words")]
    if question.kind is Kind.SELECT_MULTIPLE:
        several = [c.name for c in form.choices(question) if not c.exclusive]
        return lot.sample(several, lot.randint(1, len(several)))
    return [lot.choice(form.choices(question)).name]


def walked(form: QuestionSet, lot: random.Random, given: Mapping[str, str]) -> Submission:
    """``given``: answers by the name of the question, in place of the lot."""
    answers: Mapping[str, str] = {}
    for _ in range(MOST_PAGES):
        page: Page | None = journey(form, answers, MOMENT).next
        if page is None:
            return submitted(journey(form, answers, MOMENT))
        typed = {
            asked.key: [given[asked.question.name]]
            if asked.question.name in given
            else answer(form, asked, lot)
            for asked in page.asked
        }
        sent = post(form, answers, page.id, typed, MOMENT)
        assert sent.taken, sent.faults
        answers = sent.answers
    raise AssertionError("it has no end")


@pytest.mark.parametrize(("name", "version"), SETS)
def test_a_shipped_set_can_be_used_and_walked_to_submission(name: str, version: str) -> None:
    path = loading.HERE / name / f"{version}.md"
    assert CliRunner().invoke(cli, ["questions", "check", str(path)]).exit_code == 0
    form = question_set(name, version)
    asked: set[str] = set()
    for seed in range(30):
        handed_in = walked(form, random.Random(seed), {"consent": "yes"} if seed % 3 else {})
        asked |= set(handed_in.answers)
    assert asked == {question.path for question in form.questions if question.asked}


# The User Satisfaction Survey


def interviews(number: int = 60) -> list[Submission]:
    lot = random.Random(2026)
    units, waves = ("SN", "AS"), ("2026-Q2", "2026-Q3")
    return [
        walked(USS, lot, {"respondent_id": f"S-{n:05}", "unit_code": lot.choice(units),
                          "wave": lot.choice(waves), "consent": "yes"})
        for n in range(number)
    ]  # fmt: skip


OF_THE_SAMPLE = {"respondent_id", "unit_code", "asked_crime_type", "wave", "consent"}


def test_everything_that_is_put_to_a_respondent_can_be_not_known_or_refused() -> None:
    put = [q for q in USS.questions if q.asked and q.name not in OF_THE_SAMPLE]
    assert len(put) >= 18
    for question in put:
        if question.kind in SELECTS:
            assert [c.name for c in USS.choices(question)][-2:] == ["dont_know", "refused"]
        else:
            assert question.required is None, question.name


def test_the_journey_is_asked_in_its_order_on_seven_points() -> None:
    scale = [q.name for q in USS.questions if q.choices == "seven"]
    assert scale == [
        f"asked_{n}" for n in ("contact", "actions", "follow_up", "treatment", "overall")
    ]
    assert [c.name for c in USS.choice_lists["seven"]][:-2] == list("7654321")


def test_who_does_not_consent_is_asked_nothing_more() -> None:
    done = walked(USS, random.Random(1), {"consent": "no"})
    assert set(done.answers) == {
        "respondent_id",
        "unit_code",
        "asked_crime_type",
        "wave",
        "consent",
    }


def test_interviews_are_rows_that_the_contract_takes(tmp_path: Path) -> None:
    rows = tables(USS, interviews())["answers"]
    missing = {c.name for c in SURVEY_RESPONSES.columns if c.required} - set(rows.columns)
    assert not missing
    (tmp_path / "in").mkdir()
    rows.write_csv(tmp_path / "in" / "survey_responses.csv")
    said = CliRunner().invoke(cli, ["check", str(tmp_path / "in")])
    assert said.exit_code == 0, said.output
    counted = [line.split() for line in said.output.splitlines()]
    assert ["survey_responses", "60", "60", "0", "0", "0"] in counted
    assert set(rows["crime_type"]) == {"Residential burglary", "Personal robbery", "Assault",
                                       "Hate crime"}  # fmt: skip
    assert "Nothing was set aside" in said.output
    assert "does not name" not in said.output, "a column that is neither a question nor named"


def test_what_was_not_known_or_refused_leaves_the_base_of_an_estimate(tmp_path: Path) -> None:
    rows = tables(USS, interviews())["answers"]
    rows.write_csv(tmp_path / "answers.csv")
    (tmp_path / "design.toml").write_text(
        '[outcome]\ncolumn = "overall"\nkind = "proportion"\nsuccess = [5, 6, 7]\n'
        'items = ["contact", "actions", "follow_up", "treatment"]\n', encoding="utf-8",
    )  # fmt: skip
    said = CliRunner().invoke(
        cli, ["survey", "estimate", str(tmp_path / "answers.csv"), "--design",
              str(tmp_path / "design.toml"), "--json"],
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    silent = rows["asked_overall"].is_in(["dont_know", "refused"]).sum()
    assert silent
    assert f'"n": {rows.height - silent}' in said.output
    satisfied = rows["asked_overall"].is_in(["5", "6", "7"]).sum()
    assert satisfied == rows["overall"].cast(pl.Int64).is_in([5, 6, 7]).sum()


# Lesson observation


def test_what_was_not_seen_or_not_planned_counts_neither_for_a_lesson_nor_against_it() -> None:
    points = [q.name for q in LESSON.questions if q.name.startswith("point_")]
    given = dict.fromkeys(points, "fully") | {points[0]: "not_seen", points[1]: "not_planned",
                                              points[2]: "not"}  # fmt: skip
    done = walked(LESSON, random.Random(3), given)
    assert done.calculated["points_fully"] == str(len(points) - 3)
    assert done.calculated["points_planned_and_seen"] == str(len(points) - 2)
    assert f"way_{points[0].removeprefix('point_')}" not in done.answers


def test_every_right_is_a_point_of_the_observation_and_no_name_holds_its_number() -> None:
    hints = " ".join(q.hint.in_language("", "").source for q in LESSON.questions)
    assert all(f"Right {number}" in hints for number in range(1, 13))
    assert not [q.name for q in LESSON.questions if any(letter.isdigit() for letter in q.name)]
