"""How many completed interviews a trial needs, so that a difference worth having would be seen.

Individuals by lot: two shares, the null's error pooled (Fleiss, Levin and Paik, Statistical Methods
for Rates and Proportions, 3rd ed., section 4.2, without continuity correction), to the nearest
whole interview. Clusters by lot: the same times the design effect 1 + ((1 + cv²)m - 1)ρ (Eldridge,
Ashby and Kerry, International Journal of Epidemiology 35 (2006) 1292). Stepped wedge: Hussey and
Hughes, Contemporary Clinical Trials 28 (2007) 182, cross-sections of m in each cluster and period.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit

from upheld.statistics.intervals import Floats

MOST_A_CELL = 1e7


class NoSizeError(ValueError):
    """No number of interviews reaches the power asked for."""


@dataclass(frozen=True, slots=True)
class Aim:
    """``share``: with the outcome without the treatment. ``difference``: what it would add.
    ``response``: the share of those chosen who are interviewed. ValueError where that cannot be."""

    share: float
    difference: float
    power: float = 0.8
    level: float = 0.05
    response: float = 1.0

    def __post_init__(self) -> None:
        wrong = [
            f"{name}: expected a number between 0 and 1"
            for name in ("share", "power", "level")
            if not 0 < getattr(self, name) < 1
        ]
        if not 0 < self.response <= 1:
            wrong.append("response: expected a number above 0 and at most 1")
        if self.difference == 0 or not 0 < self.share + self.difference < 1:
            wrong.append("difference: expected other than 0, and between 0 and 1 with the share")
        if self.level >= self.power:
            wrong.append("power: expected above the level")
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def with_it(self) -> float:
        return self.share + self.difference

    @property
    def reach(self) -> float:
        """How many errors the difference has to be."""
        return float(ndtri(1 - self.level / 2) + ndtri(self.power))

    def invited(self, completed: int) -> int:
        return ceil(round(completed / self.response, 6))


@dataclass(frozen=True, slots=True)
class Clustered:
    """``size``: completed interviews a cluster; ``cv``: how much that varies, standard deviation
    over mean; ``icc``: the intracluster correlation."""

    aim: Aim
    size: float
    icc: float
    cv: float = 0.0

    def __post_init__(self) -> None:
        _check(
            (self.size >= 1, "cluster_size: expected 1 or more"),
            (0 <= self.icc <= 1, "icc: expected a number between 0 and 1"),
            (self.cv >= 0, "cluster_size_cv: expected 0 or more"),
        )

    @property
    def design_effect(self) -> float:
        return 1 + ((1 + self.cv**2) * self.size - 1) * self.icc


@dataclass(frozen=True, slots=True)
class SteppedWedge:
    """``clusters`` cross over in ``steps`` groups as even as can be, after one period in which
    none has; each period every cluster gives a fresh cross-section."""

    aim: Aim
    clusters: int
    steps: int
    icc: float

    def __post_init__(self) -> None:
        _check(
            (self.steps >= 2, "steps: expected 2 or more"),
            (self.clusters >= self.steps, "clusters: expected at least one a step"),
            (0 <= self.icc < 1, "icc: expected a number from 0 to under 1"),
        )

    @property
    def pattern(self) -> Floats:
        """1 where a cluster (row) has the treatment in a period (column)."""
        crosses = np.arange(self.clusters) * self.steps // self.clusters + 1
        return (np.arange(self.steps + 1)[None, :] >= crosses[:, None]).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Size:
    """Completed interviews and how many have to be chosen for them; ``power``: what they give.
    Of clusters: ``by_t`` is how many an arm needs where Student's t stands for the normal, as it
    should with few. Of a stepped wedge: ``a_cell`` is a cluster and period."""

    completed_per_arm: int | None
    completed_total: int
    invited_per_arm: int | None
    invited_total: int
    power: float
    design_effect: float | None = None
    clusters_per_arm: int | None = None
    clusters_per_arm_by_t: int | None = None
    a_cell: int | None = None


def individual(aim: Aim) -> Size:
    n = max(2, round(_individuals(aim)))
    return _two_arms(aim, n, power_of_two_shares(aim, n))


def clustered(design: Clustered) -> Size:
    aim, effect = design.aim, design.design_effect
    n = ceil(round(_individuals(aim) * effect, 6))
    clusters = ceil(round(n / design.size, 6))
    size = _two_arms(aim, n, power_of_two_shares(aim, n / effect))
    return Size(
        size.completed_per_arm, size.completed_total, size.invited_per_arm, size.invited_total,
        size.power, effect, clusters, _clusters_by_t(design, clusters),
    )  # fmt: skip


def stepped_wedge(design: SteppedWedge) -> Size:
    """NoSizeError where more interviews alone would not do."""
    from scipy.optimize import brentq  # slow to import, and seldom needed

    if stepped_wedge_power(design, MOST_A_CELL) < design.aim.power:
        raise NoSizeError(
            f"However many are interviewed, {design.clusters} clusters in {design.steps} steps "
            f"give a power of {stepped_wedge_power(design, MOST_A_CELL):.0%} at most"
        )
    a_cell = 1
    if stepped_wedge_power(design, 1) < design.aim.power:
        exact = brentq(lambda m: stepped_wedge_power(design, m) - design.aim.power, 1, MOST_A_CELL)
        a_cell = ceil(round(exact, 6))
    total = a_cell * design.clusters * (design.steps + 1)
    power = stepped_wedge_power(design, a_cell)
    return Size(None, total, None, design.aim.invited(total), power, a_cell=a_cell)


def _individuals(aim: Aim) -> float:
    null, alternative = _errors(aim)
    reach = ndtri(1 - aim.level / 2) * null + ndtri(aim.power) * alternative
    return float((reach / aim.difference) ** 2)


def power_of_two_shares(aim: Aim, per_arm: float) -> float:
    null, alternative = _errors(aim)
    reach = abs(aim.difference) * sqrt(per_arm) - ndtri(1 - aim.level / 2) * null
    return float(ndtr(reach / alternative))


def _errors(aim: Aim) -> tuple[float, float]:
    """Of the difference between two single interviews, were there none, and as aimed at."""
    middle = (aim.share + aim.with_it) / 2
    return sqrt(2 * middle * (1 - middle)), sqrt(_variances(aim))


def _variances(aim: Aim) -> float:
    return aim.share * (1 - aim.share) + aim.with_it * (1 - aim.with_it)


def _two_arms(aim: Aim, n: int, power: float) -> Size:
    return Size(n, 2 * n, aim.invited(n), 2 * aim.invited(n), power)


def _clusters_by_t(design: Clustered, least: int) -> int:
    """The fewest an arm with which the difference is as many errors as t on 2(k - 1) asks for."""
    aim = design.aim
    one = sqrt(_variances(aim) * design.design_effect / design.size)
    k = max(2, least)
    while True:
        degrees = 2 * (k - 1)
        asked = stdtrit(degrees, 1 - aim.level / 2) + stdtrit(degrees, aim.power)
        if abs(aim.difference) * sqrt(k) / one >= asked:
            return k
        k += 1


def stepped_wedge_power(design: SteppedWedge, a_cell: float) -> float:
    error = sqrt(stepped_wedge_variance(design, a_cell))
    return float(ndtr(abs(design.aim.difference) / error - ndtri(1 - design.aim.level / 2)))


def stepped_wedge_variance(design: SteppedWedge, a_cell: float) -> float:
    """Of the effect, with periods as fixed effects and clusters as random ones (their equation 8);
    the variance of one answer is that of the share halfway."""
    middle = (design.aim.share + design.aim.with_it) / 2
    total = middle * (1 - middle)
    between, within = design.icc * total, (1 - design.icc) * total / a_cell
    x = design.pattern
    clusters, periods = x.shape
    u, w, v = x.sum(), (x.sum(axis=0) ** 2).sum(), (x.sum(axis=1) ** 2).sum()
    top = clusters * within * (within + periods * between)
    bottom = (clusters * u - w) * within
    bottom += (u**2 + clusters * periods * u - periods * w - clusters * v) * between
    return float(top / bottom)


def _check(*claims: tuple[bool, str]) -> None:
    wrong = [what for holds, what in claims if not holds]
    if wrong:
        raise ValueError("; ".join(wrong))
