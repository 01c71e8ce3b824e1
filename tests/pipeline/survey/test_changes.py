"""upheld survey compare: R's tests, units together, months that are never judged, rolling years."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from upheld.core.errors import UpheldError

from .asking import ask, estimates, same, say
from .conftest import Design
from .test_agrees_with_r import DRAWN, MARGINS, ONE_WAVE, SATISFIED, USS, differences

Write = Callable[[str], Path]


@pytest.fixture(scope="module")
def answer(uss: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("design") / "design.toml"
    path.write_text(f'[outcome]\n{SATISFIED}\n[design]\n{DRAWN}\ndomains = ["wave", "bcu"]\n')
    return ask("compare", uss, "--design", path, "--wave", "wave")


def changes(answer: dict[str, Any], *, of_units: bool) -> list[dict[str, Any]]:
    return [each for each in answer["changes"] if bool(each["by"]) == of_units]


def test_every_pair_of_waves_has_the_difference_and_the_test_of_r(
    answer: dict[str, Any], r_uss: dict[str, Any]
) -> None:
    found = changes(answer, of_units=False)
    assert len(found) == 10
    for each in found:
        expected = r_uss["results"][f"diff_wave_{each['from']}_{each['to']}"]
        assert same(each["difference"], expected["diff"])
        assert same(each["se"], expected["se"])
        assert each["df"] == expected["ttest"]["df"]
        assert same(each["p"], expected["ttest"]["p"])


@pytest.mark.parametrize(("margins", "of"), [(MARGINS, "rake"), ("", "base")])
def test_the_gap_between_two_groups_of_one_wave_is_that_of_r(
    wave5: Path, design: Design, r_uss: dict[str, Any], margins: str, of: str
) -> None:
    """Groups within strata are not independent: their covariance counts, and so does raking."""
    asked = design(SATISFIED, ONE_WAVE, margins)
    [found] = ask("compare", wave5, "--design", asked, "--wave", "leaflet")["changes"]
    expected = r_uss["results"]["gap_leaflet_w5"]
    assert same(found["difference"], expected[f"diff_{of}"])
    assert same(found["se"], expected[f"se_{of}"])


def test_only_the_wave_that_moved_is_called_a_change(answer: dict[str, Any]) -> None:
    """The generator moved the fifth wave by half a logit, the others by 0.05 or less."""
    verdicts = {each["to"]: set[str]() for each in changes(answer, of_units=False)}
    for each in changes(answer, of_units=False):
        verdicts[each["to"]].add(each["verdict"])
    assert verdicts["5"] == {"rise"}
    assert verdicts["2"] | verdicts["3"] | verdicts["4"] == {"no change"}


def test_units_are_judged_by_p_values_adjusted_within_their_pair_of_waves(
    answer: dict[str, Any],
) -> None:
    last = [
        each for each in changes(answer, of_units=True) if (each["from"], each["to"]) == ("4", "5")
    ]
    assert len(last) == 12
    assert all(each["p_adjusted"] >= each["p"] for each in last)
    assert all((each["verdict"] == "rise") == (each["p_adjusted"] <= 0.05) for each in last)
    assert min(each["p_adjusted"] for each in last) == pytest.approx(
        min(sorted(each["p"] for each in last)[n] * 12 / (n + 1) for n in range(12))
    )


def test_every_unit_in_every_wave_has_its_raw_and_its_pooled_figure(answer: dict[str, Any]) -> None:
    cells = [each for each in answer["estimates"] if "bcu" in each["by"]]
    assert len(cells) == 60
    raw = np.array([each["estimate"] for each in cells])
    together = np.array([each["pooled"]["estimate"] for each in cells])
    assert together.std() < raw.std()
    assert all(each["pooled"]["lower"] < each["pooled"]["upper"] for each in cells)
    assert all(each["pooled"] is None for each in answer["estimates"] if "bcu" not in each["by"])


def test_waves_that_share_first_stage_units_use_their_covariance(
    interviews: Write, design: Design
) -> None:
    """Slow: a sample of clusters seen twice; the difference of ratio means, linearised by hand."""
    random = np.random.default_rng(4)
    cluster, wave = np.repeat(np.arange(20), 12), np.tile(np.repeat([1, 2], 6), 20)
    level = random.normal(0, 1, 20)[cluster]
    y = np.round(5 + level + 0.3 * (wave == 2) + random.normal(0, 1, 240), 3)
    text = "".join(f"{c},{w},{v}\n" for c, w, v in zip(cluster, wave, y, strict=True))
    asked = design('column = "y"\nkind = "mean"', 'psu = "c"')
    answer = ask("compare", interviews(f"c,w,y\n{text}"), "--design", asked, "--wave", "w")
    [found] = answer["changes"]
    influence = np.zeros(240)
    for which, sign in ((1, -1), (2, 1)):
        inside = wave == which
        influence[inside] = sign * (y[inside] - y[inside].mean()) / inside.sum()
    totals = np.array([influence[cluster == c].sum() for c in range(20)])
    assert found["se"] == pytest.approx(np.sqrt(20 / 19 * (totals**2).sum()))
    assert found["df"] == 18


def test_waves_with_unlike_covariances_keep_their_own(interviews: Write, design: Design) -> None:
    """Clusters move together in waves 1 and 2 and not in wave 3; twelve waves in all, so that
    numbers sort otherwise than their texts."""
    random = np.random.default_rng(8)
    cluster, wave = np.repeat(np.arange(15), 48), np.tile(np.repeat(np.arange(1, 13), 4), 15)
    level = random.normal(0, 2, 15)[cluster] * np.isin(wave, (1, 2))
    y = np.round(5 + level + random.normal(0, 1, 720), 3)
    text = "".join(f"{c},{w},{v}\n" for c, w, v in zip(cluster, wave, y, strict=True))
    asked = design('column = "y"\nkind = "mean"', 'psu = "c"')
    answer = ask("compare", interviews(f"c,w,y\n{text}"), "--design", asked, "--wave", "w")
    se = {(each["from"], each["to"]): each["se"] for each in answer["changes"]}
    alone = {each["by"]["w"]: each["se"] for each in answer["estimates"]}
    assert se["1", "2"] < 0.6 * np.hypot(alone["1"], alone["2"])
    for first, second in (("2", "3"), ("11", "12"), ("3", "10")):
        assert se[first, second] == pytest.approx(np.hypot(alone[first], alone[second]), rel=0.35)


MONTHS = "s,y,w,b,interviewed_on\n" + "".join(
    f"{b},{(n * 7 + month) % 10 < 6:d},2,{b},2022-{month:02d}-{1 + n % 28:02d}\n"
    for b in ("NA", "SN")
    for month in range(1, 10)
    for n in range(30)
)


def test_a_month_of_one_unit_is_never_judged_and_says_when_there_will_be_enough(
    interviews: Write, design: Design
) -> None:
    asked = design(
        'column = "y"\nkind = "proportion"\nsuccess = [1]',
        'strata = "s"\nweight = "w"\ndomains = ["b"]',
    )
    answer = ask("compare", interviews(MONTHS), "--design", asked, "--wave", "month")
    assert answer["waves"][0] == "2022-01"
    units = changes(answer, of_units=True)
    assert {each["verdict"] for each in units} == {None}
    assert {each["p_adjusted"] for each in units} == {None}
    notes = [each["note"] for each in answer["estimates"] if "b" in each["by"]]
    assert all("too few to judge. At this rate" in note for note in notes)
    assert {each["verdict"] for each in changes(answer, of_units=False)} == {"no change"}
    assert "not judged" in say("compare", interviews(MONTHS), "--design", asked, "--wave", "month")


def test_quarters_and_months_come_from_the_date_of_the_interview(
    interviews: Write, design: Design
) -> None:
    asked = design('column = "y"\nkind = "proportion"', 'strata = "s"\nweight = "w"')
    assert list(estimates(interviews(MONTHS), asked, "quarter")) == [
        "2022-Q1", "2022-Q2", "2022-Q3",
    ]  # fmt: skip
    assert ("SN", "2022-09") in estimates(interviews(MONTHS), asked, "b", "month")


def test_a_rolling_year_is_four_waves_together(
    uss: Path, design: Design, r_uss: dict[str, Any]
) -> None:
    asked = design(SATISFIED, DRAWN)
    found = estimates(uss, asked, "rolling_year")
    assert list(found) == ["4", "5"]
    assert differences(found["5"], r_uss["results"]["rolling4_waves2_5"], USS) == []
    by_bcu = estimates(uss, asked, "bcu", "rolling_year")
    for bcu, expected in r_uss["results"]["rolling4_by_bcu"].items():
        assert differences(by_bcu[bcu, "5"], expected, USS) == []


def test_a_year_with_a_quarter_missing_is_no_rolling_year(
    interviews: Write, design: Design
) -> None:
    asked = design('column = "y"\nkind = "proportion"', 'strata = "s"\nweight = "w"')
    with pytest.raises(UpheldError, match="no four quarters in a row"):
        say("estimate", interviews(MONTHS), "--design", asked, "--by", "rolling_year")


def test_one_wave_cannot_be_compared(wave5: Path, design: Design) -> None:
    with pytest.raises(UpheldError, match="nothing can be compared"):
        say("compare", wave5, "--design", design(SATISFIED, DRAWN), "--wave", "wave")


def test_a_date_that_is_none_is_said_with_its_row(interviews: Write, design: Design) -> None:
    asked = design('column = "y"\nkind = "proportion"', 'strata = "s"\nweight = "w"')
    with pytest.raises(UpheldError, match="no date in 1 rows"):
        say("estimate", interviews(MONTHS.replace("2022-01-01", "1/1/22", 1)), "--design", asked,
            "--by", "month")  # fmt: skip
