"""The force's own data: whole, and in step with the Code."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError, WrongUseError
from upheld.core.force import Force
from upheld.rules import load


@pytest.fixture
def met() -> Force:
    return load.force("met")


def test_every_force_that_ships_loads() -> None:
    assert [force.code for force in load.forces()] == ["met"]


def test_the_met_has_twelve_bcus_and_32_boroughs_each_in_one(met: Force) -> None:
    assert " ".join(unit.code for unit in met.bcus) == "AS AW CE CN EA NA NE NW SE SN SW WA"
    assert len({borough.code for borough in met.boroughs}) == 32
    assert len({borough.name for borough in met.boroughs}) == 32
    assert Counter(borough.unit_code for borough in met.boroughs) == {
        "AS": 2, "AW": 3, "CE": 2, "CN": 2, "EA": 3, "NA": 2,
        "NE": 2, "NW": 3, "SE": 3, "SN": 3, "SW": 4, "WA": 3,
    }  # fmt: skip


def test_the_borough_codes_are_the_ons_codes_without_the_city(met: Force) -> None:
    assert [borough.code for borough in met.boroughs] == [f"E0900{n:04}" for n in range(2, 34)]
    found = met.borough("E09000033")
    assert found is not None
    assert (found.name, found.unit_code) == ("Westminster", "AW")


def test_the_boroughs_of_south_area_are_bromley_croydon_and_sutton(met: Force) -> None:
    assert [each.name for each in met.boroughs_of("SN")] == ["Bromley", "Croydon", "Sutton"]


def test_every_class_of_the_serious_list_is_among_the_forces_offences(met: Force) -> None:
    listed = {
        offence.code
        for code in load.victims_codes().versions
        for ground in code.grounds
        for offence in ground.offences
    }
    assert {code for code in listed if met.offence(code) is None} == set()


def test_the_offences_of_trafficking_and_of_the_sexual_ground_are_sensitive(met: Force) -> None:
    for code in load.victims_codes().versions:
        for ground in code.grounds:
            for offence in ground.offences:
                found = met.offence(offence.code)
                assert found is not None
                if ground.id == "sexual_offence":
                    assert found.sensitive == "sexual"
                if ground.id == "human_trafficking":
                    assert found.sensitive == "trafficking"


def test_the_offences_are_a_whole_list_in_groups_sensitive_as_a_whole(met: Force) -> None:
    assert len(met.offences) >= 120
    assert met.sensitive_groups == {
        "Controlling or coercive behaviour": "domestic_abuse",
        "Racially or religiously aggravated offences": "hate",
        "Modern slavery and trafficking": "trafficking",
        "Rape": "sexual",
        "Other sexual offences": "sexual",
    }
    assert {"Domestic burglary", "Personal robbery"} <= set(met.offence_groups)


def test_the_ranks_say_who_is_a_chief_inspector_or_above(met: Force) -> None:
    seniority = {rank.code: rank.seniority for rank in met.ranks}
    assert sorted(seniority.values()) == list(range(12))
    assert [code for code, level in seniority.items() if level >= seniority["CI"]] == [
        "CI", "SUPT", "CSUPT", "CDR", "DAC", "AC", "DCOM", "COM",
    ]  # fmt: skip


def test_the_series_break_with_the_new_code_and_with_the_new_records_system(met: Force) -> None:
    assert [each.on for each in met.series_breaks] == [date(2021, 4, 1), date(2024, 3, 1)]
    assert met.breaks_between(date(2024, 3, 1), date(2026, 1, 1)) == ()
    assert len(met.breaks_between(date(2021, 3, 31), date(2024, 3, 1))) == 2


def test_an_unknown_force_is_refused_with_those_known() -> None:
    with pytest.raises(WrongUseError, match="Known: met"):
        load.force("mett")


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("units.csv", "SN,bcu", "SN,borough", "units.csv: line 11: type: expected bcu or ocu"),
        ("units.csv", "SE,bcu", "SN,bcu", "units: expected each code once, found 'SN' 2 times"),
        ("units.csv", "2019-04-01,\nAW", "2019,\nAW", "units.csv: line 2: valid_from: expected a"),
        ("boroughs.csv", "Barnet,NW", "Barnet,XX", "Barnet: expected a BCU of units.csv, found"),
        ("boroughs.csv", "E09000002", "00AB", "line 2: code: expected an ONS code such as"),
        ("offences.csv", "\n5D,", "\n05D,", "code: expected a counting-rules class"),
        ("offences.csv", "Rape,sexual", "Rape,secret", "sensitive: expected one of sexual"),
        ("offences.csv", "19C,Rape of", "19C,,Rape of", "an extra cell: unknown key"),
        ("offences.csv", "\n2,Attempted murder,", "\n2,,", "title: missing key: expected a value"),
        ("ranks.csv", "STAFF,Police staff,0", "STAFF,Police staff,x", "line 2: seniority: exp"),
        ("force.toml", "#0b2a5b", "blue", "force.toml: look: primary: expected a colour such as"),
        ("force.toml", "on = 2024-03-01", "", "CRIS to CONNECT: on: missing key"),
        ("force.toml", "name = ", "nom = ", "force.toml: nom: unknown key"),
    ],
)
def test_a_wrong_file_of_a_force_is_named_with_its_line_and_what_was_expected(
    forces_folder: Path, file: str, old: str, new: str, expected: str
) -> None:
    path = forces_folder / "met" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ProblemsError) as raised:
        load.force("met", forces_folder)
    found = [str(problem) for problem in raised.value.problems]
    assert any(expected in each for each in found), found


def test_a_group_that_is_sensitive_in_part_is_refused(forces_folder: Path) -> None:
    path = forces_folder / "met" / "offences.csv"
    path.write_text(path.read_text().replace("over,Rape,sexual", "over,Rape,", 1))
    with pytest.raises(ProblemsError, match="Rape: expected the same value of sensitive"):
        load.force("met", forces_folder)


def test_a_missing_file_of_a_force_is_named(forces_folder: Path) -> None:
    (forces_folder / "met" / "ranks.csv").unlink()
    with pytest.raises(ProblemsError, match=r"ranks\.csv: the file: the file is missing"):
        load.force("met", forces_folder)


DECLARED = """
[[baselines]]
measure = "timeliness-r6-victims"
unit_code = "CN"
on = 2023-06-01
reason = "Call-backs by a team of their own began"
declared_by = "Improvement board, 12 June 2023"

