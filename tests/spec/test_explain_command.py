"""`upheld explain`, as a person types it, on the shipped pack as a force's extracts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.spec.extracts_of_cases import cases_as_extracts

from upheld.extracts.conformance import read_cases, shipped_pack
from upheld.rules import load


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cases = read_cases(shipped_pack(), load.victims_codes())
    return cases_as_extracts(cases, tmp_path_factory.mktemp("pack") / "extracts")


def run(extracts: Path, victim: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable, "-m", "upheld", "explain", str(extracts),
        "--victim", victim, "--as-of", "2022-12-31", *words,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_each_duty_stands_under_its_right_with_its_reason(extracts: Path) -> None:
    result = run(extracts, "proof-voicemail-late-this-victim")
    assert result.returncode == 0
    heading, *lines = result.stdout.splitlines()
    assert heading == (
        "Victim proof-voicemail-late-this-victim of crime proof-voicemail-late, "
        "as of 31 December 2022"
    )
    rights = [line.split(":")[0] for line in lines if line.startswith("Right ")]
    assert rights == ["Right 3", "Right 4", "Right 6"]
    assert "(VC20-R6-ARREST): strict: overdue · lenient: late" in result.stdout
    words = " ".join(" ".join(lines).split())
    assert (
        "Told on 12 May 2022 by voicemail; due 11 May 2022: late in the lenient reading, "
        "not done in the strict one." in words
    )


def test_machines_get_every_duty_with_its_columns(extracts: Path) -> None:
    told = json.loads(run(extracts, "r6-arrested-enhanced-this-victim", "--json").stdout)
    (duty,) = [each for each in told["duties"] if each["entitlement"] == "VC20-R6-ARREST"]
    assert told["as_of"] == "2022-12-31"
    assert (duty["enhanced"], duty["basis"], duty["due_on"]) == (True, "derived", "2022-05-05")
    assert (duty["status"], duty["done_on"], duty["month"]) == ("late", "2022-05-06", "2022-05")
    assert "marked as hate crime" in duty["explanation"]


def test_only_this_victims_duties_are_told(extracts: Path) -> None:
    told = json.loads(run(extracts, "proof-for-another-victim-this-victim", "--json").stdout)
    assert {duty["victim_id"] for duty in told["duties"]} == {told["victim_id"]}


def test_dates_before_any_code_are_said_to_be_left_out(extracts: Path) -> None:
    result = run(extracts, "code-before-any-this-victim")
    words = " ".join(result.stdout.split())
    assert "No duty: by that day nothing had started a clock" in words
    assert "2 of the dates of this case lie before 16 November 2015" in words


def test_an_unknown_victim_is_an_error_with_a_next_step(extracts: Path) -> None:
    result = run(extracts, "nobody")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("There is no victim 'nobody' in ")
    assert "Next step:" in result.stderr


def test_a_table_that_was_not_handed_over_is_said(extracts: Path, tmp_path: Path) -> None:
    for name in ("crimes", "victims", "events"):
        (tmp_path / f"{name}.csv").write_bytes((extracts / f"{name}.csv").read_bytes())
    result = run(tmp_path, "proof-sent-this-victim")
    assert "No file of priority decisions was handed over" in result.stdout
    assert "No file of actions was handed over" in result.stdout


def test_a_folder_or_date_that_cannot_be_is_wrong_use(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere", "V").returncode == 2
    assert run(tmp_path, "V", "--as-of", "May").returncode == 2
