"""MOPAC Public Attitude Survey: its way of writing, each defect, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from upheld.extracts import contract
from upheld.extracts.mopac_pas import convert

from .files import left_out, table

BOROUGHS = "Date;Survey;Borough;Measure;Proportion;MPS"
FORCE = "Date;Survey;Borough;Measure;Proportion"
GOOD_JOB = '"""Good Job"" local"'


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "extracts"


@pytest.fixture
def boroughs(write: Callable[..., Path]) -> Callable[..., Path]:
    return lambda *rows: write("pas_boroughs.csv", BOROUGHS, rows)


@pytest.fixture
def force(write: Callable[..., Path]) -> Callable[..., Path]:
    return lambda *rows: write("pas_force.csv", FORCE, rows)


def test_a_figure_is_a_share_for_the_twelve_months_that_end_with_its_quarter(force, out):
    convert([force("31/03/2015;PAS;MPS;Trust MPS;0,67")], out)
    (row,) = table(out, "published_series").iter_rows(named=True)
    assert tuple(row) == contract.PUBLISHED_SERIES.names
    assert {name: value for name, value in row.items() if value} == {
        "source": "MOPAC Public Attitude Survey",
        "vintage": "2015-03-31",
        "measure": "trust-mps",
        "unit_code": "MPS",
        "period_start": "2014-04-01",
        "period_end": "2015-03-31",
        "value": "0.67",
        "licence": "OGL v3.0",
    }


@pytest.mark.parametrize(
    ("end", "start"),
    [
        ("31/03/2016", "2015-04-01"),
        ("30/06/2016", "2015-07-01"),
        ("30/09/2016", "2015-10-01"),
        ("31/12/2016", "2016-01-01"),
    ],
)
def test_a_period_begins_on_the_day_after_the_quarter_end_a_year_before(force, out, end, start):
    convert([force(f"{end};PAS;MPS;Trust MPS;0,6")], out)
    assert table(out, "published_series")["period_start"].to_list() == [start]


@pytest.mark.parametrize(
    "spelling", [GOOD_JOB, "“Good Job” local", "good job Local", "'Good Job' local"]
)
def test_a_measure_is_one_whatever_its_quotation_marks_and_letter_case(force, out, spelling):
    report = convert([force(f"31/03/2015;PAS;MPS;{spelling};0,67")], out)
    assert table(out, "published_series")["measure"].to_list() == ["good-job-local"]
    assert report.count("measure_spelling") == (0 if spelling == GOOD_JOB else 1)


def test_spellings_of_a_borough_are_read_as_one_and_reported(boroughs, out):
    rows = [
        f"31/03/2015;PAS;{name};Trust MPS;0,{at}1;0,67"
        for at, name in enumerate(
            ["City of Westminster", "Richmond Upon Thames", "Hammersmith & Fulham",
             "London Borough of Barnet", "Brent"], start=1,
        )
    ]  # fmt: skip
    report = convert([boroughs(*rows)], out)
    series = table(out, "published_series")
    assert dict(series.select("value", "unit_code").iter_rows()) == {
        "0.11": "E09000033",
        "0.21": "E09000027",
        "0.31": "E09000013",
        "0.41": "E09000003",
        "0.51": "E09000005",
        "0.67": "MPS",
    }
    assert report.count("borough_spelling") == 4
    (finding,) = [each for each in report.findings if each.kind == "borough_spelling"]
    assert finding.examples[0].value == "City of Westminster → Westminster"


def test_an_unknown_borough_and_an_unknown_measure_are_kept_and_reported(force, out):
    report = convert([force("31/03/2015;PAS;Atlantis;Feels safe at sea;0,5")], out)
    (row,) = table(out, "published_series").iter_rows(named=True)
    assert (row["unit_code"], row["measure"]) == ("Atlantis", "feels-safe-at-sea")
    assert report.count("unknown_borough") == report.count("unknown_measure") == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("31/02/2015;PAS;MPS;Trust MPS;0,6", "not_a_date"),
        ("2015;PAS;MPS;Trust MPS;0,6", "not_a_date"),
        (";PAS;MPS;Trust MPS;0,6", "not_a_date"),
        ("30/04/2015;PAS;MPS;Trust MPS;0,6", "not_a_quarter_end"),
        ("31/03/2015;USS;MPS;Trust MPS;0,6", "another_survey"),
        ("31/03/2015;PAS;;Trust MPS;0,6", "no_borough"),
        ("31/03/2015;PAS;MPS;;0,6", "no_measure"),
        ("31/03/2015;PAS;MPS;Trust MPS;", "no_figure"),
        ("31/03/2015;PAS;MPS;Trust MPS;67", "not_a_share"),
        ("31/03/2015;PAS;MPS;Trust MPS;-0,1", "not_a_share"),
        ("31/03/2015;PAS;MPS;Trust MPS;1,2", "not_a_share"),
        ("31/03/2015;PAS;MPS;Trust MPS;n/a", "not_a_share"),
        ("31/03/2015;PAS;MPS;Trust MPS;0,6;0,6;", "wrong_width"),
    ],
)
def test_a_bad_row_is_left_out_by_name_and_the_others_are_used(force, out, row, why):
    report = convert([force("30/06/2015;PAS;MPS;Trust MPS;0,6", row)], out)
    assert left_out(out) == [("pas_force.csv", 3, why)]
    assert (report.inputs[0].rows, report.inputs[0].used) == (2, 1)
    assert table(out, "published_series").height == 1


