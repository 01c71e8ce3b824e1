"""upheld rules list, show and verify, as a person types them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import upheld
from upheld.rules import load

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a copy of the software, so that a check recorded here is not recorded for good."""
    copy = tmp_path_factory.mktemp("copy")
    source = Path(upheld.__file__).parent
    left_out = shutil.ignore_patterns("__pycache__", "web", "published", load.VERIFIED)
    shutil.copytree(source, copy / "upheld", ignore=left_out)

    def upheld_rules(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "upheld", "rules", *words]
        environment = {"PYTHONPATH": str(copy), "PATH": "/usr/bin:/bin", "COLUMNS": "80"}
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=copy, check=False
        )

    return upheld_rules


def ids(text: str) -> set[str]:
    return {rule["id"] for rule in json.loads(text)}


def test_list_shows_every_rule_and_ground_of_each_code(run: Run) -> None:
    shown = run("list")
    assert shown.returncode == 0
    for rule_id in load.rule_ids(load.victims_codes()):
        assert f" {rule_id} " in shown.stdout, rule_id
    assert "Right 6: " in shown.stdout
    assert "wait." in shown.stdout
    assert ids(run("list", "--json").stdout) == set(load.rule_ids(load.victims_codes()))


def test_show_says_everything_of_a_rule_in_plain_words(run: Run) -> None:
    shown = run("show", "vc20-r6-arrest").stdout
    for words in (
        "Told of the arrest",
        "5 working days, 1 with Enhanced Rights",
        "Bedfordshire OPCC",
        "from 1 April 2021 with no end set",
        "not yet checked by a person",
        "a business only with a named contact",
    ):
        assert words in " ".join(shown.split())


def test_show_says_what_a_ground_rests_on(run: Run) -> None:
    assert "Home Office class 56A" in run("show", "VC20-arson_endangering_life").stdout
    assert "judgement" in run("show", "VC15-intimidated").stdout


def test_show_for_machines_holds_every_key(run: Run) -> None:
    rule = json.loads(run("show", "VC20-R4-REFER", "--json").stdout)
    assert (rule["days_standard"], rule["days_enhanced"], rule["clock"]) == (2, 2, "occurred")
    assert (rule["code"], rule["verified"], rule["verification"]) == ("VC20", False, None)


def test_an_unknown_rule_is_wrong_use_and_near_ids_are_offered(run: Run) -> None:
    shown = run("show", "VC20-R6-ARRST")
    assert shown.returncode == 2
    assert "There is no rule 'VC20-R6-ARRST'" in shown.stderr
    assert "did you mean VC20-R6-ARREST" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_check_is_recorded_once_with_todays_date_and_leaves_the_list_of_the_unverified(
    run: Run,
) -> None:
    check = ("VC20-R8-GIVEEV", "--paragraph", "8.2", "--by", "A. Reader")
    days = {date.today()}
    done = run("verify", *check)
    days.add(date.today())
    assert done.returncode == 0, done.stderr
    assert "review it and commit it" in done.stdout
    shown = json.loads(run("show", "VC20-R8-GIVEEV", "--json").stdout)["verification"]
    assert (shown["paragraph"], shown["by"]) == ("8.2", "A. Reader")
    assert date.fromisoformat(shown["on"]) in days
    every, waiting = run("list", "--json").stdout, run("list", "--unverified", "--json").stdout
    assert ids(every) - ids(waiting) == {"VC20-R8-GIVEEV"}

    again = run("verify", *check)
    assert again.returncode == 2
    assert "already" in again.stderr


def test_a_check_needs_its_paragraph_and_its_reader(run: Run) -> None:
    shown = run("verify", "VC20-R6-ARREST", "--by", "A. Reader")
    assert shown.returncode == 2
    assert "--paragraph" in shown.stderr
