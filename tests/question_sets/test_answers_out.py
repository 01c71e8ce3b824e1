"""Answers as tables: the same columns whatever was answered, with their types and meanings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.question_sets.forms import at, form

from upheld.core.errors import ProblemsError
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
