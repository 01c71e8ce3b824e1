"""Parquet columns come in whatever type their writer gave them; they mean what text would."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow
import pyarrow.parquet
import pytest

at = datetime.fromisoformat  # a wall clock in London has no offset
TYPES = [
    ("reported_at", "TIMESTAMPTZ '2022-07-01 12:00:00+00'", at("2022-07-01T13:00:00")),
    ("reported_at", "TIMESTAMPTZ '2022-03-27 01:00:00+00'", at("2022-03-27T02:00:00")),
    ("reported_at", "TIMESTAMP '2022-03-27 01:30:00'", at("2022-03-27T01:30:00")),
    ("reported_at", "TIMESTAMP_NS '2022-07-01 12:00:00.123456789'",
     at("2022-07-01T12:00:00.123456")),
    ("reported_at", "TIMESTAMP_NS '2022-07-01 23:59:59.999999999'",
     at("2022-07-01T23:59:59.999999")),
    ("reported_at", "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'",
     at("1969-12-31T23:59:59.999999")),
    ("reported_at", "TIMESTAMP_S '2022-07-01 12:00:00'", at("2022-07-01T12:00:00")),
    ("reported_at", "TIMESTAMP_MS '2022-07-01 12:00:00.5'", at("2022-07-01T12:00:00.500000")),
    ("reported_at", "DATE '2022-07-01'", at("2022-07-01T00:00:00")),
    ("reported_at", "'2022-07-01T12:00Z'", at("2022-07-01T13:00:00")),
    ("committed_on", "DATE '2022-07-01'", date(2022, 7, 1)),
    ("committed_on", "TIMESTAMP '2022-07-01 23:30:00'", date(2022, 7, 1)),
    ("committed_on", "TIMESTAMPTZ '2022-07-01 23:30:00+00'", date(2022, 7, 2)),
    ("domestic_abuse", "true", True),
    ("domestic_abuse", "CAST(NULL AS BOOLEAN)", None),
    ("offence_code", "5", "5"),
    ("offence_code", "5.0::DOUBLE", "5"),
    ("offence_code", "'nan'::DOUBLE", None),
    ("offence_code", "NULL", None),
    ("unit_code", "''", None),
    ("reported_how", "CAST('online' AS ENUM ('online', 'telephone'))", "online"),
    ("team", "CAST('TDIU' AS BLOB)", "TDIU"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "meant"), TYPES)
def test_a_typed_column_of_crimes_means_what_its_text_would(extracts, column, value, meant):
    extracts.parquet("crimes.parquet", f"SELECT 'C1' AS crime_id, {value} AS {column}")
    extracts.read()
    assert extracts.aside() == []
    assert extracts.values("crimes", column) == [meant]


@pytest.mark.parametrize(
    ("column", "value", "meant"),
    [
        ("update_interval_days", "28::BIGINT", 28),
        ("update_interval_days", "28.0::DOUBLE", 28),
        ("update_interval_days", "'nan'::DOUBLE", None),
        ("safe_contact", "['post', 'email']", "post;email"),
        ("safe_contact", "CAST([] AS VARCHAR[])", None),
    ],
)
def test_a_typed_column_of_victims_means_what_its_text_would(extracts, column, value, meant):
    extracts.rows("crimes.csv", {})
    least = "'V1' AS victim_id, 'C1' AS crime_id, 'person' AS kind"
    extracts.parquet("victims.parquet", f"SELECT {least}, {value} AS {column}")
    extracts.read()
    assert extracts.aside() == []
    assert extracts.values("victims", column) == [meant]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize(
    ("zone", "meant"),
    [(None, at("2022-07-01T22:59:59")), ("UTC", at("2022-07-01T23:59:59"))],
)
def test_times_of_every_precision_with_and_without_a_zone(extracts, unit, zone, meant):
    seconds = int(datetime(2022, 7, 1, 22, 59, 59, tzinfo=UTC).timestamp())
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    times = pyarrow.array([seconds * per_second + per_second - 1], pyarrow.timestamp(unit, zone))
    table = pyarrow.table({"crime_id": ["C1"], "reported_at": times, "committed_on": times})
    pyarrow.parquet.write_table(table, extracts.path / "crimes.parquet")
    extracts.read()
    [crime] = extracts.table("crimes")
    assert crime["reported_at"].replace(microsecond=0) == meant
    assert crime["committed_on"] == meant.date()


def test_dictionary_encoded_text_is_text(extracts):
    how = pyarrow.array(["online", "online", "telephone"]).dictionary_encode()
    table = pyarrow.table({"crime_id": ["C1", "C2", "C3"], "reported_how": how})
    pyarrow.parquet.write_table(table, extracts.path / "crimes.parquet")
    extracts.read()
    assert extracts.values("crimes", "reported_how") == ["online", "online", "telephone"]


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("reported_at", "TIMESTAMP 'infinity'", "infinity"),
        ("reported_at", "DATE '2200-01-01'", "2200-01-01"),
        ("reported_at", "20220504", "20220504"),
        ("committed_on", "DATE '1899-12-31'", "1899-12-31"),
        ("domestic_abuse", "1", "1"),
        ("domestic_abuse", "'yes'", "yes"),
        ("reported_how", "3", "3"),
    ],
)
def test_a_typed_value_that_cannot_be_meant_sets_its_row_aside(extracts, column, value, found):
    extracts.parquet("crimes.parquet", f"SELECT 'C1' AS crime_id, {value} AS {column}")
    extracts.read()
    assert extracts.values("crimes", column) == []
    assert [(row[2], row[3], row[4]) for row in extracts.aside()] == [(1, column, found)]


def test_a_parquet_row_is_named_by_its_number(extracts):
    extracts.parquet(
        "crimes.parquet",
        "SELECT 'C' || n AS crime_id, CASE WHEN n = 4 THEN 'soon' ELSE '2022-05-04' END AS "
        "reported_at FROM range(1, 9) AS t(n)",
    )
    report = extracts.read()
    assert [row[2] for row in extracts.aside()] == [4]
    assert "row 4: 'soon'" in report.to_text()


def test_the_same_rows_as_csv_and_as_parquet_give_the_same_tables(extracts, new_extracts):
    extracts.case()
    other = new_extracts()
    for file in extracts.path.iterdir():
        other.parquet(f"{file.stem}.parquet", f"SELECT * FROM '{file}'")
    extracts.read()
    other.read()
    for table in ("crimes", "victims", "priority_decisions", "events", "actions"):
        assert extracts.table(table) == other.table(table)
        assert extracts.table(table)
