"""Intention to treat: everybody in the arm they were allocated to, whatever they then got.

Least squares of the outcome on the arm, and on the blocks where they are pooled. Errors are HC2
where individuals were allocated (MacKinnon and White, Journal of Econometrics 29 (1985) 305), with
t on n - k degrees; CR2 where clusters were, with Bell and McCaffrey's degrees of freedom (Survey
Methodology 28 (2002) 169; Pustejovsky and Tipton, JBES 36 (2018) 672).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, stdtr, stdtrit

from upheld.statistics.intervals import Floats

Ints = npt.NDArray[np.int64]
FEWEST = 2  # in each arm: below it nothing says how outcomes vary
FEWEST_CLUSTERS = 4  # in each arm: errors from fewer would be far too small


@dataclass(frozen=True, eq=False)
class Outcomes:
    """One entry an interview. ``arm``: 0 for the arm compared with. ``cluster`` where clusters
    were allocated."""

    outcome: Floats
    arm: Ints
    block: Ints
    cluster: Ints | None = None

    def only(self, kept: npt.NDArray[np.bool_]) -> Outcomes:
        cluster = None if self.cluster is None else self.cluster[kept]
        return Outcomes(self.outcome[kept], self.arm[kept], self.block[kept], cluster)


@dataclass(frozen=True, slots=True)
class Coefficient:
    estimate: float
    se: float
    degrees: float


@dataclass(frozen=True, slots=True)
class ArmEffect:
    """An arm beside the first, in the share with the outcome. ``share`` and ``control`` are those
    of the two arms as they stand; ``n`` and ``control_n`` their interviews."""

    estimate: float
    se: float
    lower: float
    upper: float
    p: float
    degrees: float
    n: int
    control_n: int
    share: float
    control: float


class TooFewError(ValueError):
    """There are too few outcomes, or clusters, in an arm."""


def arm_effect(data: Outcomes, arm: int, level: float, *, pooled: bool) -> ArmEffect:
    """``pooled``: adjusted for the blocks. TooFewError where an arm has hardly any outcome."""
    pair = data.only((data.arm == arm) | (data.arm == 0))
    treated = (pair.arm == arm).astype(np.float64)
    _enough(pair, treated)
    columns = [np.ones_like(treated), treated]
    if pooled:
        columns += [(pair.block == b).astype(np.float64) for b in np.unique(pair.block)[1:]]
    found = coefficient(np.column_stack(columns), pair.outcome, pair.cluster, 1)
    if not found.se > 0:
        raise TooFewError("every outcome of an arm is the same: nothing says how they vary")
    reach = float(stdtrit(found.degrees, 1 - level / 2)) * found.se
    p = 2 * float(stdtr(found.degrees, -abs(found.estimate) / found.se))
    given = treated == 1
    return ArmEffect(
        found.estimate, found.se, found.estimate - reach, found.estimate + reach, p, found.degrees,
        int(given.sum()), int((~given).sum()),
        float(pair.outcome[given].mean()), float(pair.outcome[~given].mean()),
    )  # fmt: skip


def differ(effects: Sequence[ArmEffect]) -> float | None:
    """The p of Cochran's Q: could blocks differ as much if the effect were one? None under two."""
    if len(effects) < 2:
        return None
    weights = np.array([each.se**-2 for each in effects])
    estimates = np.array([each.estimate for each in effects])
    middle = np.average(estimates, weights=weights)
    return float(chdtrc(len(effects) - 1, np.sum(weights * (estimates - middle) ** 2)))


def coefficient(design: Floats, outcome: Floats, cluster: Ints | None, which: int) -> Coefficient:
    """One coefficient of least squares with its HC2 or CR2 error. TooFewError where the columns
    cannot be told apart."""
    if np.linalg.eigvalsh(design.T @ design / len(design))[0] < 1e-9:
        raise TooFewError("arms and blocks cannot be told apart: no block has both")
    bread = np.asarray(np.linalg.inv(design.T @ design), dtype=np.float64)
    estimates = bread @ (design.T @ outcome)
    residual = outcome - design @ estimates
    row = design @ bread[which]  # how each outcome moves the coefficient
    if cluster is None:
        leverage = np.einsum("ij,jk,ik->i", design, bread, design)
        variance = float(np.sum(row**2 * residual**2 / np.maximum(1 - leverage, 1e-12)))
        degrees = float(len(outcome) - design.shape[1])
    else:
        variance, degrees = _cr2(design, bread, residual, row, cluster)
    return Coefficient(float(estimates[which]), float(np.sqrt(variance)), degrees)


def _cr2(
    design: Floats, bread: Floats, residual: Floats, row: Floats, cluster: Ints
) -> tuple[float, float]:
    """The variance, and Satterthwaite's degrees of freedom were answers independent."""
    parts, weights = [], []
    for name in np.unique(cluster):
        inside = cluster == name
        x = design[inside]
        adjusted = _root_of_what_is_left(x, bread) @ row[inside]
        parts.append(float(adjusted @ residual[inside]))
        weights.append((inside, adjusted))
    # v = Σ (gᵢ'y)² with gᵢ = (I - H)ᵢ aᵢ; E v = tr G'G and var v = 2 tr (G'G)², both over σ.
    squares = np.empty((len(weights), len(weights)))
    pulls = [design[inside].T @ a for inside, a in weights]
    for i, (_, first) in enumerate(weights):
        for j in range(i, len(weights)):
            shared = float(first @ first) if i == j else 0.0
            squares[i, j] = squares[j, i] = shared - float(pulls[i] @ bread @ pulls[j])
    degrees = float(np.trace(squares) ** 2 / np.sum(squares**2))
    return float(np.sum(np.square(parts))), degrees


def _root_of_what_is_left(x: Floats, bread: Floats) -> Floats:
    """(I - H)^-1/2 within a cluster; where a direction is wholly fitted, nothing of it."""
    values, vectors = np.linalg.eigh(np.eye(len(x)) - x @ bread @ x.T)
    roots = np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-10)), 0.0)
    return np.asarray((vectors * roots) @ vectors.T, dtype=np.float64)


def _enough(pair: Outcomes, treated: Floats) -> None:
    for side in (0.0, 1.0):
        inside = treated == side
        if int(inside.sum()) < FEWEST:
            raise TooFewError(f"an arm has {int(inside.sum())} outcomes, and needs {FEWEST}")
        if pair.cluster is not None:
            count = len(np.unique(pair.cluster[inside]))
            if count < FEWEST_CLUSTERS:
                raise TooFewError(f"an arm has {count} clusters, and needs {FEWEST_CLUSTERS}")
    if len(pair.outcome) and np.ptp(pair.outcome) == 0:
        raise TooFewError("every outcome is the same")
