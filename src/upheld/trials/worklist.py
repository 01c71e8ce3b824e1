"""Who is to get what, and who is to be interviewed: two lists, and the second holds no arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from upheld.core.trial_log import allocated
from upheld.trials.folder import Trial


@dataclass(frozen=True, slots=True)
class ToDo:
    reference: str
    block: str
    since: str
    arm: str
    does: str


def to_deliver(trial: Trial, received: Mapping[str, bool]) -> tuple[ToDo, ...]:
    """Whoever is in another arm than the first and is not known to have got what it gives, the
    longest waiting first."""
    return tuple(
        ToDo(line.unit, line.block, line.at, line.arm, trial.protocol.arm(line.arm).does)
        for line in allocated(trial.lines)
        if line.arm != trial.protocol.control.name and not received.get(line.unit, False)
    )


def to_interview(trial: Trial) -> tuple[str, ...]:
    """Every reference, in the order of the alphabet, so that not even the order tells the arm."""
    return tuple(sorted(line.unit for line in allocated(trial.lines)))
