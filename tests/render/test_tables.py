"""Tables: the same figures as words on a page and as numbers in a file."""

from __future__ import annotations

import io

import polars as pl

from upheld.render import tables
from upheld.render.figures import Pair
from upheld.render.spreadsheets import as_file

MADE_UP = tables.Provenance("demonstration", "2026-11-22", True, "abc")


def test_a_cell_holds_share_denominator_and_interval(pair, frame):
    table = tables.by_month(frame(pair()), "Caption", "victims")
    strict = table.rows[0][1]
    assert strict.text == "60.0% of 1,000 victims"
    assert strict.interval == "57.0% to 63.0%"
    assert table.of_intervals == {1, 2}


def test_months_stand_newest_first(pair, frame):
    table = tables.by_month(frame(pair(month=(2026, 9)), pair()), "Caption", "victims")
    assert [row[0].text for row in table.rows] == ["October 2026", "September 2026"]


def test_units_stand_in_order_of_name_whatever_their_result(pair, frame):
    rows = frame(pair(0.9, unit_code="B"), pair(0.1, unit_code="A"))
    names = {"A": "Zulu", "B": "Alpha"}
    table = tables.by_unit(rows, "Caption", lambda p: tables.Cell(names[p.unit_code]), "victims")
    assert [row[0].text for row in table.rows] == ["Alpha", "Zulu"]


def test_a_table_says_what_not_judged_means_where_a_line_says_it_and_only_there(pair, frame):
    def note(word):
        say = ("Change", lambda _: tables.Cell(word))
        first = tables.Cell("A")
        return tables.by_unit(frame(pair()), "C", lambda _: first, "victims", [say]).note

    assert note("Not judged (strict)") == (
        f"In order of name, not of result. {tables.WHY_NOT_JUDGED}"
    )
    assert note("No change") == "In order of name, not of result."


def test_a_withheld_row_gives_no_count_at_all(pair, frame):
    figure = pair().strict._replace(value=None, denominator=None, numerator=None, suppressed=True)
    table = tables.by_month(frame(Pair(figure, None)), "Caption", "victims")
    assert table.rows[0][1].text == "under 5 victims"
    assert {cell.text for cell in table.rows[0][3:]} == {"not shown"}


def test_a_file_holds_the_figures_and_says_on_each_line_where_they_come_from(pair, frame):
    rows = frame(pair(month=(2026, 9)), pair())
    got = pl.read_csv(io.BytesIO(as_file(rows, MADE_UP, "csv")))
    assert got["value"].to_list() == rows["value"].to_list()
    assert set(got["data"]) == {"demonstration: made up, no real victims"}
    assert set(got["rules"]) == {"abc"}


def test_a_code_that_a_spreadsheet_would_run_is_made_harmless(pair, frame):
    text = as_file(frame(pair(unit_code="=HYPERLINK()")), MADE_UP, "csv").decode()
    assert "'=HYPERLINK()" in text
    assert ",=HYPERLINK" not in text
