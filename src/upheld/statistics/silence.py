"""Whether a feed that came regularly has fallen silent.

A month is held to the median of up to twelve months before it. Silent months do not count towards
what is usual, so a silence does not become the custom; a fall to fewer in time does. Chances are
those of a Poisson count; the limits are set far out, because counts of events vary more than that,
and because very many months are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from scipy.special import pdtr

MONTHS_BEFORE = 12
FEWEST_MONTHS = 3  # after which there is something usual
LEAST_USUAL = 10  # a month without one of ten has a chance of 1 in 20,000
MISSED = 20  # so many missed at the month's end, without one: a chance of 1 in 500 million
FAR_BELOW = 0.4
TAIL = 0.0001


class State(StrEnum):
    AS_USUAL = "as_usual"
    FEW = "few"  # less than two fifths of what is usual, and far less than chance explains
    STOPPED = "stopped"  # there were some, and then none to the end of the month
    SILENT = "silent"  # none in the whole month


SILENCES = (State.STOPPED, State.SILENT)


@dataclass(frozen=True, slots=True)
class Month:
    """``found`` in ``days`` days, of which the last ``quiet`` had none."""

    found: int
    days: int
    quiet: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """``usual`` is None, and so is ``state``, where too little is known to say."""

    usual: float | None
    state: State | None


def judged(months: Sequence[Month]) -> list[Verdict]:
    """One verdict a month. The months follow each other without a gap, the first with any first."""
    before: list[int] = []
    verdicts = []
    for month in months:
        verdict = _judge(month, before[-MONTHS_BEFORE:])
        verdicts.append(verdict)
        if verdict.state not in SILENCES:
            before.append(month.found)
    return verdicts


def _judge(month: Month, before: Sequence[int]) -> Verdict:
    if len(before) < FEWEST_MONTHS or (usual := median(before)) < LEAST_USUAL:
        return Verdict(None, None)
    if month.found == 0:
        return Verdict(usual, State.SILENT)
    if usual * month.quiet / month.days >= MISSED:
        return Verdict(usual, State.STOPPED)
    if month.found < FAR_BELOW * usual and pdtr(month.found, usual) < TAIL:
        return Verdict(usual, State.FEW)
    return Verdict(usual, State.AS_USUAL)
