"""Answers as tables: the same columns whatever was answered, with their types and meanings."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.question_sets.forms import at, form

from upheld.core.errors import ProblemsError, UpheldError
from upheld.core.questions.submission import Submission, submitted
from upheld.question_sets.answers_out import as_json, read_submissions, tables, write

FORM = form(
    """text | name | Name | |
    date | born | Born | |
    integer | many | How many? | |
    select_multiple pet | pets | Pets | |
    begin_repeat | child | Child | ${many} > 0 |
    integer | age | Age | |
    end_repeat | | | |
    calculate | twice | | | ${many} * 2""",
    "pet | cat | Cat | |\npet | dog | Dog | |",
    heads=("relevant", "calculation"),
)
FIRST = {
    "name": "=HYPERLINK(1)", "born": "2000-01-02", "many": "2", "pets": "cat dog",
    "child[1]/age": "3", "child[1]/+": "yes", "child[2]/age": "", "child[2]/+": "no",
}  # fmt: skip
SECOND = {"name": "", "born": "", "many": "0", "pets": "", "child[1]/age": "9"}


@pytest.fixture
def handed_in() -> list[Submission]:
    return [submitted(at(FORM, answers)) for answers in (FIRST, SECOND)]


def test_what_is_asked_once_is_one_row_with_its_types(handed_in: list[Submission]) -> None:
    main = tables(FORM, handed_in)["answers"]
    assert main.columns == ["submission", "name", "born", "many", "pets", "twice"]
    assert main.row(0) == (1, "=HYPERLINK(1)", date(2000, 1, 2), 2, "cat dog", "4")
    assert main.row(1) == (2, None, None, 0, None, "0")


def test_a_repeat_is_a_table_of_its_own_without_what_was_hidden(
    handed_in: list[Submission],
) -> None:
    children = tables(FORM, handed_in)["child"]
    assert children.rows() == [(1, 1, 3), (1, 2, None)]
    assert children.columns == ["submission", "entry_1", "child/age"]


def test_no_answers_still_have_their_columns() -> None:
    assert tables(FORM, [])["answers"].schema["born"] == pl.Date


def test_csv_runs_no_formula_and_parquet_keeps_the_words(
    handed_in: list[Submission], tmp_path: Path
) -> None:
    write(FORM, handed_in, tmp_path)
    assert ",=HYPERLINK" not in (tmp_path / "answers.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK(1)" in (tmp_path / "answers.csv").read_text(encoding="utf-8")
    assert pl.read_parquet(tmp_path / "answers.parquet")["name"][0] == "=HYPERLINK(1)"


def test_a_codebook_says_what_each_code_means(tmp_path: Path) -> None:
    write(FORM, [], tmp_path)
    book = pl.read_csv(tmp_path / "codebook.csv")
    rows = {(row["column"], row["code"] or ""): row for row in book.iter_rows(named=True)}
    assert rows["pets", "dog"]["means"] == "Dog"
    assert rows["child/age", ""]["asked_if"] == "${many} > 0"
    assert rows["many", ""]["kind"] == "integer"


def test_what_is_written_is_read_again(handed_in: list[Submission], tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(as_json(each) for each in handed_in), encoding="utf-8")
    again = read_submissions(path, FORM)
    assert [as_json(each) for each in again] == [as_json(each) for each in handed_in]


def test_an_answer_of_another_kind_is_refused_and_never_left_out_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    asked = form(
        "integer | n | N\ndate | d | D\nbegin_repeat | r | R\ntime | t | T\nend_repeat | |"
    )
    answers = ({"n": "4", "d": "", "r[1]/t": "10:15"}, {"n": "many"}, {"n": "9" * 30},
               {"d": "2026-02-31"}, {"r[1]/t": "noon"})  # fmt: skip
    lines = [json.dumps({"set": "t", "version": "1", "answers": each}) for each in answers]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        read_submissions(path, asked)
    said = [f"{each.where}: {each.what.split(' is ')[1]}" for each in refused.value.problems]
    assert said == [
        "line 2: answered to n", "line 3: answered to n", "line 4: answered to d",
        "line 5: answered to r[1]/t",
    ]  # fmt: skip
    assert "many" not in str(refused.value)


def test_a_file_of_answers_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UpheldError, match=r"s\.jsonl is no text in UTF-8"):
        read_submissions(path, FORM)


def test_an_answer_that_holds_a_line_separator_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    given = Submission(FORM.name, FORM.version, {"name": "Ada\u2028Ben\x85"}, {})
    path.write_text(as_json(given), encoding="utf-8")
    assert read_submissions(path, FORM) == [given]


def test_questions_and_repeats_called_as_the_tables_themselves_stand_beside_them(
    tmp_path: Path,
) -> None:
    odd = form(
        "text | submission | S\nbegin_repeat | answers | R\ntext | entry_1 | E\nend_repeat | |"
    )
    given = Submission("t", "1", {"submission": "a", "answers[2]/entry_1": "b"}, {})
    write(odd, [given], tmp_path)
    (main,) = pl.read_csv(tmp_path / "answers.csv").iter_rows(named=True)
    assert main == {"submission": 1, "submission_": "a"}
    (entry,) = pl.read_csv(tmp_path / "answers_.csv").iter_rows(named=True)
    assert entry == {"submission": 1, "entry_1": 2, "answers/entry_1": "b"}
    assert "submission_" in pl.read_csv(tmp_path / "codebook.csv")["column"]


def test_the_tables_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").touch(mode=0o644)
    for path in write(FORM, [], tmp_path):
        assert path.stat().st_mode & 0o077 == 0, path


def test_everything_wrong_with_a_file_of_answers_is_said_and_no_answer_repeated(
    handed_in: list[Submission], tmp_path: Path
) -> None:
    good = as_json(handed_in[0])
    path = tmp_path / "s.jsonl"
    lines = [
        "{", "[]", good.replace('"version": "1"', '"version": "2"'),
        good.replace('"born"', '"birth"'), good.replace('"2000-01-02"', "20000102"), good,
    ]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ProblemsError) as refused:
        read_submissions(path, FORM)
    assert [each.where for each in refused.value.problems] == [f"line {n}" for n in range(1, 6)]
    assert "HYPERLINK" not in str(refused.value)
    assert "2000" not in str(refused.value)
