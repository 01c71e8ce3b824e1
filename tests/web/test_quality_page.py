"""The page that says how far the entries behind the figures can be relied on."""

from __future__ import annotations

import csv
import io
import re

import pytest

TABLES = ("feeds", "as-keyed", "times", "event-times", "ways", "rows", "findings")


def row_of(page, caption, name):
    """The cells of one line of the table with that caption."""
    for table in page.all("table"):
        heading = page.root.find(f".//*[@id='{table.get('aria-labelledby')}']")
        if heading is not None and caption in "".join(heading.itertext()):
            for line in table.iter("tr"):
                cells = [" ".join("".join(cell.itertext()).split()) for cell in line]
                if cells[0] == name:
                    return cells
    raise AssertionError(f"no line {name} in the table {caption}")


def test_the_page_is_reached_from_every_page(read):
    for address in ("/", "/real/", "/about/"):
        links = [a.get("href") for a in read(address).all("a")]
        assert "/quality/" in links, address


def test_only_the_unit_that_keys_at_the_months_end_is_named_and_told_what_it_can_mean(read):
    said = [
        item for item in read("/quality/").all("li") if "entries were keyed" in (item.text or "")
    ]
    assert len(said) == 1
    assert said[0].text.startswith(
        "South Area (3,600 actions in November 2025 to October 2026): 25.3% of entries were keyed "
        "on the closing days"
    )
    assert "would lead one to expect 4.0%" in said[0].text
    assert "It can come from" in said[0].text


def test_a_silent_feed_is_shown_with_what_was_found_and_what_is_usual(read):
    cells = row_of(read("/quality/"), "Feeds that are silent", "West Area")
    assert cells[1:] == ["October 2026", "all events", "fell silent", "9 usual: 60",
                         "5 October 2026"]  # fmt: skip


def test_the_headline_as_claimed_stands_beside_the_one_counted_from_entry(read):
    cells = row_of(read("/quality/"), "as claimed and as keyed", "South Area")
    assert cells[1:4] == ["50.0% of 300 victims", "40.0% of 300 victims", "10.0"]


def test_a_unit_of_under_five_shows_only_that(read):
    cells = row_of(read("/quality/"), "as claimed and as keyed", "Aviation Security")
    assert cells[1:4] == ["under 5 victims", "under 5 victims", ""]


def test_what_was_set_aside_is_added_up_over_the_files_of_a_table(read):
    cells = row_of(read("/quality/"), "What the checks", "actions, done at")
    assert cells[1:] == ["set aside", "5", "not a date or time"]
    assert row_of(read("/quality/"), "What became of the rows", "Actions")[1:4] == [
        "12,005", "12,000", "5",
    ]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_each_table_can_be_had_as_a_file_that_says_where_it_comes_from(get, name):
    response = get(f"/tables/quality/{name}.csv")
    assert response.status_code == 200
    lines = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert lines
    assert all(line["data"].startswith("demonstration") for line in lines)


def test_a_table_that_is_not_on_the_page_is_not_found(get):
    assert get("/tables/quality/people.csv").status_code == 404


def test_the_units_of_which_nothing_stands_out_are_counted(read):
    assert re.search(
        r"In the entries of the other \d+ units these tests see nothing", read("/quality/").says()
    )
