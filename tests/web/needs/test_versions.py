"""The pilot page: versions side by side, raw, and nothing about few."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

FULL = {"crime/kind_of_crime": "none", "crime/victim_is": "harmed", "crime/targeted": "no",
        "victim/age": "adult", "victim/language": "interpreter",
        "victim/which_language": "polish", "victim/condition": "none", "victim/aids": "hearing",
        "evidence/fear": "no", "safety/children": "yes", "support/referral": "no"}  # fmt: skip


def _words(source: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", source).split())


@pytest.fixture
def make(records: Any) -> Callable[..., Any]:
    from django.utils import timezone

    from upheld.web.staff.needs.models import Assessment

    def made(number: int, version: str, answers: dict[str, str], flags: list[str]) -> Any:
        now = timezone.now()
        return Assessment.objects.create(
            number=f"{number:016x}", unit="SN", by="anna", set_name="needs_assessment",
            version=version, audit=version == "full-2", draw=0.5, share=0.5, answers=answers,
            seconds={"crime": 30.0, "victim": 60.0}, flags=flags,
            started_at=now - timedelta(minutes=2), saved_at=now, finished_at=now,
        )  # fmt: skip

    return made


def test_what_each_version_took_and_found_stands_side_by_side(
    make: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    for number in range(6):
        make(number, "full-2", FULL, ["flag_interpreter"])
    for number in range(6, 16):
        make(number, "short-1", {"victim/language": "english"},
             ["flag_referral"] * (number < 13))  # fmt: skip
    for number in range(16, 23):
        make(number, "short-2", {"victim/language": "english"}, ["flag_referral"])
    said = _words(browser_of("ada", "analyst").get("/needs/versions/").content.decode())
    assert "Version short-1 short-2 full-2" in said
    assert "Begun 10 7 6" in said
    assert "Officer’s minutes, median 1.5 1.5 1.5" in said
    assert "Officer’s minutes a question answered, median 1.50 1.50 0.14" in said
    assert "Translate what they must read, free of charge not asked not asked 0.0" in said
    assert "Arrange an interpreter, free of charge 0.0 0.0 100.0" in said
    assert "Refer to a support service: they agreed 70.0 100.0 0.0" in said
    assert "Do children live in the home? 6 of 6" in said
    assert "Do they need an interpreter? 100 100" in said
    assert "The crime 30.0 30.0" in said


TOLD_ALL = {
    "crime/kind_of_crime": "none", "crime/victim_is": "harmed", "crime/control": "yes",
    "crime/made_to": "no", "crime/because_of": "no", "crime/targeted": "no",
    "crime/before": "no", "victim/age": "adult", "victim/language": "english",
    "victim/condition": "none", "victim/lives_with": "brain", "victim/quality": "yes",
    "victim/understanding": "yes", "evidence/fear": "no", "evidence/pressed": "yes",
    "safety/safe_now": "yes", "safety/safe_contact": "any_way", "support/referral": "no",
    "evidence/measures": "undecided",
}  # fmt: skip


def test_what_the_short_set_misses_is_counted_on_the_same_person(
    make: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    raised = ["flag_domestic_abuse", "flag_evidence_quality", "flag_intimidated"]
    for number in range(6):
        make(number, "full-2", TOLD_ALL, raised)
    for number in range(6, 12):
        make(number, "full-2", TOLD_ALL | {"crime/kind_of_crime": "domestic_abuse"},
             ["flag_domestic_abuse"])  # fmt: skip
    said = _words(browser_of("ada", "analyst").get("/needs/versions/").content.decode())
    assert "domestic abuse: missed 6 of 12" in said
    assert "vulnerable, evidence likely to suffer: missed 6 of 6" in said
    assert "Refer to a support service: they agreed: missed" not in said


def test_pairs_for_the_audit_are_written_and_read_by_the_command_that_gives_intervals(
    make: Callable[..., Any], tmp_path: Path, entries_of: Callable[..., list[Any]]
) -> None:
    from django.conf import settings

    from upheld.cli import cli
    from upheld.web.staff.needs import pilot
    from upheld.web.staff.needs.models import Assessment

    for number in range(6):
        make(number, "full-2", TOLD_ALL, ["flag_domestic_abuse"])
    assert pilot.audits(Assessment.objects.all()) == [(("flag_domestic_abuse",), ())] * 6
    runner, out = CliRunner(), tmp_path / "audits.csv"
    var = ["--var", str(settings.VAR)]
    done = runner.invoke(cli, ["needs", "audits", "--out", str(out), *var])
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o077 == 0
    said = runner.invoke(cli, ["pilot", "missed", str(out)])
    assert "flag_domestic_abuse: missed 6 of 6, 100%" in said.output
    assert [e.count for e in entries_of("case.disclosure")] == [6]


def test_units_stand_beside_each_other_unless_the_rest_could_be_worked_out(site: Any) -> None:
    from django.utils import timezone

    from upheld.web.staff.needs import pilot
    from upheld.web.staff.needs.models import Assessment

    def units(*sizes: int) -> tuple[str, ...]:
        done = [
            Assessment(unit=f"U{n}", version="short-1", finished_at=timezone.now())
            for n, size in enumerate(sizes)
            for _ in range(size)
        ]
        return pilot.seconds(done, "short-1").units

    assert units(4) == ()
    assert units(5, 6) == ("", "U0", "U1")
    assert units(5, 6, 3) == ("", "U1")
    assert units(5, 6, 3, 3) == ("", "U0", "U1")


def test_of_under_five_nothing_is_said(
    make: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    for number in range(4):
        make(number, "full-2", FULL, ["flag_interpreter"])
    for number in range(4, 12):
        make(number, "short-1", {}, ["flag_referral"] * (number == 4))
    said = _words(browser_of("ada", "analyst").get("/needs/versions/").content.decode())
    assert "Arrange an interpreter, free of charge 0.0 too few too few" in said
    assert "Refer to a support service: they agreed too few too few too few" in said
    assert "South Area 8 1.5 minutes 0 too few" in said
    assert "full-2 Too few. Flags raised" in said, "seconds of four are not said"


def test_it_is_for_analysts_and_the_board(browser_of: Callable[..., Any]) -> None:
    assert browser_of("bea", "board").get("/needs/versions/").status_code == 200
    assert browser_of("ole", "officer SN").get("/needs/versions/").status_code == 403
