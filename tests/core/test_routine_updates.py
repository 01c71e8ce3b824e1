"""Rule 8 of the data contract: updates at the interval agreed with the victim, gap by gap.

Reported on 3 May 2022 and agreed every 28 days, the first gap falls due on 31 May.
"""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders import CaseBuilder, at

from upheld.core.duty import Duty
from upheld.core.vocabulary import Reason, Status

UPDATE = "VC20-R6-UPDATE"
REPORTED, DUE = date(2022, 5, 3), date(2022, 5, 31)


@pytest.fixture
def agreed(crime: CaseBuilder) -> CaseBuilder:
    """A crime whose victim asked to be updated every 28 days."""
    return crime.of_victim(update_interval_days=28)


def updated(crime: CaseBuilder, when: str, result: str = "spoken", **facts: object) -> CaseBuilder:
    return crime.told(when, result, **{"about_event_id": None, **facts})


def gaps(crime: CaseBuilder, as_of: str = "2022-12-31") -> list[Duty]:
    return crime.duties(UPDATE, as_of)


def statuses(crime: CaseBuilder, as_of: str = "2022-12-31") -> list[tuple[Status, Status]]:
    return [(gap.status, gap.status_lenient) for gap in gaps(crime, as_of)]


def test_each_update_ends_one_gap_and_begins_the_next(agreed: CaseBuilder) -> None:
    first, second, third = gaps(updated(updated(agreed, "2022-05-20"), "2022-06-20"), "2022-06-21")
    assert (first.clock_start_on, first.due_on, first.done_on) == (
        REPORTED, DUE, date(2022, 5, 20),
    )  # fmt: skip
    assert (second.clock_start_on, second.due_on, second.done_on) == (
        date(2022, 5, 20), date(2022, 6, 17), date(2022, 6, 20),
    )  # fmt: skip
    assert (third.clock_start_on, third.done_on) == (date(2022, 6, 20), None)
    assert [first.status, second.status, third.status] == [Status.MET, Status.LATE, Status.OPEN]


def test_a_late_update_is_the_day_done_in_both_readings(agreed: CaseBuilder) -> None:
    gap = gaps(updated(agreed, "2022-06-07"))[0]
    assert (gap.done_on, gap.done_on_lenient) == (date(2022, 6, 7), date(2022, 6, 7))


def test_a_gap_has_no_event_and_no_rights_and_the_month_of_its_due_date(
    agreed: CaseBuilder,
) -> None:
    (gap,) = gaps(agreed.of_crime(domestic_abuse=True))
    assert (gap.event_id, gap.enhanced, gap.basis, gap.month) == (None, None, None, "2022-05")


def test_days_are_calendar_days(agreed: CaseBuilder) -> None:
    agreed.of_crime(reported_at=at("2022-05-27")).of_victim(update_interval_days=7)
    assert gaps(agreed)[0].due_on == date(2022, 6, 3)


@pytest.mark.parametrize(("when", "met"), [("2022-05-31T23:59", True), ("2022-06-01", False)])
def test_the_last_day_of_the_interval_is_in_time(agreed: CaseBuilder, when: str, met: bool) -> None:
    assert gaps(updated(agreed, when))[0].status is (Status.MET if met else Status.LATE)


@pytest.mark.parametrize(
    ("as_of", "status"), [("2022-05-31", Status.OPEN), ("2022-06-01", Status.OVERDUE)]
)
def test_a_gap_not_ended_is_open_and_then_overdue(
    agreed: CaseBuilder, as_of: str, status: Status
) -> None:
    assert statuses(agreed, as_of) == [(status, status)]


