"""The pages of the satisfaction survey say what the survey can say, and how far."""

from __future__ import annotations

import csv
import io

import pytest
from tests import small_editions

PAGES = ("", "bcu/", "crime-type/", "equality/", "drivers/", "code/", "leaflet/", "call-backs/",
         "method/")  # fmt: skip


def test_the_headline_stands_with_its_interval_its_interviews_and_its_design(read):
    said = read("/satisfaction/").says()
    assert (
        "Of crimes reported in the year to March 2026, an estimated 62.0% of victims were "
        "satisfied with the service overall (95% interval 58.5% to 65.5%), from 800 interviews."
    ) in said
    assert "Fewer than two thirds are satisfied: the whole interval lies below 66.7%." in said
    assert "Taylor linearisation (strata); 95% logit interval." in said
    assert "Weights agree with the population by BCU, age band." in said


def test_what_londoners_say_stands_beside_it_as_published_and_is_not_taken_for_it(site, read):
    said = read("/satisfaction/").says()
    start = said.index("What Londoners say: real, as published")
    assert said.index("Of crimes reported in the year to March 2026") < start
    for part in ("Everything above is made up; this is real.", "MOPAC Public Attitude Survey",
                 "most of whom have not been victims", "Open Government Licence v3.0"):  # fmt: skip
        assert part in said[start:]


def test_no_change_is_a_finding_that_says_what_may_have_gone_unseen(read):
    said = read("/satisfaction/").says()
    assert (
        "No change from October to December 2025, to January to March 2026: −2.0 points "
        "(95% interval −9.0 to +5.0). A change of up to 9 points may have gone unseen."
    ) in said


def test_a_month_of_a_bcu_is_not_judged_but_said_to_be_too_wide_and_when_it_is_enough(read):
    page = read("/satisfaction/bcu/")
    assert "One month of one BCU is never judged here, and never coloured" in page.says()
    months = page.all("table")[-1]
    cells = ["".join(each.itertext()) for each in list(months.iter("tr"))[1].iter("td")]
    assert cells == ["about ±24.2 points", "24", "March 2027"]


def test_a_fall_of_one_bcu_is_named_and_the_others_are_no_change(read):
    changes = read("/satisfaction/bcu/").all("table")[1]
    said = [" ".join("".join(row.itertext()).split()) for row in changes.iter("tr")]
    assert sum("A fall" in row for row in said) == 1
    assert sum("No change" in row for row in said) == 11


def test_units_stand_in_the_order_of_their_names(read):
    page = read("/satisfaction/bcu/")
    for table in page.all("table"):
        found = ["".join(row[0].itertext()) for row in list(table.iter("tr"))[1:]]
        assert found == sorted(found)
    assert len(page.all("table")) == 4


def test_groups_are_not_said_to_be_compared_with_each_other(read):
    said = read("/satisfaction/equality/").says()
    assert "How satisfied is each group of victims?" in said
    assert "It does not test one group against the others" in said
    assert "less satisfied?" not in said


def test_a_statisticians_words_stand_folded_below_the_answer(read):
    page = read("/satisfaction/")
    said = page.says()
    assert said.index("an estimated 62.0%") < said.index("Taylor linearisation")
    folded = " ".join("".join(each.itertext()) for each in page.all("details"))
    assert "Taylor linearisation" in folded


def test_the_method_does_not_link_to_itself(read):
    links = [a.get("href") for a in read("/satisfaction/method/").all("a")]
    assert "/satisfaction/code/" in links
    assert "/satisfaction/method/" not in links


def test_withheld_groups_show_no_number_and_say_why(read):
    page = read("/satisfaction/equality/")
    rows = ["".join(row.itertext()) for row in page.root.iter("tr")]
    withheld = [row for row in rows if "Buddhist" in row or "Sikh" in row]
    assert len(withheld) == 2
    for row in withheld:
        assert "withheld, so that nobody can be worked out" in row
        assert not any(sign.isdigit() for sign in row)


def test_a_figure_without_an_interval_is_not_given(read):
    rows = ["".join(row.itertext()) for row in read("/satisfaction/crime-type/").root.iter("tr")]
    hate = next(row for row in rows if "Hate crime" in row)
    assert "too few interviews to give an interval" in hate
    assert "50" not in hate


def test_drivers_are_shown_with_what_they_cannot_mean(read):
    page = read("/satisfaction/drivers/")
    assert "What this cannot mean" in page.says()
    assert "Association, not effect." in page.says()
    assert "rest on the 700 interviews of the last four waves that answer every" in page.says()
    named = page.all("figure")[0].get("aria-label")
    assert "Importance and performance of each stage of the journey" in named


@pytest.mark.parametrize(
    "name", ["quarters", "journey", "unit-code", "unit-code-changes", "months", "drivers", "sex"]
)
def test_every_table_can_be_had_as_csv_and_ods(get, name):
    answer = get(f"/tables/satisfaction/{name}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert rows
    assert {row["edition_as_of"] for row in rows} == {"2026-11-22"}
    assert get(f"/tables/satisfaction/{name}.ods").content[:2] == b"PK"


def test_what_the_survey_has_no_chart_or_table_of_is_not_found(get):
    assert get("/tables/satisfaction/nothing.csv").status_code == 404
    assert get("/charts/satisfaction/nothing/wide.svg").status_code == 404


def test_a_combined_edition_says_that_surveys_do_not_add_up(site, tmp_path):
    from django.test import override_settings

    from upheld.editions.combine import combine

    rows = [row for row in small_editions.demonstration_rows() if row[2] == "force"]
    for name in ("north", "south"):
        small_editions.write(tmp_path / name, rows, [], demonstration=True, force=name)
    combine([tmp_path / "north", tmp_path / "south"], tmp_path / "demonstration", name="England")
    with override_settings(EDITIONS=tmp_path, EDITION="demonstration"):
        said = " ".join(site.get("/satisfaction/").content.decode().split())
    assert "it was combined from 2 editions, and surveys of several forces are not one" in said
    assert "The satisfaction surveys of north, south are not in this edition" in said


@pytest.mark.parametrize("page", PAGES)
def test_an_edition_without_a_survey_says_so_on_every_page(site, editions, page):
    from django.test import override_settings

    with override_settings(EDITION="real"):
        said = site.get(f"/satisfaction/{page}").content.decode()
    assert "This edition holds no satisfaction survey" in said
    beside = {"leaflet/": "upheld leaflet EXTRACTS", "call-backs/": "as actions", "": "Londoners"}
    assert beside.get(page, "") in said
