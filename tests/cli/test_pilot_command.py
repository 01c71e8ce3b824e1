"""upheld pilot: its answers, and what it says of files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from upheld.cli.pilot import pilot
from upheld.core.errors import ProblemsError, UpheldError, WrongUseError

UNITS = ("AS", "AW", "CE", "CN", "EA", "NA", "NE", "NW", "SE", "SN", "SW", "WA")


def months(effect: float = 0.2) -> list[str]:
    draws = np.random.default_rng(1)

    def share(unit: str, month: int) -> float:
        return 0.66 + draws.normal(0, 0.02) + effect * (unit == "SN" and month > 4)

    return [
        f"{unit},2022-{month:02},{share(unit, month)}" for unit in UNITS for month in range(1, 9)
    ]


def write(folder: Path, header: str, rows: list[str]) -> str:
    path = folder / "data.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def units(folder: Path, rows: list[str], *options: str) -> Result:
    data = write(folder, "unit,period,value", rows)
    named = ["units", data, "--treated", "SN", "--begins", "2022-05", *options]
    return CliRunner().invoke(pilot, named)


def test_a_large_change_in_one_unit_of_twelve_is_still_cannot_tell(tmp_path: Path) -> None:
    found = json.loads(units(tmp_path, months(), "--json").output)
    assert found["verdict"] == "cannot tell"
    assert found["placebo"]["p"] == pytest.approx(1 / 12)
    assert "the smallest p there can be is 0.083" in found["caveats"][0]
    assert "refused" in found["cluster_robust"]
    assert found["synthetic_control"]["gap"] == pytest.approx(0.2, abs=0.05)


def test_the_page_says_why_there_is_no_cluster_robust_error(tmp_path: Path) -> None:
    text = units(tmp_path, months()).output
    assert text.startswith("Verdict: cannot tell.")
    assert "No cluster-robust error: a cluster-robust error needs 4 units on each side" in text
    assert "Synthetic control (" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[1:], "AS: has no value, found '2022-01'"),
        (lambda rows: [*rows, rows[0]], "has period 2022-01 more than once"),
        (lambda rows: ["AS,2022-01,many", *rows[1:]], "line 2, value: is not a plain number"),
        (lambda rows: ["AS,2022-01,", *rows[1:]], "line 2, value: is empty"),
    ],
)
def test_a_panel_with_faults_is_refused(tmp_path: Path, change, said: str) -> None:
    result = units(tmp_path, change(months()))
    assert isinstance(result.exception, ProblemsError)
    assert said in str(result.exception)


def test_a_period_that_is_not_there_is_said(tmp_path: Path) -> None:
    data = write(tmp_path, "unit,period,value", months())
    result = CliRunner().invoke(pilot, ["units", data, "--treated", "SN", "--begins", "2023-01"])
    assert isinstance(result.exception, WrongUseError)


def test_a_unit_that_is_not_there_is_said(tmp_path: Path) -> None:
    data = write(tmp_path, "unit,period,value", months())
    result = CliRunner().invoke(pilot, ["units", data, "--treated", "XX", "--begins", "2022-05"])
    assert isinstance(result.exception, UpheldError)
    assert "XX is not among the units" in str(result.exception)


def test_versions_are_compared_by_flags_and_time(tmp_path: Path) -> None:
    rows = [f"1,{'VRI;interpreter' if n % 2 else ''},{300 + n}" for n in range(40)]
    rows += [f"2,{'VRI' if n % 5 == 0 else ''},{200 + n}" for n in range(40)]
    data = write(tmp_path, "version,flags,seconds", rows)
    named = ["versions", data, "--first", "1", "--second", "2"]
    found = json.loads(CliRunner().invoke(pilot, [*named, "--json"]).output)
    assert [each["name"] for each in found["flags"]] == ["VRI", "interpreter"]
    assert found["seconds"]["estimate"] == pytest.approx(100)
    text = CliRunner().invoke(pilot, named).output
    assert "VRI: 50.0% and 20.0%, +30.0 points" in text


def test_a_version_that_is_not_there_is_said(tmp_path: Path) -> None:
    data = write(tmp_path, "version,flags,seconds", ["1,VRI,300"])
    result = CliRunner().invoke(pilot, ["versions", data, "--first", "1", "--second", "9"])
    assert "version: has no such value, found '9'" in str(result.exception)


def test_what_the_short_set_misses_has_an_interval(tmp_path: Path) -> None:
    data = write(tmp_path, "flags,flags_short", ["VRI;interpreter,VRI"] * 3 + ["VRI,VRI"] * 7)
    result = CliRunner().invoke(pilot, ["missed", data])
    assert "any: missed 3 of 10, 30% (11% to 60%)" in result.output
    assert "if they were drawn at random" in result.output


def test_audits_without_a_flag_are_said(tmp_path: Path) -> None:
    data = write(tmp_path, "flags,flags_short", [",", ","])
    result = CliRunner().invoke(pilot, ["missed", data])
    assert isinstance(result.exception, UpheldError)
