"""What an edition holds of a satisfaction survey, and what nobody may find in it."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from upheld.editions.edition import open_edition
from upheld.editions.manifest import sha256
from upheld.pipeline.build import build
from upheld.pipeline.satisfaction_disclosure import FEWEST, SMALL, hidden
from upheld.pipeline.satisfaction_rows import joined
from upheld.pipeline.verify import verify
from upheld.rules import load

AS_OF = date(2023, 6, 30)
UNITS, TYPES = ("SN", "AS"), ("Assault", "Residential burglary")
WAVES = {"2022-Q1": "2022-05-10", "2022-Q2": "2022-08-10", "2022-Q3": "2022-11-10",
         "2022-Q4": "2023-02-10", "2023-Q1": "2023-05-10"}  # fmt: skip
FEW = "Buddhist"  # two in every wave
SAID = ("1", "3", "5", "6", "7")


def responses(late: int = 0) -> list[dict[str, str]]:
    """Twelve interviews a wave, BCU and crime type; ``late`` more of a wave that is not over."""
    draw = random.Random(7)
    rows = []
    for wave, day in WAVES.items():
        for unit in UNITS:
            for crime_type in TYPES:
                for number in range(12):
                    rows.append(_interview(draw, len(rows), wave, day, unit, crime_type, number))
    for number in range(late):
        rows.append(_interview(draw, len(rows), "2023-Q2", "2023-07-20", "SN", "Assault", number))
    return rows


def _interview(
    draw: random.Random, at: int, wave: str, day: str, unit: str, crime_type: str, number: int
) -> dict[str, str]:
    overall = draw.choice(SAID)
    few = number == 0 and crime_type == "Assault"
    return {
        "respondent_id": f"R-SECRET-{at}", "crime_id": f"C{1 + at % 12}",
        "victim_id": f"V{1 + at % 12}a", "interviewed_on": day, "wave": wave, "unit_code": unit,
        "crime_type": crime_type, "mode": "telephone", "sex": ("female", "male")[number % 2],
        "age_band": ("18-34", "35+")[number // 2 % 2],
        "religion": FEW if few else ("Christian", "None")[number % 2],
        "base_weight": "10", "leaflet_recalled": draw.choice(("yes", "no")),
        "overall": overall, "contact": draw.choice((overall, "6")),
        "actions": draw.choice((overall, "2")), "follow_up": draw.choice((overall, "3")),
        "treatment": draw.choice((overall, "7")),
    }  # fmt: skip


def population() -> list[dict[str, str]]:
    blank = dict.fromkeys(
        ("wave", "unit_code", "crime_type", "victims", "margin", "category", "share"), ""
    )
    rows = []
    for wave in WAVES:
        rows += [
            {**blank, "wave": wave, "unit_code": unit, "crime_type": kind, "victims": "120"}
            for unit in UNITS
            for kind in TYPES
        ]
        rows += [
            {**blank, "wave": wave, "margin": "age_band", "category": band, "share": share}
            for band, share in (("18-34", "0.4"), ("35+", "0.6"))
        ]
    return rows


@pytest.fixture
def extracts(write_extracts) -> Path:
    return write_extracts(survey_responses=responses(late=6), survey_population=population())


def _build(extracts: Path, out: Path):
    return build(extracts, out, AS_OF, force=load.force("met"))[0]


def test_a_survey_makes_one_file_that_verifies_and_names_nobody(extracts, tmp_path):
    edition = _build(extracts, tmp_path / "edition")
    found = edition.satisfaction()
    assert found is not None
    assert verify(edition.path, extracts).verified
    _no_cell_is_too_small(found)
    _nobody_is_named(found)
    _a_wave_that_is_not_over_is_left_out(found)
    _every_part_is_there(found)


def _no_cell_is_too_small(found: pl.DataFrame) -> None:
    shown = found.filter(~pl.col("suppressed"), part="estimate")
    assert shown.height > 100
    assert shown["n"].min() >= FEWEST
    assert not shown.filter(pl.col("lower").is_null() & pl.col("estimate").is_not_null()).height
    groups = shown.filter(pl.col("breakdown") != "none", pl.col("n") < SMALL)
    assert not groups.filter((pl.col("estimate") == 0) | (pl.col("estimate") == 1)).height
    few = found.filter(part="estimate", breakdown="religion", category=FEW, period_kind="quarter")
    assert few.height == len(WAVES)
    assert few["suppressed"].all()
    assert not few.select(pl.any_horizontal(pl.col("estimate", "se", "n").is_not_null()).any())[
        0, 0
    ]
    hidden_there = found.filter(pl.col("suppressed"), breakdown="religion", period_kind="quarter")
    assert hidden_there["category"].n_unique() >= 2
    moved = found.filter(part="change", breakdown="religion", period_kind="quarter")
    assert FEW not in moved["category"].to_list()


def _nobody_is_named(found: pl.DataFrame) -> None:
    texts = found.select(pl.col(pl.String)).unpivot()["value"].drop_nulls()
    people = {each[name] for each in responses() for name in ("respondent_id", "victim_id")}
    crimes = {each["crime_id"] for each in responses()}
    assert not (people | crimes) & set(texts)
    assert not texts.str.contains("SECRET").any()


def _a_wave_that_is_not_over_is_left_out(found: pl.DataFrame) -> None:
    assert found["period"].max() == "2023-Q1"
    notes = found.filter(part="method", breakdown="note")["note"].to_list()
    assert any("2023-Q2" in note for note in notes)


def _every_part_is_there(found: pl.DataFrame) -> None:
    year = found.filter(
        part="estimate", outcome="overall", breakdown="none", period_kind="rolling_year"
    )
    assert year.select("period", "n").rows() == [("2023-Q1", 4 * 48)]
    assert year["lower"][0] < year["estimate"][0] < year["upper"][0]
    shares = found.filter(part="driver", breakdown="item")
    assert shares.height == 4
    assert shares["estimate"].sum() == pytest.approx(1)
    margins = found.filter(part="method", breakdown="margins")["note"].to_list()
    assert margins == ["BCU × crime type, age band"]
    force = found.filter(part="change", breakdown="none", period_kind="quarter")
    assert set(force["verdict"]) <= {"rise", "fall", "no change"}


def test_what_stands_beside_satisfaction_is_whole_and_of_enough_people(extracts, tmp_path):
    found = _build(extracts, tmp_path / "edition").satisfaction()
    (association,) = found.filter(part="association", breakdown="whole")["note"]
    told = json.loads(association)
    assert told["verdict"] in {"cannot tell", "association after adjustment"}
    assert len(told["caveats"]) >= 3
    assert told["design"]["weight"] == "the fitted weights"
    assert told["n"] == 4 * 48
    categories = {each["covariate"] for each in told["balance"]}
    assert "age_band = 35+" in categories
    recalled = found.filter(part="leaflet", outcome="recalled", breakdown="none")
    assert recalled["n"].to_list() == [48] * 4, "30 June: the quarter is not over"
    for reading in ("strict", "lenient"):
        (note,) = found.filter(part="right", category=reading)["note"]
        sides = [right.get("met") for right in json.loads(note)["rights"]]
        assert all(side is None or side["n"] >= 10 for side in sides)
    pooled, raw = (
        found.filter(part=part, breakdown="unit_code", period_kind="quarter", outcome="overall")
        for part in ("pooled", "estimate")
    )
    assert pooled.height == raw.height == len(UNITS) * len(WAVES)
    assert pooled["estimate"].std() < raw["estimate"].std()


def test_a_category_of_few_interviews_is_told_from_no_other(write_extracts, tmp_path):
    """Three in the last wave: alone, or as "others", a line of the balance would be of them."""
    rows = responses()
    for each in rows[-3:]:
        each["sex"] = "other"
    extracts = write_extracts(survey_responses=rows, survey_population=population())
    found = _build(extracts, tmp_path / "edition").satisfaction()
    (note,) = found.filter(part="association", breakdown="whole")["note"]
    told = {each["covariate"] for each in json.loads(note)["balance"]}
    sexes = {each for each in told if each.startswith("sex = ")}
    assert sexes <= {"sex = others", "sex = female"} or sexes <= {"sex = others", "sex = male"}
    assert sexes


def test_without_the_columns_of_the_comparison_it_says_which_are_missing(write_extracts, tmp_path):
    rows = [{k: v for k, v in each.items() if k != "leaflet_recalled"} for each in responses()]
    extracts = write_extracts(survey_responses=rows, survey_population=population())
    found = _build(extracts, tmp_path / "edition").satisfaction()
    notes = found.filter(part="association")["note"].to_list()
    assert any("leaflet_recalled" in note for note in notes)
    assert found.filter(part="association", breakdown="whole").is_empty()
    assert found.filter(part="estimate").height


def test_victims_called_back_count_once_by_the_best_that_came_of_it(write_extracts, tmp_path):
    tries = [
        ("C1", "V1a", "attempted", "2022-05-02"), ("C1", "V1a", "spoken", "2022-08-02"),
        *((f"C{n}", f"V{n}a", "message_left", "2022-05-03") for n in (2, 3)),
        ("C4", "V4a", "withheld", "2022-05-03"), ("C5", "V5a", "declined", "2022-05-03"),
        ("C6", "V6a", "spoken", "2023-06-29"),
    ]  # fmt: skip
    actions = [
        {"action_id": f"CB{n}", "crime_id": crime, "victim_id": victim, "action": "call_back",
         "done_at": day, "result": result, "reason": "no safe telephone", "channel": "telephone"}
        for n, (crime, victim, result, day) in enumerate(tries)
    ]  # fmt: skip
    extracts = write_extracts(
        survey_responses=responses(), survey_population=population(), actions=actions
    )
    found = _build(extracts, tmp_path / "edition").satisfaction().filter(part="call_back")
    force = found.filter(breakdown="none")
    assert set(force["period"]) == {"2022-Q2"}, "a quarter that is not over is left out"
    assert dict(force.select("outcome", "n").iter_rows()) == {
        "called": 5, "spoken": 1, "message_left": 2, "declined": 1, "not_reached": 1,
    }  # fmt: skip
    units = found.filter(breakdown="unit_code")
    assert units.filter(pl.col("n").is_null())["suppressed"].all()


def test_an_edition_without_a_survey_has_no_such_file(write_extracts, tmp_path):
    edition = _build(write_extracts(), tmp_path / "edition")
    assert edition.satisfaction() is None
    assert not (edition.path / "open" / "satisfaction.parquet").exists()
    assert not [note for note in edition.manifest.notes if "survey" in note]


def test_a_survey_that_cannot_be_weighed_is_left_out_and_the_edition_says_where_it_is_wrong(
    write_extracts, tmp_path
):
    wrong = [{**each, "base_weight": "Zebedee"} for each in responses()]
    extracts = write_extracts(survey_responses=wrong, survey_population=population())
    edition = open_edition(_build(extracts, tmp_path / "edition").path)
    assert edition.satisfaction() is None
    said = " ".join(edition.manifest.notes)
    assert "column base_weight" in said
    assert "Zebedee" not in said


def test_an_item_that_does_not_vary_costs_the_drivers_and_nothing_else(write_extracts, tmp_path):
    rows = [{**each, "contact": "6"} for each in responses()]
    extracts = write_extracts(survey_responses=rows, survey_population=population())
    found = _build(extracts, tmp_path / "edition").satisfaction()
    assert found.filter(part="estimate", outcome="overall").height
    assert found.filter(part="driver").is_empty()
    notes = found.filter(part="method", breakdown="note")["note"].to_list()
    assert notes[-1].startswith("What goes with satisfaction cannot be worked out")


def test_a_file_that_was_added_by_hand_does_not_verify(write_extracts, tmp_path):
    extracts = write_extracts()
    edition = _build(extracts, tmp_path / "edition")
    added = edition.path / "open" / "satisfaction.parquet"
    pl.DataFrame({"part": ["estimate"]}).write_parquet(added)
    manifest = edition.path / "open" / "manifest.json"
    listed = f'"open/quality.parquet": "{edition.manifest.files["open/quality.parquet"]}"'
    more = f'"open/satisfaction.parquet": "{sha256(added)}", {listed}'
    manifest.write_text(manifest.read_text().replace(listed, more))
    outcome = verify(edition.path, extracts)
    assert outcome.differences == ("open/satisfaction.parquet: only in the edition",)


def _block(cells: dict[str, list[tuple[int, float]]]) -> pl.DataFrame:
    rows = [
        {"outcome": "overall", "category": name, "period": str(at), "n": n, "estimate": share}
        for name, each in cells.items()
        for at, (n, share) in enumerate(each)
    ]
    return pl.DataFrame(rows)


def test_what_is_small_in_one_period_is_hidden_in_all_with_the_smallest_other():
    cells = {"A": [(4, 0.5), (40, 0.5)], "B": [(60, 0.5), (60, 0.5)], "C": [(90, 0.5), (90, 0.5)]}
    assert hidden(_block(cells)) == {"A", "B"}


def test_two_hidden_groups_that_hold_too_few_together_take_a_third():
    cells = {"A": [(2, 0.5)], "B": [(2, 0.5)], "C": [(60, 0.5)], "D": [(90, 0.5)]}
    assert hidden(_block(cells)) == {"A", "B", "C"}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_small_group_of_whom_all_or_none_are_satisfied_is_hidden(share):
    cells = {"A": [(19, share)], "B": [(40, 0.5)], "C": [(50, 0.5)]}
    assert hidden(_block(cells)) == {"A", "B"}
    assert hidden(_block({**cells, "A": [(20, share)]})) == set()


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 2, "b": 3}, [["a"], ["b"]]),
        ({"a": 1, "b": 3, "c": 2}, [["a", "c"], ["b"]]),
        ({"a": 1, "b": 1, "c": 9}, [["a", "b"], ["c"]]),
        ({"a": 0, "b": 9}, [["a", "b"]]),
        ({"a": 1}, [["a"]]),
    ],
)
def test_thin_strata_are_joined_until_each_has_two_interviews(sizes, expected):
    assert joined(sizes) == expected
