"""upheld questions: what authors see. A refused form exits 1, with name and row, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.question_sets.forms import HEADS, markdown

from upheld.question_sets.load import HERE
from upheld.question_sets.sheets import Table, to_workbook

SHORT = HERE / "needs_assessment" / "short-1.md"
HURT = markdown(
    """select_one yes_no | hurt | Were you hurt? | | yes
    text | how | How? | ${hurt} = 'yes' |""",
    "yes_no | yes | Yes | |\nyes_no | no | No | |",
    heads=("relevant", "required"),
)


def questions(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "upheld", "questions", *map(str, arguments)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "fault in Upheld" not in done.stderr
    return done


@pytest.fixture
def hurt(tmp_path: Path) -> Path:
    path = tmp_path / "hurt.md"
    path.write_text(HURT, encoding="utf-8")
    return path


def test_a_form_that_can_be_used_is_said_to_be() -> None:
    done = questions("check", SHORT, "--json")
    assert done.returncode == 0
    said = json.loads(done.stdout)
    assert (said["set"], said["version"], said["questions"]) == ("needs_assessment", "short-1", 14)


def test_a_refused_form_exits_1_with_name_and_row(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text(markdown("text | q | Q\ngeopoint | place | Where?"), encoding="utf-8")
    done = questions("check", bad)
    assert done.returncode == 1
    assert "bad.md: place (line 4): type: the type geopoint is not supported" in done.stderr


def test_what_is_refused_is_told_to_machines_too(tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text(markdown("barcode | code | Code"), encoding="utf-8")
    done = questions("check", bad, "--json")
    assert done.returncode == 1
    (refused,) = json.loads(done.stdout)["refused"]
    assert (refused["file"], refused["where"]) == ("bad.md", "code (line 3): type")


def test_a_file_that_is_no_form_is_told_to_machines_too(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    done = questions("check", empty, "--json")
    assert done.returncode == 1
    (refused,) = json.loads(done.stdout)["refused"]
    assert (refused["file"], refused["what"]) == ("empty.xlsx", "empty.xlsx: it is empty.")


def test_a_form_without_a_version_is_called_by_its_name(tmp_path: Path) -> None:
    plain = tmp_path / "plain.md"
    plain.write_text("| survey |\n| | type | name | label |\n| | text | a | A |\n")
    assert questions("check", plain).stdout.startswith("data: data, 1 questions.")


def test_a_refused_workbook_exits_1_with_name_and_row(tmp_path: Path) -> None:
    survey = Table(HEADS, (dict(zip(HEADS, ("image", "photo", "P"), strict=True)),))
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(to_workbook({"survey": survey}))
    done = questions("check", bad)
    assert done.returncode == 1
    assert "bad.xlsx: photo (row 2): type: the type photo is not supported" in done.stderr


@pytest.mark.parametrize("command", ["check", "preview", "translate", "import"])
def test_a_file_that_is_not_there_is_named(command: str, tmp_path: Path) -> None:
    done = questions(command, tmp_path / "none.md")
    assert done.returncode == 1
    assert "none.md: there is no such file." in done.stderr


def test_a_preview_walks_every_page(hurt: Path) -> None:
    done = questions("preview", hurt)
    assert done.returncode == 0
    assert done.stdout.split("\n\n")[1:] == [
        "Page 1\nWere you hurt? (must be answered)\n  [hurt: one of]\n  - Yes [yes]\n  - No [no]",
        "Page 2\nHow?\n  only if ${hurt} = 'yes'\n  [how: text]\n",
    ]


def test_a_preview_walks_the_path_of_answers(hurt: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text('{"hurt": "yes"}', encoding="utf-8")
    done = questions("preview", hurt, "--answers", tmp_path / "answers.json")
    assert done.stdout == "Were you hurt?: Yes\n\nNext:\nHow?\n"


def test_a_form_goes_out_as_a_workbook_and_comes_in_as_markdown(hurt: Path, tmp_path: Path) -> None:
    assert questions("export", hurt, "--xlsx", tmp_path / "hurt.xlsx").returncode == 0
    done = questions("import", tmp_path / "hurt.xlsx", "--out", tmp_path / "again.md")
    assert done.returncode == 0
    again = (tmp_path / "again.md").read_text(encoding="utf-8")
    assert "| | text | how | How? | ${hurt} = 'yes' |  |" in again


def test_answers_go_out_as_tables(hurt: Path, tmp_path: Path) -> None:
    given = {"set": "t", "version": "1", "answers": {"hurt": "no"}}
    (tmp_path / "s.jsonl").write_text(json.dumps(given), encoding="utf-8")
    done = questions("export", hurt, "--answers", tmp_path / "s.jsonl", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "answers.csv", "answers.parquet", "codebook.csv", "codebook.parquet",
    ]  # fmt: skip


def test_an_export_of_nothing_is_wrong_use(hurt: Path) -> None:
    done = questions("export", hurt)
    assert done.returncode == 2
    assert "give --xlsx FILE" in done.stderr


def test_a_language_that_the_form_lacks_is_wrong_use(hurt: Path) -> None:
    done = questions("preview", hurt, "--language", "Klingon")
    assert done.returncode == 2
    assert "The form has no language 'Klingon'" in done.stderr
