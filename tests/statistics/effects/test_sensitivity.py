"""How much error, or what hidden cause, would undo a figure."""

from __future__ import annotations

from itertools import product

import doubleml as dml
import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from tests.statistics.effects.conftest import sample

from upheld.statistics.effects.means import Means, Models, aipw
from upheld.statistics.effects.recall import RecallErrors, recall
from upheld.statistics.effects.robustness import robustness
from upheld.statistics.effects.subjects import Covariate, Subjects


@pytest.mark.parametrize("seed", [1, 2])
def test_the_robustness_value_is_that_of_doubleml_on_the_same_models(seed: int) -> None:
    subjects = sample(600, seed, numeric=True)
    models = Models(subjects)
    treated, untreated = models.outcomes
    data = dml.DoubleMLData.from_arrays(subjects.design[:, 1:], subjects.outcome, subjects.treated)
    peer = dml.DoubleMLIRM(data, LinearRegression(), LogisticRegression(), n_folds=2)
    nuisances = {"ml_g0": untreated, "ml_g1": treated, "ml_m": models.propensity}
    peer.fit(external_predictions={"d": {k: v.reshape(-1, 1) for k, v in nuisances.items()}})
    peer.sensitivity_analysis()
    means = aipw(models)
    assert means.difference == pytest.approx(peer.coef[0], abs=1e-8)
    found = robustness(models, means, None)
    assert found.value == pytest.approx(peer.sensitivity_params["rv"][0], abs=1e-4)
    # doubleml 0.11 divides the score by its derivative, -1, and so adds the figure's influence with
    # its sign turned. Turned likewise, ours is the same; the right sign stays.
    turned = Means(
        means.treated, means.untreated, -means.treated_influence, -means.untreated_influence
    )
    as_peer = robustness(models, turned, None)
    assert as_peer.limit == pytest.approx(peer.sensitivity_params["rva"][0], abs=1e-4)
    assert found.limit == pytest.approx(as_peer.limit, rel=0.05)


def test_at_the_limits_value_the_lowest_figure_just_reaches_nought() -> None:
    """By its definition, with the influence of the biased figure worked out by hand."""
    subjects = sample(600, 1)
    models, y, t = Models(subjects), subjects.outcome, subjects.treated
    means, e, (m1, m0) = aipw(models), models.propensity, models.outcomes
    r = robustness(models, means, None).limit
    strength = r / (1 - r) ** 0.5

    def lowest(w: np.ndarray) -> float:
        """The figure less the bias, subjects counting as ``w``."""
        figure = np.average(m1 - m0 + t * (y - m1) / e - (1 - t) * (y - m0) / (1 - e), weights=w)
        sigma2 = np.average((y - np.where(t == 1, m1, m0)) ** 2, weights=w)
        riesz = t / e - (1 - t) / (1 - e)
        nu2 = np.average(2 * (1 / e + 1 / (1 - e)) - riesz**2, weights=w)
        return float(figure - strength * (sigma2 * nu2) ** 0.5)

    everybody = np.ones(600)
    moved = []
    for i in range(600):
        nudged = everybody.copy()
        nudged[i] += 1e-5
        moved.append((lowest(nudged) - lowest(everybody)) / 1e-5)
    error = float(np.sqrt(np.sum(np.square(moved))))
    assert lowest(everybody) - 1.644854 * error == pytest.approx(0, abs=1e-5)


def remembered(yes: float, no: float, share: float = 0.66, size: int = 10_000) -> Subjects:
    """Of the satisfied the share ``yes`` say that they got it, of the others ``no``."""
    happy = np.arange(size) < share * size
    said = np.zeros(size)
    said[: round(yes * share * size)] = 1
    first = round(share * size)
    said[first : first + round(no * (size - first))] = 1
    return Subjects(said, happy.astype(float), (Covariate("x", np.arange(size) % 7.0),))


def gap(subjects: Subjects) -> float:
    given = subjects.treated == 1
    return float(subjects.outcome[given].mean() - subjects.outcome[~given].mean())


def test_the_smallest_difference_in_recall_that_makes_the_gap_is_the_one_seen() -> None:
    subjects = remembered(0.40, 0.20)
    found = recall(subjects, gap(subjects), gap(subjects), None)
    assert found.whole_gap == pytest.approx(0.20, abs=1e-3)
    assert found.adjusted_gap == pytest.approx(found.whole_gap)


