"""Every figure of the golden survey and of the textbook samples, to seven digits of R's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .asking import ask, differences, estimates, same
from .conftest import HERE, Design

SATISFIED = 'column = "sat7"\nkind = "proportion"\nsuccess = [5, 6, 7]'
DRAWN = 'strata = ["wave", "stratum"]\nweight = "base_w"'
ONE_WAVE = 'strata = "stratum"\nweight = "base_w"'
USS = {
    "estimate": "est",
    "se": "se",
    "deff": "deff_srswor",
    "deff_replace": "deff_replace",
    "n": "n_nonmissing",
    "effective_n": "kish_neff",
    "df": "degf",
}
MARGINS = """
[design.margins]
age = { "16-24" = 3755.5, "25-34" = 5827.5, "35-49" = 6993, "50-64" = 5698, "65+" = 3626 }
sex = { F = 12173, M = 13727 }
ethnicity = { White = 14245, Black = 4144, Asian = 5180, "Mixed/Other" = 2331 }
"""


def assert_same(found: dict[str, Any], expected: dict[str, Any], interval: str = "logit") -> None:
    assert differences(found, expected, USS) == []
    assert same(found["lower"], expected["ci"][interval][0])
    assert same(found["upper"], expected["ci"][interval][1])


def test_every_wave_has_the_figures_of_r(uss: Path, design: Design, r_uss: dict[str, Any]) -> None:
    found = estimates(uss, design(SATISFIED, DRAWN), "wave")
    expected = r_uss["results"]["base"]["by_wave"]
    assert list(found) == list(expected)
    for wave, figures in expected.items():
        assert_same(found[wave], figures)


def test_korn_and_graubards_interval_is_that_of_r(
    uss: Path, design: Design, r_uss: dict[str, Any]
) -> None:
    asked = design(f'{SATISFIED}\ninterval = "korn-graubard"', DRAWN)
    for wave, found in estimates(uss, asked, "wave").items():
        assert_same(found, r_uss["results"]["base"]["by_wave"][wave], "beta")


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [(DRAWN, "overall_pooled"), (f'{DRAWN}\nfpc = "pop"', "overall_pooled_fpc")],
)
def test_all_waves_together_are_those_of_r_with_and_without_population_counts(
    uss: Path, design: Design, r_uss: dict[str, Any], drawn: str, expected: str
) -> None:
    [found] = estimates(uss, design(SATISFIED, drawn)).values()
    assert_same(found, r_uss["results"]["base"][expected])


@pytest.mark.parametrize("column", ["bcu", "crime_type", "age", "ethnicity", "leaflet"])
def test_a_raked_wave_has_the_figures_of_r_in_every_domain(
    wave5: Path, design: Design, r_uss: dict[str, Any], column: str
) -> None:
    found = estimates(wave5, design(SATISFIED, ONE_WAVE, MARGINS), column)
    expected = r_uss["results"]["wave5_rake"][f"by_{column}"]
    assert set(found) == set(expected)
    for value, figures in expected.items():
        assert_same(found[value], figures)


def test_a_raked_wave_and_a_linearly_calibrated_one_are_those_of_r(
    wave5: Path, design: Design, r_uss: dict[str, Any]
) -> None:
    [raked] = estimates(wave5, design(SATISFIED, ONE_WAVE, MARGINS)).values()
    assert_same(raked, r_uss["results"]["wave5_rake"]["overall"])
    linear = design(SATISFIED, ONE_WAVE, f'{MARGINS}\n[weights]\nmethod = "linear"')
    [calibrated] = estimates(wave5, linear).values()
    assert_same(calibrated, r_uss["results"]["wave5_lincal"]["overall"])


@pytest.mark.parametrize(("method", "column"), [("raking", "rake"), ("linear", "lincal")])
def test_the_weights_written_are_those_of_r(
    wave5: Path,
    design: Design,
    r_weights: dict[str, dict[str, float]],
    tmp_path: Path,
    method: str,
    column: str,
) -> None:
    out = tmp_path / "weighted.csv"
    asked = design(SATISFIED, ONE_WAVE, f'{MARGINS}\n[weights]\nmethod = "{method}"')
    found = ask("weigh", wave5, "--design", asked, "--out", out)
    header, *lines = (line.split(",") for line in out.read_text().splitlines())
    at = header.index("resp_id"), header.index("weight")
    ours = {line[at[0]]: float(line[at[1]]) for line in lines}
    assert len(ours) == len(r_weights) == found["diagnostics"]["interviews"]
    assert all(same(ours[one], weights[column]) for one, weights in r_weights.items())
    assert found["diagnostics"]["worst_gap"] < 1e-9


def test_the_mean_of_seven_points_and_its_error_are_those_of_r(
    wave5: Path, design: Design, r_uss: dict[str, Any]
) -> None:
    [found] = estimates(wave5, design('column = "sat7"\nkind = "mean"', ONE_WAVE, MARGINS)).values()
    estimate, se = r_uss["results"]["mean7"]["rake_w5"]
    assert same(found["estimate"], estimate)
    assert same(found["se"], se)


@pytest.mark.parametrize("point", range(1, 8))
def test_the_share_of_each_point_is_that_of_r(
    wave5: Path, design: Design, r_uss: dict[str, Any], point: int
) -> None:
    one = f'column = "sat7"\nkind = "proportion"\nsuccess = [{point}]'
    [found] = estimates(wave5, design(one, ONE_WAVE, MARGINS)).values()
    expected = r_uss["results"]["dist7_rake_w5"]
    assert same(found["estimate"], expected["p"][point - 1])
    assert same(found["se"], expected["se"][point - 1])


def test_a_domain_within_one_stratum_keeps_the_whole_stratum_in_its_error(
    wave5: Path, design: Design, r_uss: dict[str, Any]
) -> None:
    found = estimates(wave5, design(SATISFIED, ONE_WAVE), "bcu", "crime_type", "age")
    cell, expected = found["NX", "HateCrime", "65+"], r_uss["results"]["single_psu_domain"]
    assert differences(cell, expected, {"estimate": "est", "se": "se", "n": "n"}) == []
    assert same(cell["lower"], expected["ci"]["logit"][0])


# ------------------------------------------------------------------------------------- textbooks

NUMBERS = {"estimate": "est", "se": "se", "deff": "deff", "df": "df"}
TEXTBOOK = {
    "strat": 'strata = "type"\nfpc = "of"\nweight = "w"',
    "clus1": 'psu = "district"\nfpc = "of"\nweight = "w"',
    "clus2": 'psu = "district"\nssu = "school"\nfpc = ["of1", "of2"]',
    "nested": 'strata = "region"\npsu = "cluster"\nweight = "w"',
    "whole": 'strata = "type"\nfpc = "of"\nweight = "w"',
}
KINDS = {
    "mean": 'column = "score"\nkind = "mean"',
    "total": 'column = "size"\nkind = "total"',
    "ratio": 'column = "tested"\ndenominator = "size"\nkind = "ratio"',
    "proportion": 'column = "met"\nkind = "proportion"\nsuccess = ["Yes"]',
    "count": 'column = "met"\nkind = "total"\nsuccess = ["Yes"]',
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", TEXTBOOK)
def test_a_textbook_sample_has_the_figures_of_r(
    design: Design, r_textbook: dict[str, Any], name: str, kind: str
) -> None:
    asked, responses = design(KINDS[kind], TEXTBOOK[name]), HERE / f"textbook_{name}.csv"
    [found] = estimates(responses, asked).values()
    assert_textbook(found, r_textbook[name]["all"][kind])
    by_type = r_textbook[name]["by_type"]
    if by_type:
        cells = estimates(responses, asked, "type")
        for value, figures in by_type.items():
            assert_textbook(cells[value], figures[kind])


def assert_textbook(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert differences(found, expected, NUMBERS) == []
    lower, upper = expected.get("logit", expected["ci"])
    assert same(found["lower"], lower)
    assert same(found["upper"], upper)


def test_without_a_weight_column_population_counts_give_the_weights_and_it_is_said(
    design: Design,
) -> None:
    answer = ask(
        "estimate",
        HERE / "textbook_clus2.csv",
        "--design",
        design(KINDS["mean"], TEXTBOOK["clus2"]),
    )
    assert any("No weight column" in note for note in answer["notes"])
