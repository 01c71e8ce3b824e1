"""The pipeline's SQL is held to the slow oracle on generated cases that reach every verdict.

The cases are written as CSV files and read as a force's extracts are. UPHELD_PROPERTY_CASES makes
more of them; ``python -m tests.properties`` prints the table of what they reached.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.properties.choices import AS_OF_DATES
from tests.properties.comparison import made_batch
from tests.properties.coverage import (
    all_cells,
    counted,
    impossible,
    never_reached,
    reached_though_impossible,
)
from tests.properties.folders import LONDON, written_forms
from tests.properties.report import CASES, cases_asked, coverage_table, outcome, rules, told

pytestmark = pytest.mark.xdist_group("properties")
FEW_CASES = 60


@pytest.fixture(scope="module")
def outcome_of():
    """Each batch is judged when it is first asked for."""
    return cache(outcome)


@pytest.fixture(scope="module")
def outcomes(outcome_of):
    return [outcome_of(number) for number in range(len(AS_OF_DATES))]


@pytest.fixture(scope="module")
def reached(outcomes):
    return counted(verdict for each in outcomes for verdict in each.verdicts)


@pytest.mark.parametrize("number", range(len(AS_OF_DATES)), ids=map(str, AS_OF_DATES))
def test_the_set_wise_route_says_what_the_oracle_says(outcome_of, number):
    difference = told(outcome_of(number))
    if difference:
        pytest.fail(difference, pytrace=False)


def test_both_routes_count_what_lies_before_the_first_code_alike(outcomes):
    assert [o.no_code_sql for o in outcomes] == [o.no_code_oracle for o in outcomes]
    assert any(each.no_code_oracle for each in outcomes)


def test_every_row_of_a_generated_folder_is_read(outcomes):
    assert [o.rows_read for o in outcomes] == [o.rows_written for o in outcomes]


def test_every_possible_verdict_of_every_rule_is_reached(outcomes, reached, tmp_path_factory):
    text = coverage_table(outcomes)
    print(text)  # noqa: T201 - shown with -s and when this test fails
    (tmp_path_factory.getbasetemp() / "duties_reached.txt").write_text(text, encoding="utf-8")
    if cases_asked() >= CASES:
        assert never_reached(reached, rules()) == []


def test_no_verdict_on_the_written_list_of_impossible_ones_is_reached(reached):
    assert reached_though_impossible(reached, rules()) == []


def test_every_line_of_the_list_of_impossible_verdicts_rules_something_out():
    by_id = {rule.id: rule for rule in rules()}
    cells = list(all_cells(by_id.values()))
    idle = [
        line
        for line in impossible()
        if not any(line.covers(cell, by_id[cell.rule]) for cell in cells)
    ]
    assert idle == []


def test_one_seed_gives_the_same_cases_again():
    first, again = (made_batch(3, AS_OF_DATES[3], FEW_CASES) for _ in range(2))
    assert first == again


@given(st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2027, 1, 1)))
def test_every_written_form_of_a_time_is_that_time_in_london(moment):
    moment = moment.replace(microsecond=0)
    for form in written_forms(moment):
        read = datetime.fromisoformat(form)
        if read.tzinfo is not None:
            read = read.astimezone(LONDON).replace(tzinfo=None)
        assert read == moment, form