@pytest.mark.parametrize("written", ["0,5", "0.5", "0,50", ",5", " 0,5 "])
def test_a_share_may_have_a_comma_or_a_point(force, out, written):
    convert([force(f"31/03/2015;PAS;MPS;Trust MPS;{written}")], out)
    assert table(out, "published_series")["value"].to_list() == ["0.5"]


def test_a_file_with_commas_between_columns_is_read_too(write, out):
    header = "Date,Survey,Borough,Measure,Proportion"
    convert([write("pas.csv", header, ['31/03/2015,PAS,MPS,Trust MPS,"0,67"'])], out)
    assert table(out, "published_series")["value"].to_list() == ["0.67"]


def test_the_mps_column_that_agrees_with_the_force_file_is_silent(boroughs, force, out):
    files = [
        boroughs("31/03/2015;PAS;Brent;Trust MPS;0,6;0,70"),
        force("31/03/2015;PAS;MPS;Trust MPS;0,7"),
    ]
    report = convert(files, out)
    assert report.findings == ()
    assert table(out, "published_series")["unit_code"].to_list() == ["E09000005", "MPS"]


def test_where_the_mps_column_disagrees_with_the_force_file_the_force_file_stands(
    boroughs, force, out
):
    files = [
        boroughs("31/03/2015;PAS;Brent;Trust MPS;0,6;0,71"),
        force("31/03/2015;PAS;MPS;Trust MPS;0,7"),
    ]
    report = convert(files, out)
    assert table(out, "published_series")["value"].to_list() == ["0.6", "0.7"]
    (finding,) = report.findings
    assert (finding.kind, finding.count) == ("mps_disagrees", 1)
    assert finding.examples[0].file == "pas_boroughs.csv"
    assert finding.examples[0].value == "trust-mps to 2015-03-31: 0,71, force 0.7"


def test_without_a_force_file_the_mps_column_gives_the_force_figure_once(boroughs, out):
    rows = [f"31/03/2015;PAS;{name};Trust MPS;0,6;0,71" for name in ("Brent", "Barnet")]
    report = convert([boroughs(*rows)], out)
    series = table(out, "published_series")
    assert series.filter(series["unit_code"] == "MPS")["value"].to_list() == ["0.71"]
    assert report.count("mps_stands_in") == 1


def test_an_mps_column_that_is_no_share_is_reported_and_not_used(boroughs, out):
    report = convert([boroughs("31/03/2015;PAS;Brent;Trust MPS;0,6;71")], out)
    assert table(out, "published_series")["unit_code"].to_list() == ["E09000005"]
    assert report.count("mps_not_a_share") == 1


def test_a_figure_given_twice_alike_or_differently_is_named(force, out):
    row = "31/03/2015;PAS;MPS;Trust MPS;0,"
    report = convert([force(f"{row}6", f"{row}5", f"{row}5")], out)
    assert table(out, "published_series")["value"].to_list() == ["0.5"]
    assert left_out(out) == [
        ("pas_force.csv", 3, "repeated_figure"),
        ("pas_force.csv", 2, "conflicting_figure"),
    ]
    assert report.inputs[0].used == 1


def test_a_later_vintage_stands_beside_the_earlier_one_and_the_change_is_reported(write, out):
    old = write("old.csv", FORCE, ["31/03/2015;PAS;MPS;Trust MPS;0,60"])
    new = write(
        "new.csv",
        FORCE,
        ["31/03/2015;PAS;MPS;Trust MPS;0,62", "30/06/2015;PAS;MPS;Trust MPS;0,63"],
    )
    convert([old], out)
    convert([new], out)
    assert sorted(path.name for path in out.glob("*.csv")) == [
        "published_series-mopac_pas-2015-03-31.csv",
        "published_series-mopac_pas-2015-06-30.csv",
    ]
    together = convert([old, new], out.with_name("together"))
    assert together.count("revised_figure") == 1
    assert table(out.with_name("together"), "published_series").equals(
        table(out, "published_series")
    )
