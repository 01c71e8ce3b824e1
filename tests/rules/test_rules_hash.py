"""What an edition writes down of the rules that it was built by."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from upheld.rules import load


@pytest.fixture
def rules_folder(tmp_path: Path) -> Path:
    for name in (*load.COMMON, "forces"):
        shutil.copytree(load.RULES / name, tmp_path / name)
    return tmp_path


def hashes(folder: Path) -> tuple[str, str]:
    return load.rules_hash(folder), load.force_hash("met", folder)


def test_equal_rules_have_equal_hashes_wherever_they_stand(rules_folder: Path) -> None:
    assert hashes(rules_folder) == hashes(load.RULES)


@pytest.mark.parametrize(
    ("name", "common", "own"),
    [
        ("victims_code/2020.toml", True, False),
        ("measures/timeliness-r6.toml", True, False),
        ("forces/met/offences.csv", False, True),
    ],
)
def test_one_changed_character_changes_the_hash_of_those_whom_it_concerns(
    rules_folder: Path, name: str, common: bool, own: bool
) -> None:
    with (rules_folder / name).open("a") as file:
        file.write("\n")
    changed = [one != other for one, other in zip(hashes(rules_folder), hashes(load.RULES),
                                                  strict=True)]  # fmt: skip
    assert changed == [common, own]


def test_another_forces_lists_change_neither_hash(rules_folder: Path) -> None:
    shutil.copytree(rules_folder / "forces/met", rules_folder / "forces/avon")
    assert hashes(rules_folder) == hashes(load.RULES)


def test_a_persons_check_changes_no_figure_and_no_hash(rules_folder: Path) -> None:
    folder = rules_folder / "victims_code"
    load.add_verification("VC20-R6-ARREST", "6.4", "A. Reader", date(2026, 11, 23), folder)
    assert hashes(rules_folder) == hashes(load.RULES)
