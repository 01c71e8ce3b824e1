"""An analyst puts a trial's page on the site: recorded, never a look, and read by everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.trials.conftest import Box, begun


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = begun(tmp_path)
    made.fill(64)
    return made


@pytest.fixture
def run(records: dict[str, Any], tmp_path: Path) -> Iterator[Callable[..., Any]]:
    from django.test import override_settings

    from upheld.cli.trial import publish

    def published(*arguments: object) -> Any:
        var = str(Path(records["NAME"]).parent)
        return CliRunner().invoke(publish, [*map(str, arguments), "--var", var])

    with override_settings(TRIALS=tmp_path / "trials"):
        yield published


def test_a_trial_that_runs_is_published_and_that_is_recorded(
    run: Any, box: Box, tmp_path: Path, entries_of: Any
) -> None:
    said = run(box.folder, "--name", "calls")
    assert said.exit_code == 0, said.output
    assert "Call-backs, running." in said.output
    assert [p.name for p in (tmp_path / "trials").iterdir()] == ["calls.json"]
    (line,) = entries_of("trial.published")
    assert line.about.startswith("calls, running, ")


def test_results_are_published_at_the_end_and_a_look_never(
    run: Any, box: Box, tmp_path: Path, entries_of: Any
) -> None:
    half = box.outcomes(tmp_path, answer=0.5)
    refused = run(box.folder, "--name", "calls", "--outcomes", half, "--by", "an1")
    assert "a look before the end is not published" in str(refused.exception)
    assert not (tmp_path / "trials").exists()
    assert entries_of("trial.published") == []
    whole = box.outcomes(tmp_path)
    assert run(box.folder, "--name", "calls", "--outcomes", whole, "--by", "an1").exit_code == 0
    from upheld.trials.published import read_pages

    (page,) = read_pages(tmp_path / "trials")
    assert page.over
    assert page.sections[0].heading == "Verdict"


def test_outcomes_without_who_analyses_are_refused(run: Any, box: Box, tmp_path: Path) -> None:
    refused = run(box.folder, "--outcomes", box.outcomes(tmp_path))
    assert "go together" in str(refused.exception)
