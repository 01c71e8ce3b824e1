"""Small samples of which everything is known."""

from __future__ import annotations

import numpy as np
import pytest

from upheld.statistics.effects.subjects import Covariate, Subjects


def sample(
    size: int = 400,
    seed: int = 1,
    *,
    numeric: bool = False,
    weighted: bool = False,
    clusters: int = 0,
) -> Subjects:
    """Confounded by a number and a category, moderately."""
    draws = np.random.default_rng(seed)
    age, kind = draws.normal(size=size), draws.integers(3, size=size)
    treated = (draws.random(size) < 1 / (1 + np.exp(-0.6 * age - 0.4 * (kind == 1)))).astype(float)
    better = 0.3 + 0.5 * age + 0.5 * treated - 0.4 * (kind == 2)
    if numeric:
        outcome = better + draws.normal(size=size)
    else:
        outcome = (draws.random(size) < 1 / (1 + np.exp(-better))).astype(float)
    return Subjects(
        treated,
        outcome,
        (Covariate("age", age), Covariate("kind", tuple("abc"[each] for each in kind))),
        weights=draws.uniform(0.5, 3, size) if weighted else None,
        clusters=draws.integers(clusters, size=size) if clusters else None,
    )


@pytest.fixture
def subjects() -> Subjects:
    return sample()
