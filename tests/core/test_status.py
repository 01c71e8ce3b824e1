"""Rule 6 of the data contract: met, excluded, late, overdue, open, in this order."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders import CaseBuilder, at

from upheld.core.vocabulary import Reason, Status

DUE = date(2022, 5, 11)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("2022-05-11T23:59", Status.MET),
        ("2022-05-12T00:00", Status.LATE),
        ("2022-05-04", Status.MET),
    ],
)
def test_done_on_the_due_date_at_any_hour_is_in_time(
    arrest: CaseBuilder, told: str, status: Status
) -> None:
    duty = arrest.told(told).duty()
    assert (duty.status, duty.status_lenient, duty.due_on) == (status, status, DUE)


def test_a_saturday_after_a_friday_due_date_is_late(crime: CaseBuilder) -> None:
    crime.event("arrested", "2022-05-06").told("2022-05-14")
    assert (crime.duty().due_on, crime.duty().status) == (date(2022, 5, 13), Status.LATE)


@pytest.mark.parametrize(
    ("as_of", "status"), [("2022-05-11", Status.OPEN), ("2022-05-12", Status.OVERDUE)]
)
def test_not_done_is_open_to_the_end_of_the_due_date_and_overdue_from_the_next_day(
    arrest: CaseBuilder, as_of: str, status: Status
) -> None:
    duty = arrest.duty(as_of=as_of)
    assert (duty.status, duty.status_lenient) == (status, status)


def test_the_month_is_that_of_the_due_date(crime: CaseBuilder) -> None:
    assert crime.event("arrested", "2022-05-27").duty().month == "2022-06"


def test_without_days_the_month_is_that_of_the_clock_start(crime: CaseBuilder) -> None:
    duty = crime.event("investigation_closed", "2022-05-31").duty("VC20-R6-CLOSED")
    assert (duty.month, duty.due_on) == ("2022-05", None)


class TestDeclinedUpdates:
    @pytest.mark.parametrize(
        ("since", "until", "excluded"),
        [
            (date(2022, 5, 1), None, True),
            (DUE, None, True),
            (date(2022, 5, 12), None, False),
            (date(2022, 5, 1), DUE, False),
            (date(2022, 5, 1), date(2022, 5, 12), True),
            (None, date(2022, 6, 30), False),
        ],
    )
    def test_they_must_be_in_force_on_the_due_date(
        self, arrest: CaseBuilder, since: date | None, until: date | None, excluded: bool
    ) -> None:
        duty = arrest.of_victim(declined_updates_from=since, declined_updates_until=until).duty()
        assert duty.status is (Status.EXCLUDED if excluded else Status.OVERDUE)
        assert duty.status_lenient is duty.status
        assert duty.reason is (Reason.DECLINED_UPDATES if excluded else None)

    @pytest.mark.parametrize(
        ("as_of", "status"), [("2022-05-08", Status.OPEN), ("2022-05-09", Status.EXCLUDED)]
    )
    def test_they_must_have_begun_by_the_as_of_date(
        self, arrest: CaseBuilder, as_of: str, status: Status
    ) -> None:
        arrest.of_victim(declined_updates_from=date(2022, 5, 9))
        assert arrest.duty(as_of=as_of).status is status

    def test_met_comes_before_them_and_they_before_late(self, arrest: CaseBuilder) -> None:
        arrest.of_victim(declined_updates_from=date(2022, 5, 1)).told("2022-05-09", "sent")
        duty = arrest.told("2022-05-12").duty()
        assert (duty.status, duty.status_lenient) == (Status.EXCLUDED, Status.MET)
        assert duty.done_on == date(2022, 5, 12)
        assert duty.reason is Reason.DECLINED_UPDATES

    def test_a_met_duty_has_no_reason(self, arrest: CaseBuilder) -> None:
        duty = arrest.of_victim(declined_updates_from=date(2022, 5, 1)).told("2022-05-09").duty()
        assert (duty.status, duty.reason) == (Status.MET, None)

    def test_they_excuse_nothing_but_news_of_the_investigation(self, crime: CaseBuilder) -> None:
        crime.of_victim(declined_updates_from=date(2022, 1, 1))
        crime.event("warrant_issued", "2022-05-04", received_at=at("2022-05-04"))
        crime.event("review_requested", "2022-05-04", event_id="E2")
        for entitlement in ("VC20-R8-WARRANT", "VC20-R6-VRR-ACK", "VC20-R4-REFER"):
            assert crime.duty(entitlement).status is Status.OVERDUE

    @pytest.mark.parametrize(
        ("until", "status"),
        [
            (None, Status.EXCLUDED),
            (date(2022, 12, 31), Status.NOT_RECORDED),
            (date(2023, 1, 1), Status.EXCLUDED),
        ],
    )
    def test_without_days_the_as_of_date_stands_for_the_due_date(
        self, crime: CaseBuilder, until: date | None, status: Status
    ) -> None:
        crime.of_victim(declined_updates_from=date(2022, 9, 1), declined_updates_until=until)
        crime.event("investigation_closed", "2022-05-04")
        assert crime.duty("VC20-R6-CLOSED", as_of="2022-12-31").status is status


class TestRefusedOrWithheld:
    @pytest.mark.parametrize(
        ("result", "why", "reason"),
        [
            ("declined", None, Reason.DECLINED),
            ("withheld", "would alert the suspect", Reason.WITHHELD),
            ("withheld", None, None),
            ("attempted", "no answer", None),
        ],
    )
    def test_a_refusal_excludes_and_so_does_withholding_with_a_reason(
        self, arrest: CaseBuilder, result: str, why: str | None, reason: Reason | None
    ) -> None:
        duty = arrest.told("2022-05-09", result, reason=why).duty()
        assert duty.reason is reason
        assert duty.status is (Status.EXCLUDED if reason else Status.OVERDUE)

    @pytest.mark.parametrize(
        ("about", "excludes"),
        [
            ({"about_event_id": "E"}, True),
            ({"about_event_id": None}, True),
            ({"about_event_id": None, "about": "arrested"}, True),
            ({"about_event_id": None, "about": "charged"}, False),
            ({"about_event_id": "other"}, False),
            ({"about_event_id": "other", "about": "arrested"}, False),
            ({"about_event_id": "E", "about": "charged"}, True),
        ],
    )
    def test_it_must_be_for_this_event_or_for_none_named(
        self, arrest: CaseBuilder, about: dict[str, str], excludes: bool
    ) -> None:
        status = arrest.told("2022-05-09", "declined", **about).duty().status
        assert status is (Status.EXCLUDED if excludes else Status.OVERDUE)

    @pytest.mark.parametrize(
        ("about", "excludes"),
        [
            ({}, True),
            ({"about_event_id": "E"}, True),
            ({"about": "review_requested"}, True),
            ({"about": "arrested"}, False),
            ({"about_event_id": "other"}, False),
        ],
    )
    def test_for_every_kind_the_name_counts_here(
        self, crime: CaseBuilder, about: dict[str, str], excludes: bool
    ) -> None:
        crime.event("review_requested", "2022-05-04")
        crime.action("review_acknowledged", "2022-05-09", "declined", **about)
        status = crime.duty("VC20-R6-VRR-ACK").status
        assert status is (Status.EXCLUDED if excludes else Status.OVERDUE)

    @pytest.mark.parametrize(
        ("about", "excludes"),
        [({}, True), ({"about_event_id": "E"}, False), ({"about": "arrested"}, False)],
    )
    def test_for_what_the_report_starts_neither_id_nor_name_may_be_given(
        self, arrest: CaseBuilder, about: dict[str, str], excludes: bool
    ) -> None:
        arrest.action("referral", "2022-05-04", "declined", **about)
        status = arrest.duty("VC20-R4-REFER").status
        assert status is (Status.EXCLUDED if excludes else Status.OVERDUE)

    @pytest.mark.parametrize(
        ("when", "excludes"),
        [
            ("2022-05-03T23:59", False),
            ("2022-05-04T00:01", True),
            ("2022-05-11T23:59", True),
            ("2022-05-12", False),
        ],
    )
    def test_it_must_lie_between_the_event_and_the_due_date(
        self, arrest: CaseBuilder, when: str, excludes: bool
    ) -> None:
        status = arrest.told(when, "declined").duty().status
        assert status is (Status.EXCLUDED if excludes else Status.OVERDUE)

    def test_it_must_lie_by_the_as_of_date(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-09", "declined")
        assert arrest.duty(as_of="2022-05-08").status is Status.OPEN
        assert arrest.duty(as_of="2022-05-09").status is Status.EXCLUDED

    @pytest.mark.parametrize(("whom", "excludes"), [("V", True), (None, True), ("W", False)])
    def test_it_must_be_for_this_victim_or_for_all(
        self, crime: CaseBuilder, whom: str | None, excludes: bool
    ) -> None:
        crime.event("arrested", "2022-05-04", victim_id="V")
        status = crime.told("2022-05-09", "declined", victim_id=whom).duty().status
        assert status is (Status.EXCLUDED if excludes else Status.OVERDUE)

    def test_another_kind_of_action_refused_excludes_nothing(self, arrest: CaseBuilder) -> None:
        arrest.action("leaflet_given", "2022-05-09", "declined")
        assert arrest.duty().status is Status.OVERDUE

    def test_an_offer_refused_since_the_report_is_refused(self, crime: CaseBuilder) -> None:
        crime.event("statement_taken", "2022-05-10")
        crime.action("personal_statement_offered", "2022-05-04", "declined")
        assert crime.duty("VC20-R7-OFFER").status is Status.EXCLUDED

    def test_a_standing_wish_is_named_before_a_refusal_and_that_before_withholding(
        self, arrest: CaseBuilder
    ) -> None:
        arrest.told("2022-05-05", "withheld", reason="risk")
        assert arrest.duty().reason is Reason.WITHHELD
        assert arrest.told("2022-05-06", "declined").duty().reason is Reason.DECLINED
        arrest.of_victim(declined_updates_from=date(2022, 5, 7))
        assert arrest.duty().reason is Reason.DECLINED_UPDATES


class TestWithoutDays:
    @pytest.mark.parametrize(
        ("result", "status"),
        [
            ("sent", Status.DONE),
            ("declined", Status.EXCLUDED),
            ("message_left", Status.NOT_RECORDED),
        ],
    )
    def test_it_is_done_else_excluded_else_not_recorded(
        self, crime: CaseBuilder, result: str, status: Status
    ) -> None:
        crime.action("written_confirmation", "2022-11-30", result)
        duty = crime.duty("VC20-R3-CONF")
        assert (duty.status, duty.status_lenient) == (status, status)

    def test_done_comes_before_excluded(self, crime: CaseBuilder) -> None:
        crime.action("written_confirmation", "2022-05-04", "declined")
        crime.action("written_confirmation", "2022-06-04", "sent")
        assert crime.duty("VC20-R3-CONF").status is Status.DONE

    def test_the_readings_may_differ(self, crime: CaseBuilder) -> None:
        crime.event("investigation_closed", "2022-05-04").told("2022-05-09", "message_left")
        duty = crime.duty("VC20-R6-CLOSED")
        assert (duty.status, duty.status_lenient) == (Status.NOT_RECORDED, Status.DONE)
