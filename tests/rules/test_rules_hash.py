"""What an edition writes down of the rules that it was built by."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from upheld.rules import load


@pytest.fixture
def rules_folder(tmp_path: Path) -> Path:
    for name in load.HASHED:
        if (load.RULES / name).exists():
            shutil.copytree(load.RULES / name, tmp_path / name)
    return tmp_path


def test_equal_rules_have_an_equal_hash_wherever_they_stand(rules_folder: Path) -> None:
    assert load.rules_hash(rules_folder) == load.rules_hash()


@pytest.mark.parametrize("name", ["victims_code/2020.toml", "forces/met/offences.csv"])
def test_one_changed_character_changes_the_hash(rules_folder: Path, name: str) -> None:
    with (rules_folder / name).open("a") as file:
        file.write("\n")
    assert load.rules_hash(rules_folder) != load.rules_hash()


def test_a_persons_check_changes_no_figure_and_no_hash(rules_folder: Path) -> None:
    folder = rules_folder / "victims_code"
    load.add_verification("VC20-R6-ARREST", "6.4", "A. Reader", date(2026, 11, 23), folder)
    assert load.rules_hash(rules_folder) == load.rules_hash()
