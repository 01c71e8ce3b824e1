"""Working in buckets of crimes bounds memory and changes nothing else."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from upheld.extracts.read import read
from upheld.pipeline import duties
from upheld.rules import load


@pytest.mark.parametrize("crimes_a_bucket", [1, 3, 100])
def test_the_same_duties_come_out_whatever_the_size_of_a_bucket(
    write_extracts, crimes_a_bucket: int
) -> None:
    def computed(size: int) -> list[tuple]:
        with duckdb.connect() as connection:
            read(extracts, connection)
            duties.compute(connection, load.victims_codes(), load.calendar(), date(2022, 7, 1),
                           crimes_a_bucket=size)  # fmt: skip
            return connection.execute("FROM duties").fetchall()

    extracts = write_extracts()
    whole = computed(1_000)
    assert len(whole) == 28 * 5  # an arrest, and four entitlements that the report starts
    assert computed(crimes_a_bucket) == whole


@pytest.mark.parametrize(("crimes_a_bucket", "copied"), [(1, True), (1_000, False)])
def test_actions_are_copied_out_of_the_extract_only_where_there_are_others_to_leave_out(
    write_extracts, crimes_a_bucket: int, copied: bool
) -> None:
    copies = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'bucket_actions'"
    with duckdb.connect() as connection:
        read(write_extracts(), connection)
        duties.prepare(connection, load.victims_codes(), load.calendar(), date(2022, 7, 1))
        for _ in duties.each_bucket(connection, crimes_a_bucket):
            assert connection.execute(copies).fetchall() == [(int(copied),)]
        assert connection.execute(copies).fetchall() == [(0,)]
