"""The extracts of the made-up force keep to the data contract."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
import pytest

from upheld.extracts.contract import Kind, table
from upheld.extracts.read import read
from upheld.rules.load import force

TABLES = ("crimes", "victims", "priority_decisions", "events", "actions")
KINDS = {
    Kind.TEXT: pl.String,
    Kind.CODE: pl.String,
    Kind.CODES: pl.String,
    Kind.MONTH: pl.String,
    Kind.DATE: pl.Date,
    Kind.DATETIME: pl.Datetime("us"),
    Kind.TRUE_FALSE: pl.Boolean,
    Kind.WHOLE: pl.Int32,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_contracts_columns_in_its_order_and_types(made, name):
    schema = pl.read_parquet_schema(made.files(name)[0])
    expected = {column.name: KINDS[column.kind] for column in table(name).columns}
    schema.pop("withdrawn", None)
    assert dict(schema) == expected
    assert list(schema) == list(expected)


@pytest.mark.parametrize("name", TABLES)
def test_there_is_one_file_a_table_and_month(made, name):
    months = made.truth["months"]
    assert [path.name for path in made.files(name)] == [f"{name}-{each}.parquet" for each in months]


@pytest.mark.parametrize("name", TABLES)
def test_every_code_is_one_of_the_contracts(made, name):
    rows = made.rows(name)
    for column in table(name).columns:
        if column.codes:
            found = rows[column.name].drop_nulls().str.split(";").explode().unique().to_list()
            assert set(found) <= set(column.codes), column.name


@pytest.mark.parametrize("name", TABLES)
def test_no_required_value_is_empty(made, name):
    for path in made.files(name):
        rows = pl.read_parquet(path)
        for column in table(name).columns:
            if column.required:
                assert rows[column.name].null_count() == 0, (path.name, column.name)


def test_units_boroughs_and_offences_are_the_forces_own(made):
    crimes, met = made.rows("crimes"), force("met")
    assert set(crimes["unit_code"]) <= {unit.code for unit in met.units}
    assert set(crimes["borough_code"].drop_nulls()) == {each.code for each in met.boroughs}
    groups = {(each.code, each.group) for each in met.offences}
    assert set(crimes.select("offence_code", "offence_group").iter_rows()) <= groups


def test_a_borough_s_crimes_belong_to_its_bcu_or_to_a_specialist_unit(made):
    met = force("met")
    bcu_of = {borough.code: borough.unit_code for borough in met.boroughs}
    specialist = {unit.code for unit in met.units if unit.type == "ocu"}
    pairs = set(made.rows("crimes").select("borough_code", "unit_code").iter_rows())
    assert all(unit == bcu_of.get(borough) or unit in specialist for borough, unit in pairs)


def test_the_reader_sets_nothing_aside_and_warns_of_nothing(made):
    report = read(made.folder, duckdb.connect(), force=force("met"))
    assert report.set_aside == 0
    assert [each for each in report.findings if each.severity == "warning"] == []


def test_nothing_happens_and_nothing_is_keyed_after_the_last_month(made):
    end = date(2022, 9, 30)
    for name in TABLES:
        rows = made.rows(name)
        for column in table(name).columns:
            if column.kind is Kind.DATETIME:
                latest = rows[column.name].dt.date().max()
                assert latest is None or latest <= end, (name, column.name)
            if column.kind is Kind.DATE:
                latest = rows[column.name].max()
                assert latest is None or latest <= end, (name, column.name)


def test_nothing_is_done_before_the_report_or_keyed_before_it_was_done(made):
    reported = made.rows("crimes").select("crime_id", "reported_at")
    events = made.rows("events").join(reported, on="crime_id")
    actions = made.rows("actions").join(reported, on="crime_id")
    assert events.filter(pl.col.occurred_at < pl.col.reported_at).height == 0
    assert events.filter(pl.col.received_at < pl.col.occurred_at).height == 0
    assert events.filter(pl.col.recorded_at < pl.col.occurred_at).height == 0
    assert actions.filter(pl.col.done_at < pl.col.reported_at).height == 0
    assert actions.filter(pl.col.recorded_at < pl.col.done_at).height == 0


def test_a_suspect_is_interviewed_after_the_arrest_and_charged_after_the_interview(made):
    times = (
        made.rows("events")
        .filter(pl.col.suspect_id.is_not_null())
        .group_by("suspect_id", "event")
        .agg(pl.col.occurred_at.min())
        .pivot("event", index="suspect_id", values="occurred_at")
    )
    assert times.filter(pl.col.interviewed_under_caution < pl.col.arrested).height == 0
    assert times.filter(pl.col.charged < pl.col.interviewed_under_caution).height == 0
    assert times.filter(pl.col.hearing_listed < pl.col.charged).height == 0
    assert times.filter(pl.col.sentenced < pl.col.case_outcome).height == 0
    assert times["charged"].count() > 100


def test_a_crime_is_screened_out_or_has_suspects_never_both(made):
    events = made.rows("events")
    out = events.filter(pl.col.event == "decided_not_to_investigate").select("crime_id")
    with_suspects = events.filter(pl.col.suspect_id.is_not_null()).select("crime_id")
    assert out.height > 1000
    assert out.join(with_suspects, on="crime_id", how="semi").height == 0


def test_only_court_events_have_a_time_at_which_the_witness_care_unit_was_told(made):
    events = made.rows("events")
    court = events.filter(pl.col.event.is_in(["hearing_listed", "case_outcome", "sentenced"]))
    police = events.filter(pl.col.event.is_in(["arrested", "charged", "investigation_closed"]))
    assert police["received_at"].null_count() == police.height
    assert 0.03 < court["received_at"].null_count() / court.height < 0.14


def test_there_are_as_many_rows_as_a_real_force_would_have(made):
    crimes = made.rows("crimes").height
    assert made.truth["rows"]["crimes"] >= 12_000
    assert made.rows("victims").height / crimes == pytest.approx(1.2, abs=0.1)
    assert made.rows("events").height / crimes == pytest.approx(3.5, abs=0.4)
    assert made.rows("actions").height / crimes == pytest.approx(6.2, abs=0.6)


def test_names_and_postcodes_are_evidently_made_up(made):
    victims = made.rows("victims")
    assert victims["postcode"].drop_nulls().str.starts_with("ZZ").all()
    named = victims.filter(pl.col.kind != "business")
    assert named["family_name"].null_count() == 0
    assert named["family_name"].n_unique() > 300
    assert victims.filter(pl.col.kind == "business")["family_name"].drop_nulls().len() == 0


def test_the_extracts_show_what_real_ones_trip_over(made):
    victims, actions = made.rows("victims"), made.rows("actions")
    assert {"person", "business", "parent_or_guardian"} <= set(victims["kind"])
    assert set(victims["named_contact"]) == {True, False, None}
    assert set(victims["update_interval_days"].drop_nulls()) == {28, 14, 7}
    assert victims["declined_updates_from"].count() > 50
    assert victims["declined_updates_until"].count() > 5
    assert actions.filter(result="message_left").height > 100
    assert actions.filter(result="declined").height > 100
    assert actions.filter(pl.col.result == "withheld", pl.col.reason.is_null()).height == 0
    informed = actions.filter(action="informed")
    by_id = informed["about_event_id"].is_not_null()
    by_name = informed["about"].is_not_null()
    assert (by_id & by_name).sum() == 0
    assert by_id.mean() > 0.75
    assert by_name.mean() > 0.02
    assert (~by_id & ~by_name).mean() > 0.05
    assert informed["victim_id"].null_count() > 100


def test_an_event_named_without_its_id_is_the_only_one_of_its_name_in_the_crime(made):
    named = made.rows("actions").filter(pl.col.about.is_not_null())
    times = made.rows("events").group_by("crime_id", about="event").len()
    joined = named.join(times, on=["crime_id", "about"], how="left")
    assert joined["len"].unique().to_list() == [1]


def test_a_batch_of_one_text_is_keyed_on_the_last_afternoon_of_a_month_by_two_people(made):
    same = (
        made.rows("actions")
        .group_by("text_digest")
        .agg(
            pl.len(),
            pl.col.recorded_by.n_unique().alias("people"),
            pl.col.recorded_at.dt.date().n_unique().alias("days"),
            pl.col.recorded_at.dt.date().min().alias("day"),
        )
        .filter(pl.col.len > 10)
    )
    assert same.height >= 10
    assert same["people"].max() <= 2
    month_ends = same.filter(pl.col.day == pl.col.day.dt.month_end())
    assert month_ends.height == same.height


def test_a_later_file_puts_rows_right_and_withdraws_crimes(made):
    files = pl.concat(
        [
            pl.read_parquet(path).with_columns(file=pl.lit(path.name))
            for path in made.files("crimes")
        ]
    )
    again = files.filter(pl.len().over("crime_id") > 1)
    per_file = again.group_by("crime_id", "file").len()
    assert per_file["len"].max() == 1
    withdrawn = files.filter(pl.col.withdrawn)
    assert withdrawn.height == made.truth["withdrawn_crimes"] > 0
    corrected = again["crime_id"].n_unique() - withdrawn.height
    assert corrected == made.truth["corrected_rows"]["crimes"] > 0


def test_calls_back_come_to_more_than_speech(made):
    calls = made.rows("actions").filter(action="call_back")
    came_to = dict(calls.group_by("result").len().rows())
    assert set(came_to) == {"spoken", "attempted", "message_left", "declined"}
    assert max(came_to, key=lambda each: came_to[each]) == "spoken"
