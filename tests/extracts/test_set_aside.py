"""Which rows are set aside, and that nothing else is."""

from __future__ import annotations

from upheld.core.vocabulary import RESULTS


def test_a_code_outside_its_list_names_file_line_column_value_and_reason(extracts):
    extracts.case("actions")
    extracts.rows("actions-2022-05.csv", {}, {"action_id": "A2", "result": "told"})
    extracts.read()
    assert extracts.aside() == [
        (
            "actions",
            "actions-2022-05.csv",
            3,
            "result",
            "told",
            f"not one of: {', '.join(RESULTS)}",
        )
    ]
    assert extracts.fates("actions") == (2, 1, 1, 0, 0)


def test_every_fault_of_a_row_is_named_and_the_row_counts_once(extracts):
    extracts.rows("crimes.csv", {"reported_at": "soon", "domestic_abuse": "maybe"})
    extracts.read()
    assert [(row[3], row[4]) for row in extracts.aside()] == [
        ("domestic_abuse", "maybe"),
        ("reported_at", "soon"),
    ]
    assert extracts.fates("crimes") == (1, 0, 1, 0, 0)


def test_what_hangs_on_a_crime_in_no_file_is_set_aside(extracts):
    extracts.case()
    extracts.rows("victims-2.csv", {"victim_id": "V2", "crime_id": "C9"})
    extracts.rows("events-2.csv", {"event_id": "E2", "crime_id": "C9"})
    extracts.rows("actions-2.csv", {"action_id": "A2", "crime_id": "C9"})
    extracts.rows("priority_decisions-2.csv", {"decision_id": "D2", "victim_id": "V9"})
    extracts.read()
    assert [(row[0], row[3], row[4], row[5]) for row in extracts.aside()] == [
        ("victims", "crime_id", "C9", "no such crime in any file"),
        ("priority_decisions", "victim_id", "V9", "no such victim in any file"),
        ("events", "crime_id", "C9", "no such crime in any file"),
        ("actions", "crime_id", "C9", "no such crime in any file"),
    ]


def test_what_hangs_on_a_crime_set_aside_is_set_aside_with_that_reason(extracts):
    extracts.case("crimes")
    extracts.rows("crimes.csv", {"reported_at": "soon"})
    extracts.read()
    assert [(row[0], row[5]) for row in extracts.aside()][1:] == [
        ("victims", "its crime was set aside"),
        ("priority_decisions", "its victim was set aside"),
        ("events", "its crime was set aside"),
        ("actions", "its crime was set aside"),
    ]


def test_a_crime_with_one_good_row_is_there_although_another_row_is_set_aside(extracts):
    extracts.case()
    extracts.rows("crimes-2.csv", {"reported_at": "soon"})
    extracts.read()
    assert extracts.fates("crimes") == (2, 1, 1, 0, 0)
    assert extracts.fates("victims") == (1, 1, 0, 0, 0)


def test_a_row_set_aside_does_not_replace_an_earlier_good_one(extracts):
    extracts.case()
    extracts.rows("victims-2.csv", {"crime_id": "C9"}, {"kind": "dog"})
    extracts.read()
    assert extracts.values("victims", "crime_id") == ["C1"]
    assert extracts.fates("victims") == (3, 1, 2, 0, 0)


def test_an_assessment_or_an_interview_without_its_victim_is_kept_with_a_warning(extracts):
    extracts.case()
    extracts.rows("needs_assessments.csv", {"victim_id": "V9"})
    extracts.rows("survey_responses.csv", {"victim_id": "V9", "crime_id": "C9"})
    extracts.read()
    assert extracts.fates("needs_assessments") == (1, 1, 0, 0, 0)
    assert extracts.fates("survey_responses") == (1, 1, 0, 0, 0)
    no_victim = "no such victim among the rows that are used"
    assert extracts.warnings() == [
        ("survey_responses", "crime_id", "no such crime among the rows that are used", [2]),
        ("survey_responses", "victim_id", no_victim, [2]),
        ("needs_assessments", "victim_id", no_victim, [2]),
    ]


def test_a_fault_in_a_column_that_the_contract_does_not_name_sets_nothing_aside(extracts):
    extracts.rows("crimes.csv", {"happened": "soon"})
    report = extracts.read()
    assert extracts.fates("crimes") == (1, 1, 0, 0, 0)
    assert ("crimes", "crimes.csv", "happened") in [
        (each.table, each.file, each.column) for each in report.findings
    ]


def test_a_missing_optional_column_is_an_empty_one_and_reported(extracts):
    extracts.rows("crimes.csv", {})
    extracts.read()
    assert extracts.values("crimes", "team") == [None]
    found = [each for each in extracts.notes() if each.column == "team"]
    assert [(each.file, each.reason) for each in found] == [
        ("crimes.csv", "the column is missing: taken as empty")
    ]


def test_a_missing_required_column_that_is_no_key_sets_every_row_aside(extracts):
    extracts.case("victims")
    extracts.text("victims.csv", "victim_id,crime_id,Kind\nV1,C1,person\n")
    extracts.read()
    assert extracts.fates("victims") == (1, 0, 1, 0, 0)
    reasons = [each.reason for each in extracts.notes() if each.column == "kind"]
    assert reasons == ["the column is missing (is it 'Kind'?): every row is set aside"]


def test_survey_questions_are_kept_as_text_over_all_files(extracts):
    extracts.rows("survey_responses-1.csv", {"Q1": "2", "sex": "F"})
    extracts.rows("survey_responses-2.csv", {"respondent_id": "R2", "q1": "3", "Q2 why": "it's"})
    extracts.read()
    rows = extracts.table("survey_responses")
    assert [(row["Q1"], row["Q2 why"]) for row in rows] == [("2", None), ("3", "it's")]


def test_a_survey_question_named_like_a_column_of_ours_does_no_harm(extracts):
    extracts.rows(
        "survey_responses.csv", {"row_number": "7", "SEX": "F", "_faults": "x", "v0": "y"}
    )
    report = extracts.read()
    assert extracts.values("survey_responses", "v0") == ["y"]
    ignored = {each.column for each in report.findings if each.reason.startswith("ignored")}
    assert ignored == {"row_number", "SEX", "_faults"}
