"""Rules 1 and 2 of the data contract: who is owed what, under which Code, from when."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders import CaseBuilder, at

from upheld.core.calendar import Calendar
from upheld.core.duties import duties_of, no_code_count
from upheld.core.victims_code import VictimsCodes
from upheld.core.vocabulary import Status

ARREST = "VC20-R6-ARREST"


@pytest.mark.parametrize(
    "kind", ["person", "bereaved_relative", "parent_or_guardian", "family_spokesperson"]
)
def test_every_kind_of_person_is_owed(arrest: CaseBuilder, kind: str) -> None:
    assert arrest.of_victim(kind=kind).duties(ARREST)


@pytest.mark.parametrize(("contact", "owed"), [(True, 1), (False, 0), (None, 0)])
def test_a_business_is_owed_only_with_a_named_contact(
    arrest: CaseBuilder, contact: bool | None, owed: int
) -> None:
    assert len(arrest.of_victim(kind="business", named_contact=contact).duties(ARREST)) == owed


def test_an_event_without_a_victim_concerns_every_victim_of_the_crime(arrest: CaseBuilder) -> None:
    duties = arrest.another_victim("W").duties(ARREST)
    assert [duty.victim_id for duty in duties] == ["V", "W"]


def test_an_event_with_a_victim_concerns_that_victim_only(crime: CaseBuilder) -> None:
    crime.another_victim("W").event("arrested", "2022-05-04", victim_id="W")
    assert [duty.victim_id for duty in crime.duties(ARREST)] == ["W"]


def test_an_event_that_concerns_nobody_of_the_crime_makes_no_duty(crime: CaseBuilder) -> None:
    assert crime.event("arrested", "2022-05-04", victim_id="elsewhere").duties(ARREST) == []


def test_each_suspects_arrest_is_a_duty_of_its_own(arrest: CaseBuilder) -> None:
    arrest.event("arrested", "2022-05-05", event_id="E2", suspect_id="S2").told("2022-05-05")
    first, second = arrest.duties(ARREST)
    assert (first.event_id, first.status) == ("E", Status.MET)
    assert (second.event_id, second.status) == ("E2", Status.OVERDUE)


def test_a_call_about_arrests_by_name_settles_every_arrest_before_it(arrest: CaseBuilder) -> None:
    arrest.event("arrested", "2022-05-05", event_id="E2")
    arrest.told("2022-05-06", about_event_id=None, about="arrested")
    assert [duty.status for duty in arrest.duties(ARREST)] == [Status.MET, Status.MET]


def test_one_event_can_start_two_duties(crime: CaseBuilder) -> None:
    crime.event("review_requested", "2022-05-09")
    assert crime.duty("VC20-R6-VRR-ACK").due_on == date(2022, 5, 23)
    assert crime.duty("VC20-R6-VRR-DEC").due_on == date(2022, 6, 22)


@pytest.mark.parametrize("event", ["bail_changed", "bail_cancelled"])
def test_two_events_can_start_one_kind_of_duty(crime: CaseBuilder, event: str) -> None:
    assert crime.event(event, "2022-05-04").duty("VC20-R6-BAILCHG").event_id == "E"


def test_what_the_report_starts_has_no_event(crime: CaseBuilder) -> None:
    duty = crime.duty("VC20-R4-REFER")
    assert duty.event_id is None
    assert duty.clock_start_on == date(2022, 5, 3)


def test_a_crime_known_by_its_month_starts_nothing_by_its_report(crime: CaseBuilder) -> None:
    crime.of_crime(reported_at=None, month="2022-05").of_victim(update_interval_days=28)
    for entitlement in ("VC20-R3-CONF", "VC20-R4-REFER", "VC20-R6-UPDATE"):
        assert crime.duties(entitlement) == []


def test_the_code_is_that_of_the_day_of_the_event_whatever_the_report(crime: CaseBuilder) -> None:
    crime.event("arrested", "2021-03-31T23:59", event_id="old").event(
        "arrested", "2021-04-01", event_id="new"
    )
    assert [duty.event_id for duty in crime.duties("VC15-R6-ARREST")] == ["old"]
    assert [duty.event_id for duty in crime.duties(ARREST)] == ["new"]


def test_the_code_of_a_court_event_is_that_of_the_event_not_of_the_news(crime: CaseBuilder) -> None:
    crime.event("sentenced", "2021-03-31", received_at=at("2021-04-01"))
    assert crime.duty("VC15-R9-SENT").clock_start_on == date(2021, 4, 1)
    assert crime.duties("VC20-R9-SENT") == []


class TestBeforeAnyCode:
    """Before 16 November 2015 nothing is computed, and that is counted."""

    def test_no_duty_is_made(
        self, crime: CaseBuilder, codes: VictimsCodes, calendar: Calendar
    ) -> None:
        crime.of_crime(reported_at=at("2015-11-01")).event("arrested", "2015-11-15T23:59")
        assert duties_of(crime.case(), codes, calendar, date(2022, 12, 31)) == []

    def test_the_report_and_each_event_count_once_a_victim(
        self, crime: CaseBuilder, codes: VictimsCodes
    ) -> None:
        crime.of_crime(reported_at=at("2015-11-01")).another_victim("W")
        crime.event("arrested", "2015-11-15").event("review_requested", "2015-11-15", victim_id="W")
        # Two victims by the report and by the arrest, one by the request, though it starts two.
        assert no_code_count(crime.case(), codes, date(2022, 12, 31)) == 5

    def test_only_dates_before_the_first_code_and_by_the_as_of_date_count(
        self, crime: CaseBuilder, codes: VictimsCodes
    ) -> None:
        crime.of_crime(reported_at=at("2015-11-14"))
        crime.event("arrested", "2015-11-15").event("charged", "2015-11-16")
        assert no_code_count(crime.case(), codes, date(2015, 11, 14)) == 1
        assert no_code_count(crime.case(), codes, date(2015, 11, 20)) == 2

    def test_nobody_out_of_scope_counts(self, crime: CaseBuilder, codes: VictimsCodes) -> None:
        crime.of_crime(reported_at=at("2015-11-01")).of_victim(kind="business")
        assert no_code_count(crime.case(), codes, date(2022, 12, 31)) == 0


class TestClockStart:
    def test_the_clock_starts_on_the_day_of_the_event_at_any_hour(self, crime: CaseBuilder) -> None:
        duty = crime.event("arrested", "2022-05-04T23:59").duty()
        assert duty.clock_start_on == date(2022, 5, 4)
        assert duty.due_on == date(2022, 5, 11)

    def test_nothing_is_owed_for_an_event_after_the_as_of_date(self, arrest: CaseBuilder) -> None:
        assert arrest.duties(ARREST, as_of="2022-05-03") == []
        assert arrest.duty(as_of="2022-05-04").status is Status.OPEN

    def test_nothing_is_owed_by_a_report_after_the_as_of_date(self, crime: CaseBuilder) -> None:
        assert crime.duties("VC20-R4-REFER", as_of="2022-05-02") == []

    def test_a_court_events_clock_starts_when_the_unit_was_told(self, crime: CaseBuilder) -> None:
        crime.event("sentenced", "2022-05-04", received_at=at("2022-05-06T16:00"))
        duty = crime.duty("VC20-R9-SENT")
        assert duty.clock_start_on == date(2022, 5, 6)
        assert duty.due_on == date(2022, 5, 9)

    def test_a_unit_told_after_the_as_of_date_makes_no_duty_yet(self, crime: CaseBuilder) -> None:
        crime.event("sentenced", "2022-05-04", received_at=at("2022-05-06"))
        assert crime.duties("VC20-R9-SENT", as_of="2022-05-05") == []
        assert crime.duties("VC20-R9-SENT", as_of="2022-05-06")

    def test_received_at_means_nothing_where_the_clock_is_that_of_the_event(
        self, crime: CaseBuilder
    ) -> None:
        crime.event("arrested", "2022-05-04", received_at=at("2022-05-09"))
        assert crime.duty().clock_start_on == date(2022, 5, 4)


class TestUnmeasurable:
    """Where nobody knows when the Witness Care Unit was told, nothing can be measured."""

    def test_everything_but_its_names_and_month_is_empty(self, crime: CaseBuilder) -> None:
        crime.of_victim(kind="bereaved_relative").event("sentenced", "2022-04-30")
        duty = crime.told("2022-04-30").duty("VC20-R9-SENT")
        assert (duty.status, duty.status_lenient) == (Status.UNMEASURABLE, Status.UNMEASURABLE)
        assert (duty.clock_start_on, duty.due_on, duty.enhanced, duty.basis) == (None,) * 4
        assert (duty.done_on, duty.done_on_lenient, duty.reason) == (None,) * 3
        assert (duty.event_id, duty.month) == ("E", "2022-04")

    def test_a_refusal_does_not_make_it_excluded(self, crime: CaseBuilder) -> None:
        crime.event("sentenced", "2022-05-04").told("2022-05-04", "declined")
        assert crime.duty("VC20-R9-SENT").status is Status.UNMEASURABLE

    def test_an_event_after_the_as_of_date_is_not_yet_unmeasurable(
        self, crime: CaseBuilder
    ) -> None:
        crime.event("sentenced", "2022-05-04")
        assert crime.duties("VC20-R9-SENT", as_of="2022-05-03") == []


def test_duties_come_in_one_order_whatever_the_order_of_the_rows(
    arrest: CaseBuilder, codes: VictimsCodes, calendar: Calendar
) -> None:
    arrest.another_victim("A").event("arrested", "2022-05-04T10:00", event_id="B")
    there = duties_of(arrest.case(), codes, calendar, date(2022, 12, 31))
    arrest.victims.reverse()
    arrest.events.reverse()
    assert duties_of(arrest.case(), codes, calendar, date(2022, 12, 31)) == there
