"""How `upheld survey estimate` may be asked, and what it says to people."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from .asking import ask, estimates, say
from .conftest import Design
from .test_changes import MONTHS

Write = Callable[[str], Path]
SHARE = 'column = "y"\nkind = "proportion"'
DRAWN = 'strata = "s"\nweight = "w"'


@pytest.mark.parametrize(
    "asked",
    [
        ("FILE", "--design", "D", "--by", "b", "quarter"),
        ("FILE", "--design", "D", "--by", "b", "--by", "quarter"),
        ("FILE", "--design", "D", "--by", "b,quarter"),
        ("--design", "D", "--by", "b", "quarter", "--json", "FILE"),
        ("--design", "D", "--by", "b", "quarter", "FILE"),
        ("--by", "b", "quarter", "--design", "D", "FILE"),
    ],
)
def test_columns_of_a_breakdown_may_be_given_in_any_way(
    interviews: Write, design: Design, asked: tuple[str, ...]
) -> None:
    places = {"FILE": interviews(MONTHS), "D": design(SHARE, DRAWN)}
    found = ask("estimate", *(places.get(word, word) for word in asked))["estimates"]
    assert [tuple(each["by"]) for each in found] == [("b", "quarter")] * 6


def test_without_a_breakdown_all_comes_first_and_then_what_the_design_names(
    interviews: Write, design: Design
) -> None:
    asked = design(SHARE, f'{DRAWN}\ndomains = ["b", ["b", "quarter"]]')
    found = ask("estimate", interviews(MONTHS), "--design", asked)["estimates"]
    assert [len(each["by"]) for each in found] == [0, 1, 1, *[2] * 6]


def test_every_item_of_the_journey_is_estimated_in_the_same_way(
    interviews: Write, design: Design
) -> None:
    text = "s,w,overall,contact,treatment\n" + "".join(
        f"{'ab'[n % 2]},1,{n % 7 + 1},{n % 5 + 1},{'' if n % 9 == 0 else n % 3 + 4}\n"
        for n in range(60)
    )
    journey = (
        'column = "overall"\nkind = "proportion"\nsuccess = [5, 6, 7]\n'
        'items = ["contact", "treatment"]'
    )
    answer = ask("estimate", interviews(text), "--design", design(journey, DRAWN))
    found = {each["outcome"]: each for each in answer["estimates"]}
    assert list(found) == ["overall", "contact", "treatment"]
    assert found["contact"]["estimate"] == pytest.approx(12 / 60)
    assert found["treatment"]["n"] == 53


def test_a_month_of_one_unit_says_how_wide_it_is_in_estimates_too(
    interviews: Write, design: Design
) -> None:
    found = estimates(interviews(MONTHS), design(SHARE, DRAWN), "b", "month")
    assert all("too few to judge" in each["note"] for each in found.values())
    wide = found["SN", "2022-09"]
    needed = math.ceil(((wide["upper"] - wide["lower"]) / 2 / 0.05) ** 2)
    assert wide["note"].endswith(
        f"{needed} months together give ±5.0 points: by 2023-{needed - 4:02d}"
    )
    months = estimates(interviews(MONTHS), design(SHARE, DRAWN), "month")
    assert not any(each["note"] for each in months.values())


def test_many_intervals_together_say_how_many_miss_by_chance(uss: Path, design: Design) -> None:
    asked = design(
        'column = "satisfied"\nkind = "proportion"',
        'strata = ["wave", "stratum"]\nweight = "base_w"',
    )
    notes = ask("estimate", uss, "--design", asked, "--by", "bcu", "crime_type")["notes"]
    assert any("60 intervals stand together: about 3" in note for note in notes)


def test_people_read_a_table_with_percentages_and_what_must_be_said(
    interviews: Write, design: Design
) -> None:
    text = say("estimate", interviews(MONTHS), "--design", design(SHARE, DRAWN), "--by", "quarter")
    assert text.startswith("Proportion of y. Taylor linearisation (strata); 95% logit interval")
    assert "2022-Q1" in text
    assert "60.0%" in text


def test_a_parquet_file_gives_the_same_figures_as_csv(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    import polars as pl

    written = interviews(MONTHS)
    pl.read_csv(written, try_parse_dates=True).write_parquet(tmp_path / "same.parquet")
    asked = design(SHARE, DRAWN)
    assert estimates(tmp_path / "same.parquet", asked, "quarter") == estimates(
        written, asked, "quarter"
    )


def test_waves_stand_in_the_order_in_which_people_count(interviews: Write, design: Design) -> None:
    text = "w,y\n" + "".join(f"W{n % 12 + 1},{n % 5 % 2}\n" for n in range(120))
    found = estimates(interviews(text), design(SHARE), "w")
    assert list(found) == [f"W{n}" for n in range(1, 13)]
