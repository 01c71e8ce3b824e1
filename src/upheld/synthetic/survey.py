"""A made-up satisfaction survey of the made-up force: a wave a quarter, with its truth.

Everybody in a wave's frame has a chance of being satisfied, by BCU, crime type, age, wave, leaflet
and whether somebody spoke to them; the truth is the mean of the chances. Few are drawn, the same
number in every BCU and crime type, and who answers depends on age and sex. Written apart from
whatever estimates it: it shares the contract's columns and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from upheld.synthetic.columns import Shares
from upheld.synthetic.order import Order

STREAM = 9_600  # this module's stream of draws
CRIME_TYPES = {
    "Domestic burglary": "Residential burglary",
    "Personal robbery": "Personal robbery",
    "Violence with injury": "Assault",
    "Violence without injury": "Assault",
}
HATE_CRIME = "Hate crime"
OF_TYPE = {
    "Assault": -0.25,
    HATE_CRIME: -0.35,
    "Personal robbery": 0.0,
    "Residential burglary": 0.2,
}
AGE_BANDS = (("18-24", 25), ("25-34", 35), ("35-49", 50), ("50-64", 65), ("65+", 200))
OF_AGE: Shares = np.array([-0.3, -0.1, 0.0, 0.1, 0.3])
ANSWERS_BY_AGE: Shares = np.array([0.20, 0.26, 0.34, 0.42, 0.48])
WOMEN_ANSWER_MORE = 1.12
LEAFLET, SPOKEN_TO, BASE = 0.35, 0.6, 0.1
SPREAD_OF_UNITS, SPREAD_OF_WAVES = 0.22, 0.06
MOST_INTERVIEWS = 2_400
# Answers 5 to 7 of seven are satisfied: a latent score above nought.
CUTS = (-2.2, -1.4, -0.7, 0.0, 0.8, 1.9)
ITEMS = {"contact": 0.5, "actions": -0.3, "follow_up": -0.6, "treatment": 0.6}
NO_ANSWER = 0.012
PERSONAL = ("sex", "ethnicity", "disability", "sexual_orientation", "religion")


def survey(folder: Path, months: tuple[str, ...], order: Order) -> dict[str, Any]:
    """Write the two tables of the survey into ``folder``; the truth of every whole quarter."""
    seed, file_format = order.seed, order.file_format
    truth: list[dict[str, Any]] = []
    interviews, population = [], []
    for number, (wave, of) in enumerate(_waves(months)):
        frame = _frame(folder, of, file_format)
        if not frame.height:
            continue
        random = np.random.default_rng([seed, STREAM, number])
        shock = SPREAD_OF_WAVES * float(random.standard_normal())
        frame = frame.with_columns(pl.lit(wave).alias("wave"), _chance(frame, seed, shock))
        truth += _truth(frame)
        population.append(_population(frame))
        interviews.append(_interviews(frame, random, order.survey_drawn))
    if interviews:
        _write(pl.concat(interviews), folder / f"survey_responses.{file_format}")
        _write(pl.concat(population), folder / f"survey_population.{file_format}")
    return {
        "satisfied": truth,
        "interviews": sum(each.height for each in interviews),
        "population": sum(each.height for each in population),
    }


def _waves(months: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    quarters: dict[str, list[str]] = {}
    for month in months:
        quarters.setdefault(f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}", []).append(month)
    return [(name, tuple(of)) for name, of in quarters.items() if len(of) == 3]


# ---------------------------------------------------------------------------------------- the frame


def _frame(folder: Path, months: tuple[str, ...], file_format: str) -> pl.DataFrame:
    """Grown-up victims of the survey's crimes, with what was done for them."""
    crimes = _table(folder, "crimes", months, file_format)
    victims = _table(folder, "victims", months, file_format)
    actions = _table(folder, "actions", months, file_format)
    hate = pl.when(_true("hate_crime")).then(pl.lit(HATE_CRIME))
    of_group = pl.col("offence_group").replace_strict(CRIME_TYPES, default=None)
    crimes = crimes.filter(
        ~_true("withdrawn"), pl.col("unit_code").str.len_chars() == 2,
        ~_true("domestic_abuse"),
    ).with_columns(
        hate.otherwise(of_group).alias("crime_type"),
        _day("reported_at").alias("reported_on"),
    )  # fmt: skip
    wanted = victims.filter(
        pl.col("kind") == "person", pl.col("date_of_birth").is_not_null(),
        ~_true("survey_opted_out"), ~_true("on_duty"),
    )  # fmt: skip
    columns = ("crime_id", "unit_code", "crime_type", "reported_on")
    wanted = wanted.with_columns(_day("date_of_birth"))
    frame = wanted.join(crimes.select(columns), on="crime_id").drop_nulls("crime_type")
    years = (pl.col("reported_on") - pl.col("date_of_birth")).dt.total_days() / 365.25
    band = pl.sum_horizontal((years >= end).cast(pl.Int64) for _, end in AGE_BANDS[:-1])
    done = actions.group_by("crime_id").agg(
        (pl.col("action") == "leaflet_given").any().alias("leaflet"),
        ((pl.col("action") == "informed") & (pl.col("result") == "spoken")).any().alias("spoken"),
    )
    return (
        frame.filter(years >= 18)
        .with_columns(band.alias("band"))
        .join(done, on="crime_id", how="left")
        .with_columns(pl.col("leaflet", "spoken").fill_null(False))
        .sort("victim_id")
    )


