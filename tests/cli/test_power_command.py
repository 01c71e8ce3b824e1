"""upheld power: its answers and its complaints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from upheld.cli.power import power
from upheld.core.errors import ProblemsError, UpheldError

INDIVIDUAL = 'kind = "individual"\nshare = 0.66\ndifference = 0.1\n'


def run(folder: Path, design: str, *options: str) -> Result:
    path = folder / "trial.toml"
    path.write_text(design, encoding="utf-8")
    return CliRunner().invoke(power, ["--design", str(path), *options])


def test_the_answer_for_machines_names_every_size(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, INDIVIDUAL + "response = 0.5\n", "--json").output)
    assert found["completed_per_arm"] == 322
    assert found["invited_per_arm"] == 644
    assert found["design"]["power"] == 0.8


@pytest.mark.parametrize(
    ("design", "said"),
    [
        (INDIVIDUAL, "322 completed interviews an arm, 644 in two arms"),
        (INDIVIDUAL.replace("individual", "cluster") + "icc = 0.02\ncluster_size = 20\n",
         "In clusters: 23 an arm"),
        (INDIVIDUAL.replace("individual", "stepped_wedge") + "icc=0.05\nclusters=12\nsteps=4\n",
         "completed interviews a cluster and period"),
    ],
)  # fmt: skip
def test_the_answer_for_people_is_a_sentence(tmp_path: Path, design: str, said: str) -> None:
    result = run(tmp_path, design)
    assert result.exit_code == 0
    assert said in result.output


def test_of_clusters_it_says_how_many_to_choose_in_each(tmp_path: Path) -> None:
    design = INDIVIDUAL.replace("individual", "cluster")
    said = run(tmp_path, design + "response = 0.4\nicc = 0.02\ncluster_size = 20\n").output
    assert "Go by Student's t: 24 clusters an arm, and 50 chosen in each." in said


def test_everything_wrong_with_a_design_is_said_at_once(tmp_path: Path) -> None:
    result = run(tmp_path, 'kind = "wedge"\nshare = "most"\ncolour = 1\n')
    assert isinstance(result.exception, ProblemsError)
    assert [str(each) for each in result.exception.problems] == [
        "trial.toml: colour: unknown key: expected one of kind, share, difference, power, level, "
        "response",
        "trial.toml: kind: expected one of individual, cluster, stepped_wedge, found 'wedge'",
        "trial.toml: share: expected a number, found 'most'",
        "trial.toml: difference: missing key: expected a value",
    ]


def test_what_no_size_can_do_is_said(tmp_path: Path) -> None:
    design = INDIVIDUAL.replace("individual", "stepped_wedge").replace("0.1", "0.00001")
    result = run(tmp_path, design + "icc = 0.05\nclusters = 4\nsteps = 2\n")
    assert isinstance(result.exception, UpheldError)
    assert "take more clusters" in result.exception.next_step
