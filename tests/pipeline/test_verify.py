"""Somebody else can build an edition again, and is told what does not agree."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl

from upheld.pipeline.build import build
from upheld.pipeline.verify import verify
from upheld.rules import load


def _edition(extracts: Path, out: Path) -> Path:
    build(extracts, out, date(2022, 7, 1))
    return out


def test_an_edition_verifies_against_its_own_extracts(write_extracts, tmp_path) -> None:
    extracts = write_extracts()
    edition = _edition(extracts, tmp_path / "edition")
    outcome = verify(edition, extracts)
    assert outcome.verified
    assert not outcome.differences
    assert json.loads((edition / "verification.json").read_text())["verified"] is True


def test_a_figure_altered_by_hand_is_found(write_extracts, tmp_path) -> None:
    extracts = write_extracts()
    edition = _edition(extracts, tmp_path / "edition")
    file = edition / "open" / "figures.parquet"
    pl.read_parquet(file).with_columns(value=pl.lit(1.0)).write_parquet(file)
    outcome = verify(edition, extracts)
    assert not outcome.verified
    assert any("altered after the edition was built" in line for line in outcome.differences)


def test_other_extracts_are_named_and_the_rows_that_differ_are_counted(
    write_extracts, tmp_path
) -> None:
    edition = _edition(write_extracts(), tmp_path / "edition")
    action = {"action_id": "A1", "crime_id": "C1", "action": "informed", "about_event_id": "E1",
              "done_at": "2022-05-20", "result": "spoken"}  # fmt: skip
    outcome = verify(edition, write_extracts("others", actions=[action]))
    assert any(line.startswith("inputs: actions.csv") for line in outcome.differences)
    assert any("duties.parquet: 10 rows only in the edition" in d for d in outcome.differences)


def test_an_edition_whose_restricted_half_was_deleted_in_time_still_verifies(
    write_extracts, tmp_path
) -> None:
    extracts = write_extracts()
    edition = _edition(extracts, tmp_path / "edition")
    for file in (edition / "restricted").iterdir():
        file.unlink()
    (edition / "restricted").rmdir()
    assert verify(edition, extracts).verified


def test_other_rules_and_other_lists_of_the_force_are_each_named(write_extracts, tmp_path) -> None:
    extracts = write_extracts()
    build(extracts, tmp_path / "edition", date(2022, 7, 1), force=load.force("met"))
    manifest = tmp_path / "edition" / "open" / "manifest.json"
    said = manifest.read_text(encoding="utf-8")
    for hashed, what in (
        (load.rules_hash(), "rules: the rules now are not those that it was built with"),
        (load.force_hash("met"), "rules: the force's own lists now are not those that it was "
         "built with"),
    ):  # fmt: skip
        assert hashed in said
        manifest.write_text(said.replace(hashed, "f" * 64), encoding="utf-8")
        assert verify(tmp_path / "edition", extracts).differences == (what,)
