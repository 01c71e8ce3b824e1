"""One analysis: what the protocol lets be seen now, and a line in the log that it was seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from upheld.core.trial_log import Act, closed
from upheld.trials.allocate import note
from upheld.trials.analysis import Stage, findings, stage_of
from upheld.trials.folder import alone, open_trial
from upheld.trials.outcomes import read_outcomes, read_received
from upheld.trials.report import TrialReport


def analyse(
    folder: Path,
    outcomes: Path,
    received: Path | None,
    *,
    by: str,
    at: str,
    close: str | None = None,
) -> TrialReport:
    """UpheldError, and nothing written, where nothing may be seen yet or the files are wrong. A
    trial that is to be closed is closed even where there is too little to compare."""
    with alone(folder):
        trial = open_trial(folder)
        answers = read_outcomes(outcomes, trial)
        got = read_received(received, trial) if received else None
        if close is not None and closed(trial.lines) is None:
            line = note(trial, Act.CLOSED, by, at, close)
            trial = replace(trial, lines=(*trial.lines, line))
        stage = stage_of(trial, answers)
        report = TrialReport(findings(trial, answers, got, stage), trial.commitment.hash)
        if stage is Stage.LOOK:
            note(trial, Act.LOOK, by, at, report.look_in_words)
    return report
