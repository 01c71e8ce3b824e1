"""The made-up survey: in the contract, repeatable, and its truth is found by who never saw it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from tests.pipeline.survey.asking import ask, estimates

from upheld.extracts.contract import table
from upheld.extracts.read import read
from upheld.pipeline.satisfaction import figures
from upheld.rules import load
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order
from upheld.synthetic.truth import NAME, unseal

ORDER = Order(crimes=36_000, months=6, seed=5, start="2022-01", survey=True)
DESIGN = """
[outcome]
column = "overall"
kind = "proportion"
success = [5, 6, 7]
[design]
strata = ["wave", "unit_code", "crime_type"]
weight = "base_weight"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "up"
    generate(ORDER, place)
    (place.parent / "base.toml").write_text(DESIGN)
    margins = 'margins = "population.csv"\n'
    population = pl.read_parquet(place / "survey_population.parquet")
    population.write_csv(place.parent / "population.csv")
    (place.parent / "raked.toml").write_text(DESIGN + margins)
    return place


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[tuple[str, str], float]:
    rows: list[dict[str, Any]] = unseal(folder / NAME)["survey"]["satisfied"]
    return {(row["unit_code"], row["wave"]): row["satisfied"] for row in rows}


@pytest.mark.parametrize("name", ["survey_responses", "survey_population"])
def test_the_tables_are_those_of_the_contract(folder: Path, name: str) -> None:
    columns = pl.read_parquet(folder / f"{name}.parquet").columns
    known = set(table(name).names)
    assert known <= set(columns)
    assert table(name).open_columns or set(columns) == known


def test_whole_quarters_alone_are_waves(tmp_path: Path) -> None:
    generate(Order(crimes=600, months=5, seed=1, start="2022-03", survey=True), tmp_path / "up")
    rows = pl.read_parquet(tmp_path / "up" / "survey_responses.parquet")
    assert set(rows["wave"]) == {"2022-Q2"}


def test_the_force_without_a_survey_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for asked in (False, True):
        order = Order(crimes=600, months=3, seed=1, start="2022-01", survey=asked)
        generate(order, tmp_path / str(asked))
    for path in (tmp_path / "False").glob("*.parquet"):
        assert path.read_bytes() == (tmp_path / "True" / path.name).read_bytes()


def test_weighting_takes_the_bias_of_who_answers_out_of_the_age_groups(folder: Path) -> None:
    """The old answer more often: without margins they count for more than they are."""
    responses = folder / "survey_responses.parquet"
    population = pl.read_parquet(folder / "survey_population.parquet")
    share = population.filter(
        pl.col("margin") == "age_band", pl.col("category") == "65+", pl.col("wave") == "2022-Q1"
    )["share"][0]
    found = {}
    for name in ("base", "raked"):
        out = folder.parent / f"{name}.parquet"
        ask("weigh", responses, "--design", folder.parent / f"{name}.toml", "--out", out)
        wave = pl.read_parquet(out).filter(pl.col("wave") == "2022-Q1")
        old = wave.filter(pl.col("age_band") == "65+")["weight"].sum()
        found[name] = old / wave["weight"].sum()
    assert found["base"] > 1.2 * share
    assert found["raked"] == pytest.approx(share)


def test_the_planted_shares_lie_in_their_intervals_as_often_as_they_should(
    folder: Path, truth: dict[tuple[str, str], float]
) -> None:
    asked = folder.parent / "raked.toml"
    responses = folder / "survey_responses.parquet"
    waves = estimates(responses, asked, "wave")
    cells = {
        (unit, wave): each
        for (unit, wave), each in estimates(responses, asked, "unit_code", "wave").items()
    } | {("all", wave): each for wave, each in waves.items()}
    assert len(cells) == len(truth) == 26
    held = sum(cells[at]["lower"] <= share <= cells[at]["upper"] for at, share in truth.items())
    assert held >= 22  # of 26 at 95%: fewer have a chance of 1 in 100
    for wave, each in waves.items():
        assert each["estimate"] == pytest.approx(truth["all", wave], abs=3 * each["se"])


def test_an_edition_says_the_planted_shares_as_often_as_it_should(
    folder: Path, truth: dict[tuple[str, str], float]
) -> None:
    days = dict.fromkeys(("due_on", "clock_start_on", "done_on", "done_on_lenient"), pl.Date)
    texts = dict.fromkeys(("victim_id", "entitlement", "status", "status_lenient"), pl.String)
    duties = pl.LazyFrame(schema=days | texts)  # none: the survey alone is asked for
    with duckdb.connect() as connection:
        read(folder, connection, force=load.force("met"))
        found, notes = figures(connection, "met", date(2022, 12, 31), duties)
    assert not notes
    assert found is not None
    cells = found.filter(
        pl.col("breakdown").is_in(["none", "unit_code"]),
        part="estimate", outcome="overall", period_kind="quarter",
    )  # fmt: skip
    told = {(row["category"] or "all", row["period"]): row for row in cells.to_dicts()}
    assert set(told) == set(truth)
    held = sum(told[at]["lower"] <= share <= told[at]["upper"] for at, share in truth.items())
    assert held >= 22  # of 26 at 95%: fewer have a chance of 1 in 100
