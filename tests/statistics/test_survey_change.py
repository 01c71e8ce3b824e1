"""Changes between waves: the error, the test, the false discovery rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm

from upheld.statistics.many_tests import adjusted, findings
from upheld.statistics.survey_change import Change, change, judged

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(P_VALUES)
def test_adjusted_p_values_are_those_of_scipy(values: list[float]) -> None:
    assert adjusted(values) == pytest.approx(tuple(false_discovery_control(values)))


@given(P_VALUES, st.sampled_from([0.01, 0.05, 0.2]))
def test_a_finding_is_what_has_an_adjusted_p_up_to_the_rate(
    values: list[float], rate: float
) -> None:
    told = zip(adjusted(values), findings(values, rate), strict=True)
    assert all(found == (p <= rate) for p, found in told if abs(p - rate) > 1e-12)


def test_no_p_values_give_none() -> None:
    assert adjusted([]) == ()


def test_shared_first_stage_units_take_their_covariance_out_of_the_error() -> None:
    apart = change(0.6, 0.7, variances=(0.0016, 0.0009), covariance=0.0, df=50)
    shared = change(0.6, 0.7, variances=(0.0016, 0.0009), covariance=0.0005, df=50)
    assert apart.se == pytest.approx(0.05)
    assert shared.se == pytest.approx(np.sqrt(0.0015))
    assert shared.p is not None
    assert apart.p is not None
    assert shared.p < apart.p


@pytest.mark.parametrize(("variances", "df"), [((0.0, 0.0), 20), ((0.01, 0.01), 0)])
def test_without_an_error_there_is_no_verdict(variances: tuple[float, float], df: int) -> None:
    unknown = change(0.6, 0.7, variances=variances, covariance=0.0, df=df)
    assert (unknown.se, unknown.p) == (None, None)
    [found] = judged([unknown])
    assert found.verdict is None


def moved(z: float) -> Change:
    return change(0.5, 0.5 + 0.01 * z, variances=(0.0001, 0.0), covariance=0.0, df=10**6)


def test_of_many_units_that_do_not_change_hardly_any_is_called_a_change() -> None:
    """400 force editions of 12 BCUs each, nothing moving: about 5% of editions call anything."""
    random = np.random.default_rng(7)
    called = sum(
        any(each.verdict != "no change" for each in judged([moved(z) for z in row]))
        for row in random.standard_normal((400, 12))
    )
    assert called <= 35


def test_a_large_change_among_many_is_found_and_has_its_direction() -> None:
    quiet = [moved(z) for z in norm.ppf(np.linspace(0.1, 0.9, 11))]
    *rest, fell = judged([*quiet, moved(-5)])
    assert fell.verdict == "fall"
    assert {each.verdict for each in rest} == {"no change"}
