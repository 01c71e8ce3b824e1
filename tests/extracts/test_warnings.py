"""What is odd is kept, used, and said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from upheld.rules import load


def test_a_case_without_anything_odd_gives_no_warning(extracts):
    extracts.case()
    extracts.read()
    assert extracts.warnings() == []


def kept_with(extracts, table, column, reason, line=2):
    extracts.read()
    assert extracts.aside() == []
    assert extracts.warnings() == [(table, column, reason, [line])]
    assert extracts.fates(table)[1] == extracts.fates(table)[0]


def test_an_event_on_a_day_before_the_report(extracts):
    extracts.case("events")
    extracts.rows("events.csv", {"occurred_at": "2022-05-03T23:59"})
    reason = "before the day on which the crime was reported"
    kept_with(extracts, "events", "occurred_at", reason)


def test_an_event_on_the_day_of_the_report_is_not_odd_at_any_hour(extracts):
    extracts.case("events")
    extracts.rows("events.csv", {"occurred_at": "2022-05-04T00:01"})
    extracts.read()
    assert extracts.warnings() == []


@pytest.mark.parametrize(
    ("done_at", "recorded_at", "odd"),
    [
        ("2022-05-07T11:01", "2022-05-07T11:00", True),
        ("2022-05-07T11:00", "2022-05-07T11:00", False),
        ("2022-05-08", "2022-05-07T11:00", True),
        ("2022-05-07", "2022-05-07T11:00", False),
        ("2022-05-07T11:00", "2022-05-07", False),
        ("2022-05-08T11:00", "2022-05-07", True),
        ("2022-05-07T11:00", "", False),
    ],
)
def test_done_after_it_was_recorded(extracts, done_at, recorded_at, odd):
    extracts.case("actions")
    extracts.rows("actions.csv", {"done_at": done_at, "recorded_at": recorded_at})
    extracts.read()
    wanted = [("actions", "done_at", "after it was recorded", [2])] if odd else []
    assert extracts.warnings() == wanted
    assert extracts.fates("actions") == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"event_id": "E9"}, "no such event among the rows that are used"),
        ({"event_id": "E2", "crime_id": "C2"}, "an event of another crime"),
        ({"event_id": "E2", "victim_id": "V2"}, "an event of another victim"),
    ],
)
def test_about_an_event_that_it_cannot_be_about(extracts, event, reason):
    extracts.case("actions", "events")
    extracts.rows("crimes-2.csv", {"crime_id": "C2"})
    extracts.rows("victims-2.csv", {"victim_id": "V2"})
    extracts.rows("events.csv", event)
    extracts.rows("actions.csv", {"victim_id": "V1", "about_event_id": "E2"})
    kept_with(extracts, "actions", "about_event_id", reason)


@pytest.mark.parametrize(
    ("result", "channels"),
    [
        ("spoken", {"email", "letter", "text_message", "portal"}),
        ("acknowledged", set()),
        ("handed_over", {"telephone", "video", "email", "text_message", "portal"}),
        ("sent", {"in_person", "telephone", "video"}),
        ("message_left", {"in_person", "email", "letter", "text_message", "portal"}),
        ("attempted", set()),
        ("declined", set()),
        ("withheld", set()),
    ],
)
def test_channel_and_result_at_odds(extracts, result, channels):
    every = ["in_person", "telephone", "video", "email", "letter", "text_message", "portal", ""]
    extracts.case("actions")
    extracts.rows(
        "actions.csv",
        *({"action_id": f"A{c}", "channel": c, "result": result} for c in every),
    )
    report = extracts.read()
    odd = {example.value for each in report.findings for example in each.examples}
    assert odd == {f"{result} by {channel}" for channel in channels}


def test_a_date_of_birth_after_the_offence_is_not_shown(extracts):
    extracts.case("crimes", "victims")
    extracts.rows("crimes.csv", {"committed_on": "2022-05-01"})
    extracts.rows("victims.csv", {"date_of_birth": "2022-05-02"})
    reason = "after the offence: the victim counts as under 18"
    kept_with(extracts, "victims", "date_of_birth", reason)
    assert "2022-05-02" not in extracts.report.to_json()


def test_a_crime_with_neither_time_nor_month(extracts):
    extracts.rows("crimes.csv", {"reported_at": ""}, {"crime_id": "C2", "month": "2022-05"})
    extracts.read()
    reason = "empty, and so is month: no clock starts"
    assert extracts.warnings() == [("crimes", "reported_at", reason, [2])]


@pytest.mark.parametrize("table", ["events", "actions"])
@pytest.mark.parametrize(
    ("victim", "reason"),
    [
        ("V9", "no such victim among the rows that are used"),
        ("V2", "a victim of another crime"),
    ],
)
def test_a_victim_that_it_cannot_be_about(extracts, table, victim, reason):
    extracts.case(table)
    extracts.rows("crimes-2.csv", {"crime_id": "C2"})
    extracts.rows("victims-2.csv", {"victim_id": "V2", "crime_id": "C2"})
    extracts.rows(f"{table}.csv", {"victim_id": victim})
    kept_with(extracts, table, "victim_id", reason)


def test_units_and_offences_are_compared_with_the_force_only_where_one_is_given(extracts):
    force = load.force("met")
    good = {"unit_code": force.units[0].code, "offence_code": force.offences[0].code}
    odd = {"crime_id": "C2", "unit_code": "nowhere", "offence_code": "999Z"}
    extracts.rows("crimes.csv", good, odd)
    extracts.read()
    assert extracts.warnings() == []
    extracts.read(force)
    assert extracts.warnings() == [
        ("crimes", "offence_code", f"not in the offences of {force.name}", [3]),
        ("crimes", "unit_code", f"no unit of {force.name}", [3]),
    ]
    assert extracts.fates("crimes") == (2, 2, 0, 0, 0)


def test_a_crime_of_a_unit_that_had_ended_is_named_with_the_day_on_which_it_ended(extracts):
    force = load.force("met")
    first, *others = force.units
    ended = replace(first, valid_to=date(2022, 5, 3))
    extracts.case("crimes")
    extracts.rows("crimes.csv", {"unit_code": ended.code})
    extracts.read(replace(force, units=(ended, *others)))
    assert ("crimes", "unit_code", "the unit ended on 2022-05-03", [2]) in extracts.warnings()
