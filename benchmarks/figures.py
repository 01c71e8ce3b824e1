"""Times the figures alone, from judged duties on, and the reading of one measure's series.

python -m benchmarks.figures EXTRACTS AS_OF → one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from upheld.editions import write
from upheld.editions.edition import Edition
from upheld.editions.manifest import Manifest
from upheld.extracts.read import read
from upheld.pipeline import disclosure, duties, repeat_victims, steps
from upheld.pipeline import figures as counted
from upheld.rules import load
from upheld.rules.load_measures import measures

SERIES = "timeliness-r6-victims"


def main(extracts: Path, as_of: date, scratch: Path) -> dict[str, float]:
    force, codes = load.force("met"), load.victims_codes()
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '6GB'")
    connection.execute("SET TimeZone = 'Europe/London'")
    connection.execute("SET disabled_optimizers = 'partial_aggregate_pushdown'")
    connection.execute("SET wal_autocheckpoint = '1TB'")
    connection.execute(f"SET temp_directory = '{scratch}/spill'")
    read(extracts, connection, force=force)
    duties.prepare(connection, codes, load.calendar(), as_of, force)
    repeat_victims.link(connection, as_of)
    counting = counted.start(connection, measures(), codes, as_of, force)
    seconds = 0.0
    for _ in duties.each_bucket(connection):
        steps.run(connection, steps.KEPT)
        began = time.perf_counter()
        counted.add_bucket(connection, counting)
        seconds += time.perf_counter() - began
    began = time.perf_counter()
    full = counted.figures(connection, counting, scratch)
    seconds += time.perf_counter() - began
    rows, milliseconds = _series(disclosure.control(full, measures(), codes), scratch)
    return {
        "figures": full.height,
        "figures_seconds": seconds,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
        "series_rows": rows,
        "series_milliseconds": milliseconds,
    }


def _series(opened: pl.DataFrame, scratch: Path) -> tuple[int, float]:
    """The median of eleven readings of one measure, for all units, in milliseconds."""
    (scratch / "open").mkdir()
    write.figures(scratch, opened)
    manifest = Manifest("", None, None, False, "", "", (), (), {})
    edition = Edition(scratch, manifest)
    took = []
    for _ in range(11):
        began = time.perf_counter()
        rows = edition.series(SERIES).height
        took.append(1000 * (time.perf_counter() - began))
    return rows, sorted(took)[5]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="upheld-bench-") as folder:
        print(json.dumps(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), Path(folder))))
