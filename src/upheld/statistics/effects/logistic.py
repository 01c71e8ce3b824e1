"""Regression by maximum likelihood, without penalty: logistic for yes or no, linear for numbers.

Newton's method, weighted (McCullagh and Nelder, Generalized Linear Models, 2nd ed., section 2.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.statistics.intervals import Floats

MOST_STEPS = 30
SETTLED = 1e-10
APART = 1e-9  # the least that scaled columns have to differ
RUNNING = 0.01  # a last step that moves some predictor by more than this has not arrived


class SeparationError(ValueError):
    """The columns settle the outcome of some subjects: the likelihood has no greatest value."""


class AliasedError(ValueError):
    """Among these rows some columns say the same, so that a model has no one answer."""


@dataclass(frozen=True, eq=False)
class Model:
    """``slope``: how fast the mean changes with the linear predictor, at each row of a design."""

    coefficients: Floats
    is_logistic: bool

    def mean(self, design: Floats) -> Floats:
        predictor = design @ self.coefficients
        return expit(predictor) if self.is_logistic else predictor

    def slope(self, design: Floats) -> Floats:
        if not self.is_logistic:
            return np.ones(len(design))
        mean = self.mean(design)
        return mean * (1 - mean)


def expit(predictor: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(predictor, -700, 700)))


def fit(design: Floats, outcome: Floats, weights: Floats, *, logistic: bool) -> Model:
    """``weights`` of nought leave a row out. SeparationError: no logistic fit exists.
    AliasedError: the rows left cannot tell the columns apart."""
    used = weights > 0
    design, outcome, weights = design[used], outcome[used], weights[used] / weights[used].mean()
    if np.linalg.eigvalsh(design.T @ design / len(design))[0] < APART:
        raise AliasedError("the columns cannot be told apart")
    if not logistic:
        products = design.T @ (weights[:, None] * design)
        return Model(_solve(products, design.T @ (weights * outcome)), is_logistic=False)
    return Model(_newton(design, outcome, weights), is_logistic=True)


def _newton(design: Floats, outcome: Floats, weights: Floats) -> Floats:
    coefficients = np.zeros(design.shape[1])
    likelihood = _log_likelihood(design @ coefficients, outcome, weights)
    for _ in range(MOST_STEPS):
        mean = expit(design @ coefficients)
        score = design.T @ (weights * (outcome - mean))
        information = design.T @ ((weights * mean * (1 - mean))[:, None] * design)
        step = _solve(information, score)
        while (
            better := _log_likelihood(design @ (coefficients + step), outcome, weights)
        ) < likelihood - 1e-9 * abs(likelihood):
            step = step / 2
        coefficients, likelihood = coefficients + step, better
        if float(score @ step) < SETTLED:
            # The likelihood can be flat though predictors still run off, a little less each step.
            if float(np.abs(design @ step).max()) > RUNNING:
                break
            return coefficients
    raise SeparationError("the likelihood keeps rising")


def _log_likelihood(predictor: Floats, outcome: Floats, weights: Floats) -> float:
    return float(np.sum(weights * (outcome * predictor - np.logaddexp(0, predictor))))


def _solve(information: Floats, score: Floats) -> Floats:
    try:
        return np.linalg.solve(information, score).astype(np.float64)
    except np.linalg.LinAlgError as error:
        raise SeparationError("the likelihood is flat") from error
