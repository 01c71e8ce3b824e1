"""The four figures, against statsmodels, against a slow obvious version and against laws."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from math import exp, log

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from statsmodels.treatment.treatment_effects import TreatmentEffect
from tests.statistics.effects.conftest import sample

from upheld.statistics.effects.means import Models, aipw, ipw, naive, standardised
from upheld.statistics.effects.subjects import Covariate, Subjects
from upheld.statistics.effects.uncertainty import difference, standard_error


def peer(subjects: Subjects) -> TreatmentEffect:
    """statsmodels has linear models of the outcome only."""
    selection = sm.Logit(subjects.treated, subjects.design).fit(disp=0)
    return TreatmentEffect(
        sm.OLS(subjects.outcome, subjects.design),
        subjects.treated.astype(int),
        results_select=selection,
    )


@pytest.mark.parametrize(("ours", "theirs"), [(standardised, "ra"), (ipw, "ipw"), (aipw, "aipw")])
def test_figures_and_errors_are_those_of_statsmodels(ours, theirs: str) -> None:
    subjects = sample(numeric=True)
    found = difference(ours(Models(subjects)), None)
    expected = getattr(peer(subjects), theirs)(return_results=True)
    assert found.estimate == pytest.approx(expected.effect[0], abs=1e-5)
    # Its aipw adds what estimating the models does in a finite sample, which is of lower order.
    close = 0.01 if theirs == "aipw" else 1e-4
    assert found.se == pytest.approx(expected.sd[0], rel=close)


def test_models_are_those_of_statsmodels() -> None:
    subjects = sample(weighted=True)
    models = Models(subjects)
    w = subjects.relative_weights
    logit = sm.GLM(subjects.treated, subjects.design, family=sm.families.Binomial(), freq_weights=w)
    assert models.propensity == pytest.approx(logit.fit(tol=1e-12).predict(), abs=1e-8)


def test_standardisation_gives_what_statas_manual_gives() -> None:
    """teffects ra (bweight prenatal1 mmarried mage fbaby) (mbsmoke), on data that come with
    statsmodels: 4,642 births (Cattaneo, Journal of Econometrics 155 (2010) 138)."""
    file = files("statsmodels.treatment.tests.results") / "cataneo2.csv"
    births = pl.read_csv(file.read_bytes())
    names = ("prenatal1_", "mmarried_", "mage", "fbaby_")
    subjects = Subjects(
        births["mbsmoke_"].to_numpy().astype(float),
        births["bweight"].to_numpy().astype(float),
        tuple(Covariate(name, births[name].to_numpy().astype(float)) for name in names),
    )
    means = standardised(Models(subjects))
    found = difference(means, None)
    assert (found.estimate, found.se) == pytest.approx((-239.6392, 23.82402), abs=5e-5)
    assert (means.treated, means.untreated) == pytest.approx((3163.603, 3403.242), abs=5e-4)


def slowly(subjects: Subjects) -> dict[str, float]:
    """Each figure by its definition, one subject at a time, from models fitted by gradient."""
    x, y, t = subjects.design, subjects.outcome, subjects.treated
    w = subjects.relative_weights
    chance = climb(x, t, w)
    outcome1, outcome0 = climb(x, y, w * t), climb(x, y, w * (1 - t))
    total = up1 = up0 = down1 = down0 = g = a = n1 = n0 = s1 = s0 = 0.0
    for i in range(len(y)):
        e, m1, m0 = (1 / (1 + exp(-float(x[i] @ b))) for b in (chance, outcome1, outcome0))
        total += w[i]
        n1, n0 = n1 + w[i] * t[i], n0 + w[i] * (1 - t[i])
        s1, s0 = s1 + w[i] * t[i] * y[i], s0 + w[i] * (1 - t[i]) * y[i]
        up1, down1 = up1 + w[i] * t[i] * y[i] / e, down1 + w[i] * t[i] / e
        up0, down0 = up0 + w[i] * (1 - t[i]) * y[i] / (1 - e), down0 + w[i] * (1 - t[i]) / (1 - e)
        g += w[i] * (m1 - m0)
        a += w[i] * (m1 - m0 + t[i] * (y[i] - m1) / e - (1 - t[i]) * (y[i] - m0) / (1 - e))
    return {
        "naive": s1 / n1 - s0 / n0,
        "standardised": g / total,
        "ipw": up1 / down1 - up0 / down0,
        "aipw": a / total,
    }


def climb(x, y, w) -> np.ndarray:
    """The greatest likelihood by plain steps uphill."""
    b = np.zeros(x.shape[1])
    for _ in range(20_000):
        uphill = x.T @ (w * (y - 1 / (1 + np.exp(-x @ b)))) / w.sum()
        b = b + uphill
        if np.abs(uphill).max() < 1e-11:
            break
    return b


@pytest.mark.parametrize("weighted", [False, True])
def test_figures_are_those_of_their_definitions(weighted: bool) -> None:
    subjects = sample(300, weighted=weighted)
    models = Models(subjects)
    found = {
        "naive": naive(subjects), "standardised": standardised(models), "ipw": ipw(models),
        "aipw": aipw(models),
    }  # fmt: skip
    assert {name: each.difference for name, each in found.items()} == pytest.approx(
        slowly(subjects), abs=1e-7
    )


@pytest.mark.parametrize("way", [lambda m: naive(m.subjects), standardised, ipw])
@pytest.mark.parametrize("weighted", [False, True])
def test_an_influence_is_how_the_figure_moves_with_a_subjects_weight(way, weighted: bool) -> None:
    subjects = sample(120, weighted=weighted)
    weights = subjects.relative_weights
    influence = way(Models(subjects)).difference_influence
    for i in (0, 7, 50):
        moved = []
        for step in (1e-4, -1e-4):
            nudged = weights.copy()
            nudged[i] *= 1 + step
            moved.append(way(Models(replace(subjects, weights=nudged))).difference)
        slope = (moved[0] - moved[1]) / 2e-4 * len(weights)
        assert influence[i] == pytest.approx(slope, abs=1e-4)


def test_an_error_is_that_of_leaving_out_one_subject_at_a_time() -> None:
    subjects = sample(150)

    def without(i: int) -> float:
        keep = np.arange(150) != i
        covariates = tuple(
            replace(
                each,
                values=tuple(v for v, k in zip(each.values, keep, strict=True) if k)
                if each.is_category
                else each.values[keep],
            )
            for each in subjects.covariates
        )
        one_less = Subjects(subjects.treated[keep], subjects.outcome[keep], covariates)
        return aipw(Models(one_less)).difference

    left = np.array([without(i) for i in range(150)])
    jackknife = np.sqrt(149 / 150 * np.sum((left - left.mean()) ** 2))
    found = difference(aipw(Models(subjects)), None)
    assert found.se == pytest.approx(jackknife, rel=0.1)


def test_the_naive_error_is_that_of_two_independent_shares() -> None:
    subjects = sample()
    given = subjects.treated == 1
    parts = [subjects.outcome[arm] for arm in (given, ~given)]
    by_hand = sum(p.mean() * (1 - p.mean()) / len(p) for p in parts) ** 0.5
    found = difference(naive(subjects), None)
    assert found.se == pytest.approx(by_hand)
    assert (found.lower, found.upper) == pytest.approx(
        (found.estimate - 1.959964 * by_hand, found.estimate + 1.959964 * by_hand)
    )


def test_equal_weights_change_nothing_whatever_their_size() -> None:
    subjects = sample()
    same = replace(subjects, weights=np.full(subjects.size, 250.0))
    for way in (standardised, ipw, aipw):
        plain, weighted = (difference(way(Models(each)), None) for each in (subjects, same))
        assert (weighted.estimate, weighted.se) == pytest.approx((plain.estimate, plain.se))


def test_clusters_of_one_give_the_error_without_clusters_but_for_the_small_correction() -> None:
    subjects = sample()
    influence = aipw(Models(subjects)).difference_influence
    alone = standard_error(influence, np.arange(subjects.size))
    correction = (subjects.size / (subjects.size - 1)) ** 0.5
    assert alone == pytest.approx(standard_error(influence, None) * correction)


def test_repeating_every_subject_in_a_cluster_of_copies_leaves_the_error_as_it_was() -> None:
    subjects = sample(200)
    influence = aipw(Models(subjects)).difference_influence
    once = standard_error(influence, np.arange(200))
    twice = standard_error(np.tile(influence, 2), np.tile(np.arange(200), 2))
    assert twice == pytest.approx(once)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = 0
    for seed in range(200):
        draws = np.random.default_rng([seed, 9])
        subjects = sample(500, seed=seed)
        x = dict(subjects.covariates[0].columns)["age"]
        chance = 1 / (1 + np.exp(-x))  # treatment moves nothing: the truth is nought
        outcome = (draws.random(500) < chance).astype(float)
        nothing = replace(subjects, outcome=outcome)
        held += difference(aipw(Models(nothing)), None).holds(0)
    assert 181 <= held <= 198  # 190 expected; four standard errors either way


def test_the_ratio_and_its_interval_are_on_the_logarithm() -> None:
    from upheld.statistics.effects.uncertainty import risk_ratio

    subjects = sample()
    means = naive(subjects)
    found = risk_ratio(means, None)
    assert found is not None
    n1 = subjects.treated.sum()
    n0 = subjects.size - n1
    by_hand = (
        (1 - means.treated) / (n1 * means.treated) + (1 - means.untreated) / (n0 * means.untreated)
    ) ** 0.5
    assert found.se == pytest.approx(by_hand)
    assert log(found.upper) == pytest.approx(
        log(means.treated / means.untreated) + 1.959964 * by_hand
    )
