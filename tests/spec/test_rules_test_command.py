"""`upheld rules test`, as a person types it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from upheld.extracts.conformance import shipped_pack

RIGHT_12 = next(path for path in shipped_pack() if path.name == "right_12.csv")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "upheld", "rules", "test", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """The cases of Right 12, the first of which expects its due date a day too early."""
    with RIGHT_12.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["expect_due_on"] = "2022-05-12"
    path = tmp_path / "wrong.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_shipped_pack_passes() -> None:
    result = run()
    assert result.returncode == 0
    assert result.stdout.endswith(" passed, 0 failed\n")
    assert int(result.stdout.split()[0]) >= 400


def test_a_mismatch_says_case_expected_found_and_why(wrong: Path) -> None:
    result = run(str(wrong))
    assert result.returncode == 1
    assert "wrong.csv, line 2: r12-tenth-day: " in result.stdout
    assert "due_on: expected 2022-05-12, found 2022-05-13" in result.stdout
    assert "Complaint on 28 April 2022: 10 working days" in result.stdout
    assert result.stdout.endswith("9 passed, 1 failed\n")


def test_several_files_are_run_together(wrong: Path) -> None:
    other = next(path for path in shipped_pack() if path.name == "versions.csv")
    assert run(str(wrong), str(other)).stdout.endswith("21 passed, 1 failed\n")


def test_machines_get_one_object(wrong: Path) -> None:
    result = run(str(wrong), "--json")
    told = json.loads(result.stdout)
    assert (result.returncode, told["passed"], told["failed"]) == (1, 9, 1)
    (mismatch,) = told["mismatches"]
    assert (mismatch["case"], mismatch["column"]) == ("r12-tenth-day", "due_on")
    assert (mismatch["expected"], mismatch["found"]) == ("2022-05-12", "2022-05-13")


def test_a_wrong_number_of_duties_is_a_mismatch(tmp_path: Path) -> None:
    path = tmp_path / "the-day-before.csv"
    text = RIGHT_12.read_text(encoding="utf-8")
    path.write_text(text.replace(",2023-12-31,", ",2022-04-27,"), encoding="utf-8")
    assert "duties: expected 1, found 0" in run(str(path)).stdout


def test_a_file_that_cannot_be_read_is_explained_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("case,colour\nx,red\n", encoding="utf-8")
    result = run(str(path))
    assert result.returncode == 1
    assert "odd.csv: line 1: expected no such column, found 'colour'" in result.stderr
    assert "Next step:" in result.stderr
    assert "Traceback" not in result.stderr
