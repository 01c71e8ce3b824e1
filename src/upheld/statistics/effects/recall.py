"""What errors of recall could make of a gap, when treatment and outcome come from one interview.

Those who were satisfied may remember better, or claim more, that they were given something. With
sensitivity a and specificity b of recall, the true share given is (recalled + b - 1) / (a + b - 1)
(Rogan and Gladen, American Journal of Epidemiology 107 (1978) 71), among the satisfied and the
dissatisfied each with their own a and b.

If nobody's outcome hung on the treatment, the shares who recall it could differ by no more than the
larger of the differences in a and in b. So the difference seen is also the smallest difference in
recall that can make the whole gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from upheld.statistics.effects.subjects import Subjects

STEPS = 11


@dataclass(frozen=True, slots=True)
class RecallErrors:
    """Between what limits sensitivity and specificity may lie, and by how much at most each may
    differ between those with and without the outcome. ValueError where that cannot be. There are
    no values to fall back on: they come from comparing recall with records."""

    sensitivity: tuple[float, float]
    specificity: tuple[float, float]
    difference: float

    def __post_init__(self) -> None:
        wrong = [
            f"{name}: expected two numbers between 0 and 1, the lower first"
            for name, (low, high) in (
                ("sensitivity", self.sensitivity), ("specificity", self.specificity),
            )
            if not 0 <= low <= high <= 1
        ]  # fmt: skip
        if not wrong and self.sensitivity[0] + self.specificity[0] <= 1:
            wrong.append(
                "sensitivity: expected with the specificity to be above 1 together: below it, "
                "recall says less than chance"
            )
        if not 0 <= self.difference <= 1:
            wrong.append("difference: expected a number between 0 and 1")
        if wrong:
            raise ValueError("; ".join(wrong))


@dataclass(frozen=True, slots=True)
class Recall:
    """``with_outcome``, ``without_outcome``: the share who recall it. ``whole_gap``: the smallest
    difference in recall that makes all of the naive gap; ``adjusted_gap``: that makes all of the
    adjusted figure. ``lowest``, ``highest``: the adjusted figure corrected for every error
    within the limits, None where no limits are known or no such error fits the data."""

    with_outcome: float
    without_outcome: float
    whole_gap: float
    adjusted_gap: float
    lowest: float | None
    highest: float | None

    def could_make_all(self) -> bool:
        """Whether errors within the limits leave nothing of the adjusted figure."""
        return self.lowest is None or self.highest is None or self.lowest <= 0 <= self.highest


def recall(
    subjects: Subjects, naive: float, adjusted: float, errors: RecallErrors | None
) -> Recall:
    """``naive`` and ``adjusted``: differences in the share with the outcome. The outcome must be
    yes or no. The adjusted figure is taken to move by as much as the naive one."""
    w, y, r = subjects.relative_weights, subjects.outcome, subjects.treated
    share = float(np.average(y, weights=w))
    yes, no = float(np.average(r, weights=w * y)), float(np.average(r, weights=w * (1 - y)))
    corrected = _corrected(share, yes, no, errors) if errors else []
    moved = [adjusted + gap - naive for gap in corrected]
    return Recall(
        yes, no, abs(yes - no), _for_the_adjusted(share, yes, no, naive - adjusted),
        min(moved, default=None), max(moved, default=None),
    )  # fmt: skip


def _gap(share: float, yes: float, no: float) -> float | None:
    """The difference in the share with the outcome, from who recalls it among those with (``yes``)
    and without (``no``)."""
    given = share * yes + (1 - share) * no
    if not 0 < given < 1:
        return None
    return share * yes / given - share * (1 - yes) / (1 - given)


def _corrected(share: float, yes: float, no: float, errors: RecallErrors) -> list[float]:
    a = np.linspace(*errors.sensitivity, STEPS)
    b = np.linspace(*errors.specificity, STEPS)
    near = errors.difference + 1e-9
    gaps = []
    for a1, a0, b1, b0 in product(a, a, b, b):
        if abs(a1 - a0) > near or abs(b1 - b0) > near:
            continue
        true_yes, true_no = (yes + b1 - 1) / (a1 + b1 - 1), (no + b0 - 1) / (a0 + b0 - 1)
        if 0 <= true_yes <= 1 and 0 <= true_no <= 1:
            gap = _gap(share, float(true_yes), float(true_no))
            gaps += [] if gap is None else [gap]
    return gaps


def _for_the_adjusted(share: float, yes: float, no: float, explained: float) -> float:
    """How much of the difference in recall has to go until the gap is what the covariates explain:
    more than all of it where they explain less than nothing. 1 where none is large enough."""
    from scipy.optimize import brentq  # slow to import, and seldom needed

    def left(removed: float) -> float:
        gap = _gap(share, yes - removed, no)
        return 0.0 if gap is None else gap - explained

    sure = 1e-9  # within which recall among the satisfied would be nobody's or everybody's
    least, most = yes - 1 + sure, yes - sure
    if left(least) * left(most) > 0:
        return 1.0
    return abs(float(brentq(left, least, most)))
