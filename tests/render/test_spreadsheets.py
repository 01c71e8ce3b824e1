"""Tables to take away: the same rows as CSV and as ODS, with where they come from."""

from __future__ import annotations

import io
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document

from upheld.render.spreadsheets import as_file
from upheld.render.tables import Provenance

MADE_UP = Provenance("May", "2022-06-08", demonstration=True, rules_hash="abc")
ROWS = pl.DataFrame(
    {
        "measure": ["a", "=1+1", None],
        "month": [date(2022, 5, 1), date(2022, 4, 1), None],
        "due": [12, 1_000_000, None],
        "value": [0.1 + 0.2, 1e-9, None],
        "suppressed": [False, False, True],
    }
)


def sheet(content: bytes):
    return Document(io.BytesIO(content)).body.get_table(0)


def lines(content: bytes, width: int):
    return [list(row)[:width] for row in sheet(content).get_values()]


def test_a_spreadsheet_says_above_its_table_where_it_comes_from():
    found = [row[:2] for row in lines(as_file(ROWS, MADE_UP, "ods", "Told of the arrest"), 5)[:5]]
    assert found == [
        ["Table", "Told of the arrest"],
        ["Edition", "May"],
        ["As of", "2022-06-08"],
        ["Data", "demonstration: made up, no real victims"],
        ["Rules", "abc"],
    ]


def test_a_spreadsheet_holds_the_same_rows_as_the_csv_file_with_their_types():
    found = lines(as_file(ROWS, MADE_UP, "ods"), 5)
    assert found[6] == ROWS.columns
    numbers = [
        [float(cell) if name == "value" and cell is not None else cell
         for name, cell in zip(ROWS.columns, row, strict=True)]
        for row in found[7:]
    ]  # fmt: skip
    assert numbers == [list(row) for row in ROWS.iter_rows()]
    as_csv = pl.read_csv(io.BytesIO(as_file(ROWS, MADE_UP, "csv")), try_parse_dates=True)
    assert (
        as_csv.select("month", "due", "value").rows() == ROWS.select("month", "due", "value").rows()
    )


def test_a_text_is_never_a_formula():
    cell = sheet(as_file(ROWS, MADE_UP, "ods")).get_cell((0, 8))
    assert cell.value == "=1+1"
    assert cell.formula is None
    assert b"'=1+1" in as_file(ROWS, MADE_UP, "csv")


@given(st.text(max_size=30))
def test_whatever_a_text_holds_the_spreadsheet_opens_and_nothing_else_moves(text):
    frame = pl.DataFrame({"name": [text, "next"], "count": [1, 2]})
    found = lines(as_file(frame, MADE_UP, "ods", text), 2)
    assert [row[1] for row in found[7:]] == [1, 2]
    assert found[8][0] == "next"


@pytest.mark.parametrize("form", ["csv", "ods"])
def test_a_table_without_rows_is_a_file_with_its_heads(form):
    made = as_file(ROWS.clear(), MADE_UP, form)
    heads = made.decode().split("\r\n")[0] if form == "csv" else lines(made, 5)[6]
    assert heads[:7] == ("measure" if form == "csv" else ROWS.columns)
