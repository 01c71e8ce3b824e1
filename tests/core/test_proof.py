"""Rule 5 of the data contract: what counts as done, in the strict and the lenient reading."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders import CaseBuilder, at

from upheld.core.vocabulary import RESULTS

MAY_9 = date(2022, 5, 9)
THIS, UNEXPLAINED = {"about_event_id": "E"}, {"about_event_id": None}
BY_NAME = {"about_event_id": None, "about": "arrested"}


def done(crime: CaseBuilder, entitlement: str = "VC20-R6-ARREST") -> tuple[bool, bool]:
    """Done in the strict reading, done in the lenient one."""
    duty = crime.duty(entitlement)
    return duty.done_on is not None, duty.done_on_lenient is not None


@pytest.mark.parametrize("result", RESULTS)
def test_only_contact_with_the_victim_is_proof_and_only_a_message_is_lenient(
    arrest: CaseBuilder, result: str
) -> None:
    strict = result in ("spoken", "acknowledged", "handed_over")
    lenient = strict or result in ("sent", "message_left")
    assert done(arrest.told("2022-05-09", result)) == (strict, lenient)


@pytest.mark.parametrize(
    ("about", "strict", "lenient"),
    [
        (THIS, True, True),
        (BY_NAME, True, True),
        (UNEXPLAINED, False, True),
        ({"about_event_id": "other"}, False, False),
        ({"about_event_id": None, "about": "charged"}, False, False),
        ({"about_event_id": "other", "about": "arrested"}, False, False),
        ({"about_event_id": "E", "about": "charged"}, True, True),
    ],
)
def test_it_must_be_about_this_event_by_id_and_by_name_only_without_an_id(
    arrest: CaseBuilder, about: dict[str, str], strict: bool, lenient: bool
) -> None:
    assert done(arrest.told("2022-05-09", **about)) == (strict, lenient)


def test_a_message_that_names_no_event_is_lenient_on_both_counts(arrest: CaseBuilder) -> None:
    assert done(arrest.told("2022-05-09", "message_left", **UNEXPLAINED)) == (False, True)


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        ("2022-05-03T23:59", False),
        ("2022-05-04T00:00", True),
        ("2022-12-31T23:59", True),
        ("2023-01-01", False),
    ],
)
def test_it_counts_from_the_day_of_the_event_to_the_as_of_date(
    arrest: CaseBuilder, when: str, counts: bool
) -> None:
    assert done(arrest.told(when)) == (counts, counts)


def test_the_earliest_counts_in_each_reading_by_itself(arrest: CaseBuilder) -> None:
    arrest.told("2022-05-12").told("2022-05-09", "sent").told("2022-05-11").told("2022-05-03")
    duty = arrest.duty()
    assert (duty.done_on, duty.done_on_lenient) == (date(2022, 5, 11), MAY_9)


@pytest.mark.parametrize(("whom", "counts"), [("V", True), (None, True), ("W", False)])
def test_it_must_be_for_this_victim_or_for_all(
    crime: CaseBuilder, whom: str | None, counts: bool
) -> None:
    crime.event("arrested", "2022-05-04", victim_id="V").told("2022-05-09", victim_id=whom)
    assert done(crime) == (counts, counts)


def test_another_kind_of_action_is_not_the_right_one(arrest: CaseBuilder) -> None:
    assert done(arrest.action("call_back", "2022-05-09", about_event_id="E")) == (False, False)


def test_for_a_court_event_the_day_of_the_event_counts_not_that_of_the_clock(
    crime: CaseBuilder,
) -> None:
    crime.event("sentenced", "2022-05-04", received_at=at("2022-05-11")).told("2022-05-09")
    assert crime.duty("VC20-R9-SENT").done_on == MAY_9


class TestEveryOtherKind:
    """Not `informed`: one reading, whatever was done in fact."""

    @pytest.mark.parametrize("result", RESULTS)
    def test_any_result_but_a_failed_or_refused_one_counts_in_both_readings(
        self, crime: CaseBuilder, result: str
    ) -> None:
        counts = result not in ("attempted", "message_left", "declined", "withheld")
        crime.action("referral", "2022-05-04", result)
        assert done(crime, "VC20-R4-REFER") == (counts, counts)

    @pytest.mark.parametrize(
        ("about", "counts"),
        [
            ({}, True),
            ({"about_event_id": "E"}, True),
            ({"about_event_id": "other"}, False),
            ({"about": "charged"}, True),
            ({"about_event_id": "other", "about": "review_requested"}, False),
        ],
    )
    def test_only_another_events_id_rules_it_out(
        self, crime: CaseBuilder, about: dict[str, str], counts: bool
    ) -> None:
        crime.event("review_requested", "2022-05-04")
        crime.action("review_acknowledged", "2022-05-09", "sent", **about)
        assert done(crime, "VC20-R6-VRR-ACK") == (counts, counts)

    @pytest.mark.parametrize(
        ("about", "counts"),
        [({}, True), ({"about_event_id": "E"}, False), ({"about": "arrested"}, True)],
    )
    def test_for_what_the_report_starts_any_event_is_another(
        self, arrest: CaseBuilder, about: dict[str, str], counts: bool
    ) -> None:
        arrest.action("referral", "2022-05-05", "sent", **about)
        assert done(arrest, "VC20-R4-REFER") == (counts, counts)

    def test_what_the_report_starts_counts_from_the_report_date(self, crime: CaseBuilder) -> None:
        crime.action("referral", "2022-05-02T23:00", "sent")
        assert done(crime, "VC20-R4-REFER") == (False, False)


class TestTheOfferOfAPersonalStatement:
    @pytest.mark.parametrize("code", ["VC20", "VC15"])
    @pytest.mark.parametrize(("days_before", "counts"), [(0, True), (5, True), (6, False)])
    def test_it_counts_from_the_report_date_under_either_code(
        self, crime: CaseBuilder, code: str, days_before: int, counts: bool
    ) -> None:
        month = "2022-05" if code == "VC20" else "2019-05"
        crime.of_crime(reported_at=at(f"{month}-05T15:00")).event("statement_taken", f"{month}-10")
        crime.action("personal_statement_offered", f"{month}-{10 - days_before:02}T09:00")
        assert done(crime, f"{code}-R7-OFFER") == (counts, counts)

    @pytest.mark.parametrize(("day", "counts"), [("2022-05-09", False), ("2022-05-10", True)])
    def test_without_a_report_date_it_counts_from_the_statement(
        self, crime: CaseBuilder, day: str, counts: bool
    ) -> None:
        crime.of_crime(reported_at=None, month="2022-05").event("statement_taken", "2022-05-10")
        crime.action("personal_statement_offered", day)
        assert done(crime, "VC20-R7-OFFER") == (counts, counts)
