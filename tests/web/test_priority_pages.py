"""The pages of Enhanced Rights: entitled, identified, missed, and by ground."""

from __future__ import annotations

import re

from tests.web.test_equality_pages import row_of


def test_identified_and_missed_add_up_to_those_whose_records_show_a_ground(read):
    said = read("/priority/").says()
    found = re.search(
        r"For ([\d,]+) of the victims of October 2026 a ground can be read from the records "
        r"without judgement\. ([\d,]+) of them were identified \(\d\d\.\d% of [\d,]+; 95% interval "
        r"\d\d\.\d% to \d\d\.\d%\); ([\d,]+) were missed",
        said,
    )
    assert found is not None
    of, identified, missed = (int(each.replace(",", "")) for each in found.groups())
    assert of == identified + missed == 1000


def test_the_three_measures_stand_together_with_their_verdicts(read):
    page = read("/units/SN/priority/")
    for title in ("Victims entitled to Enhanced Rights",
                  "Missed identifications of Enhanced Rights",
                  "Victims with a ground for Enhanced Rights who were identified"):  # fmt: skip
        assert row_of(page, "Enhanced Rights, South Area", title)[-1] == "● No change"


def test_a_ground_that_is_missed_more_often_than_the_rest_is_marked(read):
    cells = row_of(read("/priority/"), "Identified by ground", "Domestic abuse")
    assert cells[1].startswith("70.0% of 6,000 victims")
    assert cells[2] == "1,800 of 6,000"
    assert cells[3].startswith("▼ 20.0 points lower")
    assert row_of(read("/priority/"), "Identified by ground", "Hate crime")[3].startswith("▲")


def test_a_ground_leads_to_what_the_code_says_of_it(read):
    links = {a.text: a.get("href") for a in read("/priority/").all("a")}
    assert links["Domestic abuse"] == "/code/VC20-domestic_abuse/"


def test_a_withheld_ground_is_shown_as_withheld(read):
    cells = row_of(read("/units/SN/priority/"), "Identified by ground", "Hate crime")
    assert cells[1:] == ["withheld, so that nobody can be worked out", "–", "not compared"]


def test_a_place_without_grounds_says_why(read):
    said = read("/units/SO18/priority/").says()
    assert "Grounds are shown for the force and its BCUs only" in said
    assert "%" not in " ".join(re.findall(r"of \d+ victims[^.]*", said))


def test_what_cannot_be_seen_here_is_said(read):
    assert "can be missed without anybody seeing it here" in read("/priority/").says()
