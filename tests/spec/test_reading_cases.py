"""A supplier's own file of cases: read whole, or every mistake named by file, line and column."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from upheld.core.conformance import ConformanceCase
from upheld.core.errors import ProblemsError, UpheldError
from upheld.core.vocabulary import Status
from upheld.extracts.conformance import read_cases
from upheld.rules import load

GOOD = {
    "case": "told-in-time",
    "says": "Told in time",
    "entitlement": "VC20-R6-ARREST",
    "as_of": "2022-12-31",
    "reported_at": "2022-05-03",
    "kind": "person",
    "event": "arrested",
    "occurred_at": "2022-05-04T14:30",
    "action": "informed",
    "done_at": "2022-05-11",
    "result": "spoken",
    "about": "this_event",
    "expect_count": "1",
    "expect_clock_start_on": "2022-05-04",
    "expect_enhanced": "false",
    "expect_due_on": "2022-05-11",
    "expect_status": "met",
    "expect_done_on": "2022-05-11",
    "expect_status_lenient": "met",
    "expect_done_on_lenient": "2022-05-11",
    "expect_month": "2022-05",
}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    path = folder / "ours.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def one(folder: Path, *rows: dict[str, str]) -> ConformanceCase:
    (case,) = read_cases([written(folder, *rows)], load.victims_codes())
    return case


def problems(folder: Path, *rows: dict[str, str]) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_cases([written(folder, *rows)], load.victims_codes())
    return [str(problem) for problem in caught.value.problems]


def test_a_row_becomes_a_crime_a_victim_an_event_an_action_and_an_expectation(
    tmp_path: Path,
) -> None:
    case = one(tmp_path, GOOD)
    (victim,), (event,), (action,) = case.case.victims, case.case.events, case.case.actions
    assert victim.victim_id == case.victim_id
    assert (event.event, event.victim_id) == ("arrested", None)
    assert (action.about_event_id, action.victim_id) == (event.event_id, victim.victim_id)
    assert case.expected[0].due_on == date(2022, 5, 11)
    assert case.expected[0].status is Status.MET
    assert case.expected[0].basis is None


def test_further_rows_add_actions_decisions_and_expectations_in_their_order(
    tmp_path: Path,
) -> None:
    further = {
        "case": GOOD["case"],
        "action": "informed",
        "done_at": "2022-05-12",
        "result": "sent",
        "decided_at": "2022-05-04",
        "decision": "eligible",
    }
    case = one(tmp_path, GOOD, further)
    assert [action.result for action in case.case.actions] == ["spoken", "sent"]
    assert [decision.decision for decision in case.case.decisions] == ["eligible"]
    assert len(case.expected) == 1


def test_a_time_with_an_offset_becomes_london_time_and_stays_as_it_was_in_the_extracts(
    tmp_path: Path,
) -> None:
    case = one(tmp_path, GOOD | {"occurred_at": "2022-05-03T23:30:00Z"})
    assert case.case.events[0].occurred_at == datetime(2022, 5, 4, 0, 30)
    assert case.tables["events"][0]["occurred_at"] == "2022-05-03T23:30:00Z"


def test_what_an_action_is_about_may_be_an_id_a_name_both_or_nothing(tmp_path: Path) -> None:
    def about(text: str) -> tuple[str | None, str | None]:
        action = one(tmp_path, GOOD | {"about": text}).case.actions[0]
        return action.about_event_id, action.about

    assert about("") == (None, None)
    assert about("name:charged") == (None, "charged")
    assert about("this_event name:charged") == ("told-in-time-this-event", "charged")
    assert about("other_event") == ("told-in-time-other-event", None)


def test_another_event_is_in_the_case_and_of_another_kind(tmp_path: Path) -> None:
    case = one(tmp_path, GOOD | {"about": "other_event"})
    assert [event.event for event in case.case.events] == ["arrested", "complaint_received"]


def test_another_victim_is_a_victim_of_the_same_crime(tmp_path: Path) -> None:
    case = one(tmp_path, GOOD | {"action_for": "another_victim"})
    this, another = case.case.victims
    assert (another.crime_id, case.case.actions[0].victim_id) == (this.crime_id, another.victim_id)


def test_everything_wrong_is_named_at_once_with_file_line_and_column(tmp_path: Path) -> None:
    bad = {
        "as_of": "31/12/2022",
        "kind": "human",
        "occurred_at": "yesterday",
        "about": "something",
        "expect_enhanced": "maybe",
        "expect_status": "fine",
        "update_interval_days": "four",
    }
    found = problems(tmp_path, GOOD | bad)
    assert len(found) == len(bad)
    for column, value in bad.items():
        assert any(
            line.startswith(f"ours.csv: line 2, column {column}: expected")
            and line.endswith(f"found {value!r}")
            for line in found
        ), column


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"says": ""}, "says"),
        ({"kind": ""}, "kind"),
        ({"expect_count": ""}, "expect_count"),
        ({"expect_count": "2"}, "expect_count"),
        ({"expect_count": "0"}, "expect_count"),
        ({"entitlement": "VC20-R6-ARREAST"}, "entitlement"),
        ({"occurred_at": ""}, "occurred_at"),
        ({"result": ""}, "result"),
        ({"expect_status": ""}, "expect_status"),
        ({"case": ""}, "case"),
    ],
)
def test_a_case_without_what_it_cannot_do_without_is_refused(
    tmp_path: Path, changed: dict[str, str], column: str
) -> None:
    (found,) = problems(tmp_path, GOOD | changed)
    assert f"line 2, column {column}:" in found


def test_a_second_case_of_the_same_name_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, GOOD, GOOD)
    assert any("column says: expected nothing, as line 2 of ours.csv" in line for line in found)


def test_an_unknown_column_and_a_missing_one_are_named(tmp_path: Path) -> None:
    row = GOOD | {"expect_due": "2022-05-11"}
    del row["says"]
    found = problems(tmp_path, row)
    assert "ours.csv: line 1: expected a column says" in found
    assert "ours.csv: line 1: expected no such column, found 'expect_due'" in found


def test_more_values_than_columns_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + ",surplus\n", encoding="utf-8")
    with pytest.raises(ProblemsError, match="more values than columns"):
        read_cases([path], load.victims_codes())


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("case,says\nun café".encode("latin-1"))
    with pytest.raises(ProblemsError, match=r"latin\.csv: byte 16: expected UTF-8 text"):
        read_cases([path], load.victims_codes())


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UpheldError, match=r"nowhere\.csv cannot be read"):
        read_cases([tmp_path / "nowhere.csv"], load.victims_codes())
