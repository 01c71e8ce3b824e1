"""The pages of equality: gaps that are more than chance, and what could not have been seen."""

from __future__ import annotations

import io
import re
from datetime import date

import polars as pl
from django.test import override_settings
from tests import small_editions


def findings(page):
    return [
        text for li in page.main.iter("li") if "reading" in (text := " ".join(li.itertext()))
    ]  # fmt: skip


def row_of(page, caption, name):
    for table in page.all("table"):
        heading = page.root.find(f".//*[@id='{table.get('aria-labelledby')}']")
        if heading is not None and caption in "".join(heading.itertext()):
            for line in table.iter("tr"):
                cells = [" ".join("".join(cell.itertext()).split()) for cell in line]
                if cells[0] == name:
                    return cells
    raise AssertionError(f"no line {name} in the table {caption}")


def test_the_one_gap_that_was_planted_is_named_in_both_readings_and_no_other(read):
    said = findings(read("/units/SN/equality/"))
    assert len(said) == 1
    assert said[0].startswith("Under 18: 35.0% of 200 victims, 25.0 points lower than 18 to 24 (")
    assert re.search(r"60\.0% of 500; 95% interval \d+\.\d to \d+\.\d lower\), strict", said[0])
    assert said[0].endswith("25.0 points lower in the lenient one.")


def test_where_nothing_differs_the_page_says_what_that_is_worth(read):
    page = read("/units/CN/equality/")
    assert findings(page) == []
    said = page.says()
    assert said.count("no gap is seen that is more than chance. A gap under") == 2
    assert "would often have been missed" in said
    cells = row_of(page, "by age", "Under 18")
    assert cells[2].startswith("● Could be chance no difference (")
    assert re.fullmatch(r"\d+\.\d points", cells[3])


def test_every_gap_stands_with_its_interval(read):
    page = read("/units/SN/equality/")
    gaps = [
        text for c in page.all("td")
        if (text := " ".join("".join(c.itertext()).split()))[0] in "●▼▲"
    ]  # fmt: skip
    assert len(gaps) == 12
    for said in gaps:
        assert re.search(r"\d+\.\d (lower |higher )?to \d+\.\d (lower|higher)", said), said


def test_a_withheld_group_is_shown_as_withheld_and_never_as_small(read):
    page = read("/units/SN/equality/")
    for group in ("Asian", "Other"):
        cells = row_of(page, "by ethnicity", group)
        assert cells[1] == "withheld, so that nobody can be worked out"
        assert cells[2] == "not compared"
    assert "under 5" not in page.says()
    assert "/about/#withheld" in page.source


def test_each_group_is_compared_with_the_largest_or_with_everybody_else(read):
    page = read("/equality/")
    assert row_of(page, "by age", "18 to 24")[2] == "the others are compared with these"
    said = page.says()
    assert "compared with the largest of the force: White British" in said
    assert "compared with everybody else" in said


def test_what_is_not_recorded_is_shown_and_not_compared(read):
    cells = row_of(read("/equality/"), "by sex", "Not recorded")
    assert cells[1].startswith("60.0% of 600 victims")
    assert cells[2] == "not compared"


def test_the_page_says_how_many_tests_were_made_and_how_chance_is_held(read):
    said = read("/units/SN/equality/").says()
    assert "Strict reading6 comparisons made; 1 gap is more than chance." in said
    assert "Benjamini and Hochberg" in said


def test_a_reader_is_told_that_enhanced_rights_mean_less_time(read):
    assert "one working day instead of five" in read("/equality/").says()


def test_a_period_and_a_measure_can_be_chosen_without_script(read):
    page = read("/equality/?measure=timeliness-r6-victims&period=2026-01-to-2026-03")
    chosen = [o.get("value") for o in page.all("option") if o.get("selected") is not None]
    assert chosen == ["timeliness-r6-victims", "2026-01-to-2026-03"]
    assert "January 2026 to March 2026" in page.says()
    assert row_of(page, "by sex", "Female")[1].startswith("60.0% of 1,440 victims")


def test_a_unit_that_is_no_bcu_is_told_why_it_has_no_such_page(get):
    answer = get("/units/SO18/equality/").content.decode()
    assert "for the force and its BCUs only, so that nobody can be worked out" in answer


def test_a_breakdown_can_be_taken_as_numbers_with_its_gaps(get):
    address = "/tables/equality/age-band/timeliness-r6-victims/SN/2025-04-to-2026-03.csv"
    got = pl.read_csv(io.BytesIO(get(address).content), try_parse_dates=True)
    assert got.height == 6
    child = got.filter(pl.col("category") == "under 18", pl.col("reading") == "strict")
    assert child["gap"][0] == -0.25
    assert child["more_than_chance"][0]
    assert child["compared_with"][0] == "18 to 24"
    assert child["gap_lower"][0] < -0.25 < child["gap_upper"][0] < 0 < child["smallest_gap_seen"][0]
    assert set(got["period_end"]) == {date(2026, 3, 31)}
    assert set(got["data"]) == {"demonstration: made up, no real victims"}


def test_an_edition_without_personal_breakdowns_says_so(read, tmp_path):
    rows = [r for r in small_editions.demonstration_rows() if r[6] == "none"]
    small_editions.write(tmp_path / "demonstration", rows, [], demonstration=True)
    with override_settings(EDITIONS=tmp_path):
        assert "holds no figures by sex" in read("/equality/").says()


def test_those_of_whom_it_is_not_recorded_are_commented(read):
    said = read("/equality/").says()
    assert "Nobody knows to which group those not recorded belong" in said


def test_a_years_share_by_victim_says_that_it_is_not_that_of_its_months(read):
    said = read("/equality/").says()
    assert "a victim counts once, and only as told if everything due in all of it" in said
    assert "a victim counts once" not in read("/equality/?measure=priority-identified").says()
