"""Every command that a document shows with its answer gives that answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ANYTHING = "…"


def steps(transcript: str) -> list[tuple[str, str]]:
    """Each command after a dollar sign, with what is shown below it."""
    parts = re.split(r"^\$ ", transcript, flags=re.MULTILINE)[1:]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


def pattern(shown: str) -> re.Pattern[str]:
    """A line with nothing but … stands for any number of lines, within a line for any words."""
    lines = (
        r"(?:.*\n)*?" if line == ANYTHING
        else re.escape(line).replace(ANYTHING, ".*") + r"[ ]*\n"
        for line in shown.splitlines()
    )  # fmt: skip
    return re.compile("".join(lines))


@pytest.fixture
def run(root: Path, tmp_path: Path):
    """Runs a command as if in a clone of the project; its files land in a folder of their own."""
    (tmp_path / "docs").symlink_to(root / "docs")
    (tmp_path / "src").symlink_to(root / "src")
    beside_python = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{beside_python}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run_command(command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr

    return run_command


def test_every_answer_shown_is_the_answer_given(document, run) -> None:
    for transcript in document.blocks("console"):
        for command, shown in steps(transcript):
            given = run(command)
            assert pattern(shown).fullmatch(given), f"$ {command}\n{given}"


def test_an_answer_that_differs_would_be_noticed() -> None:
    assert pattern("one\n…\nthree\n").fullmatch("one\ntwo\ntwo and a half\nthree\n")
    assert not pattern("one\nthree\n").fullmatch("one\ntwo\nthree\n")


def test_the_tutorial_is_run_from_end_to_end(every_document) -> None:
    (tutorial,) = (each for each in every_document if each.name == "docs/tutorial/README.md")
    commands = [c for block in tutorial.blocks("console") for c, _ in steps(block)]
    used = {command.split()[1] for command in commands if command.startswith("upheld ")}
    assert used == {"check", "explain", "build", "diff", "verify"}
