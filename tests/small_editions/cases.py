"""A small restricted half."""

from __future__ import annotations

from pathlib import Path

import polars as pl

# A small restricted half, one line a duty: unit, crime, victim, rule, start, due date, status in
# both readings, perhaps done on, what Enhanced Rights rest on.
CASES = """
SN   CRIME-55000 V-0 VC20-R6-ARREST  2026-10-19 2026-10-26 overdue overdue - -
SN   CRIME-55001 V-1 VC20-R6-ARREST  2026-11-02 2026-11-09 overdue met     2026-11-04 -
SN   CRIME-55002 V-2 VC20-R6-BAILCHG 2026-11-03 2026-11-04 overdue overdue - derived
SN   CRIME-55003 V-3 VC20-R6-CHARGE  2026-11-03 2026-11-10 met     met     2026-11-04 -
SN   CRIME-55004 V-4 VC20-R4-REFER   2026-11-20 2026-11-24 open    open    - -
SO18 CRIME-55005 V-5 VC20-R6-ARREST  2026-11-02 2026-11-09 overdue overdue - -
SO18 CRIME-55006 V-6 VC20-R6-ARREST  2026-11-02 2026-11-09 late    late    2026-11-12 -
"""
SAFE = {"CRIME-55000": "post;telephone"}


def write_cases(path: Path, lines: str = CASES) -> None:
    """The restricted half of the edition at ``path``: duties and victims, as pages read them."""
    (path / "restricted").mkdir()
    names = ("unit_code", "crime_id", "victim_id", "entitlement", "clock_start_on", "due_on",
             "status", "status_lenient", "done_on_lenient", "basis")  # fmt: skip
    days = [pl.col(name).str.to_date() for name in ("clock_start_on", "due_on", "done_on_lenient")]
    rows = [[None if each == "-" else each for each in line.split()] for line in lines.split("\n")]
    duties = pl.DataFrame(
        [r for r in rows if r], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    done = pl.when(pl.col("status").is_in(["met", "late"])).then("done_on_lenient")
    duties = duties.with_columns(
        *days,
        enhanced=pl.col("basis").is_not_null(),
        done_on=done.str.to_date(),
        reason=pl.lit(None, pl.String),
        team=pl.when(pl.col("crime_id") != "CRIME-55004").then(pl.lit("Response")),
    )
    duties.write_parquet(path / "restricted" / "duties.parquet")
    victims = duties.unique("victim_id", maintain_order=True)
    victims.select(
        "victim_id", "crime_id", "unit_code", "team", "enhanced", "basis",
        kind=pl.lit("person"), grounds=pl.lit(None, pl.String),
        safe_contact=pl.col("crime_id").replace_strict(SAFE, default=None, return_dtype=pl.String),
        repeat_prompt=pl.lit(value=False),
    ).write_parquet(path / "restricted" / "victims.parquet")  # fmt: skip
