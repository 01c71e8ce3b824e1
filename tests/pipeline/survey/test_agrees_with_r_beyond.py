"""Blocks of R's answers that no command of ours prints: reproduced from what we have, or by hand.

`trimmed`: weights cut after raking no longer agree with the margins, so ours are bounded within
raking instead. Its estimate is ours to seven digits with its weights given; its error R takes from
residuals on the weights before the cut, which is done here by hand. `svyglm`: we print no table of
a regression; the logistic model behind an association has R's coefficients, and the log odds of
two waves follow from their shares. R's interval of a share of one, [0.5, 0.5], is not copied.
"""

from __future__ import annotations

import csv
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from upheld.statistics.effects.logistic import fit

from .asking import ask, differences, estimates, same
from .conftest import Design
from .test_agrees_with_r import DRAWN, MARGINS, ONE_WAVE, SATISFIED

LOWER, UPPER = 0.3, 3.0  # of the mean weight
SWEEPS = 10  # as R does it
Weights = np.ndarray[tuple[int], np.dtype[np.float64]]
Row = dict[str, str]


def trimmed(weights: Weights, lower: float, upper: float) -> Weights:
    """R's trimWeights, strict: what is cut goes in equal parts to those that are not cut."""
    inside = (weights >= lower) & (weights <= upper)
    if inside.all():
        return weights
    cut = np.clip(weights, lower, upper)
    cut[inside] += (weights - cut).sum() / inside.sum()
    # A cut that lands on a bound by rounding is at the bound.
    near = np.isclose(cut, lower, rtol=1e-12) | np.isclose(cut, upper, rtol=1e-12)
    return trimmed(np.where(near, np.clip(cut, lower, upper), cut), lower, upper)


@pytest.fixture
def raked(wave5: Path, design: Design, tmp_path: Path) -> tuple[list[Row], Weights]:
    """The interviews of the fifth wave, and the weights that `upheld survey weigh` gives them."""
    out = tmp_path / "weighted.csv"
    ask("weigh", wave5, "--design", design(SATISFIED, ONE_WAVE, MARGINS), "--out", out)
    rows = list(csv.DictReader(out.read_text().splitlines()))
    return rows, np.array([float(row["weight"]) for row in rows])


def test_weights_cut_after_raking_are_those_of_r(
    raked: tuple[list[Row], Weights], r_weights: dict[str, dict[str, float]]
) -> None:
    rows, weights = raked
    cut = trimmed(weights, LOWER * weights.mean(), UPPER * weights.mean())
    expected = [r_weights[row["resp_id"]]["trimmed"] for row in rows]
    assert np.allclose(cut, expected, rtol=1e-7, atol=0)
    assert int((weights < LOWER * weights.mean()).sum()) > 100


def test_with_the_cut_weights_given_estimate_and_effective_number_are_those_of_r(
    raked: tuple[list[Row], Weights], r_uss: dict[str, Any], design: Design, tmp_path: Path
) -> None:
    rows, weights = raked
    cut = trimmed(weights, LOWER * weights.mean(), UPPER * weights.mean())
    path = tmp_path / "cut.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], "cut"])
        writer.writeheader()
        writer.writerows({**row, "cut": float(w)} for row, w in zip(rows, cut, strict=True))
    drawn = 'strata = "stratum"\nweight = "cut"'
    [found] = estimates(path, design(SATISFIED, drawn)).values()
    expected = r_uss["results"]["wave5_trimmed"]["overall"]
    names = {"estimate": "est", "n": "n_nonmissing", "effective_n": "kish_neff", "df": "degf"}
    assert differences(found, expected, names) == []
    # Weights that are given explain nothing: raking is not credited, so the error is another.
    assert not same(found["se"], expected["se"])
    assert found["se"] == pytest.approx(expected["se"], rel=0.001)


def test_the_error_of_r_after_a_cut_is_of_residuals_on_the_weights_before_it(
    raked: tuple[list[Row], Weights], r_uss: dict[str, Any]
) -> None:
    rows, weights = raked
    cut = trimmed(weights, LOWER * weights.mean(), UPPER * weights.mean())
    answered = np.array([row["sat7"] not in {"", "NA"} for row in rows])
    share = np.array([float(row["sat7"] in {"5", "6", "7"}) for row in rows])
    total = cut[answered].sum()
    estimate = (cut * share)[answered].sum() / total
    influence = np.where(answered, cut * (share - estimate) / total, 0.0)
    for _ in range(SWEEPS):
        for column in ("age", "sex", "ethnicity"):
            for inside in _groups(rows, column):
                mean = (influence[inside] / weights[inside]).mean()
                influence[inside] -= mean * weights[inside]
    expected = r_uss["results"]["wave5_trimmed"]["overall"]
    assert same(float(estimate), expected["est"])
    assert same(_error(influence, _groups(rows, "stratum")), expected["se"])


def _groups(rows: list[Row], column: str) -> list[np.ndarray[Any, Any]]:
    values = np.array([row[column] for row in rows])
    return [values == each for each in np.unique(values)]


def _error(influence: Weights, strata: list[np.ndarray[Any, Any]]) -> float:
    each = [influence[inside] for inside in strata]
    return float(sum(len(x) * x.var(ddof=1) for x in each) ** 0.5)


@pytest.mark.parametrize("pair", [(1, 2), (1, 5), (2, 4), (3, 5)])
def test_the_log_odds_of_two_waves_are_those_of_svyglm(
    uss: Path, design: Design, r_uss: dict[str, Any], pair: tuple[int, int]
) -> None:
    waves = estimates(uss, design(SATISFIED, DRAWN), "wave")
    first, second = (waves[str(each)] for each in pair)
    expected = r_uss["results"][f"diff_wave_{pair[0]}_{pair[1]}"]["logit"]
    assert same(_logit(second) - _logit(first), expected["b"])
    assert same((_spread(first) ** 2 + _spread(second) ** 2) ** 0.5, expected["se"])


def _logit(figure: dict[str, Any]) -> float:
    return log(figure["estimate"] / (1 - figure["estimate"]))


def _spread(figure: dict[str, Any]) -> float:
    return float(figure["se"] / (figure["estimate"] * (1 - figure["estimate"])))


def test_the_logistic_model_behind_an_association_has_the_coefficients_of_svyglm(
    raked: tuple[list[Row], Weights], r_uss: dict[str, Any]
) -> None:
    rows, weights = raked
    expected = r_uss["results"]["glm_w5_rake"]["coef"]
    answered = np.array([row["sat7"] not in {"", "NA"} for row in rows])
    share = np.array([float(row["sat7"] in {"5", "6", "7"}) for row in rows])
    columns = np.array([[_column(row, name) for name in expected] for row in rows])
    model = fit(columns[answered], share[answered], weights[answered], logistic=True)
    assert all(
        same(found, r) for found, r in zip(model.coefficients, expected.values(), strict=True)
    )


def _column(row: Row, name: str) -> float:
    if name == "(Intercept)":
        return 1.0
    if name in row:
        return float(row[name])
    column = next(each for each in ("crime_type", "age", "bcu") if name.startswith(each))
    return float(row[column] == name.removeprefix(column))
