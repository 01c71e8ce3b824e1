"""The committed list of changes keeps up with the code that it changes."""

from __future__ import annotations

from tests.mutants.mutant import ROOT, load, misplaced


def test_every_committed_change_can_still_be_made():
    assert [problem for mutant in load() if (problem := misplaced(mutant, ROOT / "src"))] == []


def test_there_are_at_least_forty_different_changes():
    assert len({(mutant.file, mutant.old, mutant.new) for mutant in load()}) >= 40


def test_every_change_names_a_test_that_stands():
    named = {mutant.caught_by.partition("::") for mutant in load()}
    missing = [path for path, _, _ in named if not (ROOT / path).exists()]
    unknown = [
        test
        for path, _, test in named
        if test and f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []
    assert unknown == []
