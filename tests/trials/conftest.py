"""A small trial, begun, with its seed somewhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from upheld.core.trial_log import Line, allocated
from upheld.trials.allocate import Request, allocate, exclude
from upheld.trials.begin import begin
from upheld.trials.folder import open_trial

PROTOCOL = """
title = "Call-backs"
question = "Does a call-back raise the share satisfied?"
owner = "Head of TDIU"
unit = "UNIT"
eligibility = ["18 or over"]
blocks = ["Bicycle theft", "Vehicle crime"]
block_sizes = [4, 6]
arms = [{name = "usual", does = "Nothing more."}, {name = "call-back", does = "One call."}]
outcome = {name = "satisfied", asked = "Top three of seven", when = "6 to 12 weeks after"}
stopping = {looks = [0.5], p_at_a_look = 0.001, harm = "Any report of risk."}
[size]
kind = "KIND"
share = 0.5
difference = 0.35
"""
CLUSTERED = "icc = 0.05\ncluster_size = 5\n"


@dataclass(frozen=True)
class Box:
    folder: Path
    seed: Path

    @property
    def log(self) -> Path:
        return self.folder / "allocations.csv"

    @property
    def ledger(self) -> Path:
        return self.seed.with_name("seed.ledger")

    def take(self, unit: str, block: str = "Vehicle crime") -> Line:
        return allocate(self.folder, self.seed, Request(unit, block, "pc1", "2022-06-01T10:00:00Z"))

    def leave(self, unit: str, why: str, block: str = "Vehicle crime") -> Line:
        asked = Request(unit, block, "pc1", "2022-06-01T10:00:00Z", why)
        return exclude(self.folder, self.seed, asked)

    def fill(self, count: int) -> None:
        blocks = ("Bicycle theft", "Vehicle crime")
        for number in range(count):
            self.take(f"V{number}", blocks[number % 2])

    @property
    def arms(self) -> dict[str, str]:
        return {line.unit: line.arm for line in allocated(open_trial(self.folder).lines)}

    def outcomes(self, folder: Path, *, better: float = 0.4, answer: float = 1.0) -> Path:
        """The interviewers' file. Shares are met exactly in each arm, and spread evenly."""
        rows, counts = ["reference,satisfied"], {"usual": 0, "call-back": 0}
        for number, (unit, arm) in enumerate(self.arms.items()):
            share = 0.45 + better * (arm == "call-back")
            said = _evenly(counts[arm], share)
            counts[arm] += 1
            rows.append(f"{unit},{said if _evenly(number, answer) else ''}")
        path = folder / "outcomes.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path


def _evenly(number: int, share: float) -> int:
    return int((number + 1) * share + 1e-9) - int(number * share + 1e-9)


def begun(folder: Path, unit: str = "victim") -> Box:
    kind = "cluster" if unit == "cluster" else "individual"
    text = PROTOCOL.replace("UNIT", unit).replace("KIND", kind)
    (folder / "trial").mkdir()
    (folder / "keeper").mkdir()
    (folder / "trial" / "protocol.toml").write_text(
        text + (CLUSTERED if unit == "cluster" else ""), encoding="utf-8"
    )
    box = Box(folder / "trial", folder / "keeper" / "seed")
    begin(box.folder, box.seed, date(2022, 5, 30), draw=lambda size: bytes(range(size)))
    return box


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return begun(tmp_path)
