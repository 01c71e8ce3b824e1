"""A trial's page on the site: rules and flow while it runs, results at the end, nobody ever."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.trials.conftest import Box, begun

from upheld.core.errors import UpheldError
from upheld.trials.analyse import analyse
from upheld.trials.folder import log_texts, open_trial
from upheld.trials.outcomes import read_outcomes
from upheld.trials.published import as_json, page, read_pages, refuse_a_look

AT = "2022-12-01T09:00:00Z"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    box = begun(folder)
    for number in range(3):
        box.leave(f"X{number}", "declined")
    box.fill(64)
    return folder


@pytest.fixture
def box(filled: Path, tmp_path: Path) -> Box:
    shutil.copytree(filled, tmp_path / "full")
    return Box(tmp_path / "full" / "trial", tmp_path / "full" / "keeper" / "seed")


def test_while_it_runs_arms_are_not_told_apart_and_nobody_is_named(box: Box) -> None:
    made = page("calls", open_trial(box.folder))
    flow = next(each for each in made.sections if each.heading == "Flow")
    assert flow.sentences[:4] == (
        "Assessed: 67.", "Not taken in: 3.", "Not taken in, declined: under 5.",
        "Allocated: 64; the size asks for about 54.",
    )  # fmt: skip
    assert flow.table == (
        ("block", "allocated"), ("Bicycle theft", "32"), ("Vehicle crime", "32"),
    )  # fmt: skip
    assert [each.heading for each in made.sections] == ["Protocol", "Flow", "Commitment"]
    text = as_json(made)
    assert made.commitment == open_trial(box.folder).commitment.hash
    assert not [unit for unit in box.arms if f'"{unit}"' in text or f"{unit} " in text]
    assert "2022-06-01" not in text


def test_at_the_end_results_come_first_with_what_to_keep_in_mind(box: Box, tmp_path: Path) -> None:
    report = analyse(box.folder, box.outcomes(tmp_path), None, by="an1", at=AT)
    made = page("calls", open_trial(box.folder), report)
    assert made.over
    assert [each.heading for each in made.sections] == [
        "Verdict", "By block", "Pooled", "To keep in mind", "Protocol", "Flow", "Commitment",
    ]  # fmt: skip
    flow = made.sections[5]
    assert flow.table[0][0] == "arm"
    assert "declined: under 5" in " ".join(flow.sentences)


def test_a_look_before_the_end_is_refused_and_none_is_used_up(box: Box, tmp_path: Path) -> None:
    half = box.outcomes(tmp_path, answer=0.5)
    before = log_texts(box.log)
    trial = open_trial(box.folder)
    with pytest.raises(UpheldError, match="a look before the end is not published"):
        refuse_a_look(trial, read_outcomes(half, trial))
    assert log_texts(box.log) == before


def test_what_is_written_is_read_again_and_what_is_broken_is_left_out(
    box: Box, tmp_path: Path
) -> None:
    made = page("calls", open_trial(box.folder))
    (tmp_path / "calls.json").write_text(as_json(made))
    (tmp_path / "other.json").write_text(as_json(made))
    (tmp_path / "half.json").write_text(as_json(made)[:200])
    (tmp_path / "list.json").write_text("[]")
    wrong = json.loads(as_json(made)) | {"name": "wrong", "title": 3}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    assert read_pages(tmp_path) == (made,)


def test_a_name_that_no_address_can_have_is_refused(box: Box) -> None:
    with pytest.raises(UpheldError, match="small letters"):
        page("Call backs", open_trial(box.folder))
