"""Files that cannot be read: each is named, with its line and what to do; nothing is written."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError, WrongUseError
from upheld.extracts.mopac_pas import convert

from .files import table

HEADER = "Date;Survey;Borough;Measure;Proportion"
ROW = "31/03/2015;PAS;MPS;Trust MPS;0,67"
GOOD = f"{HEADER}\n{ROW}\n".encode()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "extracts"


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        gzip.compress(GOOD),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.rstrip(),
        GOOD + b"\n\n",
        GOOD.replace(b"Date;Survey", b"Date ; Survey"),
    ],
    ids=["plain", "gzipped", "byte order mark", "CRLF", "no last newline", "blank lines", "spaces"],
)
def test_a_file_is_read_however_its_text_was_saved(tmp_path, out, content):
    path = tmp_path / "pas.csv"
    path.write_bytes(content)
    report = convert([path], out)
    assert table(out, "published_series")["value"].to_list() == ["0.67"]
    assert report.inputs[0].rows == 1


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"", "the file", "is empty"),
        (b"\n \n", "the file", "is empty"),
        (b"PK\x03\x04\0\0\0\0", "the file", "is not a CSV file"),
        (b"PAR1\x15\0\x15", "the file", "is not a CSV file"),
        (b"<!DOCTYPE html>\n<html></html>", "line 1", "has another header"),
        (b"Crime ID,Month\n1,2\n", "line 1", "the columns are Date; Survey; Borough"),
        (GOOD + "31/03/2015;PAS;MPS;Trüst;0,1\n".encode("latin-1"), "line 3", "is not UTF-8"),
        (GOOD.decode().encode("utf-16"), "the file", "UTF-16"),
        (GOOD + b'31/03/2015;PAS;MPS;"Trust;0,1\n', "line 3", "quotation mark without its pair"),
        (GOOD + b'31/03/2015;PAS;MPS;"Trust"x;0,1\n', "line 3", "quotation mark without its pair"),
        (gzip.compress(GOOD)[:-12], "the file", "cut off or damaged"),
    ],
    ids=["empty", "blank", "zip", "parquet", "web page", "other header", "Latin-1", "UTF-16",
         "open quote", "stray quote", "cut off gzip"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named_with_the_place_and_the_reason(
    tmp_path, out, content, where, what
):
    path = tmp_path / "pas.csv"
    path.write_bytes(content)
    with pytest.raises(ProblemsError) as error:
        convert([path], out)
    (problem,) = error.value.problems
    assert (problem.file, problem.where) == (str(path), where)
    assert what in problem.what
    assert error.value.next_step
    assert not out.exists()


def test_what_is_wrong_with_all_files_is_told_at_once(tmp_path, out):
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "folder.csv").mkdir()
    names = ("a.csv", "folder.csv", "absent.csv")
    with pytest.raises(ProblemsError) as error:
        convert([tmp_path / name for name in names], out)
    found = {Path(problem.file).name: problem.what for problem in error.value.problems}
    assert set(found) == set(names)
    assert "folder" in found["folder.csv"]
    assert "No such file" in found["absent.csv"]


def test_a_line_number_counts_the_lines_inside_quotation_marks(tmp_path, out):
    path = tmp_path / "pas.csv"
    path.write_bytes(GOOD + b'31/03/2015;PAS;MPS;"Trust\nMPS";0,6\n31/02/2015;PAS;MPS;x;0,1\n')
    report = convert([path], out)
    (finding,) = [each for each in report.findings if each.kind == "not_a_date"]
    assert finding.examples[0].where == "line 5"


def test_one_file_given_twice_is_refused(tmp_path, out):
    path = tmp_path / "pas.csv"
    path.write_bytes(GOOD)
    with pytest.raises(WrongUseError, match="Two files have the name"):
        convert([path, path], out)


def test_one_file_under_two_names_is_refused_though_one_is_gzipped(tmp_path, out):
    (tmp_path / "a.csv").write_bytes(GOOD)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(GOOD))
    with pytest.raises(WrongUseError, match="one file given twice"):
        convert([tmp_path / "a.csv", tmp_path / "b.csv.gz"], out)


def test_two_different_files_of_one_name_are_refused_for_rows_are_named_by_file(tmp_path, out):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "pas.csv").write_bytes(GOOD + os.fsencode(f"{folder}\n"))
    with pytest.raises(WrongUseError, match="rename one"):
        convert([tmp_path / "one" / "pas.csv", tmp_path / "two" / "pas.csv"], out)


def test_no_file_at_all_is_wrong_use(out):
    with pytest.raises(WrongUseError, match="No file"):
        convert([], out)
