"""Feeds are the open files as they were built: whole, in part, or not again if unchanged."""

from __future__ import annotations

import hashlib
import io
import shutil

import polars as pl
import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document

from upheld.web.staff.api.ranges import asked

FIGURES = "/feeds/current/figures.parquet"


@pytest.fixture(autouse=True)
def _kept_elsewhere(tmp_path):
    with override_settings(VAR=tmp_path / "var"):
        yield


def test_a_feed_is_the_file_that_the_manifest_names(get):
    for edition in get("/api/v1/editions").json()["editions"]:
        for file in edition["files"]:
            content = get(file["parquet"]).getvalue()
            assert hashlib.sha256(content).hexdigest() == file["sha256"], file
    manifest = get("/feeds/current/manifest.json")
    assert manifest.status_code == 200
    assert b'"as_of": "2026-11-22"' in manifest.getvalue()


def test_it_is_sent_piece_by_piece_and_its_name_says_what_it_is(get):
    answer = get(FIGURES)
    assert answer.streaming
    assert "figures-demonstration-2026-11-22-demonstration.parquet" in answer["Content-Disposition"]
    assert int(answer["Content-Length"]) == len(answer.getvalue())


def test_its_size_can_be_asked_for_alone(site, get):
    answer = site.head(FIGURES)
    assert answer.status_code == 200
    assert answer["Content-Length"] == get(FIGURES)["Content-Length"]
    assert answer.getvalue() == b""


def test_it_is_not_sent_again_where_nothing_changed(get, site):
    first = get(FIGURES)
    assert first["Last-Modified"].endswith("GMT")
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = site.get(FIGURES, headers=header)
        assert (again.status_code, again.getvalue()) == (304, b"")


def test_a_broken_transfer_can_be_taken_up_where_it_broke(get, site):
    whole = get(FIGURES)
    content = whole.getvalue()
    headers = {"Range": f"bytes={len(content) - 100}-", "If-Range": whole["ETag"]}
    rest = site.get(FIGURES, headers=headers)
    assert rest.status_code == 206
    assert rest.getvalue() == content[-100:]
    assert rest["Content-Range"] == f"bytes {len(content) - 100}-{len(content) - 1}/{len(content)}"


def test_a_part_of_another_version_is_never_sent(site, get):
    answer = site.get(FIGURES, headers={"Range": "bytes=5-", "If-Range": '"of-last-month"'})
    assert answer.status_code == 200
    assert answer.getvalue() == get(FIGURES).getvalue()


def test_a_range_outside_the_file_is_refused(site, get):
    size = len(get(FIGURES).getvalue())
    answer = site.get(FIGURES, headers={"Range": f"bytes={size}-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{size}"


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_range_is_the_slice_that_it_names(size, first, last):
    data = bytes(range(size))
    for header, expected in (
        (f"bytes={first}-", data[first:]),
        (f"bytes=-{last}", data[size - last :] if last < size else data),
        (f"bytes={first}-{last}", data[first : last + 1] if first <= last else data),
    ):
        span = asked(header, size)
        if span is None:
            assert header == "bytes=-0" or not expected
        else:
            assert data[span[0] : span[1]] == (expected if header != "bytes=-0" else b"")


@given(st.text(max_size=30))
def test_a_range_header_that_is_none_is_passed_over(header):
    assert asked("x" + header, 10) == (0, 10)


def test_a_spreadsheet_holds_the_same_rows_with_their_source_and_a_warning(get, editions):
    sheet = Document(io.BytesIO(get("/feeds/current/figures/timeliness-r6.ods").getvalue()))
    table = sheet.body.tables[0]
    rows = [table.get_row_values(n) for n in range(table.height)]
    said = {row[0]: row[1] for row in rows[:6]}
    assert said["Data"] == "demonstration: made up, no real victims"
    assert "Where a feed of entries was silent its shares mean nothing" in said["Note"]
    file = pl.read_parquet(editions / "demonstration/open/figures.parquet")
    file = file.filter(pl.col("measure") == "timeliness-r6")
    assert rows[7] == file.columns
    assert len(rows) == 8 + file.height
    at = file.columns.index("numerator")
    found = [row[at] for row in rows[8:]]
    assert [None if n is None else int(n) for n in found] == file["numerator"].to_list()


def test_a_file_without_rows_is_a_spreadsheet_of_its_columns(get, editions):
    assert not pl.read_parquet(editions / "demonstration/open/published.parquet").height
    sheet = Document(io.BytesIO(get("/feeds/current/published.ods").getvalue()))
    table = sheet.body.tables[0]
    file = pl.read_parquet(editions / "demonstration/open/published.parquet")
    assert table.get_row_values(7) == file.columns
    assert table.height == 8


def test_a_spreadsheet_is_made_once_and_kept(get, tmp_path):
    first = get("/feeds/current/quality.ods")
    (kept,) = (tmp_path / "var/feeds").iterdir()
    stamp = kept.stat()
    second = get("/feeds/current/quality.ods")
    assert kept.stat().st_mtime_ns == stamp.st_mtime_ns
    assert first["ETag"] == second["ETag"]
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize(
    "address",
    ["duties.parquet", "..%2frestricted%2fduties.parquet", "figures_full.parquet", "manifest.ods",
     "none.ods", "figures/none.ods", "quality/timeliness-r6.ods", "figures.csv"],
)  # fmt: skip
def test_nothing_but_the_open_files_can_be_asked_for(get, address):
    answer = get(f"/feeds/current/{address}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["next_step"]


def test_too_many_rows_for_a_spreadsheet_are_refused_with_a_way_out(get, monkeypatch):
    from upheld.web.staff.api import feeds

    monkeypatch.setattr(feeds, "MOST_ROWS", 10)
    answer = get("/feeds/current/figures.ods").json()
    assert "more than a spreadsheet bears (10)" in answer["detail"]
    assert "Take the Parquet file" in answer["next_step"]


def test_a_file_that_is_not_the_one_of_the_manifest_is_not_given(get, editions, tmp_path):
    shutil.copytree(editions, tmp_path / "e")
    file = tmp_path / "e/demonstration/open/quality.parquet"
    pl.read_parquet(file).head(1).write_parquet(file)
    with override_settings(EDITIONS=tmp_path / "e"):
        for form in ("parquet", "ods"):
            assert get(f"/feeds/current/quality.{form}").status_code == 503
        assert get(FIGURES).status_code == 200
