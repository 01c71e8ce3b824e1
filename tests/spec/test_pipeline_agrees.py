"""The conformance pack, held to the set-wise path: the same cases, as extracts, through the SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.spec.extracts_of_cases import cases_as_extracts

from upheld.core.conformance import mismatches
from upheld.extracts.conformance import read_cases, shipped_pack
from upheld.extracts.read import read
from upheld.pipeline import duties
from upheld.rules import load

CASES = read_cases(shipped_pack(), load.victims_codes())
DAYS = sorted({case.as_of for case in CASES})


@pytest.mark.parametrize("as_of", DAYS, ids=[str(day) for day in DAYS])
def test_the_pipeline_agrees_with_every_case_of_the_day(as_of, tmp_path: Path) -> None:
    of_the_day = [case for case in CASES if case.as_of == as_of]
    folder = cases_as_extracts(of_the_day, tmp_path / "extracts")
    with duckdb.connect() as connection:
        read(folder, connection)
        duties.compute(connection, load.victims_codes(), load.calendar(), as_of)
        rows = connection.execute("FROM duties").fetchall()
        names = [column[0] for column in connection.description or ()]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    wrong = [str(each) for case in of_the_day for each in mismatches(case, found)]
    assert not wrong, "\n".join(wrong)
