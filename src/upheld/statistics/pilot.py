"""A pilot in one or a few units, before and after, beside units in which nothing changed.

With few treated units no error can be computed from them. What is computed is how unusual they are:
the same figure for every choice of as many units, as if those had been the pilot (placebo
inference; Abadie, Diamond and Hainmueller, JASA 105 (2010) 493; Conley and Taber, Review of
Economics and Statistics 93 (2011) 113). With one of twelve the smallest p there can be is 1/12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from scipy.optimize import minimize

from upheld.statistics.intervals import Floats
from upheld.statistics.trial_effects import coefficient

FEWEST_TREATED = 4  # for a cluster-robust error: under it such errors are far too small
EXACT = 1e-4  # of the spread: a mixture off by less than this fits exactly
FEWEST_BEFORE = 3  # periods for a synthetic control
MOST_CHOICES = 200_000
EQUAL = 1e-9  # figures no further apart than this are the same


class CannotCompareUnitsError(ValueError):
    """These units or periods cannot carry the comparison."""


@dataclass(frozen=True, eq=False)
class Panel:
    """``values``: a unit a row, a period a column, in order. ``begins``: the first period of the
    pilot. ``treated``: the units in which it ran. CannotCompareUnitsError where that cannot be."""

    units: tuple[str, ...]
    values: Floats
    treated: tuple[str, ...]
    begins: int

    def __post_init__(self) -> None:
        strangers = [unit for unit in self.treated if unit not in self.units]
        if strangers:
            raise CannotCompareUnitsError(f"{', '.join(strangers)} is not among the units")
        if not self.treated or len(self.units) - len(self.treated) < 2:
            raise CannotCompareUnitsError(
                "there must be a unit with the pilot and at least two without"
            )
        if not 0 < self.begins < self.values.shape[1]:
            raise CannotCompareUnitsError("there must be a period before the pilot and one in it")
        if self.values.shape[0] != len(self.units) or not np.isfinite(self.values).all():
            raise CannotCompareUnitsError("every unit must have a value in every period")

    @property
    def changes(self) -> Floats:
        """Of each unit: its mean in the pilot's periods less its mean before."""
        after = self.values[:, self.begins :].mean(axis=1)
        return np.asarray(after - self.values[:, : self.begins].mean(axis=1), dtype=np.float64)

    def chosen(self, units: Sequence[str]) -> np.ndarray:
        return np.isin(np.array(self.units), list(units))


@dataclass(frozen=True, slots=True)
class Placebo:
    """``figure``: the pilot's change less that of the other units. ``p``: the share of all
    choices of as many units whose figure is as large; ``smallest_p``: the smallest it could be.
    ``lower``, ``upper``: what the pilot could have added without its figure being the most unusual
    of all; ``others``: the figures of all the other choices, from the lowest."""

    figure: float
    p: float
    smallest_p: float
    lower: float
    upper: float
    others: tuple[float, ...]


def placebo(panel: Panel) -> Placebo:
    if 2 * len(panel.treated) >= len(panel.units):
        raise CannotCompareUnitsError("there must be more units without the pilot than with it")
    choices = comb(len(panel.units), len(panel.treated))
    if choices > MOST_CHOICES:
        raise CannotCompareUnitsError(
            f"there are {choices:,} choices of units, too many to go through; a cluster-robust "
            "error is what so many units allow"
        )
    changes, count = panel.changes, len(panel.treated)
    real = frozenset(np.flatnonzero(panel.chosen(panel.treated)).tolist())
    figure = _difference(changes, list(real))
    others = [
        _difference(changes, list(each))
        for each in combinations(range(len(changes)), count)
        if frozenset(each) != real
    ]
    as_large = 1 + sum(abs(each) >= abs(figure) - EQUAL for each in others)
    lower, upper = _not_the_most_unusual(changes, sorted(real))
    return Placebo(figure, as_large / choices, 1 / choices, lower, upper, tuple(sorted(others)))


def _difference(changes: Floats, chosen: list[int]) -> float:
    inside = np.zeros(len(changes), dtype=bool)
    inside[chosen] = True
    return float(changes[inside].mean() - changes[~inside].mean())


