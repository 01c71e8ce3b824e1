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
