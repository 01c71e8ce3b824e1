"""A file of rules with something wrong says what, where, and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError
from upheld.rules import load

RULE = """
[[entitlements]]
id = "VC20-R6-ARREST"
right = 6
title = "Told of the arrest"
owner = "police"
trigger_text = "A suspect is arrested"
makes_duties = true
triggers = ["arrested"]
action = "informed"
days_standard = 5
days_enhanced = 1
clock = "occurred"
measurable_by = ["extract"]
citation = "A source"
evidence = "SEEN20"
"""
GROUND = """
[[grounds]]
id = "attempted_murder"
category = "serious_crime"
title = "Attempted murder"
citation = "A source"
evidence = "MEM"
offences = [{ code = "2", title = "Attempted murder" }]
"""
EARLIER = "valid_from = 2015-01-01\nvalid_to = 2021-03-31\n"
RIGHTS = 'rights = [{ number = 6, title = "To be told" }]\n'


def a_code(rules: str = RULE, grounds: str = GROUND, head: str = "", name: str = "VC20") -> str:
    head = head or "valid_from = 2021-04-01\n"
    rules = rules or "entitlements = []\n"
    return f'id = "{name}"\ntitle = "A Code"\n{head}{RIGHTS}{rules}{grounds}'


def problems(folder: Path, **texts: str) -> list[str]:
    """One line a problem, of files of these texts; refuses to pass where there is none."""
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        load.victims_codes(folder)
    return [str(problem) for problem in raised.value.problems]


def test_the_small_code_of_these_tests_loads_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(a_code(), encoding="utf-8")
    assert [rule.id for rule in load.victims_codes(tmp_path).entitlements] == ["VC20-R6-ARREST"]


@pytest.mark.parametrize(
    ("line", "instead", "expected"),
    [
        ("days_standard = 5", 'days_standard = "5"', "days_standard: expected a whole number"),
        ("days_standard = 5", "days_standard = true", "days_standard: expected a whole number"),
        ("days_standard = 5", "", "days: expected both days_standard and days_enhanced, or"),
        ("days_enhanced = 1", "days_enhanced = 9", "days_enhanced: expected no more than"),
        ("days_enhanced = 1", "days_enhanced = 0", "days_enhanced: expected a whole number of"),
        ('clock = "occurred"', 'clock = "guessed"', "clock: expected one of occurred, received"),
        ('clock = "occurred"', "", "clock: expected occurred or received where there are days"),
        ('triggers = ["arrested"]', 'triggers = ["nicked"]', "triggers: expected an event of the"),
        ('triggers = ["arrested"]', 'triggers = "arrested"', "triggers: expected a list of texts"),
        ('triggers = ["arrested"]', "", "triggers: expected at least one event"),
        ('action = "informed"', 'action = "told"', "action: expected an action of the contract"),
        ("right = 6", "right = 13", "right: expected 1 to 12, found 13"),
        ("right = 6", "right = 7", "right: expected one of the Code's rights, found 7"),
        ('owner = "police"', 'owner = "polis"', "owner: expected one of police"),
        ('title = "Told of the arrest"', "", "title: missing key: expected a value"),
        ('title = "Told of the arrest"', 'title = " "', "title: expected text"),
        ("makes_duties = true", 'makes_duties = "yes"', "makes_duties: expected true or false"),
        ("makes_duties = true", "makes_dutys = true", "makes_dutys: unknown key: expected one of"),
        ('evidence = "SEEN20"', 'evidence = "HEARD"', "evidence: expected one of SEEN20"),
        ('measurable_by = ["extract"]', "measurable_by = []", "measurable_by: expected extract"),
        ('measurable_by = ["extract"]', 'measurable_by = ["x"]', "measurable_by: expected one of"),
        ('measurable_by = ["extract"]', 'measurable_by = ["audit"]', "expected extract among them"),
        ("right = 6", 'right = 6\nscope = ["dog"]', "scope: expected kinds of victim, found 'dog'"),
        ("right = 6", "right = 6\nvalid_from = 2020-01-01", "expected days on which the Code is"),
        ("right = 6", "right = 6\nvalid_from = 2022-01-01", "expected the Code's own, as it makes"),
        ("right = 6", 'right = 6\nvalid_from = "soon"', "valid_from: expected a date such as"),
    ],
)
def test_a_wrong_key_is_named_with_file_rule_and_what_was_expected(
    tmp_path: Path, line: str, instead: str, expected: str
) -> None:
    assert line in RULE
    found = problems(tmp_path, broken=a_code(RULE.replace(line, instead)))
    assert any(
        each.startswith("broken.toml: VC20-R6-ARREST: ") and expected in each for each in found
    ), found


@pytest.mark.parametrize(
    ("line", "instead", "expected"),
    [
        ('"serious_crime"', '"grave"', "category: expected one of serious_crime"),
        ('code = "2"', 'code = "02"', "code: expected a counting-rules class such as 2, 5D or 19C"),
        ('code = "2"', 'code = "5d"', "expected a counting-rules class"),
        ('code = "2",', "", "code: missing key"),
        ('evidence = "MEM"', 'evidence = "MEM"\nmarker = "terrorism"', "expected at most one of"),
        ('offences = [{ code = "2", title = "Attempted murder" }]', 'marker = "x"', "marker: exp"),
        ('offences = [{ code = "2", title = "Attempted murder" }]', 'offences = "2"', "offences:"),
        ('offences = [{ code = "2", title = "Attempted murder" }]', "under_age = 0", "under_age: "),
        ('offences = [{ code = "2", title = "Attempted murder" }]', 'victim_kind = "x"', "victim_"),
    ],
)
def test_a_wrong_ground_is_named_with_file_ground_and_what_was_expected(
    tmp_path: Path, line: str, instead: str, expected: str
) -> None:
    assert line in GROUND
    found = problems(tmp_path, broken=a_code(grounds=GROUND.replace(line, instead)))
    assert any(
        each.startswith("broken.toml: attempted_murder: ") and expected in each for each in found
    ), found


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        first=a_code(RULE.replace("right = 6", 'right = "six"').replace("= 5", "= 5.0")),
        second=a_code(RULE.replace('"police"', '"polis"').replace("= 5", "= 0"), head=EARLIER),
        third="id = ",
    )
    assert [each.split(":")[0] for each in found] == [
        "first.toml",
        "first.toml",
        "second.toml",
        "second.toml",
        "third.toml",
    ]


def test_the_value_that_was_found_is_shown(tmp_path: Path) -> None:
    found = problems(tmp_path, a=a_code(RULE.replace("right = 6", 'right = "six"')))
    assert found == ["a.toml: VC20-R6-ARREST: right: expected a whole number, found 'six'"]


def test_one_id_twice_is_refused_within_a_file_and_across_files(tmp_path: Path) -> None:
    (within := tmp_path / "within").mkdir()
    (across := tmp_path / "across").mkdir()
    twice = "VC20-R6-ARREST: id: expected once, found 2 times"
    assert problems(within, a=a_code(RULE + RULE)) == [f"a.toml: {twice}"]
    assert problems(across, a=a_code(), b=a_code(head=EARLIER)) == [f"across: {twice}"]


def test_two_codes_in_force_on_one_day_are_refused(tmp_path: Path) -> None:
    head = EARLIER.replace("2021-03-31", "2021-04-01")
    earlier = a_code(RULE.replace("VC20", "VC15"), head=head, name="VC15")
    found = problems(tmp_path, a=a_code(), b=earlier)
    assert found == [f"{tmp_path.name}: the file: VC15 and VC20 are in force on the same day"]


def test_a_rule_of_another_code_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, a=a_code(RULE.replace("VC20-R6", "VC15-R6")))
    assert found == ["a.toml: VC15-R6-ARREST: id: expected to begin with VC20-"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('valid_from = "April"\n', "valid_from: expected a date such as 2021-04-01, found 'April'"),
        ("valid_from = 2021-04-01T00:00:00\n", "valid_from: expected a date such as 2021-04-01"),
        ("valid_to = 2022-01-01\n", "valid_from: missing key: expected a value"),
        ("valid_from = 2021-04-01\nvalid_to = 2020-01-01\n", "valid_to: expected no earlier than"),
        ("valid_from = 2021-04-01\nauthor = 'x'\n", "author: unknown key: expected one of id,"),
    ],
)
def test_a_wrong_head_of_a_code_is_named(tmp_path: Path, head: str, expected: str) -> None:
    found = problems(tmp_path, a=a_code(head=head))
    assert any(each.startswith("a.toml: ") and expected in each for each in found), found


@pytest.mark.parametrize("text", ["", "not toml at all", "id = 'VC20'"])
def test_a_file_that_is_no_code_is_refused(tmp_path: Path, text: str) -> None:
    assert all(each.startswith("a.toml: ") for each in problems(tmp_path, a=text))


def test_latin_1_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(a_code().replace("A Code", "Céde").encode("latin-1"))
    assert "expected TOML in UTF-8" in problems(tmp_path)[0]


def test_a_folder_without_a_code_is_refused(tmp_path: Path) -> None:
    assert "expected at least one Code" in problems(tmp_path)[0]
