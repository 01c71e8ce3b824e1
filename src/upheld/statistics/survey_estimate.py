"""What is said of one domain of a survey, and how it is put together from linearised figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.statistics.survey_intervals import (
    Floats,
    Limits,
    at_edge,
    exact_at_edge,
    korn_graubard,
    logit_limits,
    t_limits,
)

NO_DEGREES = (
    "all answers lie in as many first-stage units as strata: no degree of freedom is left, so no "
    "interval. Combine it with a neighbour, or wait for more interviews"
)
NO_SPREAD = (
    "every answer is the same: the sample shows no spread, so no error and no interval can be "
    "given. Wait for more interviews"
)
EXACT = (
    "none or all of them: the linearised error is nil and says nothing; the interval is exact on "
    "the effective number of interviews"
)


@dataclass(frozen=True, slots=True)
class Linearised:
    """The figures of several domains, one place an array: ``n`` answers, ``weights`` their sum,
    ``squares`` the sum of their squares, ``deff`` against simple sampling with replacement."""

    estimate: Floats
    se: Floats
    df: Floats
    deff: Floats
    n: Floats
    weights: Floats
    squares: Floats

    @property
    def effective_n(self) -> Floats:
        """Kish's: how many equally weighted answers would vary as little."""
        return self.weights**2 / self.squares


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure. ``deff`` compares with simple random sampling without replacement, as R's
    `survey` does by default, ``deff_replace`` with replacement; ``note`` says what is missing."""

    estimate: float
    se: float | None
    lower: float | None
    upper: float | None
    n: int
    effective_n: float
    deff: float | None
    deff_replace: float | None
    df: int
    note: str = ""


def estimates(found: Linearised, *, kind: str, interval: str, level: float) -> list[Estimate]:
    """One estimate a domain, with the limits of its kind."""
    lower, upper = _limits(found, kind, interval, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        correction = 1 - found.n / found.weights
        without = np.where(correction > 0, found.deff / correction, np.nan)
    edge = at_edge(found.estimate) & (kind == "proportion")
    still = ~edge & ~(found.se > 1e-12 * np.maximum(np.abs(found.estimate), 1e-300))
    silent = still & (kind in {"mean", "ratio"})
    return [
        Estimate(
            float(found.estimate[i]),
            None if silent[i] else float(found.se[i]),
            None if silent[i] else _number(lower[i]),
            None if silent[i] else _number(upper[i]),
            int(found.n[i]),
            float(found.effective_n[i]),
            None if edge[i] or still[i] else _number(without[i]),
            None if edge[i] or still[i] else _number(found.deff[i]),
            int(found.df[i]),
            _note(bool(edge[i]), bool(silent[i]), float(found.df[i])),
        )
        for i in range(len(found.estimate))
    ]


def _limits(found: Linearised, kind: str, interval: str, level: float) -> Limits:
    if kind != "proportion":
        return t_limits(found.estimate, found.se, found.df, level)
    if interval == "korn-graubard":
        limits = korn_graubard(found.estimate, found.se, found.n, found.df, level)
    else:
        limits = logit_limits(found.estimate, found.se, found.df, level)
    edges = exact_at_edge(found.estimate, found.effective_n, level)
    return _first(edges[0], limits[0]), _first(edges[1], limits[1])


def _first(one: Floats, other: Floats) -> Floats:
    return np.where(np.isnan(one), other, one)


def _note(edge: bool, silent: bool, df: float) -> str:
    if edge:
        return EXACT
    if df <= 0:
        return NO_DEGREES
    return NO_SPREAD if silent else ""


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def many_intervals(count: int, level: float) -> str:
    """How many of ``count`` intervals miss by chance alone: said where many stand together."""
    return (
        f"{count} intervals stand together: about {count * (1 - level):.0f} of them are expected "
        "to miss the truth. Compare units with upheld survey compare, which allows for that."
    )
