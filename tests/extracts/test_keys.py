"""One key, several rows; and rows that are withdrawn."""

from __future__ import annotations

TWICE = "given more than once in this file, with different values"


def test_the_row_in_the_later_file_wins(extracts):
    extracts.rows("crimes-2022-04.csv", {"team": "new"})
    extracts.rows("crimes-2022-03.csv", {"team": "old"})
    extracts.read()
    assert extracts.values("crimes", "team") == ["new"]
    assert extracts.fates("crimes") == (2, 1, 0, 1, 0)
    assert extracts.warnings() == []


def test_within_one_file_the_later_line_wins_with_a_warning_where_values_differ(extracts):
    extracts.rows("crimes.csv", {"team": "old"}, {"crime_id": "C2"}, {"team": "new"})
    extracts.read()
    assert extracts.values("crimes", "team") == [None, "new"]
    assert extracts.warnings() == [("crimes", "crime_id", TWICE, [4])]


def test_an_identical_repeat_is_counted_and_no_more(extracts):
    extracts.rows("crimes.csv", {}, {}, {})
    extracts.read()
    assert extracts.fates("crimes") == (3, 1, 0, 2, 0)
    assert extracts.warnings() == []


def test_extracted_at_orders_rows_before_files_do_and_an_empty_one_comes_first(extracts):
    extracts.rows("crimes-1.csv", {"team": "latest", "extracted_at": "2022-06-02T01:00+01:00"})
    extracts.rows("crimes-2.csv", {"team": "earlier", "extracted_at": "2022-06-02T00:30+01:00"})
    extracts.rows("crimes-3.csv", {"team": "undated"})
    extracts.read()
    assert extracts.values("crimes", "team") == ["latest"]


def test_row_numbers_follow_files_and_lines_and_are_those_of_the_winners(extracts):
    extracts.rows("crimes-1.csv", {"crime_id": "C1"}, {"crime_id": "C2"})
    extracts.rows("crimes-2.csv", {"crime_id": "C3"}, {"crime_id": "C1"})
    extracts.read()
    assert extracts.values("crimes", "crime_id") == ["C2", "C3", "C1"]
    assert extracts.values("crimes", "row_number") == [1, 2, 3]


def test_rows_of_published_series_are_one_where_all_of_its_key_agrees(extracts):
    extracts.rows(
        "published_series.csv",
        {"value": "1"},
        {"value": "2"},
        {"value": "3", "category": "x"},
        {"value": "4", "vintage": "2022-02"},
    )
    extracts.read()
    assert extracts.values("published_series", "value") == [2.0, 3.0, 4.0]


def test_a_table_without_a_key_keeps_all_its_rows(extracts):
    extracts.rows("survey_population.csv", {}, {})
    extracts.read()
    assert extracts.fates("survey_population") == (2, 2, 0, 0, 0)


def test_a_withdrawn_crime_takes_all_that_hangs_on_it(extracts):
    extracts.case()
    extracts.bare("crimes_2.csv", {"crime_id": "C1", "withdrawn": "true"})
    extracts.read()
    assert extracts.aside() == []
    assert extracts.fates("crimes") == (2, 0, 0, 1, 1)
    for table in ("victims", "priority_decisions", "events", "actions"):
        assert extracts.fates(table) == (1, 0, 0, 0, 1)


def test_a_withdrawn_victim_takes_its_decisions_and_what_names_it(extracts):
    extracts.case()
    extracts.bare("victims_2.csv", {"victim_id": "V1", "withdrawn": "TRUE"})
    extracts.rows("events-2.csv", {"event_id": "E2", "victim_id": "V1"})
    extracts.rows("actions-2.csv", {"action_id": "A2", "victim_id": "V1"})
    extracts.read()
    assert extracts.aside() == []
    assert extracts.fates("crimes") == (1, 1, 0, 0, 0)
    assert extracts.fates("victims") == (2, 0, 0, 1, 1)
    assert extracts.fates("priority_decisions") == (1, 0, 0, 0, 1)
    assert extracts.values("events", "event_id") == ["E1"]
    assert extracts.values("actions", "action_id") == ["A1"]


def test_a_withdrawal_that_a_later_row_takes_back_removes_nothing(extracts):
    extracts.case()
    extracts.bare("crimes-1.csv", {"crime_id": "C1", "withdrawn": "true"})
    extracts.rows("crimes-2.csv", {"withdrawn": "false"})
    extracts.read()
    assert extracts.fates("crimes") == (3, 1, 0, 2, 0)
    assert extracts.fates("victims") == (1, 1, 0, 0, 0)


def test_only_the_key_of_a_withdrawn_row_is_judged(extracts):
    withdrawn = {"withdrawn": "true", "reported_at": "soon", "domestic_abuse": "maybe"}
    extracts.rows("crimes.csv", withdrawn, {**withdrawn, "crime_id": ""})
    extracts.read()
    assert extracts.fates("crimes") == (2, 0, 1, 0, 1)
    assert [(row[2], row[3]) for row in extracts.aside()] == [(3, "crime_id")]


def test_withdrawn_and_extracted_at_must_parse(extracts):
    extracts.rows("crimes.csv", {"withdrawn": "yes"}, {"withdrawn": "true", "extracted_at": "soon"})
    extracts.read()
    assert [(row[2], row[3], row[4]) for row in extracts.aside()] == [
        (2, "withdrawn", "yes"),
        (3, "extracted_at", "soon"),
    ]


def test_a_row_that_moves_to_a_withdrawn_crime_goes_with_it(extracts):
    extracts.rows("crimes.csv", {}, {"crime_id": "C2", "withdrawn": "true"})
    extracts.rows("victims-1.csv", {"crime_id": "C1"})
    extracts.rows("victims-2.csv", {"crime_id": "C2"})
    extracts.read()
    assert extracts.fates("victims") == (2, 0, 0, 1, 1)


def test_a_row_of_a_key_without_table_may_be_withdrawn(extracts):
    extracts.rows("survey_population.csv", {}, {"withdrawn": "true"})
    extracts.read()
    assert extracts.fates("survey_population") == (2, 1, 0, 0, 1)
