"""What changed between two editions, and why."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from upheld.editions.compare import Comparison, compare
from upheld.editions.edition import Edition
from upheld.pipeline.build import build
from upheld.render.comparison import comparison_lines


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
