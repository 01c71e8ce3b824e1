"""The mean outcome had everybody been treated, and had nobody: four ways, each with its influence
function, from which every error is taken.

With weights w (mean 1), treatment T, outcome Y, design x, propensity e(x) = P(T = 1 | x) by
logistic maximum likelihood, and outcome models μ1(x), μ0(x) fitted in each arm by itself:

naive         mean of Y in each arm
standardised  mean of μ over everybody (g-computation; Robins, Mathematical Modelling 7 (1986))
IPW           Hájek's ratio Σ wTY/e ÷ Σ wT/e (Lunceford and Davidian, Stat. Med. 23 (2004) 2937)
AIPW          mean of μ + T(Y - μ)/e (Robins, Rotnitzky and Zhao, JASA 89 (1994) 846)

The influence of standardised and IPW includes that their models were estimated (stacked estimating
equations; Stefanski and Boos, The American Statistician 56 (2002) 29). That of AIPW is the
efficient one, for which it makes no difference where both models hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from upheld.statistics.effects.logistic import AliasedError, Model, SeparationError, fit
from upheld.statistics.effects.subjects import (
    CannotCompareError,
    Covariate,
    Subjects,
    what_separates,
)
from upheld.statistics.intervals import Floats


@dataclass(frozen=True, eq=False)
class Means:
    """Of each arm the mean, and how each subject moves it (n times; mean 0)."""

    treated: float
    untreated: float
    treated_influence: Floats
    untreated_influence: Floats

    @property
    def difference(self) -> float:
        return self.treated - self.untreated

    @property
    def difference_influence(self) -> Floats:
        return self.treated_influence - self.untreated_influence


@dataclass(frozen=True, eq=False)
class Models:
    """The two kinds of model of one comparison, each fitted when it is first asked for."""

    subjects: Subjects

    @cached_property
    def propensity_model(self) -> Model:
        who = self.subjects
        try:
            return fit(who.design, who.treated, who.relative_weights, logistic=True)
        except SeparationError as error:
            raise _no_overlap(who.covariates, who.treated) from error

    @cached_property
    def propensity(self) -> Floats:
        return self.propensity_model.mean(self.subjects.design)

    @cached_property
    def outcome_models(self) -> tuple[Model, Model]:
        """Of those treated, and of those not."""
        return self._outcome_model(1), self._outcome_model(0)

    @cached_property
    def outcomes(self) -> tuple[Floats, Floats]:
        """What each subject's outcome would be expected to be, treated and not."""
        treated, untreated = self.outcome_models
        return treated.mean(self.subjects.design), untreated.mean(self.subjects.design)

    def _outcome_model(self, arm: int) -> Model:
        who, inside = self.subjects, self.subjects.treated == arm
        arm_name = "got it" if arm else "did not get it"
        try:
            weights = who.relative_weights * inside
            return fit(who.design, who.outcome, weights, logistic=who.is_share)
        except SeparationError as error:
            picked = tuple(_only(each, inside) for each in who.covariates)
            raise _settled(picked, who.outcome[inside], arm_name) from error
        except AliasedError as error:
            raise CannotCompareError(
                f"Among the {int(inside.sum())} who {arm_name} some covariates say the same, so "
                "what goes with each cannot be told.",
                "drop one of the covariates, join categories that are alike, or wait for more "
                "interviews.",
            ) from error


def naive(subjects: Subjects) -> Means:
    def of(arm: Floats) -> tuple[float, Floats]:
        return _ratio(subjects.relative_weights * arm, subjects.outcome)

    return _both(of(subjects.treated), of(1 - subjects.treated))


def standardised(models: Models) -> Means:
    who = models.subjects

    def of(model: Model, arm: Floats) -> tuple[float, Floats]:
        w, x = who.relative_weights, who.design
        fitted, slope = model.mean(x), model.slope(x)
        mean = float(np.mean(w * fitted))
        moved = (w * slope) @ x / who.size  # how the mean moves with the coefficients
        information = x.T @ ((w * arm * slope)[:, None] * x) / who.size
        score = (w * arm * (who.outcome - fitted))[:, None] * x
        return mean, w * (fitted - mean) + score @ np.linalg.solve(information, moved)

    treated, untreated = models.outcome_models
    return _both(of(treated, who.treated), of(untreated, 1 - who.treated))


def ipw(models: Models) -> Means:
    who, e = models.subjects, models.propensity
    w, x = who.relative_weights, who.design
    information = x.T @ ((w * e * (1 - e))[:, None] * x) / who.size
    score = (w * (who.treated - e))[:, None] * x

    def of(arm: Floats, chance: Floats, sign: int) -> tuple[float, Floats]:
        weight = w * arm / chance
        mean, influence = _ratio(weight, who.outcome)
        pull = weight * (1 - chance) * (who.outcome - mean)
        moved = -sign * (pull @ x) / weight.sum()
        return mean, influence + score @ np.linalg.solve(information, moved)

    return _both(of(who.treated, e, 1), of(1 - who.treated, 1 - e, -1))


def aipw(models: Models) -> Means:
    who, e = models.subjects, models.propensity

    def of(arm: Floats, chance: Floats, expected: Floats) -> tuple[float, Floats]:
        values = expected + arm * (who.outcome - expected) / chance
        mean = float(np.mean(who.relative_weights * values))
        return mean, who.relative_weights * (values - mean)

    treated, untreated = models.outcomes
    return _both(of(who.treated, e, treated), of(1 - who.treated, 1 - e, untreated))


def _ratio(weight: Floats, values: Floats) -> tuple[float, Floats]:
    """A weighted mean and its influence."""
    mean = float(np.sum(weight * values) / np.sum(weight))
    return mean, weight * (values - mean) / np.mean(weight)


def _both(treated: tuple[float, Floats], untreated: tuple[float, Floats]) -> Means:
    return Means(treated[0], untreated[0], treated[1], untreated[1])


def _only(covariate: Covariate, inside: Floats) -> Covariate:
    if isinstance(covariate.values, tuple):
        texts = tuple(v for v, keep in zip(covariate.values, inside, strict=True) if keep)
        return Covariate(covariate.name, texts)
    return Covariate(covariate.name, covariate.values[inside.astype(bool)])


def _no_overlap(covariates: tuple[Covariate, ...], treated: Floats) -> CannotCompareError:
    named = "; ".join(what_separates(covariates, treated)) or "several covariates together"
    return CannotCompareError(
        f"No overlap: {named} settles who got it and who did not, so for these subjects there is "
        "nobody to compare with.",
        "leave those subjects out and say so, join the category with a like one, or drop the "
        "covariate and report the figure as not adjusted for it.",
    )


def _settled(covariates: tuple[Covariate, ...], outcome: Floats, arm: str) -> CannotCompareError:
    if np.ptp(outcome) == 0:
        return CannotCompareError(
            f"Among the {len(outcome)} who {arm} every outcome is {outcome[0]:g}, so nothing can "
            "be adjusted.",
            "wait for more interviews, or check which values count as the outcome.",
        )
    named = "; ".join(what_separates(covariates, outcome)) or "several covariates together"
    return CannotCompareError(
        f"Perfect separation: among those who {arm}, {named} settles the outcome, so its model "
        "has no answer.",
        "join the category with a like one, drop the covariate, or wait for more interviews.",
    )
