"""Three worlds whose truth is known, and what the estimator, which knows nothing of it, says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from upheld.cli.effect import effect
from upheld.synthetic.effect_worlds import WORLDS

SIZE = 6000
DESIGN = """
treatment = "leaflet"
outcome = "satisfied"
covariates = ["bcu", "crime_type", "channel", "age"]
negative_control = "ease"
"""
RECORDED = DESIGN + 'receipt = "recorded"\n'


def judged(world: str, design: str, folder: Path, seed: int = 11) -> tuple[dict, float]:
    made = WORLDS[world](SIZE, seed)
    made.write(folder / "interviews.csv")
    (folder / "design.toml").write_text(design, encoding="utf-8")
    result = CliRunner().invoke(
        effect, [str(folder / "interviews.csv"), "--design", str(folder / "design.toml"), "--json"]
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.output), made.truth


def test_where_all_is_measured_the_adjusted_figures_find_the_truth_and_the_naive_one_misses_it(
    tmp_path: Path,
) -> None:
    found, truth = judged("measured", RECORDED, tmp_path)
    for way in ("standardised", "ipw", "aipw"):
        assert found[way]["lower"] <= truth <= found[way]["upper"]
        assert found[way]["estimate"] == pytest.approx(truth, abs=0.025)
    assert found["naive"]["lower"] > truth + 0.05
    assert found["verdict"] == "association after adjustment"
    assert found["reasons"] == []


@pytest.mark.parametrize("design", [DESIGN, RECORDED], ids=["recalled", "recorded"])
def test_where_the_cause_is_not_measured_the_verdict_is_cannot_tell(
    design: str, tmp_path: Path
) -> None:
    found, truth = judged("unmeasured", design, tmp_path)
    assert truth == 0
    assert found["aipw"]["lower"] > 0.1  # adjustment is fooled, and says so
    assert found["verdict"] == "cannot tell"
    assert any("negative control ease moves too" in reason for reason in found["reasons"])


def test_where_the_satisfied_remember_better_the_verdict_is_cannot_tell(tmp_path: Path) -> None:
    found, truth = judged("recall", DESIGN, tmp_path)
    assert truth == 0
    assert found["aipw"]["lower"] > 0.05
    assert found["negative_control"]["moves"] is False  # only what is known of recall can tell
    assert found["verdict"] == "cannot tell"
    assert any("for nothing but memory" in reason for reason in found["reasons"])
    assert "nobody has said how large" in str(found["reasons"])


def test_limits_that_hold_the_errors_made_leave_room_for_the_truth(tmp_path: Path) -> None:
    limits = "[recall]\nsensitivity = [0.5, 0.9]\nspecificity = [0.9, 1.0]\ndifference = 0.3\n"
    found, truth = judged("recall", DESIGN + limits, tmp_path)
    assert found["verdict"] == "cannot tell"
    assert found["recall"]["lowest"] < truth < found["recall"]["highest"]


def test_a_gap_larger_than_known_errors_can_make_stands(tmp_path: Path) -> None:
    limits = "[recall]\nsensitivity = [0.9, 1.0]\nspecificity = [0.95, 1.0]\ndifference = 0.02\n"
    found, _ = judged("measured", DESIGN + limits, tmp_path)
    assert found["verdict"] == "association after adjustment"
    assert found["recall"]["lowest"] > 0


def test_without_a_negative_control_the_verdict_is_cannot_tell_in_every_world(
    tmp_path: Path,
) -> None:
    design = RECORDED.replace('negative_control = "ease"\n', "")
    assert {judged(world, design, tmp_path)[0]["verdict"] for world in WORLDS} == {"cannot tell"}


def test_the_same_seed_makes_the_same_world() -> None:
    assert WORLDS["recall"](50, 3) == WORLDS["recall"](50, 3)
    assert WORLDS["recall"](50, 3) != WORLDS["recall"](50, 4)