class TestWhoIsOwed:
    def test_nobody_without_an_agreed_interval(self, crime: CaseBuilder) -> None:
        assert gaps(updated(crime, "2022-05-20")) == []

    def test_a_business_only_with_a_named_contact(self, agreed: CaseBuilder) -> None:
        assert gaps(agreed.of_victim(kind="business")) == []
        assert gaps(agreed.of_victim(named_contact=True)) != []

    def test_nobody_before_the_report(self, agreed: CaseBuilder) -> None:
        assert gaps(agreed, "2022-05-02") == []
        assert statuses(agreed, "2022-05-03") == [(Status.OPEN, Status.OPEN)]

    def test_under_the_code_of_the_report_date(self, agreed: CaseBuilder) -> None:
        updated(agreed.of_crime(reported_at=at("2021-03-31")), "2021-04-10")
        assert gaps(agreed) == []
        assert len(agreed.duties("VC15-R6-UPDATE")) == 2

    def test_nobody_before_any_code(self, agreed: CaseBuilder) -> None:
        agreed.of_crime(reported_at=at("2015-11-15"))
        assert agreed.duties("VC15-R6-UPDATE") == []


class TestWhatIsAnUpdate:
    @pytest.mark.parametrize(
        "about",
        [{}, {"about_event_id": "E"}, {"about_event_id": "other"}, {"about": "charged"}],
    )
    def test_it_may_be_about_anything(self, agreed: CaseBuilder, about: dict[str, str]) -> None:
        assert gaps(updated(agreed, "2022-05-20", **about))[0].status is Status.MET

    @pytest.mark.parametrize(("whom", "count"), [("V", 2), (None, 2), ("W", 1)])
    def test_it_is_for_this_victim_or_for_all(
        self, agreed: CaseBuilder, whom: str | None, count: int
    ) -> None:
        assert len(gaps(updated(agreed, "2022-05-20", victim_id=whom))) == count

    def test_it_lies_on_a_day_after_the_report(self, agreed: CaseBuilder) -> None:
        assert len(gaps(updated(agreed, "2022-05-03T23:59"))) == 1

    def test_two_on_one_day_are_one(self, agreed: CaseBuilder) -> None:
        updated(updated(agreed, "2022-05-20T09:00"), "2022-05-20T15:00")
        assert len(gaps(agreed)) == 2

    def test_one_after_the_as_of_date_has_not_happened(self, agreed: CaseBuilder) -> None:
        assert statuses(updated(agreed, "2022-05-20"), "2022-05-19") == [(Status.OPEN, Status.OPEN)]

    def test_another_kind_of_action_is_none(self, agreed: CaseBuilder) -> None:
        assert len(gaps(agreed.action("call_back", "2022-05-20"))) == 1

    @pytest.mark.parametrize("result", ["declined", "withheld", "attempted"])
    def test_a_refused_or_withheld_one_plays_no_part(
        self, agreed: CaseBuilder, result: str
    ) -> None:
        updated(agreed, "2022-05-20", result, reason="risk")
        assert statuses(agreed) == [(Status.OVERDUE, Status.OVERDUE)]


class TestTheLenientReading:
    @pytest.mark.parametrize("result", ["sent", "message_left"])
    def test_a_message_by_the_due_date_is_met_and_ends_no_gap(
        self, agreed: CaseBuilder, result: str
    ) -> None:
        (gap,) = gaps(updated(agreed, "2022-05-31", result))
        assert (gap.status, gap.status_lenient) == (Status.OVERDUE, Status.MET)
        assert (gap.done_on, gap.done_on_lenient) == (None, DUE)

    def test_a_message_after_the_due_date_leaves_it_as_in_the_strict_one(
        self, agreed: CaseBuilder
    ) -> None:
        (gap,) = gaps(updated(agreed, "2022-06-01", "sent"))
        assert (gap.status_lenient, gap.done_on_lenient) == (Status.OVERDUE, None)

    def test_a_message_before_a_late_update_is_met(self, agreed: CaseBuilder) -> None:
        gap = gaps(updated(updated(agreed, "2022-05-20", "sent"), "2022-06-07"))[0]
        assert (gap.status, gap.status_lenient) == (Status.LATE, Status.MET)
        assert (gap.done_on, gap.done_on_lenient) == (date(2022, 6, 7), date(2022, 5, 20))

    def test_a_message_on_a_gaps_first_day_belongs_to_the_gap_before(
        self, agreed: CaseBuilder
    ) -> None:
        updated(updated(agreed, "2022-05-10"), "2022-05-10T18:00", "message_left")
        assert statuses(agreed)[1] == (Status.OVERDUE, Status.OVERDUE)

    def test_a_message_after_the_end_of_a_late_gap_does_not_reach_back(
        self, agreed: CaseBuilder
    ) -> None:
        updated(updated(agreed, "2022-06-07"), "2022-06-08", "sent")
        assert statuses(agreed)[0] == (Status.LATE, Status.LATE)


