"""One committed one-line change, and one run of a test against a copy of ``src`` that has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHANGES = Path(__file__).with_name("changes")  # a file for each part of src/upheld
SOME_TESTS_FAILED = 1
# Enough cases for every change below, few enough that all of them take minutes.
ENVIRONMENT = {
    "COLUMNS": "180",
    "UPHELD_PROPERTY_CASES": "2400",
    "UPHELD_PROPERTY_AS_FOUND": "yes",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """``old`` stands exactly once in ``file`` (below ``src/upheld``) and becomes ``new``.

    ``breaks`` says what a victim or a reader would get wrong, ``caught_by`` names a test as pytest
    does.
    """

    file: str
    old: str
    new: str
    breaks: str
    caught_by: str

    @property
    def change(self) -> str:
        return f"{self.old.strip()}  →  {self.new.strip() or 'nothing'}"


def load() -> list[Mutant]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(CHANGES.glob("*.toml"))]
    return [Mutant(**entry) for text in texts for entry in tomllib.loads(text)["mutant"]]


def misplaced(mutant: Mutant, source: Path) -> str:
    """Why the change cannot be made; empty where it can."""
    path = source / "upheld" / mutant.file
    if not path.is_file():
        return f"{mutant.file}: no such file"
    if "\n" in mutant.old or "\n" in mutant.new:
        return f"{mutant.file}: {mutant.change}: more than one line"
    found = path.read_text(encoding="utf-8").count(mutant.old)
    if found != 1:
        return f"{mutant.file}: {mutant.change}: old text stands {found} times, expected once"
    return ""


def run_test(test: str, source: Path, copy: Path, mutant: Mutant | None = None) -> str:
    """How the test fails against a copy of ``source`` with the change made; empty where it
    passes."""
    shutil.copytree(source, copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    if mutant is not None:
        path = copy / "src" / "upheld" / mutant.file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-rfE", "--tb=line", "--no-header",
         "-p", "no:cacheprovider", test],
        cwd=ROOT, env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(copy / "src")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode == 0:
        return ""
    if run.returncode != SOME_TESTS_FAILED:
        raise RuntimeError(f"{test} could not be run:\n{run.stdout}\n{run.stderr}")
    return _first_failure(run.stdout)


def _first_failure(output: str) -> str:
    lines = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR", "E "))]
    return (lines or ["failed"])[0][:200]
