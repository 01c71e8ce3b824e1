"""Assessments flow into the extracts, and go when their time is up."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

Pages = tuple[dict[str, list[str]], ...]
REFERENCES = {"crime": "C1", "victim": "V1", "reported-day": "2", "reported-month": "5",
              "reported-year": "2022"}  # fmt: skip
GROUNDS = ["serious_crime", "persistently_targeted", "vulnerable", "intimidated"]


def _export(out: Path, records: dict[str, Any]) -> Any:
    from upheld.cli.needs import export

    return CliRunner().invoke(
        export, ["--out", str(out), "--var", str(Path(records["NAME"]).parent)],
        catch_exceptions=False,
    )  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def decided(officer: Callable[..., Any], longest: Pages) -> Any:
    anna = officer()
    anna.hand_in(longest)
    anna.post(f"{anna.base}references/", REFERENCES)
    anna.post(f"{anna.base}decide/", {"categories": GROUNDS})
    decision = {"categories": GROUNDS[:1], "set_aside": ["flag_vri"], "reason": "asked not to"}
    anna.post(f"{anna.base}decide/", decision)
    return anna


def test_what_names_its_crime_is_written_in_the_contracts_columns(
    decided: Any, records: dict[str, Any], tmp_path: Path
) -> None:
    out = tmp_path / "extracts"
    assert _export(out, records).exit_code == 0
    (assessment,) = _rows(out / "needs_assessments.csv")
    assert (assessment["victim_id"], assessment["set"], assessment["version"]) == (
        "V1", "needs_assessment", "short-2",
    )  # fmt: skip
    assert "flag_interpreter" in assessment["flags"].split(";")
    assert assessment["overruled"].split(";") == [
        "flag_vri", "not intimidated", "not persistently_targeted", "not vulnerable",
    ]  # fmt: skip
    pages = [part.partition("=")[0] for part in assessment["seconds"].split(";")]
    assert pages == ["crime", "victim", "wishes"]
    (action,) = _rows(out / "actions-needs-assessments.csv")
    assert (action["crime_id"], action["action"], action["result"]) == (
        "C1", "needs_assessment", "spoken",
    )  # fmt: skip
    assert "anna" not in action["recorded_by"]
    first, second = _rows(out / "priority_decisions-needs-assessments.csv")
    assert (first["decision"], first["source"], first["categories"]) == (
        "eligible", "needs_assessment", ";".join(GROUNDS),
    )  # fmt: skip
    assert (second["source"], second["categories"]) == ("officer", "serious_crime")


def test_the_check_of_extracts_takes_every_row(
    decided: Any, records: dict[str, Any], tmp_path: Path
) -> None:
    from upheld.cli.check import check

    out = tmp_path / "extracts"
    _export(out, records)
    (out / "crimes.csv").write_text("crime_id,reported_at,unit_code\nC1,2022-05-02T10:00,SN\n")
    (out / "victims.csv").write_text("victim_id,crime_id,kind\nV1,C1,person\n")
    said = CliRunner().invoke(check, [str(out)])
    assert said.exit_code == 0, said.output
    assert "Set aside: these" not in said.output, said.output
    assert "Warnings: these" not in said.output, said.output


def test_the_files_are_their_owners_alone_and_the_trail_says_that_they_were_taken_out(
    decided: Any, records: dict[str, Any], tmp_path: Path, entries_of: Callable[..., list[Any]]
) -> None:
    out = tmp_path / "extracts"
    _export(out, records)
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    (line,) = entries_of("case.disclosure")
    assert (line.about, line.count) == ("needs assessments as extracts", 4)


def test_what_names_no_crime_is_counted_and_left_out(
    officer: Callable[..., Any], plain: Pages, records: dict[str, Any], tmp_path: Path
) -> None:
    officer().hand_in(plain)
    said = _export(tmp_path / "extracts", records)
    assert "left out because no crime is named: 1" in said.output
    assert _rows(tmp_path / "extracts" / "needs_assessments.csv") == []


def test_what_has_been_kept_for_its_time_goes_and_that_is_recorded(
    decided: Any, assessments: Callable[[], list[Any]], entries_of: Callable[..., list[Any]],
    tmp_path: Path,
) -> None:  # fmt: skip
    from django.utils import timezone

    from upheld.web.staff import retention

    now = timezone.now() + timedelta(days=100)
    kept = retention.due(now, tmp_path, retention.Days(1096, 2192, 101, 1096, 31, 1096))
    assert kept.needs == 0
    due = retention.due(now, tmp_path, retention.Days(1096, 2192, 99, 1096, 31, 1096))
    retention.delete(due=due, now=now, by="tester", origin="command line")
    assert assessments() == []
    assert [e.count for e in entries_of("case.erasure")] == [1]


@pytest.mark.parametrize("command", [
    ("needs", "export"), ("needs", "audits"), ("callbacks", "export"),
])  # fmt: skip
def test_of_a_folder_where_no_site_is_nothing_is_taken_out_and_nothing_made(
    site: Any, tmp_path: Path, command: tuple[str, str]
) -> None:
    from upheld.cli import cli

    var, out = tmp_path / "mistyped", tmp_path / "out"
    done = CliRunner().invoke(cli, [*command, "--out", str(out), "--var", str(var)])
    assert done.exit_code == 1
    assert "no site keeps its records there" in str(done.exception or done.output)
    assert list(tmp_path.iterdir()) == []
