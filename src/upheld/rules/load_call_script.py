"""Reads the words of a call-back, one TOML file, into frozen values; everything wrong at once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from upheld.core.call_back import Script, Step
from upheld.core.errors import Problem, ProblemsError
from upheld.core.records import Place
from upheld.rules.read_files import toml_of

HERE = Path(__file__).parent / "call_backs"
NEWEST = "script-1"


@lru_cache(maxsize=8)
def call_script(version: str = NEWEST) -> Script:
    return read_call_script(HERE / f"{version}.toml")


def read_call_script(path: Path) -> Script:
    """``path``: named as the version within it."""
    problems: list[Problem] = []
    place = Place(path.name, "", problems)
    content = toml_of(path, place) or {}
    if content and content.get("version") != path.stem:
        place.inside("version").wrong(f"expected {path.stem}, as the file is named")
    steps = content.get("step", [])
    if content and not steps:
        place.inside("step").wrong("expected at least one")
    for number, step in enumerate(steps, start=1):
        if not _is_step(step):
            place.inside(f"step {number}").wrong("expected a title, and texts in say or do")
    reviewed = content.get("reviewed", {})
    by, day = str(reviewed.get("by", "")), _day(str(reviewed.get("on", "")))
    if bool(by) != bool(day):
        place.inside("reviewed").wrong("expected who and a day such as 2026-11-25, or neither")
    if problems:
        raise ProblemsError(
            "This script of a call cannot be used.", tuple(problems),
            next_step=f"correct {path.name}; a version that was used is never edited.",
        )  # fmt: skip
    made = (Step(s["title"], tuple(s.get("say", ())), tuple(s.get("do", ()))) for s in steps)
    return Script(path.stem, by, day, tuple(made))


def _is_step(step: Any) -> bool:
    return (
        isinstance(step, dict)
        and isinstance(step.get("title"), str)
        and bool(step.get("say") or step.get("do"))
        and all(isinstance(t, str) for t in (*step.get("say", ()), *step.get("do", ())))
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
