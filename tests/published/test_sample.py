"""The shipped sample and the tables beside it."""

from __future__ import annotations

import csv
import gzip
import io

import pytest

from upheld import published

MTIME = slice(4, 8)  # of a gzip header
LIMIT = 4_000_000


def _rows(source: str, separator: str = ",") -> list[dict[str, str]]:
    return [
        row
        for path in published.sample()[source]
        for row in csv.DictReader(
            io.StringIO(gzip.decompress(path.read_bytes()).decode()), delimiter=separator
        )
    ]


def test_the_sample_holds_the_files_of_each_source():
    counts = {source: len(paths) for source, paths in published.sample().items()}
    assert counts == {"police_uk": 18, "mopac_pas": 2, "met_counts": 2}


def test_the_sample_is_small():
    folder = published.HERE.rglob("*")
    assert sum(path.stat().st_size for path in folder if path.is_file()) < LIMIT


def test_the_sample_holds_every_published_row():
    assert len(_rows("police_uk")) == 41_188 + 6_417
    assert len(_rows("mopac_pas", ";")) == 9_312 + 291
    assert len(_rows("met_counts")) == 1_730 + 1_574


@pytest.mark.parametrize("source", published.SOURCES)
def test_compressed_files_carry_no_date_so_that_the_same_content_has_the_same_bytes(source):
    assert {path.read_bytes()[MTIME] for path in published.sample()[source]} == {b"\0\0\0\0"}


def test_the_readme_names_each_folder_with_its_attribution():
    lines = (published.HERE / "README.md").read_text(encoding="utf-8").splitlines()
    licence = {"police_uk": "v3.0", "mopac_pas": "v3.0", "met_counts": "v2.0"}
    for source in published.SOURCES:
        row = next(line for line in lines if line.startswith(f"| `{source}/`"))
        attribution = published.ATTRIBUTION[f"OGL {licence[source]}"]
        assert attribution in row


def test_every_table_beside_the_sample_is_named_in_the_readme():
    readme = (published.HERE / "README.md").read_text(encoding="utf-8")
    tables = [path.name for path in published.HERE.glob("*.csv")]
    assert len(tables) == 4
    assert all(f"`{name}`" in readme for name in tables)


def test_every_outcome_of_the_sample_is_in_the_table():
    said = {row.get("Outcome type") or row["Last outcome category"] for row in _rows("police_uk")}
    assert said <= {outcome.published for outcome in published.outcomes()}


def test_no_words_for_an_outcome_stand_twice_and_every_stage_is_known():
    outcomes = published.outcomes()
    assert len({outcome.published for outcome in outcomes}) == len(outcomes)
    assert {outcome.stage for outcome in outcomes} == {"open", "police", "court"}


def test_an_outcome_code_has_one_stage_and_a_title_in_todays_words():
    stages = {(outcome.code, outcome.stage) for outcome in published.outcomes()}
    assert len(stages) == len(published.outcome_titles())
    assert published.outcome_titles()["imprisoned"] == "Offender sent to prison"


def test_every_category_of_the_counts_is_in_the_table_as_it_is_written():
    said = {(row["MajorText"], row["MinorText"]) for row in _rows("met_counts")}
    assert said == {(offence.major, offence.minor) for offence in published.offences()}


def test_every_measure_of_the_survey_has_a_title():
    survey = {each.published for each in published.measures() if each.unit == "share"}
    assert {row["Measure"] for row in _rows("mopac_pas", ";")} == survey


def test_every_place_name_leads_to_one_code():
    names = published.place_names()
    assert len({place.published for place in names}) == len(names)
    assert all(place.code for place in names)
