"""Is a change between two waves more than noise?

The difference of two domain estimates has the variance of both less twice their covariance, which
is nil where the waves share no first-stage unit. It is tested by Student's t on the design degrees
of freedom of both waves together less one, as R's `svyttest` does. Where many units are looked at
together, p-values are adjusted so that the false discovery rate is held (``many_tests``). "No
change" is a finding: the interval says how large a change may have gone unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, sqrt
from typing import Literal

from scipy.special import stdtr

from upheld.statistics.many_tests import FALSE_DISCOVERIES, adjusted
from upheld.statistics.survey_intervals import t_quantile

Verdict = Literal["rise", "fall", "no change"]


@dataclass(frozen=True, slots=True)
class Change:
    """``second`` less ``first``. ``p_adjusted`` and ``verdict`` are within the family compared;
    none where there is no error to judge by or where the change is not to be judged."""

    difference: float
    se: float | None
    lower: float | None
    upper: float | None
    df: int
    p: float | None
    p_adjusted: float | None = None
    verdict: Verdict | None = None


def change(
    first: float,
    second: float,
    *,
    variances: tuple[float, float],
    covariance: float,
    df: int,
    level: float = 0.95,
) -> Change:
    """``df`` is the design degrees of freedom of both together less one."""
    difference = second - first
    variance = variances[0] + variances[1] - 2 * covariance
    if not isfinite(variance) or variance <= 0 or df < 1:
        return Change(difference, None, None, None, max(df, 0), None)
    se = sqrt(variance)
    half = float(t_quantile(df, level)) * se
    p = float(2 * stdtr(df, -abs(difference) / se))
    return Change(difference, se, difference - half, difference + half, df, p)


def judged(family: Sequence[Change], rate: float = FALSE_DISCOVERIES) -> list[Change]:
    """The same changes with adjusted p-values and verdicts; those without a p stay unjudged."""
    known = [each.p for each in family if each.p is not None]
    each_adjusted = iter(adjusted(known))
    return [
        each if each.p is None else _with_verdict(each, next(each_adjusted), rate)
        for each in family
    ]


def _with_verdict(one: Change, p_adjusted: float, rate: float) -> Change:
    found: Verdict = "no change"
    if p_adjusted <= rate:
        found = "rise" if one.difference > 0 else "fall"
    return replace(one, p_adjusted=p_adjusted, verdict=found)
