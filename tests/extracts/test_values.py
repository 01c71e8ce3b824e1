"""What parses and what does not, kind by kind, as the data contract says."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from upheld.extracts import contract

at = datetime.fromisoformat  # a wall clock in London has no offset
PERSONAL = ("date_of_birth", "safe_contact")
GOOD = [
    ("crimes", "reported_at", "2022-05-04", at("2022-05-04T00:00:00")),
    ("crimes", "reported_at", "2022-05-04T13:30", at("2022-05-04T13:30:00")),
    ("crimes", "reported_at", "2022-05-04 13:30:15", at("2022-05-04T13:30:15")),
    ("crimes", "reported_at", "2022-05-04T13:30:15.25", at("2022-05-04T13:30:15.250000")),
    ("crimes", "reported_at", "2022-05-04T13:30Z", at("2022-05-04T14:30:00")),
    ("crimes", "reported_at", "2022-05-04T13:30+05", at("2022-05-04T09:30:00")),
    ("crimes", "reported_at", "2022-05-04T13:30+0530", at("2022-05-04T09:00:00")),
    ("crimes", "reported_at", "2022-05-04 13:30:00-05:00", at("2022-05-04T19:30:00")),
    ("crimes", "reported_at", "1900-01-01", at("1900-01-01T00:00:00")),
    ("crimes", "reported_at", "2199-12-31T23:59:59", at("2199-12-31T23:59:59")),
    ("crimes", "committed_on", "2024-02-29", date(2024, 2, 29)),
    ("crimes", "committed_on", "2022-05-04T23:30Z", date(2022, 5, 5)),
    ("crimes", "committed_on", "2022-05-04T23:30", date(2022, 5, 4)),
    ("victims", "date_of_birth", "1880-01-01", date(1880, 1, 1)),
    ("crimes", "month", "2022-12", "2022-12"),
    ("crimes", "domestic_abuse", "true", True),
    ("crimes", "domestic_abuse", "FALSE", False),
    ("crimes", "domestic_abuse", "True", True),
    ("victims", "update_interval_days", "028", 28),
    ("victims", "update_interval_days", "999999", 999999),
    ("survey_population", "victims", "-1.5e3", -1500.0),
    ("survey_population", "victims", ".5", 0.5),
    ("crimes", "reported_how", "front_counter", "front_counter"),
    ("victims", "safe_contact", "post", "post"),
    ("victims", "safe_contact", " post ;; telephone;", "post;telephone"),
    ("victims", "safe_contact", " ; ", None),
    ("crimes", "team", " TDIU ", " TDIU "),
    ("crimes", "team", "NULL", "NULL"),
    ("crimes", "team", '=1+1,"\nx', '=1+1,"\nx'),
]
BAD = [
    ("crimes", "reported_at", "04/05/2022"),
    ("crimes", "reported_at", "2022-5-4"),
    ("crimes", "reported_at", "2022-05-04T1:30"),
    ("crimes", "reported_at", "2022-05-04T24:00"),
    ("crimes", "reported_at", "2022-05-04T13"),
    ("crimes", "reported_at", "2022-05-04T13:60"),
    ("crimes", "reported_at", "2022-05-04T13:30:60"),
    ("crimes", "reported_at", "2022-05-04T13:30+15:00"),
    ("crimes", "reported_at", "2022-05-04T13:30 Europe/London"),
    ("crimes", "reported_at", "2022-05-04T13:30z"),
    ("crimes", "reported_at", "2022-05-04Z"),
    ("crimes", "reported_at", "2022-02-30"),
    ("crimes", "reported_at", "2023-02-29T10:00Z"),
    ("crimes", "reported_at", "1899-12-31"),
    ("crimes", "reported_at", "2200-01-01"),
    ("crimes", "reported_at", "20220504"),
    ("crimes", "reported_at", " 2022-05-04"),
    ("crimes", "reported_at", "infinity"),
    ("crimes", "reported_at", "٢٠٢٢-05-04"),
    ("crimes", "reported_at", "2022-05-04\n"),
    ("crimes", "committed_on", "2022-13-01"),
    ("crimes", "committed_on", "2022-02-29"),
    ("crimes", "committed_on", "today"),
    ("victims", "date_of_birth", "1879-12-31"),
    ("crimes", "month", "2022-13"),
    ("crimes", "month", "2022-05-01"),
    ("crimes", "domestic_abuse", "yes"),
    ("crimes", "domestic_abuse", "1"),
    ("crimes", "domestic_abuse", "true "),
    ("victims", "update_interval_days", "2147483648"),
    ("victims", "update_interval_days", "-7"),
    ("victims", "update_interval_days", "7.0"),
    ("survey_population", "victims", "1,5"),
    ("survey_population", "victims", "inf"),
    ("survey_population", "victims", "nan"),
    ("survey_population", "victims", "1e999"),
    ("crimes", "reported_how", "Telephone"),
    ("crimes", "reported_how", "telephone "),
    ("victims", "safe_contact", "post,telephone"),
    ("victims", "safe_contact", "post;Telephone"),
]


@pytest.fixture(params=["csv", "parquet"])
def given_one(request, extracts):
    """One row with one value, as a CSV or as a Parquet file of text."""

    def given(table, column, value):
        if table == "victims":
            extracts.rows("crimes.csv", {})
        file = f"{table}.csv"
        extracts.rows(file, {column: value})
        if request.param == "parquet":
            source = f"read_csv('{extracts.path / file}', all_varchar = true, quote = '\"')"
            extracts.parquet(f"{table}.parquet", f"SELECT * FROM {source}")
            (extracts.path / file).unlink()
        extracts.read()
        return extracts

    return given


@pytest.mark.parametrize(("table", "column", "value", "meant"), GOOD)
def test_a_value_as_the_contract_writes_it_is_read(given_one, table, column, value, meant):
    extracts = given_one(table, column, value)
    assert extracts.aside() == []
    assert extracts.values(table, column) == [meant]


@pytest.mark.parametrize(("table", "column", "value"), BAD)
def test_any_other_value_sets_its_row_aside(given_one, table, column, value):
    extracts = given_one(table, column, value)
    assert extracts.values(table, column) == []
    [(_, _, _, found_column, found, reason)] = extracts.aside()
    assert found_column == column
    assert found == ("(not shown: personal)" if column in PERSONAL else value)
    assert reason.startswith("not ")


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table.name, column.name)
        for table in contract.TABLES
        for column in table.columns
        if column.required
    ],
)
def test_an_empty_required_value_sets_its_row_aside(extracts, table, column):
    extracts.case()
    extracts.rows(f"{table}.csv", {column: ""})
    extracts.read()
    ours = [row for row in extracts.aside() if row[0] == table]
    assert ours == [(table, f"{table}.csv", 2, column, "", "empty, and it must not be")]


@pytest.mark.parametrize("table", contract.TABLES, ids=lambda table: table.name)
def test_each_table_has_the_contracts_columns_in_order_with_their_types(extracts, table):
    extracts.case()
    extracts.rows(f"{table.name}.csv", {})
    extracts.read()
    described = extracts.connection.execute(f"DESCRIBE extract.{table.name}").fetchall()
    types = {
        contract.Kind.DATE: "DATE",
        contract.Kind.DATETIME: "TIMESTAMP",
        contract.Kind.TRUE_FALSE: "BOOLEAN",
        contract.Kind.WHOLE: "INTEGER",
        contract.Kind.NUMBER: "DOUBLE",
    }
    wanted = [(column.name, types.get(column.kind, "VARCHAR")) for column in table.columns]
    assert [(row[0], row[1]) for row in described] == [*wanted, ("row_number", "BIGINT")]


def test_a_table_that_was_not_handed_over_is_empty_and_that_is_said(extracts):
    extracts.rows("crimes.csv", {})
    report = extracts.read()
    assert extracts.table("actions") == []
    said = [(each.table, each.reason) for each in extracts.notes() if not each.column]
    assert ("actions", "not handed over: what it alone shows cannot be measured") in said
    assert report.counts("actions").read == 0
