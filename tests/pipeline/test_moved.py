"""Late keying moves figures that are published already: the edition says from what to what."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from tests.pipeline.conftest import ACTIONS

from upheld.cli import cli
from upheld.core.errors import ProblemsError, WrongUseError
from upheld.editions.moved import of
from upheld.pipeline.build import build
from upheld.pipeline.verify import verify

KEYED_LATE = [
    *ACTIONS,
    {"action_id": "A5", "crime_id": "C5", "action": "informed", "about_event_id": "E5",
     "done_at": "2022-05-06", "result": "spoken"},
]  # fmt: skip
FIRST, LATER = date(2022, 6, 8), date(2022, 7, 8)


@pytest.fixture
def keyed_late(write_extracts, tmp_path) -> tuple[Path, Path, Path]:
    """An earlier edition, one built after it when an update had been keyed late, its extracts."""
    first, _ = build(write_extracts("may"), tmp_path / "first", FIRST)
    extracts = write_extracts("june", actions=KEYED_LATE)
    build(extracts, tmp_path / "later", LATER, before=[first.path])
    return first.path, tmp_path / "later", extracts


def _arrests(edition: Path, unit: str) -> tuple[object, ...]:
    rows = pl.read_parquet(edition / "open" / "moved.parquet").filter(
        measure="timeliness-r6-arrest-victims", reading="strict", unit_code=unit
    )
    assert rows.height == 1
    return rows.select(
        "first_as_of", "first_numerator", "first_denominator", "numerator", "denominator"
    ).row(0)


def test_an_update_keyed_late_moves_the_month_that_was_published(keyed_late):
    _, later, _ = keyed_late
    assert _arrests(later, "SN") == (FIRST, 8, 12, 10, 12)
    assert _arrests(later, "AS") == (FIRST, 0, 12, 0, 12)


def test_the_manifest_names_the_earlier_edition_by_its_hash_and_no_folder(keyed_late, tmp_path):
    _, later, _ = keyed_late
    text = (later / "open" / "manifest.json").read_text()
    (named,) = json.loads(text)["before"]
    assert named["as_of"] == "2022-06-08"
    assert len(named["manifest"]) == 64
    assert str(tmp_path) not in text


def test_it_verifies_with_the_earlier_edition_and_is_refused_without(keyed_late, tmp_path):
    first, later, extracts = keyed_late
    assert verify(later, extracts, before=[first]).verified
    with pytest.raises(WrongUseError, match="the one as of 2022-06-08 is not named"):
        verify(later, extracts)
    with pytest.raises(WrongUseError, match="is none of them"):
        verify(first, tmp_path / "may", before=[later])


def test_a_figure_as_first_published_that_was_altered_is_found(keyed_late):
    first, later, extracts = keyed_late
    file = later / "open" / "moved.parquet"
    pl.read_parquet(file).with_columns(first_numerator=pl.lit(9)).write_parquet(file)
    outcome = verify(later, extracts, before=[first])
    assert "open/moved.parquet: was altered after the edition was built" in outcome.differences


def test_an_edition_after_none_has_nothing_to_say_of_what_was_published(write_extracts, tmp_path):
    edition, _ = build(write_extracts(), tmp_path / "edition", FIRST)
    assert of(edition).is_empty()
    assert edition.manifest.before == ()


def test_a_build_after_a_later_edition_is_refused_and_leaves_nothing(keyed_late, tmp_path):
    first, later, extracts = keyed_late
    with pytest.raises(ProblemsError, match="expected a day before 2022-06-08"):
        build(extracts, tmp_path / "third", FIRST, before=[later])
    assert not (tmp_path / "third").exists()


def test_the_command_says_how_many_figures_moved(keyed_late, tmp_path):
    first, _, extracts = keyed_late
    said = CliRunner().invoke(
        cli, ["build", str(extracts), "--as-of", "2022-07-08", "--out", str(tmp_path / "again"),
               "--before", str(first)],
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    assert "are not what they were when first published" in said.output
    assert f"--before {first}" in said.output
    again = CliRunner().invoke(
        cli, ["verify", str(tmp_path / "again"), str(extracts), "--before", str(first)]
    )
    assert again.exit_code == 0, again.output
