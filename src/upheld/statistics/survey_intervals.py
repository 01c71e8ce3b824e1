"""Limits of survey estimates, from an estimate, its design-based error and its degrees of freedom.

- Student's t on the design degrees of freedom (first-stage units less strata, both counted in the
  domain): means, totals, ratios, differences.
- Logit: t on log(p / (1 - p)), whose error by the delta method is se / (p (1 - p)).
- Korn and Graubard, Survey Methodology 24 (1998) 193-201: Clopper-Pearson on the effective n,
  p (1 - p) / se², times the square of the ratio of t on n - 1 to t on the design degrees of
  freedom. Not cut off at n, as R's `survey` does not.
- At 0 or 1 both are undefined, since the error is nil: Clopper-Pearson on Kish's effective n.
  (R's `survey` prints [0.5, 0.5] there; that is not copied.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, expit, stdtrit

Floats = npt.NDArray[np.float64]
Limits = tuple[Floats, Floats]

# A proportion nearer to 0 or 1 than this is 0 or 1: sums of weights end a few bits off.
AT_THE_EDGE = 1e-12


def t_quantile(df: npt.ArrayLike, level: float) -> Floats:
    """The two-sided quantile; NaN where there is no degree of freedom."""
    degrees = np.asarray(df, dtype=float)
    degrees = np.where(degrees > 0, degrees, np.nan)
    return np.asarray(stdtrit(degrees, (1 + level) / 2), dtype=float)


def t_limits(estimate: Floats, se: Floats, df: Floats, level: float) -> Limits:
    half = t_quantile(df, level) * se
    return estimate - half, estimate + half


def logit_limits(share: Floats, se: Floats, df: Floats, level: float) -> Limits:
    """NaN where the share is 0 or 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log(share / (1 - share))
        half = t_quantile(df, level) * se / (share * (1 - share))
        lower, upper = expit(centre - half), expit(centre + half)
    edge = at_edge(share)
    return np.where(edge, np.nan, lower), np.where(edge, np.nan, upper)


def korn_graubard(share: Floats, se: Floats, answers: Floats, df: Floats, level: float) -> Limits:
    """``answers`` is the number of them in the domain. NaN where the share is 0 or 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = share * (1 - share) / se**2
        size = size * (t_quantile(answers - 1, level) / t_quantile(df, level)) ** 2
    tail = (1 - level) / 2
    sound = ~at_edge(share) & np.isfinite(size) & (size > 0)
    size = np.where(sound, size, 1.0)
    lower = betaincinv(size * share, size * (1 - share) + 1, tail)
    upper = betaincinv(size * share + 1, size * (1 - share), 1 - tail)
    return np.where(sound, lower, np.nan), np.where(sound, upper, np.nan)


def exact_at_edge(share: Floats, effective_n: Floats, level: float) -> Limits:
    """Clopper-Pearson where the share is 0 or 1, of a fractional number; NaN elsewhere."""
    reach = 1 - ((1 - level) / 2) ** (1 / effective_n)
    edge = at_edge(share)
    lower = np.where(share < 0.5, 0.0, 1 - reach)
    upper = np.where(share < 0.5, reach, 1.0)
    return np.where(edge, lower, np.nan), np.where(edge, upper, np.nan)


def at_edge(share: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray((share <= AT_THE_EDGE) | (share >= 1 - AT_THE_EDGE))
