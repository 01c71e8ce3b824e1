"""Whether those for whom something was done say yes more often than those for whom it was not.

Not adjusted for anything: each figure stands with its interval, its value shrunk towards the
others', and the E-value, which says how little it would take to make it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

from upheld.statistics.effects.uncertainty import Estimate, evalues
from upheld.statistics.intervals import Z95
from upheld.statistics.shrinkage import Shrunk, shrunk

FEWEST = 10  # on each side: below it nothing is compared


@dataclass(frozen=True, slots=True)
class Side:
    """Interviews on one side: how many they are worth, and the share of them that says yes.
    ``worth`` is under ``n`` where they are weighted (Kish)."""

    n: int
    worth: float
    share: float

    @property
    def variance(self) -> float:
        return self.share * (1 - self.share) / self.worth


@dataclass(frozen=True, slots=True)
class Compared:
    """``met`` less ``not_met``; None of everything after them where one side has too few or all
    or none of it says yes: then ``why_not`` says so."""

    name: str
    met: Side
    not_met: Side
    estimate: float | None = None
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    shrunk: Shrunk | None = None
    evalue: dict[str, Any] | None = None
    why_not: str = ""


def side(answers: Sequence[bool], weights: Sequence[float]) -> Side:
    total = sum(weights)
    if not total:
        return Side(0, 0.0, 0.0)
    share = sum(w for w, yes in zip(weights, answers, strict=True) if yes) / total
    return Side(len(answers), total**2 / sum(w * w for w in weights), share)


def compared(sides: Sequence[tuple[str, Side, Side]]) -> tuple[Compared, ...]:
    """Each name with those for whom it was met and those for whom it was not, in their order."""
    usable = [each for each in sides if not _why_not(each[1], each[2])]
    differences = [met.share - other.share for _, met, other in usable]
    errors = [sqrt(met.variance + other.variance) for _, met, other in usable]
    pulled = shrunk(differences, errors).each if usable else ()
    found = {
        name: _compared(name, met, other, se, pull)
        for (name, met, other), se, pull in zip(usable, errors, pulled, strict=True)
    }
    return tuple(
        found.get(name) or Compared(name, met, other, why_not=_why_not(met, other))
        for name, met, other in sides
    )


def _compared(name: str, met: Side, other: Side, se: float, pull: Shrunk) -> Compared:
    gap = met.share - other.share
    return Compared(
        name, met, other, gap, se, gap - Z95 * se, gap + Z95 * se, pull, evalues(_ratio(met, other))
    )


def _ratio(met: Side, other: Side) -> Estimate:
    middle = log(met.share / other.share)
    se = sqrt(met.variance / met.share**2 + other.variance / other.share**2)
    return Estimate(exp(middle), se, exp(middle - Z95 * se), exp(middle + Z95 * se))


def _why_not(met: Side, other: Side) -> str:
    if min(met.n, other.n) < FEWEST:
        return f"under {FEWEST} interviews on one side"
    if not (0 < met.share < 1 and 0 < other.share < 1):
        return "all or none on one side say yes"
    return ""
