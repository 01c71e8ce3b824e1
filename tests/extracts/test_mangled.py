"""Whatever a file holds: a report or a clear message, never a traceback, and every row counted."""

from __future__ import annotations

import gzip

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from upheld.core.errors import UpheldError

SOUND = (
    b"victim_id,crime_id,kind,date_of_birth,safe_contact,update_interval_days,withdrawn\r\n"
    b'V1,C1,person,1980-02-03,"post;email",28,\r\n'
    b'V2,C1,business,,,,\r\n"V""3",C1,person,2001-01-01,,7,false\r\n'
)
thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
places = st.lists(
    st.tuples(st.integers(0, len(SOUND)), st.binary(max_size=4), st.integers(0, 4)), max_size=4
)


def mangled(data, changes):
    for place, put_in, cut in changes:
        data = data[:place] + put_in + data[place + cut :]
    return data


def read_or_refuse(extracts):
    try:
        report = extracts.read()
    except UpheldError as refused:
        message = str(refused)
        assert "Next step: " in message
        return None
    for each in report.tables:
        assert each.read == each.kept + each.set_aside + each.replaced + each.withdrawn
        assert each.kept == len(extracts.table(each.table))
    assert report.to_text()
    assert report.to_html()
    assert report.to_json()
    assert len({row[:3] for row in extracts.aside()}) == report.set_aside
    return report


@thorough
@given(changes=places)
def test_mangled_bytes_of_a_csv_file(new_extracts, changes):
    extracts = new_extracts()
    extracts.rows("crimes.csv", {})
    extracts.text("victims.csv", mangled(SOUND, changes))
    read_or_refuse(extracts)


@thorough
@given(changes=places)
def test_mangled_bytes_of_a_packed_file(new_extracts, changes):
    extracts = new_extracts()
    extracts.rows("crimes.csv", {})
    extracts.text("victims.csv.gz", mangled(gzip.compress(SOUND, mtime=0), changes))
    read_or_refuse(extracts)


@pytest.fixture(scope="module")
def sound_parquet(tmp_path_factory):
    path = tmp_path_factory.mktemp("sound") / "crimes.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'C' || n AS crime_id, TIMESTAMPTZ '2022-05-04 10:00+00' AS reported_at, "
            f"'TDIU' AS team, true AS terrorism FROM range(300) AS t(n)) TO '{path}'"
        )
    return path.read_bytes()


@thorough
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 6)), max_size=3
    )
)
def test_mangled_bytes_of_a_parquet_file(new_extracts, sound_parquet, changes):
    extracts = new_extracts()
    at = [(int(share * len(sound_parquet)), put_in, cut) for share, put_in, cut in changes]
    extracts.text("crimes.parquet", mangled(sound_parquet, at))
    read_or_refuse(extracts)


names = st.one_of(
    st.sampled_from(["respondent_id", "interviewed_on", "sex", "withdrawn", "extracted_at"]),
    st.text(max_size=8),
)
values = st.one_of(
    st.sampled_from(["2022-05-04", "true", "R1", "", "2022-05-04T10:00+01:00"]), st.text(max_size=8)
)


@thorough
@given(header=st.lists(names, max_size=6), rows=st.lists(st.lists(values, max_size=7), max_size=6))
def test_columns_and_values_of_any_name_and_kind(new_extracts, header, rows):
    extracts = new_extracts()

    def line(cells):
        return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)

    text = "\n".join(line(cells) for cells in [["respondent_id", *header], *rows])
    extracts.text("survey_responses.csv", text.encode("utf-8", "surrogatepass"))
    read_or_refuse(extracts)


@thorough
@given(
    table=st.sampled_from(["crimes", "victims", "events", "actions", "published_series"]),
    select=st.lists(
        st.sampled_from(
            [
                "1", "1.5", "'x'", "NULL", "true", "[1, 2]", "['a', NULL]", "{'a': 1}",
                "DATE '2022-05-04'",
                "TIMESTAMP '2022-05-04'", "TIMESTAMPTZ '2022-05-04'", "TIME '10:00'", "'ab'::BLOB",
                "INTERVAL 1 DAY", "uuid()", "1::HUGEINT", "1.5::DECIMAL(9, 3)", "'nan'::DOUBLE",
                "'infinity'::TIMESTAMP", "'-infinity'::DATE", "'\\xFF'::BLOB", "MAP {'a': 1}",
                "TIMESTAMP_NS '2022-05-04'", "1::UTINYINT", "'inf'::FLOAT", "[]::DATE[]",
            ]
        ),
        min_size=30,
        max_size=30,
    ),
)  # fmt: skip
def test_parquet_columns_of_any_type(new_extracts, table, select):
    from upheld.extracts import contract

    extracts = new_extracts()
    columns = [*contract.table(table).names, "withdrawn", "extracted_at"]
    chosen = ", ".join(f'{value} AS "{column}"' for column, value in zip(columns, select))  # noqa: B905
    extracts.parquet(f"{table}.parquet", f"SELECT {chosen}")
    report = read_or_refuse(extracts)
    assert report is None or report.counts(table).read == 1
