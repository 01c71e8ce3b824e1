"""What changed between two editions, and why."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import polars as pl

from upheld.editions.compare import Comparison, compare, compare_open
from upheld.editions.edition import Edition, open_edition
from upheld.editions.manifest import sha256
from upheld.pipeline.build import build
from upheld.pipeline.satisfaction import SCHEMA as SURVEY
from upheld.render.comparison import comparison_lines
from upheld.render.editions import counted


def _extracts(folder: Path, told_on: str | None) -> Path:
    folder.mkdir()
    tables = {
        "crimes": [
            {"crime_id": f"C{n}", "reported_at": "2022-05-02", "unit_code": "SN"} for n in range(6)
        ],
        "victims": [
            {"victim_id": f"V{n}", "crime_id": f"C{n}", "kind": "person"} for n in range(6)
        ],
        "events": [{"event_id": "E0", "crime_id": "C0", "event": "arrested",
                    "occurred_at": "2022-05-04"}],
        "actions": [{"action_id": "A0", "crime_id": "C0", "action": "informed",
                     "about_event_id": "E0", "done_at": told_on or "", "result": "spoken"}],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows if told_on or name != "actions" else [])
    return folder


def _edition(extracts: Path, out: Path, as_of: date) -> Edition:
    return build(extracts, out, as_of)[0]


def _arrest_changes(comparison: Comparison) -> list[tuple[str, str, str, int]]:
    return [
        (d.old_status, d.new_status, d.why, d.duties)
        for d in comparison.duties or ()
        if d.entitlement == "VC20-R6-ARREST"
    ]


def test_an_edition_does_not_differ_from_itself(tmp_path: Path) -> None:
    edition = _edition(_extracts(tmp_path / "x", "2022-05-06"), tmp_path / "e", date(2022, 7, 1))
    comparison = compare(edition, edition)
    assert comparison.causes == ()
    assert comparison.figures == ()
    assert comparison.duties == ()


def test_an_update_keyed_late_is_revised_input(tmp_path: Path) -> None:
    day = date(2022, 7, 1)
    old = _edition(_extracts(tmp_path / "x1", None), tmp_path / "e1", day)
    new = _edition(_extracts(tmp_path / "x2", "2022-05-06"), tmp_path / "e2", day)
    comparison = compare(old, new)
    assert comparison.causes == ("revised input",)
    assert _arrest_changes(comparison) == [("overdue", "met", "revised input", 1)]


def test_a_duty_that_fell_due_in_between_is_time_passed(tmp_path: Path) -> None:
    extracts = _extracts(tmp_path / "x", None)
    old = _edition(extracts, tmp_path / "e1", date(2022, 5, 9))
    new = _edition(extracts, tmp_path / "e2", date(2022, 7, 1))
    comparison = compare(old, new)
    assert comparison.causes == ("time passed",)
    assert _arrest_changes(comparison) == [("open", "overdue", "time passed", 1)]
    assert comparison.figure_counts["new month"] > 0


def test_without_a_restricted_half_the_figures_speak_and_the_text_says_so(tmp_path: Path) -> None:
    extracts = _extracts(tmp_path / "x", "2022-05-06")
    old = _edition(extracts, tmp_path / "e1", date(2022, 6, 1))
    new = _edition(extracts, tmp_path / "e2", date(2022, 7, 1))
    for file in (old.path / "restricted").iterdir():
        file.unlink()
    (old.path / "restricted").rmdir()
    comparison = compare(old, new)
    assert comparison.duties is None
    assert any("cannot be compared" in line for line in comparison_lines(comparison))


def _with_survey(edition: Edition, rows: list[dict[str, object]]) -> Edition:
    """The edition with a survey's figures, as a build would leave it."""
    place = edition.path / "open" / "satisfaction.parquet"
    same = {"part": "estimate", "outcome": "overall", "breakdown": "none", "category": "",
            "period_kind": "quarter", "suppressed": False}  # fmt: skip
    pl.DataFrame([same | row for row in rows], schema=SURVEY).write_parquet(place)
    manifest = edition.path / "open" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"]["open/satisfaction.parquet"] = sha256(place)
    manifest.write_text(json.dumps(told))
    return open_edition(edition.path)


def test_figures_of_the_survey_that_changed_are_named_and_a_new_period_is_none_of_them(
    tmp_path: Path,
) -> None:
    extracts = _extracts(tmp_path / "x", "2022-05-06")
    editions = [_edition(extracts, tmp_path / name, date(2022, 7, 1)) for name in ("e1", "e2")]
    old = _with_survey(editions[0], [
        {"period": "2022-Q1", "estimate": 0.61, "n": 100},
        {"period": "2022-Q1", "breakdown": "unit_code", "category": "SN", "estimate": 0.5, "n": 50},
        {"period": "2022-Q1", "breakdown": "sex", "category": "other", "suppressed": True},
    ])  # fmt: skip
    new = _with_survey(editions[1], [
        {"period": "2022-Q1", "estimate": 0.64, "n": 104},
        {"period": "2022-Q1", "breakdown": "unit_code", "category": "SN", "estimate": 0.5, "n": 50},
        {"period": "2022-Q1", "breakdown": "sex", "category": "other", "estimate": 0.4, "n": 9},
        {"period": "2022-Q2", "estimate": 0.6, "n": 90},
    ])  # fmt: skip
    comparison = compare(old, new)
    assert [(each.period, each.category, each.change) for each in comparison.satisfaction] == [
        ("2022-Q1", "", "changed"), ("2022-Q2", "", "new period"), ("2022-Q1", "other", "changed"),
    ]  # fmt: skip
    said = list(comparison_lines(comparison))
    assert "Figures of the satisfaction survey, changed: 2" in said
    assert "  2022-Q1 estimate overall, force: 61.0% (100) → 64.0% (104)" in said
    assert "  2022-Q1 estimate overall, other: not shown → 40.0% (9)" in said
    assert not [line for line in said if "SN" in line]
    assert compare(new, new).satisfaction == ()
    assert [each.category for each in compare_open(old, new).satisfaction] == ["", ""]
    assert "Of the satisfaction survey 1 changed, 0 gone, 1 new" in counted(compare_open(old, new))


def test_a_survey_that_only_one_edition_holds_is_new_or_gone_as_a_whole(tmp_path: Path) -> None:
    extracts = _extracts(tmp_path / "x", "2022-05-06")
    without = _edition(extracts, tmp_path / "e1", date(2022, 7, 1))
    other = _edition(extracts, tmp_path / "e2", date(2022, 7, 1))
    holding = _with_survey(other, [{"period": "2022-Q1", "estimate": 0.61, "n": 100}])
    assert [each.change for each in compare(without, holding).satisfaction] == ["new"]
    assert [each.change for each in compare(holding, without).satisfaction] == ["gone"]
