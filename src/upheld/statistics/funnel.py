"""Do units differ by more than chance and the usual spread between them?

Funnel limits about the overall proportion, on the arcsine scale, where the spread of a proportion
hangs on its denominator alone. Spread beyond chance is allowed for by an additive variance τ²
(Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202, and Quality and Safety in Health Care
14 (2005) 347–351; DerSimonian and Laird, Controlled Clinical Trials 7 (1986) 177–188).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from upheld.statistics.intervals import Z95, Floats

Verdict = Literal[
    "within", "above 95%", "above 99.8%", "below 95%", "below 99.8%", "too few to judge"
]

Z998 = NormalDist().inv_cdf(0.999)  # two-sided 99.8%
FEWEST = 5  # a unit with a smaller denominator is shown and not judged


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many of a unit's ``denominator`` had the outcome. ValueError where that cannot be."""

    unit: str
    numerator: float
    denominator: float

    def __post_init__(self) -> None:
        if not self.denominator > 0:
            raise ValueError(f"{self.unit}: the denominator must be above nought")
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.unit}: the numerator must lie between 0 and the denominator")


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """A unit's proportion beside the limits that its denominator gives it, all in 0 to 1."""

    unit: str
    value: float
    lower95: float
    upper95: float
    lower998: float
    upper998: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Funnel:
    """``p0``: the overall proportion. ``phi``: how many times the spread between units exceeds
    chance. ``tau2``: the variance added for it, on the arcsine scale; 0 unless ``phi`` > 1."""

    p0: float
    phi: float
    tau2: float
    units: tuple[UnitVerdict, ...]


def funnel(counts: Sequence[UnitCount], trim: float = 0.1) -> Funnel:
    """Each unit judged against all, in the order given.

    ``trim``: the share at each end of the standardised values that is pulled in to the quantile
    there before the spread is measured, so that the odd ones out do not hide themselves.
    Every unit counts in ``p0``, ``phi`` and ``tau2``. ValueError: no unit, or trim not in
    [0, 0.5).
    """
    if not counts:
        raise ValueError("a funnel needs a unit")
    if not 0 <= trim < 0.5:
        raise ValueError("trim is at least 0 and under 0.5")
    hits = np.array([each.numerator for each in counts], dtype=np.float64)
    sizes = np.array([each.denominator for each in counts], dtype=np.float64)
    p0 = float(hits.sum() / sizes.sum())
    errors = 1 / (2 * np.sqrt(sizes))
    phi = _overdispersion(_angle(hits / sizes) - _angle(np.array(p0)), errors, trim)
    tau2 = _added_variance(phi, errors)
    units = _units(counts, p0, np.sqrt(errors**2 + tau2))
    return Funnel(p0, phi, tau2, units)


def limits_at(drawn: Funnel, size: float) -> tuple[float, float, float, float]:
    """Lower and upper 95%, lower and upper 99.8% limits at a denominator of ``size``."""
    spread = np.sqrt(1 / (4 * np.array(size)) + drawn.tau2)
    inner, outer = _limits(drawn.p0, Z95 * spread), _limits(drawn.p0, Z998 * spread)
    return float(inner[0]), float(inner[1]), float(outer[0]), float(outer[1])


def _overdispersion(distances: Floats, errors: Floats, trim: float) -> float:
    """φ: the mean square of the winsorised standardised values."""
    z = distances / errors
    low, high = np.quantile(z, [trim, 1 - trim], method="linear")  # Hyndman and Fan's type 7
    return float(np.mean(np.clip(z, low, high) ** 2))


def _added_variance(phi: float, errors: Floats) -> float:
    """τ² by the method of moments."""
    if phi <= 1:
        return 0.0
    weights, count = errors**-2, len(errors)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((count * phi - (count - 1)) / scale))


def _units(counts: Sequence[UnitCount], p0: float, spreads: Floats) -> tuple[UnitVerdict, ...]:
    inner, outer = _limits(p0, Z95 * spreads), _limits(p0, Z998 * spreads)
    columns = (column.tolist() for column in (*inner, *outer))
    return tuple(_judged(each, limits) for each, *limits in zip(counts, *columns, strict=True))


def _limits(p0: float, reach: Floats) -> tuple[Floats, Floats]:
    angle = _angle(np.array(p0))
    return _proportion(angle - reach), _proportion(angle + reach)


def _judged(count: UnitCount, limits: Sequence[float]) -> UnitVerdict:
    value = count.numerator / count.denominator
    lower95, upper95, lower998, upper998 = limits
    verdict: Verdict = "within"
    if count.denominator < FEWEST:
        verdict = "too few to judge"
    elif value > upper95:
        verdict = "above 99.8%" if value > upper998 else "above 95%"
    elif value < lower95:
        verdict = "below 99.8%" if value < lower998 else "below 95%"
    return UnitVerdict(count.unit, value, lower95, upper95, lower998, upper998, verdict)


def _angle(proportion: Floats) -> Floats:
    return np.arcsin(np.sqrt(proportion))


def _proportion(angle: Floats) -> Floats:
    return np.sin(np.clip(angle, 0, np.pi / 2)) ** 2
