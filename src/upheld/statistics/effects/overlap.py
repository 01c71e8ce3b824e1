"""Whether like is there to be compared with like: overlap of propensities, balance of covariates.

Overlap is refused where propensities crowd 0 or 1: over a tenth of the subjects lie outside
0.05 to 0.95 and the weights that this makes leave an arm worth under half its number; or where an
arm is worth under a fifth of its number, however few lie outside: the figure would rest on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from upheld.statistics.effects.means import Models
from upheld.statistics.effects.subjects import CannotCompareError, Covariate, Subjects
from upheld.statistics.intervals import Floats

NEAR_NOUGHT, NEAR_ONE = 0.05, 0.95
MOST_OUTSIDE = 0.1
LEAST_WORTH = 0.5  # of an arm: effective number over number
LEAST_WORTH_EVER = 0.2
BALANCED = 0.1  # a standardised difference under this is usually called balance


@dataclass(frozen=True, slots=True)
class Arm:
    """``effective``: how many equally weighted subjects the weighted arm is worth (Kish)."""

    n: int
    effective: float
    lowest: float
    median: float
    highest: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Propensities: from ``lowest`` to ``highest``; ``outside``: the share under 0.05 or over
    0.95."""

    lowest: float
    highest: float
    outside: float
    treated: Arm
    untreated: Arm

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"bounds": [NEAR_NOUGHT, NEAR_ONE]}


@dataclass(frozen=True, slots=True)
class Balance:
    """Standardised difference of one column between the arms, before and after weighting by the
    inverse propensity; the standard deviation is that before, so that both can be compared."""

    covariate: str
    before: float
    after: float


def overlap(models: Models) -> Overlap:
    """CannotCompareError where propensities crowd 0 or 1."""
    who, e = models.subjects, models.propensity
    given = who.treated == 1
    outside = float(np.mean((e < NEAR_NOUGHT) | (e > NEAR_ONE)))
    w = who.relative_weights
    treated, untreated = _arm(e, w / e, given), _arm(e, w / (1 - e), ~given)
    found = Overlap(float(e.min()), float(e.max()), outside, treated, untreated)
    worth = min(arm.effective / arm.n for arm in (treated, untreated))
    if worth < LEAST_WORTH_EVER or (outside > MOST_OUTSIDE and worth < LEAST_WORTH):
        raise _crowded(found, worth)
    return found


def balance(models: Models) -> tuple[Balance, ...]:
    who, e = models.subjects, models.propensity
    before = who.relative_weights
    after = before * np.where(who.treated == 1, 1 / e, 1 / (1 - e))
    return tuple(
        Balance(
            name,
            _standardised(column, who, before, before),
            _standardised(column, who, after, before),
        )
        for covariate in who.covariates
        for name, column in _columns(covariate)
    )


def _columns(covariate: Covariate) -> Sequence[tuple[str, Floats]]:
    """Of two categories one says it all."""
    return covariate.columns if len(covariate.shown) == 2 else covariate.shown


def _arm(propensity: Floats, weights: Floats, inside: np.ndarray[Any, Any]) -> Arm:
    w, e = weights[inside], propensity[inside]
    effective = float(w.sum() ** 2 / (w**2).sum())
    return Arm(len(e), effective, float(e.min()), float(np.median(e)), float(e.max()))


def _standardised(column: Floats, who: Subjects, weights: Floats, usual: Floats) -> float:
    """Difference of the arms' weighted means over the root of their mean variance, weighted as
    ``usual``."""
    spread = [_moments(column[arm], usual[arm])[1] for arm in _arms(who)]
    means = [_moments(column[arm], weights[arm])[0] for arm in _arms(who)]
    scale = float(np.sqrt((spread[0] + spread[1]) / 2))
    return 0.0 if scale == 0 else (means[0] - means[1]) / scale


def _arms(who: Subjects) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    return who.treated == 1, who.treated == 0


def _moments(values: Floats, weights: Floats) -> tuple[float, float]:
    mean = float(np.average(values, weights=weights))
    return mean, float(np.average((values - mean) ** 2, weights=weights))


def _crowded(found: Overlap, worth: float) -> CannotCompareError:
    return CannotCompareError(
        f"No overlap: {found.outside:.0%} of the subjects have a propensity under {NEAR_NOUGHT} "
        f"or over {NEAR_ONE} (from {found.lowest:.3f} to {found.highest:.3f}), and an arm is worth "
        f"{worth:.0%} of its number. Those who got it and those who did not are different people, "
        "and a comparison would rest on a few of them.",
        "restrict the data to subjects who could have gone either way, and say so; or drop a "
        "covariate that all but settles who gets it, if it cannot move the outcome.",
    )