def _not_the_most_unusual(changes: Floats, real: list[int]) -> tuple[float, float]:
    """The effects which, taken off the pilot's units, leave some other choice at least as large.

    Each other choice's figure falls in a straight line with the effect taken off, and the pilot's
    own by the whole of it; so for each choice the effects form an interval, and theirs is sought.
    """
    inside = np.zeros(len(changes), dtype=bool)
    inside[real] = True
    own = _difference(changes, real)
    lower, upper = own, own
    for each in combinations(range(len(changes)), len(real)):
        if list(each) == real:
            continue
        figure = _difference(changes, list(each))
        slope = _difference(inside.astype(np.float64), list(each))
        # |own - e| <= |figure - slope e|, with |slope| < 1: equality at these two effects.
        ends = ((own - figure) / (1 - slope), (own + figure) / (1 + slope))
        lower, upper = min(lower, *ends), max(upper, *ends)
    return lower, upper


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A mixture of the other units that went as the pilot did before. ``gap``: the pilot less its
    mixture, on average since. ``before``: how far apart they were before (root mean square).
    ``p``: the share of units, each in turn taken for the pilot, whose gap since is as large
    beside their gap before; None where a mixture fits the few periods before exactly, for then
    that says nothing. ``weights``: of the mixture, those above a thousandth."""

    gap: float
    before: float
    p: float | None
    smallest_p: float
    weights: dict[str, float]
    gaps: tuple[float, ...]


def synthetic_control(panel: Panel) -> Synthetic:
    """CannotCompareUnitsError: several units, or too few periods before."""
    if len(panel.treated) != 1:
        raise CannotCompareUnitsError("a synthetic control is made for one unit, not for several")
    if panel.begins < FEWEST_BEFORE:
        raise CannotCompareUnitsError(
            f"a synthetic control needs {FEWEST_BEFORE} periods before the pilot"
        )
    pilot = panel.units.index(panel.treated[0])
    without = [unit for unit in range(len(panel.units)) if unit != pilot]
    weights, gaps = _mixture(panel, pilot, without)
    # A placebo's mixture is made without the pilot, which may have changed.
    others = [_mixture(panel, unit, [o for o in without if o != unit])[1] for unit in without]
    count = len(panel.units)
    p = _rank(gaps, others, panel)
    named = {panel.units[unit]: float(w) for unit, w in zip(without, weights, strict=True)}
    return Synthetic(
        float(gaps[panel.begins :].mean()), _rms(gaps[: panel.begins]), p, 1 / count,
        {unit: weight for unit, weight in named.items() if weight > 1e-3}, tuple(gaps.tolist()),
    )  # fmt: skip


def _mixture(panel: Panel, unit: int, others: Sequence[int]) -> tuple[Floats, Floats]:
    """Weights of the other units, and the unit less its mixture in every period."""
    target, donors = panel.values[unit], panel.values[list(others)]
    weights = simplex(donors[:, : panel.begins].T, target[: panel.begins])
    return weights, np.asarray(target - weights @ donors, dtype=np.float64)


def simplex(columns: Floats, target: Floats) -> Floats:
    """The weights, none under nought and 1 together, with which the columns come nearest."""
    count = columns.shape[1]
    scale = float(np.std(columns)) or 1.0
    a, b = columns / scale, target / scale
    found = minimize(
        lambda w: float(np.sum((a @ w - b) ** 2)),
        np.full(count, 1 / count),
        jac=lambda w: 2 * a.T @ (a @ w - b),
        method="SLSQP",
        bounds=[(0, 1)] * count,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": lambda w: np.ones(count)},
        options={"maxiter": 1000, "ftol": 1e-12},
    )
    weights = np.clip(found.x, 0, None)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _rank(gaps: Floats, others: Sequence[Floats], panel: Panel) -> float | None:
    """The pilot's among all units, by the gap since over that before."""
    before = [_rms(each[: panel.begins]) for each in (gaps, *others)]
    if min(before) < EXACT * float(np.std(panel.values)):
        return None
    since = [_rms(each[panel.begins :]) for each in (gaps, *others)]
    ratios = [after / earlier for after, earlier in zip(since, before, strict=True)]
    return sum(each >= ratios[0] - EQUAL for each in ratios) / len(ratios)


def _rms(gaps: Floats) -> float:
    return float(np.sqrt(np.mean(gaps**2)))


def cluster_robust_error(panel: Panel) -> float:
    """Of the difference of changes, by unit (HC2 on one change a unit). CannotCompareUnitsError
    under four treated units, or four others."""
    treated = panel.chosen(panel.treated).astype(np.float64)
    fewest = int(min(treated.sum(), (1 - treated).sum()))
    if fewest < FEWEST_TREATED:
        raise CannotCompareUnitsError(
            f"a cluster-robust error needs {FEWEST_TREATED} units on each side and there are "
            f"{fewest}: from so few it would be far too small"
        )
    design = np.column_stack([np.ones_like(treated), treated])
    return coefficient(design, panel.changes, None, 1).se
