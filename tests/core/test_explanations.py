"""What `upheld explain` says, word for word: every verdict with what led to it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders import CaseBuilder, at

from upheld.core.explanations import (
    CHANNEL_WORDS,
    DONE_WORDS,
    EVENT_WORDS,
    NOTHING_DONE_WORDS,
    STATUS_WORDS,
    in_words,
)
from upheld.core.vocabulary import ACTIONS, CHANNELS, EVENTS, Status

STANDARD = "Arrest on 4 May 2022: 5 working days; standard rights. "


def test_every_code_of_the_contract_has_its_words() -> None:
    assert set(EVENT_WORDS) == {*EVENTS, "report"}
    assert set(DONE_WORDS) == set(NOTHING_DONE_WORDS) == set(ACTIONS)
    assert set(CHANNEL_WORDS) == set(CHANNELS)
    assert set(STATUS_WORDS) == set(Status)


def test_a_date_is_written_as_people_write_it() -> None:
    assert in_words(date(2022, 5, 5)) == "5 May 2022"


class TestVerdicts:
    def said(self, arrest: CaseBuilder, as_of: str = "2022-12-31") -> str:
        explanation = arrest.duty(as_of=as_of).explanation
        assert explanation.startswith(STANDARD)
        return explanation.removeprefix(STANDARD)

    def test_in_time(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-05", channel="in_person")
        assert self.said(arrest) == (
            "Told on 5 May 2022 in person (spoken to); due 11 May 2022: in time."
        )

    def test_late(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-12", "acknowledged", channel="email")
        assert self.said(arrest) == (
            "Told on 12 May 2022 by email (acknowledged); due 11 May 2022: late."
        )

    def test_overdue(self, arrest: CaseBuilder) -> None:
        assert self.said(arrest) == (
            "No record that the victim was told; due 11 May 2022: overdue."
        )

    def test_open(self, arrest: CaseBuilder) -> None:
        assert self.said(arrest, "2022-05-10") == (
            "No record that the victim was told; due 11 May 2022: not yet past."
        )

    def test_a_late_voicemail(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-12", "message_left")
        assert self.said(arrest) == (
            "Told on 12 May 2022 by voicemail; due 11 May 2022: late in the lenient reading, "
            "not done in the strict one."
        )

    def test_a_voicemail_before_the_due_date(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-05", "message_left")
        assert self.said(arrest, "2022-05-09") == (
            "Told on 5 May 2022 by voicemail; due 11 May 2022: in time in the lenient reading, "
            "not done yet in the strict one."
        )

    def test_a_voicemail_and_then_a_call(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-05", "message_left").told("2022-05-13")
        assert self.said(arrest) == (
            "Told on 5 May 2022 by voicemail, then on 13 May 2022 by telephone (spoken to); "
            "due 11 May 2022: in time in the lenient reading, late in the strict one."
        )

    def test_a_voicemail_and_a_call_on_one_day(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-05T09:00", "message_left").told("2022-05-05T17:00")
        assert self.said(arrest) == (
            "Told on 5 May 2022 by telephone (spoken to); due 11 May 2022: in time."
        )

    def test_a_call_that_names_no_event(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-05", about_event_id=None, channel=None)
        assert self.said(arrest) == (
            "Told on 5 May 2022 (spoken to) without a word of which event; due 11 May 2022: "
            "in time in the lenient reading, not done in the strict one."
        )

    @pytest.mark.parametrize(
        ("result", "because"),
        [
            ("declined", "the victim declined on 5 May 2022"),
            ("withheld", "it was withheld on 5 May 2022 with a reason recorded"),
        ],
    )
    def test_refused_or_withheld(self, arrest: CaseBuilder, result: str, because: str) -> None:
        arrest.told("2022-05-05", result, reason="he is her neighbour")
        assert self.said(arrest) == (
            f"No record that the victim was told; due 11 May 2022: excluded, because {because}."
        )

    def test_declined_updates_and_told_late(self, arrest: CaseBuilder) -> None:
        arrest.of_victim(declined_updates_from=date(2022, 5, 1)).told("2022-05-12")
        assert self.said(arrest) == (
            "Told on 12 May 2022 by telephone (spoken to); due 11 May 2022: excluded, because "
            "the victim asked for no updates from 1 May 2022."
        )

    def test_excluded_in_the_strict_reading_only(self, arrest: CaseBuilder) -> None:
        arrest.told("2022-05-05", "message_left").told("2022-05-06", "declined")
        assert self.said(arrest) == (
            "Told on 5 May 2022 by voicemail; due 11 May 2022: in time in the lenient reading, "
            "excluded in the strict one, because the victim declined on 6 May 2022."
        )


class TestEnhancedRights:
    def said(self, arrest: CaseBuilder) -> str:
        started, _ = arrest.duty().explanation.split(". ", 1)
        return started.removeprefix("Arrest on 4 May 2022: ")

    @pytest.mark.parametrize(
        ("of_crime", "of_victim", "ground"),
        [
            ({}, {"date_of_birth": date(2010, 1, 1)}, "under 18 at the offence"),
            ({}, {"kind": "bereaved_relative"}, "bereaved relative"),
            ({"domestic_abuse": True}, {}, "marked as domestic abuse"),
            ({"offence_code": "19C"}, {}, "offence 19C on the serious list"),
        ],
    )
    def test_the_ground_is_named(
        self, arrest: CaseBuilder, of_crime: dict[str, object], of_victim: dict[str, object],
        ground: str,
    ) -> None:  # fmt: skip
        arrest.of_crime(**of_crime).of_victim(**of_victim)
        assert self.said(arrest) == f"1 working day; Enhanced Rights: {ground}, though not recorded"

    def test_a_recorded_decision_is_named_with_its_day(self, arrest: CaseBuilder) -> None:
        arrest.decided("2022-05-03T12:00", "eligible")
        assert self.said(arrest) == (
            "1 working day; Enhanced Rights: recorded as eligible on 3 May 2022"
        )

    def test_every_basis_is_named(self, arrest: CaseBuilder) -> None:
        arrest.decided("2022-05-03", "eligible").of_crime(domestic_abuse=True, offence_code="19C")
        assert self.said(arrest) == (
            "1 working day; Enhanced Rights: marked as domestic abuse, offence 19C on the "
            "serious list and recorded as eligible on 3 May 2022"
        )

    def test_a_refusal_that_removes_no_ground_is_named(self, arrest: CaseBuilder) -> None:
        arrest.decided("2022-05-03", "not_eligible").of_crime(domestic_abuse=True)
        assert self.said(arrest) == (
            "1 working day; Enhanced Rights: marked as domestic abuse, though not recorded "
            "(decided not eligible on 3 May 2022)"
        )

    def test_a_refusal_without_a_ground_is_named(self, arrest: CaseBuilder) -> None:
        arrest.decided("2022-05-03", "not_eligible")
        assert self.said(arrest) == (
            "5 working days; standard rights (decided not eligible on 3 May 2022)"
        )


class TestOtherKinds:
    def test_what_the_report_starts(self, crime: CaseBuilder) -> None:
        crime.action("referral", "2022-05-04", "sent")
        assert crime.duty("VC20-R4-REFER").explanation == (
            "Report of the crime on 3 May 2022: 2 working days; standard rights. "
            "Referred on 4 May 2022 (sent); due 5 May 2022: in time."
        )

    def test_without_days(self, crime: CaseBuilder) -> None:
        assert crime.duty("VC20-R3-CONF").explanation == (
            "Report of the crime on 3 May 2022: no number of days is set; standard rights. "
            "No written confirmation is recorded."
        )
        crime.action("written_confirmation", "2022-05-04", "sent", channel="email")
        assert crime.duty("VC20-R3-CONF").explanation.endswith(
            "Written confirmation given on 4 May 2022 by email (sent): done."
        )

    def test_without_days_by_voicemail(self, crime: CaseBuilder) -> None:
        crime.event("investigation_closed", "2022-05-04").told("2022-05-09", "message_left")
        assert crime.duty("VC20-R6-CLOSED").explanation.endswith(
            "Told on 9 May 2022 by voicemail: done in the lenient reading, not done in the "
            "strict one."
        )

    def test_the_witness_care_units_clock(self, crime: CaseBuilder) -> None:
        crime.event("sentenced", "2022-05-04", received_at=at("2022-05-06"))
        assert crime.duty("VC20-R9-SENT").explanation == (
            "Sentence on 4 May 2022, of which the Witness Care Unit was told on 6 May 2022: "
            "1 working day; standard rights. No record that the victim was told; "
            "due 9 May 2022: overdue."
        )

    def test_unmeasurable(self, crime: CaseBuilder) -> None:
        assert crime.event("sentenced", "2022-05-04").duty("VC20-R9-SENT").explanation == (
            "Sentence on 4 May 2022: when the Witness Care Unit was told is not recorded, so "
            "whether the victim was told in time cannot be measured in either reading."
        )


class TestRoutineUpdates:
    BEGAN = "Updates were agreed every 28 days; this gap began on 3 May 2022. "

    def said(self, crime: CaseBuilder) -> str:
        crime.of_victim(update_interval_days=28)
        explanation = crime.duties("VC20-R6-UPDATE")[0].explanation
        assert explanation.startswith(self.BEGAN)
        return explanation.removeprefix(self.BEGAN)

    def test_in_time(self, crime: CaseBuilder) -> None:
        assert self.said(crime.told("2022-05-20")) == (
            "Updated on 20 May 2022; due 31 May 2022: in time."
        )

    def test_overdue(self, crime: CaseBuilder) -> None:
        assert self.said(crime) == "No update is recorded; due 31 May 2022: overdue."

    def test_closed(self, crime: CaseBuilder) -> None:
        crime.of_crime(closed_on=date(2022, 5, 20))
        assert self.said(crime) == (
            "No update is recorded; due 31 May 2022: excluded, because the investigation was "
            "closed on 20 May 2022."
        )

    def test_a_message_and_then_a_late_call(self, crime: CaseBuilder) -> None:
        assert self.said(crime.told("2022-05-20", "sent").told("2022-06-07")) == (
            "Updated on 20 May 2022 by something sent or a message left, then for certain on "
            "7 June 2022; due 31 May 2022: in time in the lenient reading, late in the strict one."
        )

    def test_a_message_only(self, crime: CaseBuilder) -> None:
        assert self.said(crime.told("2022-05-20", "sent")) == (
            "Updated on 20 May 2022 by something sent or a message left; due 31 May 2022: "
            "in time in the lenient reading, not done in the strict one."
        )


def test_the_free_text_of_a_reason_is_never_repeated(arrest: CaseBuilder) -> None:
    duty = arrest.told("2022-05-05", "withheld", reason="he is her neighbour").duty()
    assert "neighbour" not in duty.explanation
