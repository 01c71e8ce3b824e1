"""Who is to get what, or a call, and who is to be interviewed: that list holds no arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from upheld.core.errors import UpheldError
from upheld.core.trial_log import allocated
from upheld.trials.folder import Trial

LONDON = ZoneInfo("Europe/London")


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


@dataclass(frozen=True, slots=True)
class ToCall:
    """A line of the staff site's call list: the crime, the victim, the first day to call."""

    crime: str
    victim: str
    call_from: date


def to_call(trial: Trial, received: Mapping[str, bool]) -> tuple[ToCall, ...]:
    """Whoever is to get a call: a trial of one call-back beside the usual service, in which a
    reference is a crime's and a victim's with a slash between."""
    others = [arm.name for arm in trial.protocol.arms if arm != trial.protocol.control]
    if len(others) > 1:
        raise UpheldError(
            f"{', '.join(others)}: which of these arms is called is not known.",
            next_step="make the list for upheld callbacks add by hand, from the worklist.",
        )
    due = to_deliver(trial, received)
    whole = [each.reference.rpartition("/") for each in due]
    if wrong := sum(not (crime and victim) for crime, _, victim in whole):
        raise UpheldError(
            f"{wrong} references name no crime and victim: expected such as C1042/V1.",
            next_step="make the list for upheld callbacks add by hand, from the worklist.",
        )
    return tuple(
        ToCall(crime, victim, datetime.fromisoformat(each.since).astimezone(LONDON).date())
        for each, (crime, _, victim) in zip(due, whole, strict=True)
    )


def to_interview(trial: Trial) -> tuple[str, ...]:
    """Every reference, in the order of the alphabet, so that not even the order tells the arm."""
    return tuple(sorted(line.unit for line in allocated(trial.lines)))
