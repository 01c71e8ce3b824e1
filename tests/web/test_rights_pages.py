"""Right by Right: every Right, all that it gives, and how what is measured of it is kept."""

from __future__ import annotations

import pytest
from tests.web.test_equality_pages import row_of

from upheld.rules import load

CODE = load.victims_codes().versions[-1]


def test_every_right_is_listed_with_what_can_be_measured_of_it(read):
    said = read("/rights/").says()
    for right in CODE.rights:
        assert f"Right {right.number}: {right.title}" in said
    assert "Strict reading, October 2026: 6" in said
    assert "% of 4,0" in said


def test_a_right_without_a_figure_says_why_there_is_none(read):
    for line in read("/rights/").all("ol")[0]:
        said = " ".join("".join(line.itertext()).split())
        reasons = ("so there is no figure", "No one figure sums them up", "No complete month",
                   "None of it is measured")  # fmt: skip
        assert ("95% interval" in said) != any(each in said for each in reasons), said


@pytest.mark.parametrize("right", CODE.rights, ids=lambda right: str(right.number))
def test_a_right_has_a_page_with_all_that_it_gives_and_its_evidence(read, right):
    said = read(f"/rights/{right.number}/").says()
    rules = [rule for rule in CODE.entitlements if rule.right == right.number]
    assert rules
    for rule in rules:
        assert rule.id in said
        assert rule.title in said
    assert f"of {len(rules)} not yet checked by a person" in said


def test_what_is_measured_stands_with_its_verdict_and_the_sum_by_victim_first(read):
    page = read("/rights/6/")
    table = page.all("table")[0]
    lines = [" ".join("".join(th.itertext()).split()) for th in table.iter("th")
             if th.get("scope") == "row"]  # fmt: skip
    assert lines[0].startswith("Victims told everything on time (Right 6)")
    assert len(lines) == 9
    assert row_of(page, "Right 6", lines[0])[3] == "● No change"


def test_what_no_record_shows_says_what_could_measure_it(read):
    said = read("/rights/1/").says()
    assert "Nothing of this Right can be measured from the records of this edition" in said
    assert "It could be by a survey of victims" in said


def test_a_thing_owed_leads_to_its_measure(read):
    links = {a.get("href") for a in read("/rights/6/").all("a")}
    assert {"/measures/timeliness-r6-arrest/", "/code/VC20-R6-ARREST/"} <= links


def test_the_ways_to_the_rights_before_and_after_do_not_run_together(read):
    assert "Right 5, Right 7" in read("/rights/6/").says()
    assert "Right 1, Right" not in read("/rights/1/").says()


def test_the_number_of_things_owed_is_told_apart_from_that_of_all_rules(read):
    said = read("/rights/").says()
    assert f"Counted are the {len(CODE.entitlements)} things owed by the {CODE.title}" in said
    assert f"without its {len(CODE.grounds)} grounds for Enhanced Rights" in said
