"""Rule 3 of the data contract: Enhanced or standard, at the end of the clock-start day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders import CaseBuilder, at

from upheld.core.vocabulary import Basis

STANDARD_DUE, ENHANCED_DUE = date(2022, 5, 11), date(2022, 5, 5)


def test_without_a_decision_or_a_ground_rights_are_standard(arrest: CaseBuilder) -> None:
    duty = arrest.duty()
    assert (duty.enhanced, duty.basis, duty.due_on) == (False, None, STANDARD_DUE)


def test_an_eligible_decision_is_a_recorded_basis(arrest: CaseBuilder) -> None:
    duty = arrest.decided("2022-05-03", "eligible").duty()
    assert (duty.enhanced, duty.basis, duty.due_on) == (True, Basis.RECORDED, ENHANCED_DUE)


def test_a_ground_is_a_derived_basis_and_a_missed_identification(arrest: CaseBuilder) -> None:
    duty = arrest.of_crime(domestic_abuse=True).duty()
    assert (duty.enhanced, duty.basis, duty.due_on) == (True, Basis.DERIVED, ENHANCED_DUE)


def test_a_decision_and_a_ground_are_both(arrest: CaseBuilder) -> None:
    arrest.of_crime(domestic_abuse=True).decided("2022-05-03", "eligible")
    assert arrest.duty().basis is Basis.BOTH


class TestDecisions:
    @pytest.mark.parametrize(
        ("decided_at", "counts"),
        [
            ("2022-05-04T23:59", True),
            ("2022-05-04", True),
            ("2022-05-05T00:00", False),
            ("2021-01-01", True),
        ],
    )
    def test_one_counts_by_the_end_of_the_clock_start_day(
        self, arrest: CaseBuilder, decided_at: str, counts: bool
    ) -> None:
        assert arrest.decided(decided_at, "eligible").duty().enhanced is counts

    def test_the_latest_by_time_counts_whatever_its_row(self, arrest: CaseBuilder) -> None:
        arrest.decided("2022-05-03T12:00", "eligible").decided("2022-05-03T09:00", "not_eligible")
        assert arrest.duty().enhanced is True

    @pytest.mark.parametrize(
        ("first", "second", "enhanced"),
        [("eligible", "not_eligible", False), ("not_eligible", "eligible", True)],
    )
    def test_of_equal_times_the_later_row_counts(
        self, arrest: CaseBuilder, first: str, second: str, enhanced: bool
    ) -> None:
        arrest.decided("2022-05-03", first).decided("2022-05-03", second)
        assert arrest.duty().enhanced is enhanced
        arrest.decisions.reverse()  # the row says which is later, not the place in the list
        assert arrest.duty().enhanced is enhanced

    def test_one_about_another_victim_changes_nothing(self, arrest: CaseBuilder) -> None:
        arrest.another_victim("W").decided("2022-05-03", "eligible", victim="W")
        rights = {duty.victim_id: duty.enhanced for duty in arrest.duties("VC20-R6-ARREST")}
        assert rights == {"V": False, "W": True}

    def test_not_eligible_does_not_remove_a_ground(self, arrest: CaseBuilder) -> None:
        arrest.of_crime(domestic_abuse=True).decided("2022-05-03", "not_eligible")
        assert arrest.duty().basis is Basis.DERIVED

    def test_each_clock_looks_at_its_own_day(self, arrest: CaseBuilder) -> None:
        arrest.event("arrested", "2022-05-09", event_id="E2").decided("2022-05-06", "eligible")
        assert [duty.enhanced for duty in arrest.duties("VC20-R6-ARREST")] == [False, True]

    def test_a_court_events_clock_looks_at_the_day_the_unit_was_told(
        self, crime: CaseBuilder
    ) -> None:
        crime.event("warrant_issued", "2022-05-03", received_at=at("2022-05-06"))
        crime.decided("2022-05-06T17:00", "eligible")
        assert crime.duty("VC20-R8-WARRANT").due_on == date(2022, 5, 9)


class TestAge:
    @pytest.mark.parametrize(
        ("born", "committed", "enhanced"),
        [
            (date(2004, 5, 3), date(2022, 5, 2), True),  # 18 the next day
            (date(2004, 5, 2), date(2022, 5, 2), False),  # 18 that day
            (date(2004, 2, 29), date(2022, 2, 28), True),
            (date(2004, 2, 29), date(2022, 3, 1), False),
            (date(2022, 5, 3), date(2022, 5, 2), True),  # born after the offence
            (date(2022, 5, 2), date(2022, 5, 2), True),  # born on the day of the offence
        ],
    )
    def test_under_18_on_the_day_of_the_offence_is_a_ground(
        self, arrest: CaseBuilder, born: date, committed: date, enhanced: bool
    ) -> None:
        arrest.of_victim(date_of_birth=born).of_crime(committed_on=committed)
        assert arrest.duty().enhanced is enhanced

    @pytest.mark.parametrize(("born", "enhanced"), [((2004, 5, 4), True), ((2004, 5, 3), False)])
    def test_the_report_date_stands_for_an_unknown_day_of_the_offence(
        self, arrest: CaseBuilder, born: tuple[int, int, int], enhanced: bool
    ) -> None:
        arrest.of_crime(committed_on=None).of_victim(date_of_birth=date(*born))
        assert arrest.duty().enhanced is enhanced

    def test_without_any_day_age_is_unknown(self, arrest: CaseBuilder) -> None:
        arrest.of_crime(committed_on=None, reported_at=None, month="2022-05")
        assert arrest.of_victim(date_of_birth=date(2015, 1, 1)).duty().enhanced is False

    def test_a_business_has_no_age(self, arrest: CaseBuilder) -> None:
        arrest.of_victim(kind="business", named_contact=True, date_of_birth=date(2015, 1, 1))
        assert arrest.duty().enhanced is False

    def test_a_parent_is_enhanced_by_the_childs_age(self, arrest: CaseBuilder) -> None:
        arrest.of_victim(kind="parent_or_guardian", date_of_birth=date(2015, 1, 1))
        assert arrest.duty().enhanced is True


class TestOtherGrounds:
    def test_a_serious_offence_by_its_code(self, arrest: CaseBuilder) -> None:
        assert arrest.of_crime(offence_code="19D").duty().enhanced is True

    @pytest.mark.parametrize("code", ["19", "8N", None])
    def test_another_offence_is_none(self, arrest: CaseBuilder, code: str | None) -> None:
        assert arrest.of_crime(offence_code=code).duty().enhanced is False

    def test_a_bereaved_relative(self, arrest: CaseBuilder) -> None:
        assert arrest.of_victim(kind="bereaved_relative").duty().enhanced is True

    @pytest.mark.parametrize("marker", [False, None])
    def test_a_marker_that_is_false_or_unknown_is_none(
        self, arrest: CaseBuilder, marker: bool | None
    ) -> None:
        assert arrest.of_crime(domestic_abuse=marker).duty().enhanced is False

    def test_a_business_is_enhanced_by_a_marker(self, arrest: CaseBuilder) -> None:
        arrest.of_victim(kind="business", named_contact=True).of_crime(domestic_abuse=True)
        assert arrest.duty().enhanced is True


def test_rights_are_noted_where_no_days_are_set(crime: CaseBuilder) -> None:
    duty = crime.of_crime(domestic_abuse=True).duty("VC20-R3-CONF")
    assert (duty.enhanced, duty.basis, duty.due_on) == (True, Basis.DERIVED, None)
