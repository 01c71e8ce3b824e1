"""``python -m tests.mutants``: apply each committed one-line change, and name the test that
catches it.

Each change is made alone, in a copy of ``src``; only the test that it names is run, against that
copy. First every such test is run against an unchanged copy, where it must pass. Exit status 1
when a change survives, when its old text does not stand exactly once in its file, or when a test
fails without it. Words after the command pick the changes whose file or name holds one of them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.mutant import ROOT, Mutant, load, misplaced, run_test

SIDE_BY_SIDE = int(os.environ.get("JOBS", "2"))


def main(words: list[str]) -> int:
    mutants = [each for each in load() if not words or any(word in str(each) for word in words)]
    wrong = [problem for mutant in mutants if (problem := misplaced(mutant, ROOT / "src"))]
    if wrong:
        return _say([*wrong, f"{len(wrong)} changes cannot be made: write them anew."], 1)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        failing = [test for test, why in pool.map(_unchanged, _tests(mutants)) if why]
        if failing:
            return _say([f"{test} fails without any change" for test in failing], 1)
        survivors = 0
        for mutant, caught in zip(mutants, pool.map(_try, mutants), strict=True):
            survivors += not caught
            _say([_line(mutant, caught)], 0)
    return _say([f"{len(mutants)} changes, {survivors} survived"], 1 if survivors else 0)


def _tests(mutants: Iterable[Mutant]) -> list[str]:
    return sorted({mutant.caught_by for mutant in mutants})


def _unchanged(test: str) -> tuple[str, str]:
    with tempfile.TemporaryDirectory() as copy:
        return test, run_test(test, Path(copy))


def _try(mutant: Mutant) -> str:
    """The failure that gives the change away; empty where it survives."""
    with tempfile.TemporaryDirectory() as copy:
        return run_test(mutant.caught_by, Path(copy), mutant)


def _line(mutant: Mutant, caught: str) -> str:
    verdict = f"caught by {mutant.caught_by}" if caught else f"SURVIVED {mutant.caught_by}"
    return f"{mutant.name:<44} {verdict}\n{'':<6}{mutant.breaks}" + (
        f"\n{'':<6}{caught}" if caught else ""
    )


def _say(lines: list[str], status: int) -> int:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
