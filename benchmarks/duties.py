"""Duties beside the unavoidable joins, in turn, in one process on the same tables.

Run by itself: python -m benchmarks.duties EXTRACTS AS_OF RUNS. Prints one JSON object.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from upheld.extracts.read import read
from upheld.pipeline import duties, steps
from upheld.rules import load

if TYPE_CHECKING:
    from collections.abc import Callable

JOINS = Path(__file__).with_name("unavoidable_joins.sql")


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def main(extracts: str, as_of: str, runs: str) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="upheld-bench-") as folder,
        duckdb.connect(f"{folder}/work.duckdb") as connection,
    ):
        connection.execute("SET memory_limit = '6GB'")
        connection.execute(f"SET temp_directory = '{folder}/spill'")
        read(Path(extracts), connection)
        connection.execute("ATTACH ':memory:' AS floor")
        joins = JOINS.read_text(encoding="utf-8").replace("TABLE unavoidable", "TABLE floor.rows")

        # Whole rows, ids and all, as the joins make them; the order in which an edition writes
        # them belongs to writing, and the joins have none either.
        rows = re.sub(r"\n\s*ORDER BY [^\n]*", "", steps.sql("61_duties"))
        assert "ORDER BY" not in rows

        def judged() -> None:
            duties.prepare(
                connection, load.victims_codes(), load.calendar(), date.fromisoformat(as_of)
            )
            for _ in duties.each_bucket(connection):
                connection.execute(f"CREATE OR REPLACE TABLE step.whole AS {rows}")

        pairs = []
        for _ in range(int(runs)):
            pairs.append((_seconds(judged), _seconds(lambda: connection.execute(joins))))
        verdicts = connection.execute("SELECT count(*) FROM step.verdicts").fetchall()[0][0]
        floor = connection.execute("SELECT count(*) FROM floor.rows").fetchall()[0][0]
    print(
        json.dumps(
            {
                "duties_seconds": statistics.median(a for a, _ in pairs),
                "joins_seconds": statistics.median(b for _, b in pairs),
                "ratio": statistics.median(a / b for a, b in pairs),
                "duties": verdicts,
                "joined_rows": floor,
                "buckets_of": steps.CRIMES_A_BUCKET,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
