"""The made-up trial is a trial: bound, drawn by lot, analysed at its end, and marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.synthetic.trial import made_up_trial
from upheld.trials.again import again
from upheld.trials.published import Page, as_json


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Page]:
    folder = tmp_path_factory.mktemp("made-up")
    return folder, made_up_trial(folder)


def test_it_is_over_and_its_page_says_that_nobody_in_it_exists(made: tuple[Path, Page]) -> None:
    _, page = made
    assert page.over
    assert page.title.startswith("Made up: ")
    text = as_json(page)
    assert "Nobody in this trial exists." in text
    assert "MADEUP-" not in text


def test_it_draws_again_to_the_byte(made: tuple[Path, Page]) -> None:
    folder, _ = made
    count, ledger, differing = again(folder / "trial", folder / "keeper")
    assert count > 200
    assert ledger
    assert differing == ()


def test_what_was_put_into_it_is_found_by_crime_type_and_not_pooled(
    made: tuple[Path, Page],
) -> None:
    _, page = made
    verdict, by_block = page.sections[:2]
    rows = {row[0]: row for row in by_block.table}
    assert verdict.sentences[-1].endswith("go by each block, below.")
    assert float(rows["Bicycle theft"][6]) > 15
    assert abs(float(rows["Vehicle crime"][6])) < 15