NEEDED = {
    "crimes": ("crime_id", "reported_at", "offence_group", "unit_code", "domestic_abuse",
               "hate_crime", "withdrawn"),
    "victims": ("victim_id", "crime_id", "kind", "date_of_birth", *PERSONAL, "on_duty",
                "survey_opted_out"),
    "actions": ("action_id", "crime_id", "action", "result"),
}  # fmt: skip


def _table(folder: Path, name: str, months: tuple[str, ...], file_format: str) -> pl.DataFrame:
    """The rows that stand, of one key the last, every column as text."""
    columns = list(NEEDED[name])
    paths = [folder / f"{name}-{month}.{file_format}" for month in months]
    if file_format == "csv":
        each = [pl.read_csv(path, columns=columns, infer_schema=False) for path in paths]
    else:
        each = [
            pl.read_parquet(path, columns=columns).select(pl.col(columns).cast(pl.String))
            for path in paths
        ]
    return pl.concat(each).select(columns).unique(columns[0], keep="last", maintain_order=True)


def _true(column: str) -> pl.Expr:
    return pl.col(column).fill_null("false") == "true"


def _day(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d")


def _chance(frame: pl.DataFrame, seed: int, shock: float) -> pl.Series:
    """Everybody's chance of being satisfied."""
    units = sorted(frame["unit_code"].unique().to_list())
    lasting = SPREAD_OF_UNITS * np.random.default_rng([seed, STREAM, 10**6]).standard_normal(64)
    of_unit = {unit: float(lasting[sum(map(ord, unit)) % 64]) for unit in units}
    score = (
        BASE
        + shock
        + frame["unit_code"].replace_strict(of_unit).to_numpy()
        + frame["crime_type"].replace_strict(OF_TYPE).to_numpy()
        + OF_AGE[frame["band"].to_numpy()]
        + LEAFLET * frame["leaflet"].to_numpy()
        + SPOKEN_TO * frame["spoken"].to_numpy()
    )
    return pl.Series("chance", 1 / (1 + np.exp(-score)))


def _truth(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The share satisfied of everybody in the frame: for the force and each BCU."""
    mean = pl.col("chance").mean().alias("satisfied")
    units = frame.group_by("wave", "unit_code").agg(mean, pl.len().alias("victims"))
    force = frame.group_by("wave").agg(
        pl.lit("all").alias("unit_code"), mean, pl.len().alias("victims")
    )
    return [*force.to_dicts(), *units.sort("unit_code").to_dicts()]


def _population(frame: pl.DataFrame) -> pl.DataFrame:
    """Frame counts by BCU and crime type, and the margins of age and sex, as the contract has."""
    counts = frame.group_by("wave", "unit_code", "crime_type").agg(
        pl.len().cast(pl.Float64).alias("victims")
    )
    named = frame.select(
        "wave", _band().alias("age_band"), pl.col("sex").fill_null("unknown").alias("sex")
    )
    margins = [
        named.group_by("wave", pl.col(name).alias("category")).agg(
            pl.lit(name).alias("margin"), (pl.len() / named.height).alias("share")
        )
        for name in ("age_band", "sex")
    ]
    whole = pl.concat([counts, *margins], how="diagonal")
    names = ["wave", "unit_code", "crime_type", "victims", "margin", "category", "share"]
    return whole.select(names).sort(names)


def _band() -> pl.Expr:
    return pl.col("band").replace_strict({n: name for n, (name, _) in enumerate(AGE_BANDS)})


# ----------------------------------------------------------------------------------- the interviews


def _interviews(frame: pl.DataFrame, random: np.random.Generator, share: float) -> pl.DataFrame:
    strata = frame.select("unit_code", "crime_type").n_unique()
    each = max(6, round(min(share * frame.height, MOST_INTERVIEWS / 0.33) / strata))
    place = pl.int_range(pl.len()).over("unit_code", "crime_type")
    shuffled = frame[random.permutation(frame.height)]
    drawn = shuffled.with_columns(
        place.alias("place"), pl.len().over("unit_code", "crime_type").alias("of")
    ).filter(pl.col("place") < each)
    asked = pl.min_horizontal("of", pl.lit(each))
    drawn = drawn.with_columns((pl.col("of") / asked).alias("base_weight"))
    chance = ANSWERS_BY_AGE[drawn["band"].to_numpy()] * np.where(
        (drawn["sex"] == "female").fill_null(False), WOMEN_ANSWER_MORE, 1
    )
    answered = drawn.filter(pl.Series(random.random(drawn.height) < chance)).sort("victim_id")
    return _answers(answered, random)


def _answers(people: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """Overall follows the chance exactly; the stages of the journey go with it."""
    rows = people.height
    logit = np.log(people["chance"].to_numpy() / (1 - people["chance"].to_numpy()))
    overall = logit + random.logistic(size=rows)
    questions = {"overall": overall} | {
        name: 0.7 * overall + shift + random.logistic(scale=0.7, size=rows)
        for name, shift in ITEMS.items()
    }
    people = people.with_columns(pl.Series("days", random.integers(42, 85, rows)))
    return people.select(
        pl.format("R-{}", pl.col("victim_id")).alias("respondent_id"), "crime_id", "victim_id",
        (pl.col("reported_on") + pl.duration(days="days")).alias("interviewed_on"),
        "wave", "unit_code", "crime_type", pl.lit("telephone").alias("mode"),
        pl.col("sex").fill_null("unknown"), *PERSONAL[1:], _band().alias("age_band"),
        "base_weight",
        *(pl.Series(name, _seven(score, random)) for name, score in questions.items()),
        pl.Series("leaflet_recalled", _recalled(people["leaflet"].to_numpy(), random)),
    )  # fmt: skip


def _seven(score: Shares, random: np.random.Generator) -> list[int | None]:
    points = np.searchsorted(CUTS, score) + 1
    silent = random.random(len(score)) < NO_ANSWER
    return [None if none else int(point) for point, none in zip(points, silent, strict=True)]


def _recalled(given: Any, random: np.random.Generator) -> list[str]:
    """Some forget a leaflet, a few recall one that there was not."""
    said = random.random(len(given)) < np.where(given, 0.75, 0.06)
    return ["yes" if yes else "no" for yes in said]


def _write(rows: pl.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        rows.write_csv(path)
    else:
        rows.write_parquet(path)
