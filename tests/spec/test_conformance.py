"""Every case of the shipped pack, through the oracle, and the pack's own reach."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path

import duckdb
import pytest
from tests.spec.extracts_of_cases import cases_as_extracts

from upheld.core.case import Case
from upheld.core.conformance import ConformanceCase, mismatches
from upheld.core.duties import duties_of
from upheld.core.duty import Duty, as_row
from upheld.core.vocabulary import EVENTS, Basis, Reason, Status
from upheld.extracts.cases import case_of_victim
from upheld.extracts.conformance import read_cases, shipped_pack
from upheld.extracts.read import read
from upheld.rules import load

CASES = read_cases(shipped_pack(), load.victims_codes())


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_the_oracle_agrees_with_the_case(case: ConformanceCase) -> None:
    found = mismatches(case, [as_row(duty) for duty in _duties(case.case, case.as_of)])
    assert not found, "\n".join(str(each) for each in found)


def test_every_entitlement_that_makes_duties_has_a_case_with_a_duty() -> None:
    tested = {case.entitlement for case in CASES if case.expected}
    assert tested == {rule.id for code in load.victims_codes().versions for rule in code.duties}


def test_every_entitlement_with_days_is_tested_in_time_and_not_with_and_without_rights() -> None:
    codes = load.victims_codes()
    timed = {rule.short_id for code in codes.versions for rule in code.duties if rule.timed}
    expected = [(case.entitlement, each) for case in CASES for each in case.expected]
    reached = {
        (entitlement.split("-", 1)[1], each.enhanced, each.status is Status.MET)
        for entitlement, each in expected
    }
    rights = {(entitlement, enhanced) for entitlement, enhanced, _ in reached}
    verdicts = {(entitlement, met) for entitlement, _, met in reached}
    assert set(product(timed, (True, False))) <= rights & verdicts


def test_every_status_reason_and_basis_is_expected_somewhere() -> None:
    expected = [each for case in CASES for each in case.expected]
    assert {each.status for each in expected} == set(Status)
    assert {each.status_lenient for each in expected} == set(Status)
    assert {each.reason for each in expected} == {*Reason, None}
    assert {each.basis for each in expected} == {*Basis, None}


def test_every_event_of_the_contract_occurs() -> None:
    assert {event.event for case in CASES for event in case.case.events} == set(EVENTS)


def test_no_two_cases_say_the_same() -> None:
    said = Counter(case.says for case in CASES)
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_the_readme_describes_every_file_and_every_column_of_the_pack() -> None:
    readme = (shipped_pack()[0].parent / "README.md").read_text(encoding="utf-8")
    for path in shipped_pack():
        assert f"`{path.name}`" in readme
        for column in path.read_text(encoding="utf-8").splitlines()[0].split(","):
            assert f"`{column}`" in readme


def test_the_pack_as_extracts_is_read_back_as_the_same_cases(tmp_path: Path) -> None:
    folder = cases_as_extracts(CASES, tmp_path / "extracts")
    with duckdb.connect() as connection:
        read(folder, connection)
        for case in CASES:
            again = case_of_victim(connection, case.victim_id)
            assert again is not None
            assert _duties(again, case.as_of) == _duties(case.case, case.as_of), case.id


def _duties(case: Case, as_of: date) -> list[Duty]:
    return duties_of(case, load.victims_codes(), load.calendar(), as_of)
