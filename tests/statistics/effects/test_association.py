"""What may be said of a comparison: refused, doubted, let stand; never without its caveats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.statistics.effects.conftest import sample

from upheld.statistics.effects.association import Association, association
from upheld.statistics.effects.design import EffectDesign, Receipt
from upheld.statistics.effects.means import Models
from upheld.statistics.effects.overlap import balance, overlap
from upheld.statistics.effects.subjects import CannotCompareError, Covariate, Subjects
from upheld.statistics.effects.uncertainty import Estimate, difference, evalue, evalues

DESIGN = EffectDesign("given", "happy", ("age", "kind"), receipt=Receipt.RECORDED)


def with_treatment(subjects: Subjects, treated: np.ndarray) -> Subjects:
    return replace(subjects, treated=treated.astype(float))


# ------------------------------------------------------------------- nothing without caveats


def test_no_part_of_an_association_that_can_be_had_alone_is_a_number(subjects: Subjects) -> None:
    found = association(subjects, DESIGN)
    public = [getattr(found, name) for name in dir(found) if not name.startswith("_")]
    assert not [each for each in public if isinstance(each, int | float | Estimate | dict)]


def test_every_way_of_printing_it_says_verdict_and_caveats(subjects: Subjects) -> None:
    found = association(subjects, DESIGN)
    for printed in (str(found), repr(found), f"{found}", str(found.plain())):
        assert str(found.verdict) in printed
        assert found.caveats
        assert all(caveat in printed for caveat in found.caveats)
        assert "'outcome': 'happy'" in printed or "happy" in printed


def test_an_estimate_cannot_be_printed_by_itself(subjects: Subjects) -> None:
    one = Estimate(0.123, 0.1, 0.0, 0.2)
    assert "0.123" not in str(one) + repr(one) + repr([one])
    with pytest.raises(TypeError):
        f"{one:.2f}"
    with pytest.raises(TypeError):
        f"{one}"


def test_the_word_effect_is_never_claimed(subjects: Subjects) -> None:
    text = str(association(subjects, DESIGN))
    assert text.count("effect") == text.count("not an effect")


# ----------------------------------------------------------------------------------- refused


def refused(subjects: Subjects) -> CannotCompareError:
    with pytest.raises(CannotCompareError) as caught:
        association(subjects, DESIGN)
    assert caught.value.next_step
    return caught.value


def test_a_category_of_which_everybody_got_it_is_named(subjects: Subjects) -> None:
    kinds = np.array(subjects.covariates[1].values)
    treated = np.where(kinds == "b", 1.0, subjects.treated)
    assert "kind = b" in refused(with_treatment(subjects, treated)).what


def test_a_number_that_settles_who_got_it_is_named(subjects: Subjects) -> None:
    age = np.asarray(subjects.covariates[0].values)
    error = refused(with_treatment(subjects, age > 0.3))
    assert error.what.startswith("No overlap: age settles")


def test_propensities_that_crowd_nought_and_one_are_refused() -> None:
    draws = np.random.default_rng(4)
    x = draws.normal(size=3000)
    treated = (draws.random(3000) < 1 / (1 + np.exp(-2 * x))).astype(float)
    outcome = (draws.random(3000) < 0.5).astype(float)
    with pytest.raises(CannotCompareError, match=r"No overlap: .* propensity under 0.05 or over"):
        association(Subjects(treated, outcome, (Covariate("x", x),)), DESIGN)


def test_a_figure_that_would_rest_on_one_subject_is_refused() -> None:
    draws = np.random.default_rng(7)
    x = draws.normal(size=600)
    treated = (draws.random(600) < 1 / (1 + np.exp(-x))).astype(float)
    x[0], treated[0] = -14.0, 1.0  # treated, though nobody like them is
    outcome = (draws.random(600) < 0.5).astype(float)
    with pytest.raises(CannotCompareError, match="a comparison would rest on a few"):
        association(Subjects(treated, outcome, (Covariate("x", x),)), DESIGN)


def test_an_outcome_that_is_all_but_certain_for_some_is_still_modelled() -> None:
    draws = np.random.default_rng(8)
    x = draws.normal(size=4000)
    x[:4] = 6.0
    treated = (draws.random(4000) < 0.5).astype(float)
    outcome = (draws.random(4000) < 1 / (1 + np.exp(-4 * x))).astype(float)
    found = association(Subjects(treated, outcome, (Covariate("x", x),)), DESIGN)
    assert abs(found.plain()["aipw"]["estimate"]) < 0.05


def test_a_treatment_that_is_rare_but_falls_as_by_lot_is_not_refused() -> None:
    draws = np.random.default_rng(5)
    x = draws.normal(size=4000)
    treated = (draws.random(4000) < 0.03).astype(float)
    outcome = (draws.random(4000) < 0.5).astype(float)
    found = overlap(Models(Subjects(treated, outcome, (Covariate("x", x),))))
    assert found.outside > 0.9
    assert found.treated.effective > 0.9 * found.treated.n


def test_an_outcome_settled_by_a_category_among_those_who_got_it_is_named() -> None:
    subjects = sample(600)
    kinds = np.array(subjects.covariates[1].values)
    outcome = np.where((kinds == "c") & (subjects.treated == 1), 1.0, subjects.outcome)
    error = refused(replace(subjects, outcome=outcome))
    assert error.what.startswith("Perfect separation: among those who got it, kind = c")


def test_an_arm_in_which_every_outcome_is_the_same_is_said() -> None:
    subjects = sample(400)
    outcome = np.where(subjects.treated == 1, 1.0, subjects.outcome)
    assert "who got it every outcome is 1" in refused(replace(subjects, outcome=outcome)).what


def test_covariates_that_say_the_same_in_one_arm_are_said() -> None:
    subjects = sample(600)
    age = np.asarray(subjects.covariates[0].values)
    draws = np.random.default_rng(99)
    shadow = np.where(subjects.treated == 1, age, draws.normal(size=600))
    error = refused(
        replace(subjects, covariates=(*subjects.covariates, Covariate("shadow", shadow)))
    )
    assert "who got it some covariates say the same" in error.what


def test_an_outcome_without_variation_is_refused(subjects: Subjects) -> None:
    with pytest.raises(CannotCompareError, match="does not vary: all 400 subjects have 1"):
        replace(subjects, outcome=np.ones(400))


@pytest.mark.parametrize(("treated", "what"), [(0.0, "Only 0 .* got it"), (1.0, "Only 0 .* not")])
def test_an_empty_arm_is_refused(subjects: Subjects, treated: float, what: str) -> None:
    with pytest.raises(CannotCompareError, match=what):
        replace(subjects, treated=np.full(400, treated))


def test_one_cluster_says_nothing_of_clusters(subjects: Subjects) -> None:
    with pytest.raises(CannotCompareError, match="All subjects are in one cluster"):
        replace(subjects, clusters=np.zeros(400, dtype=int))


@pytest.mark.parametrize("treated", [1, 3])
def test_a_treatment_of_under_four_whole_clusters_is_refused(treated: int) -> None:
    subjects = sample(480)
    clusters = np.arange(480) % 12
    with pytest.raises(CannotCompareError, match=rf"Whole clusters got it or did not, {treated}"):
        replace(subjects, clusters=clusters, treated=(clusters < treated).astype(float))
    assert replace(subjects, clusters=clusters, treated=(clusters < 4).astype(float)).size == 480


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_a_weight_that_is_none_is_refused(subjects: Subjects, weight: float) -> None:
    weights = np.ones(400)
    weights[3] = weight
    with pytest.raises(CannotCompareError, match="A weight is nought"):
        replace(subjects, weights=weights)


# ----------------------------------------------------------------------------------- doubted


def reasons(found: Association) -> str:
    return " ".join(found.reasons)


def test_without_a_negative_control_nothing_can_be_told(subjects: Subjects) -> None:
    found = association(subjects, DESIGN)
    assert found.verdict == "cannot tell"
    assert "No negative-control outcome is named" in reasons(found)


def test_a_control_too_uncertain_to_show_a_movement_does_not_let_a_figure_stand() -> None:
    draws = np.random.default_rng(6)
    subjects = sample(3000, seed=2)
    few = replace(
        subjects, control=draws.normal(size=3000) * np.where(draws.random(3000) < 0.01, 60, 0.1)
    )
    found = association(few, replace(DESIGN, negative_control="ease"))
    moved, loose = found.plain()["negative_control"]["moves"], "is too uncertain"
    assert moved is False
    assert (loose in reasons(found)) == (found.plain()["negative_control"]["could_show"] is False)


def test_a_figure_that_chance_could_make_is_doubted(subjects: Subjects) -> None:
    draws = np.random.default_rng(8)
    nothing = replace(subjects, outcome=(draws.random(400) < 0.6).astype(float))
    assert "may be nought" in reasons(association(nothing, DESIGN))


def test_few_clusters_are_said(subjects: Subjects) -> None:
    few = replace(subjects, clusters=np.arange(400) % 12)
    found = association(few, replace(DESIGN, clusters="bcu"))
    assert any("only 12 clusters (bcu)" in each for each in found.caveats)
    wide, narrow = (association(s, DESIGN).plain()["aipw"] for s in (few, subjects))
    reach = (wide["upper"] - wide["lower"]) / 2 / wide["se"]
    assert reach == pytest.approx(2.200985, abs=1e-5)  # t on 11 degrees
    assert narrow["upper"] - narrow["lower"] == pytest.approx(2 * 1.959964 * narrow["se"])


def test_few_subjects_beside_the_columns_of_a_model_are_said() -> None:
    few, many = (association(sample(size), DESIGN) for size in (120, 2000))
    assert any(
        each.startswith("Few for so many covariates: 3 columns, and as few as")
        for each in few.caveats
    )
    assert not any(each.startswith("A model has") for each in many.caveats)


def test_rows_left_out_are_said(subjects: Subjects) -> None:
    found = association(subjects, DESIGN, left_out=100)
    assert any(each.startswith("100 rows (20.0%)") for each in found.caveats)
    assert found.plain()["left_out"] == 100


def test_a_covariate_that_says_what_another_says_is_left_out_and_said(subjects: Subjects) -> None:
    age, kind = subjects.covariates
    doubled = Covariate("months", np.asarray(age.values) * 12)
    twice = association(replace(subjects, covariates=(age, kind, doubled)), DESIGN)
    once = association(subjects, DESIGN)
    assert twice.plain()["aipw"] == pytest.approx(once.plain()["aipw"])
    assert any(each.startswith("Left out of the models") for each in twice.caveats)


def test_with_weights_the_figures_without_them_stand_beside() -> None:
    weighted = sample(weighted=True)
    found = association(weighted, replace(DESIGN, weight="w")).plain()
    plain = association(weighted.unweighted(), DESIGN).plain()
    assert found["unweighted"]["aipw"] == plain["aipw"]
    assert found["aipw"] != plain["aipw"]
    assert plain["unweighted"] is None


# ------------------------------------------------------------------------ beside the figures


def test_weighting_brings_the_covariates_into_balance() -> None:
    found = balance(Models(sample(4000)))
    assert [each.covariate for each in found] == ["age", "kind = a", "kind = b", "kind = c"]
    assert max(abs(each.before) for each in found) > 0.3
    assert max(abs(each.after) for each in found) < 0.06


def test_a_standardised_difference_is_that_of_its_definition(subjects: Subjects) -> None:
    age = np.asarray(subjects.covariates[0].values)
    one, other = age[subjects.treated == 1], age[subjects.treated == 0]
    by_hand = (one.mean() - other.mean()) / ((one.var() + other.var()) / 2) ** 0.5
    assert balance(Models(subjects))[0].before == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("ratio", "expected"),
    # VanderWeele and Ding (2017): 3.9 gives 7.26, its limit 1.8 gives 3.0; under 1 it is inverted.
    [(3.9, 7.26), (1.8, 3.0), (1 / 3.9, 7.26), (1.0, 1.0)],
)
def test_e_values_are_those_published(ratio: float, expected: float) -> None:
    assert evalue(ratio) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("ratio", "limit"),
    [((2.0, 1.5, 2.7), 1.5), ((0.5, 0.4, 0.7), 0.7), ((1.2, 0.9, 1.6), 1.0)],
)
def test_the_e_value_of_the_limit_is_that_of_the_one_nearer_to_one(
    ratio: tuple[float, float, float], limit: float
) -> None:
    found = evalues(Estimate(ratio[0], 0.1, *ratio[1:]))
    assert found["limit"] == pytest.approx(evalue(limit))


def test_numbers_are_compared_by_their_means(subjects: Subjects) -> None:
    found = association(sample(numeric=True), DESIGN).plain()
    assert found["evalue"] is None
    assert found["recall"] is None
    assert any("The outcome is a number" in each for each in found["caveats"])
    assert found["aipw"]["estimate"] == pytest.approx(0.5, abs=0.25)


def test_an_interval_is_an_estimate_and_its_error(subjects: Subjects) -> None:
    from upheld.statistics.effects.means import naive

    found = difference(naive(subjects), None)
    assert found.upper - found.estimate == pytest.approx(found.estimate - found.lower)


def numbers_in(plain: object) -> list[float]:
    if isinstance(plain, dict):
        return [n for each in plain.values() for n in numbers_in(each)]
    if isinstance(plain, list | tuple):
        return [n for each in plain for n in numbers_in(each)]
    return [plain] if isinstance(plain, float) else []


@given(st.integers(0, 10**6), st.integers(25, 120), st.floats(0.1, 0.9), st.booleans())
@settings(max_examples=60)
def test_small_odd_data_are_refused_with_a_next_step_or_give_finite_figures_in_order(
    seed: int, size: int, share: float, numeric: bool
) -> None:
    draws = np.random.default_rng(seed)
    outcome = draws.normal(size=size) if numeric else (draws.random(size) < share).astype(float)
    covariates = (
        Covariate("x", draws.integers(3, size=size).astype(float)),
        Covariate("k", tuple("abcd"[each] for each in draws.integers(4, size=size))),
    )
    try:
        treated = (draws.random(size) < share).astype(float)
        weights = draws.uniform(0.1, 9, size) if seed % 2 else None
        clusters = draws.integers(6, size=size) if seed % 3 else None
        subjects = Subjects(treated, outcome, covariates, weights, clusters)
        plain = association(subjects, DESIGN).plain()
    except CannotCompareError as error:
        assert error.what
        assert error.next_step
        return
    assert np.isfinite(numbers_in(plain)).all()
    for way in ("naive", "standardised", "ipw", "aipw"):
        assert plain[way]["lower"] < plain[way]["estimate"] < plain[way]["upper"]
        assert plain[way]["se"] > 0
    assert 0 < plain["overlap"]["lowest"] <= plain["overlap"]["highest"] < 1