def test_no_smaller_difference_in_recall_makes_the_gap() -> None:
    """Every error on a grid under which receipt and outcome are truly independent."""
    smallest = 1.0
    steps = np.linspace(0, 1, 21)
    for true, a1, a0, b1, b0 in product(steps, steps, steps, steps, steps[15:]):
        yes, no = true * a1 + (1 - true) * (1 - b1), true * a0 + (1 - true) * (1 - b0)
        if abs(yes - 0.40) < 1e-9 and abs(no - 0.20) < 1e-9:
            smallest = min(smallest, max(abs(a1 - a0), abs(b1 - b0)))
    assert smallest == pytest.approx(0.20)


def test_where_nobody_knows_how_large_errors_are_they_could_make_it_all() -> None:
    subjects = remembered(0.9, 0.1)
    found = recall(subjects, gap(subjects), gap(subjects), None)
    assert (found.lowest, found.highest) == (None, None)
    assert found.could_make_all()


def test_recall_without_error_corrects_nothing() -> None:
    subjects = remembered(0.5, 0.3)
    exact = RecallErrors((1.0, 1.0), (1.0, 1.0), 0.0)
    found = recall(subjects, gap(subjects), 0.1, exact)
    assert (found.lowest, found.highest) == pytest.approx((0.1, 0.1))
    assert not found.could_make_all()


def test_equal_forgetting_hides_part_of_the_gap_and_makes_none() -> None:
    """Truly 0.8 and 0.4 got it; everyone forgets a quarter."""
    subjects = remembered(0.6, 0.3)
    found = recall(subjects, gap(subjects), gap(subjects), RecallErrors((0.75, 0.75), (1, 1), 0))
    true = gap(remembered(0.8, 0.4))
    assert (found.lowest, found.highest) == pytest.approx((true, true), abs=1e-3)
    assert true > gap(subjects)


def test_errors_that_may_differ_by_more_can_make_more() -> None:
    subjects = remembered(0.5, 0.35)
    widths = []
    for difference in (0.0, 0.1, 0.2):
        found = recall(
            subjects, gap(subjects), gap(subjects), RecallErrors((0.5, 1.0), (0.8, 1.0), difference)
        )
        assert found.lowest is not None
        assert found.highest is not None
        widths.append((found.lowest, found.highest))
    assert widths[0][0] > widths[1][0] > widths[2][0]
    assert widths[0][1] < widths[1][1] < widths[2][1]
    assert widths[0][0] > 0  # the same errors for both cannot make a gap
    assert widths[2][0] < 0


def test_what_covariates_explain_need_not_be_explained_by_recall() -> None:
    subjects = remembered(0.40, 0.20)
    found = recall(subjects, gap(subjects), gap(subjects) / 2, None)
    assert found.adjusted_gap < 0.6 * found.whole_gap


@pytest.mark.parametrize(("yes", "no"), [(0.40, 0.20), (0.20, 0.40)])
def test_what_adjustment_made_larger_needs_a_larger_difference_in_recall(
    yes: float, no: float
) -> None:
    subjects = remembered(yes, no)
    naive, adjusted = gap(subjects), 1.5 * gap(subjects)
    found = recall(subjects, naive, adjusted, None)
    assert found.adjusted_gap > 1.2 * found.whole_gap
    sign = 1 if yes > no else -1
    left = remembered(yes - sign * found.adjusted_gap, no)
    assert gap(left) == pytest.approx(naive - adjusted, abs=1e-3)


def test_errors_that_no_data_of_this_kind_can_have_leave_nothing_to_say() -> None:
    """Nobody claims what they did not get, and yet more claim it than a specificity of 1 allows."""
    subjects = remembered(0.95, 0.9)
    found = recall(subjects, gap(subjects), gap(subjects), RecallErrors((0.5, 0.6), (1, 1), 0))
    assert found.lowest is None
    assert found.could_make_all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sensitivity": (0.9, 0.5)}, "sensitivity: expected two numbers"),
        ({"specificity": (0.9, 1.5)}, "specificity: expected two numbers"),
        ({"sensitivity": (0.1, 0.5), "specificity": (0.5, 1.0)}, "less than chance"),
        ({"difference": 2.0}, "difference: expected"),
    ],
)
def test_limits_that_cannot_be_are_refused(given: dict, said: str) -> None:
    sound = {"sensitivity": (0.5, 1.0), "specificity": (0.8, 1.0), "difference": 0.2}
    with pytest.raises(ValueError, match=said):
        RecallErrors(**{**sound, **given})
