"""What a made-up force had keyed by an earlier day, and nothing that was keyed later."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from upheld.extracts.read import read
from upheld.synthetic.known_by import known_by

DAY = date(2022, 7, 15)


@pytest.fixture(scope="module")
def then(made, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("then") / "extracts"
    known_by(made.folder, folder, DAY)
    return folder


def _rows(folder: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{table}-*.parquet")


@pytest.mark.parametrize("table", ["crimes", "events", "actions"])
def test_nothing_is_in_it_that_was_keyed_later(then, table):
    assert _rows(then, table)["recorded_at"].max() < datetime(2022, 7, 16)


def test_what_was_done_by_then_and_keyed_later_is_missing(then, made):
    known = _rows(then, "actions")["action_id"]
    late = made.rows("actions").filter(
        pl.col.done_at < datetime(2022, 7, 16),
        pl.col.recorded_at >= datetime(2022, 7, 16),
    )
    assert late.height > 0
    assert set(late["action_id"]).isdisjoint(known)


def test_all_that_was_keyed_by_then_is_there(then, made):
    months = pl.read_parquet([made.folder / f.name for f in then.glob("actions-*.parquet")])
    expected = months.filter(pl.col.recorded_at < datetime(2022, 7, 16))
    crimes = _rows(then, "crimes")["crime_id"].unique()
    expected = expected.filter(pl.col.crime_id.is_in(crimes.to_list()))
    assert _rows(then, "actions").height == expected.height


def test_no_row_hangs_on_a_crime_or_victim_that_was_not_known(then):
    assert read(then, duckdb.connect()).set_aside == 0
