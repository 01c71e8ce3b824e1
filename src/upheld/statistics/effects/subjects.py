"""The subjects of a comparison, as numbers: who got it, how it went, what else is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from upheld.statistics.intervals import Floats

Ints = npt.NDArray[np.int64]
FEWEST_CLUSTERS = 4  # on each side, where whole clusters were treated
FEWEST = 10  # in an arm: below it nothing can be adjusted


class CannotCompareError(ValueError):
    """These data cannot carry the comparison. ``next_step`` says what can be done about it."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.what, self.next_step = what, next_step


@dataclass(frozen=True, eq=False)
class Covariate:
    """One thing known of each subject: a number, or a text, which is then a category."""

    name: str
    values: Floats | tuple[str, ...]

    @property
    def is_category(self) -> bool:
        return isinstance(self.values, tuple)

    @cached_property
    def columns(self) -> tuple[tuple[str, Floats], ...]:
        """Each column that goes into a model, by name: one a category, but for the first."""
        return self.shown if not self.is_category else self.shown[1:]

    @cached_property
    def shown(self) -> tuple[tuple[str, Floats], ...]:
        """The number, or an indicator of each category, in the order of the alphabet."""
        if not isinstance(self.values, tuple):
            return ((self.name, self.values),)
        texts = np.array(self.values, dtype=object)
        return tuple(
            (f"{self.name} = {category}", (texts == category).astype(np.float64))
            for category in sorted(set(self.values))
        )


@dataclass(frozen=True, eq=False)
class Subjects:
    """One entry a subject in every array. ``treated`` is 0 or 1; ``outcome`` is 0 or 1, or any
    number; ``weights`` come from a survey; ``clusters`` are numbered groups within which subjects
    are not independent; ``control`` is an outcome that the treatment cannot have moved."""

    treated: Floats
    outcome: Floats
    covariates: tuple[Covariate, ...]
    weights: Floats | None = None
    clusters: Ints | None = None
    control: Floats | None = None

    def __post_init__(self) -> None:
        _check_arms(self.treated)
        for name, values in (("outcome", self.outcome), ("negative control", self.control)):
            if values is not None and np.ptp(values) == 0:
                raise CannotCompareError(
                    f"The {name} does not vary: all {len(values)} subjects have {values[0]:g}.",
                    "check which values count as the outcome, or take an outcome that differs "
                    "between subjects.",
                )
        if self.weights is not None and not (np.isfinite(self.weights) & (self.weights > 0)).all():
            raise CannotCompareError(
                "A weight is nought, negative or no number.",
                "leave out subjects without a weight, or correct the weights.",
            )
        if self.clusters is not None:
            _check_clusters(self.clusters, self.treated)

    @property
    def size(self) -> int:
        return len(self.treated)

    @property
    def is_share(self) -> bool:
        """Whether the outcome is yes or no, so that its mean is a share."""
        return bool(np.isin(self.outcome, (0, 1)).all())

    @cached_property
    def relative_weights(self) -> Floats:
        """Weights with mean 1; all 1 without any."""
        if self.weights is None:
            return np.ones(self.size)
        return np.asarray(self.weights / self.weights.mean(), dtype=np.float64)

    @cached_property
    def design(self) -> Floats:
        """Ones, then each column of the covariates, centred and scaled; a column that the others
        already say is left out."""
        columns = [c for covariate in self.covariates for _, c in covariate.columns]
        varying = [(c - c.mean()) / c.std() for c in columns if np.ptp(c) > 0]
        return _independent(np.column_stack([np.ones(self.size), *varying]))

    @property
    def said_twice(self) -> int:
        """How many columns of the covariates were left out of the design."""
        return 1 + sum(len(each.columns) for each in self.covariates) - len(self.design[0])

    def unweighted(self) -> Subjects:
        return replace(self, weights=None)

    def with_control_as_outcome(self) -> Subjects:
        assert self.control is not None
        return replace(self, outcome=self.control, control=None)


def _independent(columns: Floats) -> Floats:
    """The columns, first come first kept, without those that the kept ones already say. Through
    the small matrix of products, as columns are scaled: quick for many subjects."""
    products = columns.T @ columns / len(columns)
    kept: list[int] = []
    for column in range(columns.shape[1]):
        tried = [*kept, column]
        if np.linalg.eigvalsh(products[np.ix_(tried, tried)])[0] > 1e-9:
            kept = tried
    return columns[:, kept]


def _check_clusters(clusters: Ints, treated: Floats) -> None:
    names, numbers = np.unique(clusters, return_inverse=True)
    if len(names) < 2:
        raise CannotCompareError(
            "All subjects are in one cluster, so nothing says how clusters vary.",
            "name the column by which subjects were given the treatment, or none.",
        )
    shares = np.bincount(numbers, weights=treated) / np.bincount(numbers)
    given, not_given = int((shares == 1).sum()), int((shares == 0).sum())
    if given + not_given == len(names) and min(given, not_given) < FEWEST_CLUSTERS:
        raise CannotCompareError(
            f"Whole clusters got it or did not, {given} and {not_given} of them: errors from under "
            f"{FEWEST_CLUSTERS} on a side would be far too small.",
            "compare the clusters before and after: upheld pilot units.",
        )


def _check_arms(treated: Floats) -> None:
    if not np.isin(treated, (0, 1)).all():
        raise CannotCompareError(
            "The treatment is not 0 or 1 for everybody.",
            "say which of its values count as given.",
        )
    given = int(treated.sum())
    for count, arm in ((given, "got it"), (len(treated) - given, "did not")):
        if count < FEWEST:
            raise CannotCompareError(
                f"Only {count} of {len(treated)} subjects {arm}: there is hardly anybody to "
                f"compare with (at least {FEWEST} are needed).",
                "check which values count as given, or wait for more interviews.",
            )


def what_separates(covariates: Sequence[Covariate], target: Floats) -> tuple[str, ...]:
    """Each category, and each number, that alone settles whether ``target`` is 0 or 1."""
    found = []
    for covariate in covariates:
        for name, column in covariate.shown:
            if covariate.is_category:
                inside = target[column == 1]
                if np.ptp(inside) == 0:
                    found.append(f"{name} ({len(inside)} subjects)")
            elif _apart(column[target == 1], column[target == 0]):
                found.append(name)
    return tuple(found)


def _apart(first: Floats, second: Floats) -> bool:
    return bool(first.min() >= second.max() or second.min() >= first.max())
