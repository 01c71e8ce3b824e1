"""The pilot page: versions side by side, raw, and nothing about few."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

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
            version=version, audit=version == "full-1", draw=0.5, share=0.5, answers=answers,
            seconds={"crime": 30.0, "victim": 60.0}, flags=flags,
            started_at=now - timedelta(minutes=2), saved_at=now, finished_at=now,
        )  # fmt: skip

    return made


def test_what_each_version_took_and_found_stands_side_by_side(
    make: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    for number in range(6):
        make(number, "full-1", FULL, ["flag_interpreter"])
    for number in range(6, 16):
        make(number, "short-1", {"victim/language": "english"},
             ["flag_referral"] * (number < 13))  # fmt: skip
    said = _words(browser_of("ada", "analyst").get("/needs/versions/").content.decode())
    assert "Begun 10 6" in said
    assert "Officer’s minutes, median 1.5 1.5" in said
    assert "Arrange an interpreter, free of charge 0.0 100.0" in said
    assert "Refer to a support service: they agreed 70.0 0.0" in said
    assert "Do children live in the home? 6 of 6" in said
    assert "Do they need an interpreter? 100" in said


def test_of_under_five_nothing_is_said(
    make: Callable[..., Any], browser_of: Callable[..., Any]
) -> None:
    for number in range(4):
        make(number, "full-1", FULL, ["flag_interpreter"])
    for number in range(4, 12):
        make(number, "short-1", {}, ["flag_referral"] * (number == 4))
    said = _words(browser_of("ada", "analyst").get("/needs/versions/").content.decode())
    assert "Arrange an interpreter, free of charge 0.0 too few" in said
    assert "Refer to a support service: they agreed too few too few" in said
    assert "South Area 8 1.5 minutes too few" in said


def test_it_is_for_analysts_and_the_board(browser_of: Callable[..., Any]) -> None:
    assert browser_of("bea", "board").get("/needs/versions/").status_code == 200
    assert browser_of("ole", "officer SN").get("/needs/versions/").status_code == 403
