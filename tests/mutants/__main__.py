"""``python -m tests.mutants``: apply each committed one-line change, and name the test that
catches it.

Each change is made alone, in a copy of ``src``; only the test that it names is run, against that
copy. First every such test is run against an unchanged copy, where it must pass. Exit status 1
when a change survives, when its old text does not stand exactly once in its file, or when a test
fails without it. Words after the command pick the changes whose file or words hold one of them.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.mutant import ROOT, Mutant, load, misplaced, run_test

SIDE_BY_SIDE = int(os.environ.get("JOBS", "2"))


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        # One copy for all, so that somebody at work on the sources disturbs nothing.
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        mutants = [each for each in load() if not words or any(w in str(each) for w in words)]
        wrong = [problem for mutant in mutants if (problem := misplaced(mutant, source))]
        if wrong:
            return _say(*wrong, f"{len(wrong)} changes cannot be made: write them anew.")
        tests = sorted({mutant.caught_by for mutant in mutants})
        failing = [f for f in pool.map(lambda test: _unchanged(test, source), tests) if f]
        if failing:
            return _say(*failing)
        caught = pool.map(lambda mutant: _caught(mutant, source), mutants)
        survivors = [_shown(mutant, how) for mutant, how in zip(mutants, caught, strict=True)]
    _say(f"{len(mutants)} changes, {sum(survivors)} survived")
    return 1 if any(survivors) else 0


def _unchanged(test: str, source: Path) -> str:
    """What is wrong with the test where nothing was changed; empty where it passes."""
    with tempfile.TemporaryDirectory() as copy:
        failure = run_test(test, source, Path(copy))
    return f"{test} fails without any change: {failure}" if failure else ""


def _caught(mutant: Mutant, source: Path) -> str:
    """The failure that gives the change away; empty where it survives."""
    with tempfile.TemporaryDirectory() as copy:
        return run_test(mutant.caught_by, source, Path(copy), mutant)


def _shown(mutant: Mutant, how: str) -> bool:
    """Print the mutant's line of the table; whether it survived."""
    verdict = "caught by" if how else "SURVIVED "
    _say(f"{mutant.file}: {mutant.breaks}", f"    {mutant.change}",
         f"    {verdict} {mutant.caught_by}")  # fmt: skip
    return not how


def _say(*lines: str) -> int:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