[[series_breaks]]
title = "A new wording"
on = 2022-05-01
measures = ["coverage-"]
"""


def _with(forces_folder: Path, text: str) -> Force:
    path = forces_folder / "met" / "force.toml"
    path.write_text(path.read_text() + text)
    return load.force("met", forces_folder)


def test_a_declared_baseline_holds_for_its_unit_and_says_who_declared_it(
    forces_folder: Path,
) -> None:
    force = _with(forces_folder, DECLARED)
    here = force.breaks_of("timeliness-r6-victims", "CN")
    assert [each.on for each in here] == [date(2021, 4, 1), date(2023, 6, 1), date(2024, 3, 1)]
    assert here[1].note == (
        "Call-backs by a team of their own began. Declared by Improvement board, 12 June 2023."
    )
    assert date(2023, 6, 1) not in [b.on for b in force.breaks_of("timeliness-r6-victims", "SN")]
    assert date(2023, 6, 1) not in [b.on for b in force.breaks_of("timeliness-r6", "CN")]


def test_a_declared_baseline_without_a_unit_holds_for_all(forces_folder: Path) -> None:
    force = _with(forces_folder, DECLARED.replace('unit_code = "CN"', ""))
    for code in ("met", "SN", "E09000033", None):
        days = [each.on for each in force.breaks_of("timeliness-r6-victims", code)]
        assert date(2023, 6, 1) in days


def test_a_series_break_may_be_limited_to_some_measures(forces_folder: Path) -> None:
    force = _with(forces_folder, DECLARED)
    assert date(2022, 5, 1) in [b.on for b in force.breaks_of("coverage-r3-conf", "CN")]
    assert date(2022, 5, 1) not in [b.on for b in force.breaks_of("timeliness-r6", "CN")]
    assert [b.title for b in force.breaks_of("data-completeness", "CN")] == ["CRIS to CONNECT"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"CN"', '"XX"', "expected the code of a unit or borough, found 'XX'"),
        ('"timeliness-r6-victims"', '"timeliness-r66"', "expected an id, or for a break how"),
        ('["coverage-"]', '["cover-"]', "expected an id, or for a break how ids begin"),
        ("declared_by =", "declared =", "declared_by: missing key"),
    ],
)
def test_a_baseline_that_would_do_nothing_is_refused(
    forces_folder: Path, old: str, new: str, expected: str
) -> None:
    with pytest.raises(ProblemsError, match=expected):
        _with(forces_folder, DECLARED.replace(old, new))
