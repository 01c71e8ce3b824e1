"""Needs assessments under load and while the site is killed: the benchmarks, in small."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def measured(which: str, folder: Path, *numbers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.needs_{which}", str(folder), *map(str, numbers)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    return dict(json.loads(done.stdout))


def test_no_confirmed_answer_is_lost_doubled_or_stale_however_often_the_site_is_killed(
    tmp_path: Path,
) -> None:
    found = measured("kill", tmp_path, 40, 5)
    assert found["wrong"] == []
    assert (found["respondents"], found["kills"]) == (40, 5)
    assert found["cut_off"] > 0, "nobody noticed a kill: nothing was tried"
    assert found["confirmed"] >= 40 * 6


def test_every_answer_sent_at_twenty_a_second_is_kept_as_it_was_confirmed(tmp_path: Path) -> None:
    found = measured("load", tmp_path, 2)
    assert found["wrong"] == []
    assert found["pages"] == 40
