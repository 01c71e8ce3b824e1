"""Monthly counts by borough: wide files, spellings, vintages, every cell accounted for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError
from upheld.extracts import contract
from upheld.extracts.met_counts import convert

from .files import left_out, table

HEADER = "MajorText,MinorText,LookUp_BoroughName,202201,202202"
ARSON = "Arson and Criminal Damage > Arson"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "extracts"


@pytest.fixture
def counts(write: Callable[..., Path]) -> Callable[..., Path]:
    return lambda *rows, header=HEADER, name="counts.csv": write(name, header, rows)


def test_a_cell_becomes_a_monthly_figure_of_its_borough_and_category(counts, out):
    convert([counts("Arson and Criminal Damage,Arson,Barnet,6,0")], out)
    first, second = table(out, "published_series").iter_rows(named=True)
    assert tuple(first) == contract.PUBLISHED_SERIES.names
    assert {name: value for name, value in first.items() if value is not None} == {
        "source": "MPS Recorded Crime: Geographic Breakdown",
        "vintage": "2022-02",
        "measure": "recorded_offences",
        "unit_code": "E09000003",
        "breakdown": "offence",
        "category": ARSON,
        "period_start": date(2022, 1, 1),
        "period_end": date(2022, 1, 31),
        "value": 6.0,
        "licence": "OGL v2.0",
    }
    assert (second["period_end"], second["value"]) == (date(2022, 2, 28), 0.0)


def test_spellings_of_a_category_are_read_as_one_and_reported(counts, out):
    rows = (
        "ARSON AND CRIMINAL DAMAGE,ARSON,Barnet,1,2",
        "Arson & Criminal Damage,Arson,Brent,3,4",
        "Burglary,Burglary - Business and Community,Barnet,5,6",
        "Arson and Criminal Damage,Arson,Bexley,7,8",
    )
    report = convert([counts(*rows)], out)
    assert table(out, "published_series")["category"].unique().sort().to_list() == [
        ARSON,
        "Burglary > Burglary Business and Community",
    ]
    assert report.count("offence_spelling") == 3


def test_an_unknown_category_is_kept_as_it_is_and_reported(counts, out):
    report = convert([counts("Burglary,Burglary - Residential,Barnet,1,2")], out)
    assert set(table(out, "published_series")["category"]) == {"Burglary > Burglary - Residential"}
    assert report.count("unknown_offence") == 1


def test_the_airports_have_a_code_of_their_own_and_are_named(counts, out):
    row = "Burglary,Domestic Burglary,London Heathrow and London City Airports,0,1"
    report = convert([counts(row)], out)
    assert set(table(out, "published_series")["unit_code"]) == {"AIRPORTS"}
    assert report.count("not_a_borough") == 1


def test_spellings_of_a_borough_are_read_as_one_and_an_unknown_place_keeps_its_name(counts, out):
    rows = ("Robbery,x,HAMMERSMITH & FULHAM,1,2", "Robbery,x,Unknown,3,4")
    report = convert([counts(*rows)], out)
    assert set(table(out, "published_series")["unit_code"]) == {"E09000013", "Unknown"}
    assert report.count("borough_spelling") == report.count("unknown_borough") == 1


@pytest.mark.parametrize("cell", ["", "-", "2.5", "n/a", "<5"])
def test_a_cell_that_is_no_count_is_left_out_by_name_and_its_row_used(counts, out, cell):
    report = convert([counts(f"Robbery,x,Brent,{cell},4")], out)
    assert table(out, "published_series")["value"].to_list() == [4.0]
    assert left_out(out) == [("counts.csv", 2, "not_a_count")]
    assert report.inputs[0].used == 1


@pytest.mark.parametrize(("cell", "value"), [('"1,234"', 1234.0), ("12.0", 12.0), ("-1", -1.0)])
def test_a_count_may_have_thousands_separated_or_be_a_correction(counts, out, cell, value):
    convert([counts(f"Robbery,x,Brent,{cell},4")], out)
    assert table(out, "published_series")["value"].to_list() == [value, 4.0]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",x,Brent,1,2", "no_offence"),
        ("Robbery,,Brent,1,2", "no_offence"),
        ("Robbery,x,,1,2", "no_borough"),
        ("Robbery,x,Brent,1", "wrong_width"),
    ],
)
def test_a_bad_row_is_left_out_by_name(counts, out, row, why):
    report = convert([counts("Robbery,x,Barnet,1,2", row)], out)
    assert left_out(out) == [("counts.csv", 3, why)]
    assert (report.inputs[0].rows, report.inputs[0].used) == (2, 1)


def test_two_spellings_that_meet_in_one_category_are_not_added_up_but_named(counts, out):
    rows = (
        "Arson and Criminal Damage,Arson,Barnet,1,2",
        "ARSON AND CRIMINAL DAMAGE,ARSON,Barnet,1,5",
    )
    report = convert([counts(*rows)], out)
    assert table(out, "published_series")["value"].to_list() == [1.0, 5.0]
    assert left_out(out) == [
        ("counts.csv", 2, "repeated_figure"),
        ("counts.csv", 2, "conflicting_figure"),
    ]
    assert report.inputs[0].used == 1


def test_of_two_vintages_that_overlap_both_are_kept_and_what_was_revised_is_reported(counts, out):
    old = counts("Robbery,x,Brent,10,20", "Robbery,x,Barnet,1,2", name="to-2022-02.csv")
    new = counts(
        "Robbery,x,Brent,21,30",
        "Robbery,x,Barnet,2,3",
        header="MajorText,MinorText,LookUp_BoroughName,202202,202203",
        name="to-2022-03.csv",
    )
    report = convert([new, old], out)
    series = table(out, "published_series")
    assert series.height == 8
    february = series.filter(
        (series["period_start"] == date(2022, 2, 1)) & (series["unit_code"] == "E09000005")
    )
    assert february.select("vintage", "value").rows() == [("2022-02", 20.0), ("2022-03", 21.0)]
    (finding,) = [each for each in report.findings if each.kind == "revised_figure"]
    assert finding.count == 1
    assert finding.examples[0].file == "to-2022-02.csv"
    assert "20.0 in vintage 2022-02, 21.0 in 2022-03" in finding.examples[0].value


def test_a_later_vintage_may_be_added_to_the_same_folder(counts, out):
    convert([counts("Robbery,x,Brent,10,20", name="old.csv")], out)
    header = "MajorText,MinorText,LookUp_BoroughName,202202,202203"
    convert([counts("Robbery,x,Brent,21,30", header=header, name="new.csv")], out)
    assert set(table(out, "published_series")["vintage"]) == {"2022-02", "2022-03"}
    assert len(list((out / "imported").glob("*.json"))) == 2


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("MajorText,MinorText,Borough,202201", "the columns are MajorText"),
        ("MajorText,MinorText,LookUp_BoroughName,202213", "no months as YYYYMM: 202213"),
        ("MajorText,MinorText,LookUp_BoroughName", "no column for a month"),
        ("MajorText,MinorText,LookUp_BoroughName,202201,202201", "has a column twice"),
    ],
)
def test_a_wrong_header_is_named_with_what_was_expected(counts, out, header, expected):
    with pytest.raises(ProblemsError, match=expected) as error:
        convert([counts("Robbery,x,Brent,1", header=header)], out)
    assert "counts.csv: line 1" in str(error.value)
    assert not out.exists()