class TestDeclinedUpdates:
    def test_met_comes_before_them(self, agreed: CaseBuilder) -> None:
        updated(agreed.of_victim(declined_updates_from=date(2022, 5, 4)), "2022-05-20")
        assert [gap.status for gap in gaps(agreed)] == [Status.MET, Status.EXCLUDED]

    def test_they_come_before_late_and_before_closed(self, agreed: CaseBuilder) -> None:
        agreed.of_victim(declined_updates_from=date(2022, 5, 4))
        assert gaps(agreed.of_crime(closed_on=DUE))[0].reason is Reason.DECLINED_UPDATES
        gap = gaps(updated(agreed.of_crime(closed_on=None), "2022-06-07"))[0]
        assert (gap.status, gap.done_on) == (Status.EXCLUDED, date(2022, 6, 7))

    @pytest.mark.parametrize(
        ("since", "until", "status"),
        [
            (DUE, None, Status.EXCLUDED),
            (date(2022, 6, 1), None, Status.OVERDUE),
            (date(2022, 5, 4), DUE, Status.OVERDUE),
            (date(2022, 5, 4), date(2022, 6, 1), Status.EXCLUDED),
        ],
    )
    def test_they_must_be_in_force_on_the_due_date(
        self, agreed: CaseBuilder, since: date, until: date | None, status: Status
    ) -> None:
        agreed.of_victim(declined_updates_from=since, declined_updates_until=until)
        assert gaps(agreed)[0].status is status


class TestClosing:
    @pytest.mark.parametrize(
        ("closed_on", "status", "reason"),
        [
            (DUE, Status.EXCLUDED, Reason.CLOSED),
            (date(2022, 5, 4), Status.EXCLUDED, Reason.CLOSED),
            (date(2022, 6, 1), Status.OVERDUE, None),
        ],
    )
    def test_by_the_due_date_it_excludes(
        self, agreed: CaseBuilder, closed_on: date, status: Status, reason: Reason | None
    ) -> None:
        (gap,) = gaps(agreed.of_crime(closed_on=closed_on))
        assert (gap.status, gap.reason) == (status, reason)

    def test_no_gap_begins_on_or_after_it(self, agreed: CaseBuilder) -> None:
        assert gaps(agreed.of_crime(closed_on=REPORTED)) == []
        assert gaps(agreed.of_crime(closed_on=date(2022, 4, 1))) == []

    def test_an_update_on_its_day_ends_a_gap_and_begins_none(self, agreed: CaseBuilder) -> None:
        updated(agreed.of_crime(closed_on=date(2022, 5, 20)), "2022-05-20")
        assert statuses(agreed) == [(Status.MET, Status.MET)]

    def test_an_update_after_it_is_none(self, agreed: CaseBuilder) -> None:
        updated(agreed.of_crime(closed_on=date(2022, 5, 20)), "2022-05-21")
        (gap,) = gaps(updated(agreed, "2022-05-22", "sent"))
        assert (gap.reason, gap.done_on, gap.done_on_lenient) == (Reason.CLOSED, None, None)

    def test_one_after_the_as_of_date_is_not_known_yet(self, agreed: CaseBuilder) -> None:
        agreed.of_crime(closed_on=date(2022, 5, 25))
        assert gaps(agreed, "2022-05-24")[0].status is Status.OPEN
        assert gaps(agreed, "2022-05-25")[0].status is Status.EXCLUDED
