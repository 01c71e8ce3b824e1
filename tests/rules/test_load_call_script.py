"""The words of a call: read, or refused with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError
from upheld.rules.load_call_script import HERE, call_script, read_call_script


def test_the_script_asks_whether_it_is_safe_before_it_says_why() -> None:
    script = call_script()
    titles = [step.title for step in script.steps]
    assert titles.index("Is it safe to talk?") < titles.index("How are you, and what has happened")
    before = script.steps[: titles.index("Is it safe to talk?")]
    assert not [text for step in before for text in step.say if "police" in text or "crime" in text]


def test_a_script_that_nobody_read_says_so() -> None:
    assert all((read_call_script(path).reviewed_by == "") == (
        read_call_script(path).reviewed_on is None) for path in HERE.glob("*.toml"))  # fmt: skip


def test_everything_wrong_with_a_script_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "script-9.toml"
    file.write_text('version = "script-1"\n[reviewed]\nby = "a post"\non = "soon"\n'
                    '[[step]]\ntitle = "x"\n[[step]]\nsay = ["y"]\n')  # fmt: skip
    with pytest.raises(ProblemsError) as refused:
        read_call_script(file)
    said = str(refused.value)
    for part in ("expected script-9", "step 1", "step 2", "reviewed"):
        assert part in said
