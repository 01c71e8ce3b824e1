"""upheld survey drivers: what goes with satisfaction in the golden survey, and what it must say."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.core.errors import UpheldError
from upheld.pipeline.survey_drivers import Driver, quadrant
from upheld.statistics.survey_drivers import Part

from .asking import ask, say
from .conftest import Design
from .test_agrees_with_r import DRAWN, SATISFIED

ITEMS = '[drivers]\nitems = ["leaflet", "updated", "crime_type", "age"]\ngood = [1]\ndraws = 100'


def test_items_stand_in_order_of_their_share_with_importance_beside_performance(
    uss: Path, design: Design
) -> None:
    answer = ask("drivers", uss, "--design", design(SATISFIED, DRAWN, ITEMS))
    found = {each["item"]: each for each in answer["drivers"]}
    assert list(found)[:2] == ["updated", "leaflet"]  # as the generator made them
    shares = [each["share"] for each in answer["drivers"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    assert answer["n"] + answer["left_out"] == 9600
    assert (
        found["leaflet"]["place"] == "weak; whether it matters more than the others cannot be said"
    )
    assert found["updated"]["place"].startswith("goes with satisfaction")
    assert found["age"]["performance"] is None
    assert found["updated"]["correlation"] > 0


def test_an_item_whose_share_could_be_an_equal_one_is_not_called_important() -> None:
    def driver(share: float, lower: float, upper: float, performance: float) -> Driver:
        part = Part(share, lower, upper, share / 2, share / 2, share / 4)
        return Driver("item", part, performance, "share of good answers", None, "")

    wide, narrow, small = (
        driver(0.45, 0.3, 0.6, 0.4), driver(0.4, 0.36, 0.45, 0.7), driver(0.15, 0.1, 0.2, 0.8),
    )  # fmt: skip
    every = (wide, narrow, small)
    assert quadrant(wide, every) == "weak; whether it matters more than the others cannot be said"
    assert quadrant(narrow, every) == "goes with satisfaction, and is strong: keep"
    assert quadrant(small, every) == "strong, and goes less with satisfaction"


def test_an_item_under_two_thirds_is_never_called_strong() -> None:
    def driver(performance: float) -> Driver:
        part = Part(0.4, 0.36, 0.45, 0.2, 0.2, 0.1)
        return Driver("item", part, performance, "share of good answers", None, "")

    every = (driver(0.4), driver(0.657), driver(0.5))
    assert "strong" not in quadrant(every[1], every)
    assert "yet under two thirds" in quadrant(every[1], every)


def test_it_says_that_it_is_association_and_what_that_cannot_mean(
    uss: Path, design: Design
) -> None:
    asked = design(SATISFIED, DRAWN, ITEMS)
    answer, text = ask("drivers", uss, "--design", asked), say("drivers", uss, "--design", asked)
    for words in ("Association, not effect", "gets a share even where its own effect is nil"):
        assert any(words in caveat for caveat in answer["caveats"])
        assert words in " ".join(text.split())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "names no drivers"),
        ('[drivers]\nitems = ["sat7"]', "is the outcome itself"),
        ('[drivers]\nitems = ["kindness"]', "has no column kindness"),
        ('[drivers]\nitems = ["resp_id"]', "no item with a few answers"),
        ('[drivers]\nitems = ["sex", "sex"]', "each column once"),
    ],
)
def test_items_that_cannot_be_drivers_are_refused(
    uss: Path, design: Design, more: str, said: str
) -> None:
    with pytest.raises(UpheldError, match=said):
        say("drivers", uss, "--design", design(SATISFIED, DRAWN, more))
