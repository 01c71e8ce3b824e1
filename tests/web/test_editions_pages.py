"""The pages of editions: what each was built from, what moved, whether it can be relied on."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.test import override_settings
from tests import small_editions
from tests.web.test_equality_pages import row_of

from upheld.editions.manifest import Input


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """An edition and the one before it, in which one month of the force was not as good."""
    rows = small_editions.demonstration_rows()
    small_editions.write(tmp_path / "demonstration", rows, [], demonstration=True)
    key = ("timeliness-r6-victims", "strict", "force", date(2026, 9, 1), "none")
    earlier = [
        (*r[:8], r[8] - 40, r[9], (r[8] - 40) / r[9], *r[11:])
        if (r[0], r[1], r[2], r[4], r[6]) == key else r
        for r in rows if r[5] < date(2026, 10, 31)
    ]  # fmt: skip
    small_editions.write(
        tmp_path / "2026-10", earlier, [], demonstration=True, as_of="2026-10-22",
        inputs=(Input("crimes", "crimes-09.csv", "a" * 64, 9),),
    )  # fmt: skip
    return tmp_path


def test_every_edition_of_the_folder_is_listed_newest_first_with_its_kind(read, two):
    with override_settings(EDITIONS=two):
        page = read("/editions/")
    names = ["".join(h.itertext()) for h in page.main.iter("h2")]
    assert names == ["demonstration", "2026-10"]
    assert page.says().count("made up, no real victims") == 2
    assert page.says().count("Shown on these pages.") == 1


def test_what_moved_since_the_one_before_is_counted_and_shown_before_and_now(read, two):
    with override_settings(EDITIONS=two):
        page = read("/editions/demonstration/")
    said = page.says()
    assert "as of 22 October 2026" in said
    assert "What could have moved a figure: time passed, revised input" in said
    assert "1 figure of months shown in both that are different now" in said
    cells = row_of(page, "Figures of the force that moved", "Victims told everything on time "
                   "(Right 6)")  # fmt: skip
    assert cells[1:3] == ["September 2026", "Strict reading"]
    assert cells[3] != cells[4]
    assert "upheld diff editions/2026-10 editions/demonstration" in said


def test_the_first_edition_has_nothing_to_be_compared_with(read, two):
    with override_settings(EDITIONS=two):
        said = read("/editions/2026-10/").says()
    assert "No earlier edition of this force stands here" in said
    assert "crimes-09.csv" in said
    assert "a" * 64 in said


def test_a_file_that_was_altered_is_named(read, two):
    with override_settings(EDITIONS=two):
        assert "byte for byte (looked at now)" in read("/editions/demonstration/").says()
        with (two / "demonstration" / "open" / "quality.parquet").open("ab") as file:
            file.write(b"x")
        said = read("/editions/demonstration/").says()
    assert "Altered since it was built: open/quality.parquet" in said


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (None, "Nobody has recorded yet that it follows from its extracts"),
        ('{"verified": true}', "every file came out the same"),
        ('{"verified": false}', "did not come out the same"),
        ("not a record", "Nobody has recorded yet"),
    ],
)
def test_the_page_says_whether_it_was_verified_and_how_to(read, two, record, said):
    if record:
        (two / "demonstration" / "verification.json").write_text(record, encoding="utf-8")
    with override_settings(EDITIONS=two):
        page = read("/editions/demonstration/")
    assert said in page.says()
    assert "upheld verify editions/demonstration EXTRACTS" in page.says()


def test_the_tables_of_an_edition_can_be_taken_away(get, two):
    with override_settings(EDITIONS=two):
        moved = get("/tables/editions/demonstration/moved.csv")
        files = get("/tables/editions/2026-10/files.csv")
    got = pl.read_csv(io.BytesIO(moved.content))
    assert got["change"].to_list() == ["changed"]
    held = dict(pl.read_csv(io.BytesIO(files.content)).select("file", "sha256").iter_rows())
    manifest = json.loads((two / "2026-10" / "open" / "manifest.json").read_text(encoding="utf-8"))
    assert held == manifest["files"]
