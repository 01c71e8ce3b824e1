"""A person's check of a rule: written beside the rules, read with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError, WrongUseError
from upheld.core.victims_code import Ground, VictimsCodes
from upheld.rules import load

DAY = date(2026, 11, 23)
HEADER = "rule_id,paragraph,by,on\n"


def verified(codes: VictimsCodes) -> dict[str, tuple[str, str, date]]:
    return {
        rule.id: (rule.verification.paragraph, rule.verification.by, rule.verification.on)
        for rule in codes.entitlements
        if rule.verification
    }


def test_a_check_is_read_back_with_its_rule_and_no_other(codes_folder: Path) -> None:
    load.add_verification("VC20-R6-ARREST", "6.4", "A. Reader", DAY, codes_folder)
    assert verified(load.victims_codes(codes_folder)) == {
        "VC20-R6-ARREST": ("6.4", "A. Reader", DAY)
    }
    assert (codes_folder / "verified.csv").read_text() == (
        f"{HEADER}VC20-R6-ARREST,6.4,A. Reader,2026-11-23\n"
    )


def test_a_ground_can_be_checked_too(codes_folder: Path) -> None:
    load.add_verification("VC20-human_trafficking", "1.5", "A. Reader", DAY, codes_folder)
    codes = load.victims_codes(codes_folder)
    checked: list[Ground] = [g for code in codes.versions for g in code.grounds if g.verification]
    assert [ground.id for ground in checked] == ["human_trafficking"]
    assert verified(codes) == {}


def test_the_latest_of_several_checks_stands(codes_folder: Path) -> None:
    load.add_verification("VC20-R6-ARREST", "6.5", "B. Reader", date(2026, 11, 24), codes_folder)
    load.add_verification("VC20-R6-ARREST", "6.4", "A. Reader", DAY, codes_folder)
    assert verified(load.victims_codes(codes_folder))["VC20-R6-ARREST"][0] == "6.5"


def test_a_file_edited_by_hand_without_a_last_line_end_is_added_to(codes_folder: Path) -> None:
    (codes_folder / "verified.csv").write_text(f"{HEADER}VC20-R8-NA,8.2,A. Reader,2026-11-01")
    load.add_verification("VC20-R8-GIVEEV", "8.2", 'B. "Bee" Reader, Sgt', DAY, codes_folder)
    assert verified(load.victims_codes(codes_folder)) == {
        "VC20-R8-NA": ("8.2", "A. Reader", date(2026, 11, 1)),
        "VC20-R8-GIVEEV": ("8.2", 'B. "Bee" Reader, Sgt', DAY),
    }


def test_the_same_paragraph_by_the_same_person_twice_is_refused(codes_folder: Path) -> None:
    load.add_verification("VC20-R6-ARREST", "6.4", "A. Reader", DAY, codes_folder)
    with pytest.raises(WrongUseError, match="already, on 23 November 2026"):
        load.add_verification(
            "VC20-R6-ARREST", " 6.4 ", "A. Reader", date(2027, 1, 1), codes_folder
        )
    load.add_verification("VC20-R6-ARREST", "6.4", "B. Reader", DAY, codes_folder)


def test_an_unknown_rule_or_an_empty_paragraph_or_name_is_refused(codes_folder: Path) -> None:
    for rule, paragraph, by in (
        ("VC20-R6-ARRST", "6.4", "A. Reader"),
        ("VC20-R6-ARREST", " ", "A. Reader"),
        ("VC20-R6-ARREST", "6.4", ""),
    ):
        with pytest.raises(WrongUseError):
            load.add_verification(rule, paragraph, by, DAY, codes_folder)
    assert not (codes_folder / "verified.csv").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEADER}VC20-R6-ARRST,6.4,A,2026-11-23\n", "VC20-R6-ARRST: rule_id: expected the id"),
        (f"{HEADER}VC20-R6-ARREST,,A,2026-11-23\n", "line 2: paragraph: missing key"),
        (f"{HEADER}VC20-R6-ARREST,6.4,A,23/11/2026\n", "line 2: on: expected a date such as"),
        (f"{HEADER}VC20-R6-ARREST,6.4,A,20261123\n", "line 2: on: expected a date such as"),
        (f"{HEADER}VC20-R6-ARREST,6.4,A,2026-11-23,x\n", "line 2: an extra cell: unknown key"),
        ("rule,paragraph,by,on\n", "line 1: expected the columns rule_id,paragraph,by,on"),
        (
            f'{HEADER}VC20-R6-ARREST,"6.4"4,A,2026-11-23\n',
            "the file: expected comma-separated values",
        ),
        ("", "line 1: expected the columns"),
    ],
)
def test_a_wrong_line_stops_the_rules_and_is_named(
    codes_folder: Path, text: str, expected: str
) -> None:
    (codes_folder / "verified.csv").write_text(text)
    with pytest.raises(ProblemsError) as raised:
        load.victims_codes(codes_folder)
    assert len(raised.value.problems) == 1
    assert str(raised.value.problems[0]).startswith(f"verified.csv: {expected}")
