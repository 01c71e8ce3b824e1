"""A made-up trial of call-backs, run as a real one is: so that its page can be looked at.

Nobody in it exists. That a call raises satisfaction after bicycle theft, and not after vehicle
crime, was put into it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from upheld.core.trial_log import Line
from upheld.trials.allocate import Request, allocate, exclude
from upheld.trials.analyse import analyse
from upheld.trials.begin import begin
from upheld.trials.folder import PROTOCOL, open_trial
from upheld.trials.published import Page, page

NAME = "made-up-call-backs"
BEGAN = datetime(2023, 3, 1, 9, tzinfo=UTC)
BICYCLE, VEHICLE = "Bicycle theft", "Vehicle crime"
REASONS = ("no safe telephone number", "declined", "under 18")
LEFT_OUT, ANSWERS, REACHED, USUAL, BETTER = 0.12, 0.72, 0.8, 0.6, 0.3
WORDS = """title = "Made up: call-backs to victims whose crime was screened out"
question = "Nobody in this trial exists. Does a call-back raise the share of victims satisfied?"
owner = "nobody: it is made up"
unit = "victim"
eligibility = ["18 or over", "the crime was screened out", "a safe telephone number is recorded"]
blocks = ["Bicycle theft", "Vehicle crime"]
block_sizes = [4, 6, 8]
arms = [
  {name = "usual", does = "The usual service, and no call."},
  {name = "call-back", does = "One call within five working days, from the script."},
]
outcome = {name = "satisfied", asked = "Overall satisfaction, top three of seven", when = "6 to 12 weeks after the report, by interviewers who do not know the arm"}
stopping = {looks = [], p_at_a_look = 0.001, harm = "Any report that a call put a victim at risk."}
[size]
kind = "individual"
share = 0.6
difference = 0.2
response = 0.7
"""  # noqa: E501 - an inline table of TOML stands on one line


def made_up_trial(folder: Path, seed: int = 1) -> Page:
    """In ``folder``, which is made: the trial, the keeper's seed beside it, the files that came
    back. Its page as it is published at the end."""
    trial, keeper = folder / "trial", folder / "keeper"
    draws = Random(seed)  # noqa: S311 - a made-up force is no secret
    trial.mkdir(parents=True)
    (trial / PROTOCOL).write_text(WORDS, encoding="utf-8")
    begin(trial, keeper, BEGAN.date(), lambda size: hashlib.shake_256(b"made up").digest(size))
    lines = _take_in(trial, keeper, draws)
    outcomes, received = folder / "outcomes.csv", folder / "received.csv"
    _write(outcomes, "satisfied", [(each.unit, _answer(each, draws)) for each in lines])
    called = [each for each in lines if each.arm == "call-back"]
    _write(received, "received", [(each.unit, _yes(REACHED, draws)) for each in called])
    at = (BEGAN + timedelta(days=300)).strftime("%Y-%m-%dT%H:%M:%SZ")
    report = analyse(trial, outcomes, received, by="made-up", at=at)
    return page(NAME, open_trial(trial), report)


def _take_in(trial: Path, keeper: Path, draws: Random) -> list[Line]:
    """One victim after another, until the size is allocated."""
    protocol, number = open_trial(trial).protocol, 0
    lines: list[Line] = []
    while len(lines) < protocol.units_per_arm * len(protocol.arms):
        number += 1
        at = (BEGAN + timedelta(hours=7 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        block, out = draws.choice(protocol.blocks), draws.random() < LEFT_OUT
        why = draws.choice(REASONS) if out else ""
        asked = Request(f"MADEUP-{number}/V1", block, "made-up", at, why)
        if out:
            exclude(trial, keeper, asked)
        else:
            lines.append(allocate(trial, keeper, asked))
    return lines


def _answer(line: Line, draws: Random) -> str:
    helped = line.arm == "call-back" and line.block == BICYCLE
    satisfied = _yes(USUAL + BETTER * helped, draws)
    return satisfied if draws.random() < ANSWERS else ""


def _yes(share: float, draws: Random) -> str:
    return str(int(draws.random() < share))


def _write(path: Path, column: str, rows: list[tuple[str, str]]) -> None:
    lines = (f"reference,{column}", *(",".join(row) for row in rows))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
