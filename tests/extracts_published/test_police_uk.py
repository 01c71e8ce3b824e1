"""data.police.uk: each defect on a small file, and every row accounted for."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.core.errors import WrongUseError
from upheld.extracts import contract
from upheld.extracts.import_report import ImportReport
from upheld.extracts.police_uk import convert

from .files import NO_SUSPECT, OUTCOMES, STREET, left_out, outcome_row, street_row, table

STREET_FILE = "2022-03-metropolitan-street.csv"
OUTCOMES_FILE = "2022-03-metropolitan-outcomes.csv"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "extracts"


def only(out: Path) -> dict[str, str | None]:
    """The one crime that was made."""
    (crime,) = table(out, "crimes").iter_rows(named=True)
    return crime


def accounted_for(report: ImportReport, out: Path) -> bool:
    """Whether each row of each file is used, or stands once among those left out."""
    away = [file for file, _, _ in left_out(out)]
    lines = [(file, line) for file, line, _ in left_out(out)]
    return len(set(lines)) == len(lines) and all(
        each.left_out == away.count(each.name) for each in report.inputs
    )


def test_a_street_row_becomes_a_crime_by_month_without_a_day(street, out):
    convert([street(street_row("a1"))], out)
    crime = only(out)
    assert tuple(crime) == contract.CRIMES.names
    assert {name: value for name, value in crime.items() if value} == {
        "crime_id": "a1",
        "month": "2022-03",
        "offence_group": "Burglary",
        "unit_code": "NW",
        "borough_code": "E09000003",
        "outcome_code": "no-further-action",
    }


def test_each_street_file_becomes_a_file_of_crimes_that_carries_its_name(street, out):
    second = street(street_row("a2", "2022-04"), name="2022-04-metropolitan-street.csv")
    convert([second, street(street_row("a1"))], out)
    assert sorted(path.name for path in out.glob("*.csv")) == [
        "crimes-police_uk-2022-03-metropolitan.csv",
        "crimes-police_uk-2022-04-metropolitan.csv",
    ]


def test_of_rows_with_one_crime_id_the_last_stands_and_the_others_are_named(street, out):
    rows = (
        street_row("a1", outcome="Status update unavailable"),
        street_row("a2"),
        street_row("a1", outcome="Local resolution"),
        street_row("a1", outcome="Local resolution"),
    )
    report = convert([street(*rows)], out)
    outcomes = dict(table(out, "crimes").select("crime_id", "outcome_code").iter_rows())
    assert outcomes == {"a1": "local-resolution", "a2": "no-further-action"}
    assert left_out(out) == [
        (STREET_FILE, 2, "repeated_crime_id"),
        (STREET_FILE, 4, "repeated_crime_id"),
    ]
    assert report.count("shared_crime_id") == 3
    assert report.count("repeated_crime_id_differs") == 1


def test_a_crime_id_in_a_later_months_file_takes_the_place_of_the_earlier_row(street, out):
    files = [
        street(street_row("a1"), name="2022-04-metropolitan-street.csv"),
        street(street_row("a1", area="Brent 001A")),
    ]
    report = convert(files, out)
    assert only(out)["borough_code"] == "E09000003"
    assert left_out(out) == [(STREET_FILE, 2, "repeated_crime_id")]
    assert accounted_for(report, out)


def test_a_row_without_a_crime_id_is_named_by_file_and_line_each_time_the_same(street, out):
    asb = street_row("", crime_type="Anti-social behaviour", outcome="")
    report = convert([street(street_row("a1"), asb, asb)], out)
    again = convert([street(street_row("a1"), asb, asb)], out.with_name("again"))
    ids = table(out, "crimes")["crime_id"].to_list()
    assert ids == [
        "a1",
        "2022-03-metropolitan-street:3",
        "2022-03-metropolitan-street:4",
    ]
    assert table(out.with_name("again"), "crimes")["crime_id"].to_list() == ids
    assert report.count("no_crime_id") == again.count("no_crime_id") == 2


def test_a_row_without_an_lsoa_has_no_borough_and_is_counted(street, out):
    report = convert([street(street_row(area=""))], out)
    assert only(out)["borough_code"] is None
    assert only(out)["unit_code"] is None
    assert report.count("no_lsoa") == 1


def test_a_place_outside_london_keeps_its_name_and_has_no_unit(street, out):
    report = convert([street(street_row(area="Epsom and Ewell 004B"))], out)
    assert only(out)["borough_code"] == "Epsom and Ewell"
    assert only(out)["unit_code"] is None
    assert report.count("area_without_code") == 1
    assert report.count("area_without_unit") == 0


def test_the_city_of_london_has_its_code_and_no_unit_of_the_force(street, out):
    report = convert([street(street_row(area="City of London 001E"))], out)
    assert only(out)["borough_code"] == "E09000001"
    assert only(out)["unit_code"] is None
    assert report.count("area_without_unit") == 1


def test_a_crime_before_the_bcus_existed_has_a_borough_and_no_unit(street, out):
    report = convert([street(street_row(month="2012-03"))], out)
    assert (only(out)["borough_code"], only(out)["unit_code"]) == ("E09000003", None)
    assert report.count("area_without_unit") == 1


def test_another_forces_crime_in_a_london_borough_is_given_no_unit_of_the_met(street, out):
    convert([street(street_row(force="British Transport Police"))], out)
    assert (only(out)["borough_code"], only(out)["unit_code"]) == ("E09000003", None)


def test_any_forces_file_of_any_crime_types_is_read(street, out):
    force = "West Yorkshire Police"
    rows = (
        street_row("b1", area="Leeds 111B", crime_type="Robbery", force=force),
        street_row("", area="Bradford 045D", crime_type="Anti-social behaviour", outcome="",
                   force=force),
        street_row("b2", area="", crime_type="Violence and sexual offences",
                   outcome="Unable to prosecute suspect", force=force),
    )  # fmt: skip
    report = convert([street(*rows, name="2024-05-west-yorkshire-street.csv")], out)
    crimes = table(out, "crimes")
    assert report.outputs[0].name == "crimes-police_uk-2024-05-west-yorkshire.csv"
    assert crimes["crime_id"].to_list() == ["b1", "2024-05-west-yorkshire-street:3", "b2"]
    assert crimes["borough_code"].to_list() == ["Leeds", "Bradford", None]
    assert crimes["offence_group"].to_list() == [
        "Robbery", "Anti-social behaviour", "Violence and sexual offences",
    ]  # fmt: skip
    assert crimes["outcome_code"].to_list() == ["no-further-action", None, "unable-to-prosecute"]
    assert crimes["unit_code"].to_list() == [None] * 3
    assert {finding.kind for finding in report.findings} == {
        "no_crime_id", "no_lsoa", "area_without_code",
    }  # fmt: skip


def test_a_row_with_an_impossible_month_is_left_out_by_name(street, out):
    report = convert([street(street_row("a1", "2022-13"), street_row("a2"))], out)
    assert only(out)["crime_id"] == "a2"
    assert left_out(out) == [(STREET_FILE, 2, "not_a_month")]
    (finding,) = [each for each in report.findings if each.kind == "not_a_month"]
    assert finding.examples[0].value == "2022-13"


def test_a_row_with_a_field_too_many_is_left_out_by_name(street, out):
    report = convert([street(street_row("a1"), street_row("a2") + ",,")], out)
    assert only(out)["crime_id"] == "a1"
    assert left_out(out) == [(STREET_FILE, 3, "wrong_width")]
    assert accounted_for(report, out)


def test_a_row_left_out_stands_beside_the_extracts_as_it_came(street, out):
    bad = street_row("a1", "2022-13")
    convert([street(bad, street_row("a2"))], out)
    (path,) = (out / "imported").glob("*-left-out.csv")
    assert pl.read_csv(path, infer_schema=False)["row"].to_list() == [bad]


# Last outcomes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("in_street", "later_month", "in_outcomes", "code", "finding"),
    [
        (NO_SUSPECT, "2022-06", "Suspect charged", "charged", "outcome_taken"),
        ("Suspect charged", "2022-06", NO_SUSPECT, "no-further-action", "outcome_taken"),
        ("Suspect charged", "2022-06", "Offender sent to prison", "imprisoned", "outcome_taken"),
        ("", "2022-03", "Suspect charged", "charged", "outcome_taken"),
        ("Under investigation", "2022-03", "Suspect charged", "charged", "outcome_taken"),
        ("Status update unavailable", "2022-03", "Local resolution", "local-resolution",
         "outcome_taken"),
        (NO_SUSPECT, "2022-03", "Suspect charged", "no-further-action", "outcome_not_taken"),
        ("Court result unavailable", "2022-03", "Suspect charged", "court-result-unavailable",
         "outcome_not_taken"),
        ("Court result unavailable", "2022-06", "Suspect charged", "court-result-unavailable",
         "outcome_not_taken"),
        ("Local resolution", "2022-06", "Under investigation", "local-resolution",
         "outcome_not_taken"),
        (NO_SUSPECT, "2022-06", NO_SUSPECT, "no-further-action", None),
    ],
)  # fmt: skip
def test_the_last_outcome_is_the_later_one_that_says_more(
    street, outcomes, out, in_street, later_month, in_outcomes, code, finding
):
    files = [
        street(street_row("a1", outcome=in_street)),
        outcomes(outcome_row("a1", later_month, in_outcomes)),
    ]
    report = convert(files, out)
    assert only(out)["outcome_code"] == code
    assert [each.kind for each in report.findings] == ([finding] if finding else [])


def test_of_several_outcomes_the_one_of_the_latest_month_counts_whatever_their_order(
    street, outcomes, out
):
    rows = (
        outcome_row("a1", "2022-06", "Local resolution"),
        outcome_row("a1", "2022-04", "Suspect charged"),
        outcome_row("a1", "2022-05", "Local resolution"),
    )
    report = convert([street(street_row("a1")), outcomes(*rows)], out)
    assert only(out)["outcome_code"] == "local-resolution"
    assert sorted(left_out(out)) == [
        (OUTCOMES_FILE, 3, "earlier_outcome"),
        (OUTCOMES_FILE, 4, "repeated_outcome"),
    ]
    assert accounted_for(report, out)


def test_an_outcome_of_a_crime_in_no_street_file_is_reported_and_not_lost(street, outcomes, out):
    report = convert([street(street_row("a1")), outcomes(outcome_row("z9", "2022-03"))], out)
    assert left_out(out) == [(OUTCOMES_FILE, 2, "outcome_without_crime")]
    assert report.count("outcome_without_crime") == 1


def test_an_outcome_without_a_crime_id_is_left_out_by_name(street, outcomes, out):
    convert([street(street_row("a1")), outcomes(outcome_row(""))], out)
    assert left_out(out) == [(OUTCOMES_FILE, 2, "outcome_without_id")]


def test_an_outcome_in_unknown_words_is_kept_in_these_words_and_reported(street, outcomes, out):
    report = convert([street(street_row("a1", outcome="Matter of the heart"))], out)
    assert only(out)["outcome_code"] == "Matter of the heart"
    assert report.count("unknown_outcome") == 1


def test_outcomes_alone_make_no_crime_and_say_what_is_missing(outcomes, out):
    with pytest.raises(WrongUseError, match="street file"):
        convert([outcomes(outcome_row())], out)
    assert not out.exists()


# Every row --------------------------------------------------------------------------------------

IDS = st.sampled_from(["", "a1", "a2", "a3", "a4"])
MONTHS = st.sampled_from(["2022-03", "2022-04", "2022-13", ""])
SAID = st.sampled_from(["", NO_SUSPECT, "Suspect charged", "Court result unavailable", "New words"])
AREAS = st.sampled_from(["", "Barnet 027A", "Leeds 111B", "City of London 001E", "odd"])
SPOILT = st.sampled_from(["", "", "", ",more"])


@settings(deadline=None)
@given(
    street_rows=st.lists(
        st.builds(street_row, IDS, MONTHS, AREAS, st.just("Burglary"), SAID).flatmap(
            lambda row: SPOILT.map(lambda end: row + end)
        ),
        min_size=1,
        max_size=12,
    ),
    outcome_rows=st.lists(st.builds(outcome_row, IDS, MONTHS, SAID), max_size=8),
)
def test_every_row_is_used_or_left_out_once_and_every_crime_is_made_once(
    street_rows: list[str], outcome_rows: list[str]
):
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / STREET_FILE).write_text("\n".join([STREET, *street_rows]) + "\n")
        (folder / OUTCOMES_FILE).write_text("\n".join([OUTCOMES, *outcome_rows]) + "\n")
        out = folder / "extracts"
        report = convert([folder / STREET_FILE, folder / OUTCOMES_FILE], out)
        assert {each.name: each.rows for each in report.inputs} == {
            STREET_FILE: len(street_rows),
            OUTCOMES_FILE: len(outcome_rows),
        }
        assert accounted_for(report, out)
        good = [row.split(",") for row in street_rows if not row.endswith("more")]
        good = [row for row in good if row[1] in ("2022-03", "2022-04")]
        expected = {row[0] for row in good if row[0]}
        unnamed = sum(not row[0] for row in good)
        made = table(out, "crimes")["crime_id"].to_list() if good else []
        assert len(made) == len(set(made)) == len(expected) + unnamed
