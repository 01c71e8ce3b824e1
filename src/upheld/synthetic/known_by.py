"""The extracts of a made-up force as they would have been handed over on an earlier day.

What was keyed later is left out, so that an edition of that day shows what was known on it: this is
how late keying comes to move a figure that is published already.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from upheld.synthetic.folder import made_aside

# When a row was keyed; a decision has no such time, and stands from the day that it was made.
KEYED = ("recorded_at", "decided_at")


def known_by(extracts: Path, out: Path, day: date) -> None:
    """Write into ``out`` what stood in ``extracts``, made as Parquet, at the end of a day: the
    files of the months before it, and in them the rows that were keyed by then."""
    files = [file for file in sorted(extracts.glob("*.parquet")) if _month(file) < f"{day:%Y-%m}"]
    crimes = {file: _keyed_by(file, day) for file in files if file.name.startswith("crimes-")}
    known = pl.concat([rows.select("crime_id") for rows in crimes.values()]).unique()
    victims = {
        file: pl.read_parquet(file).join(known, on="crime_id", how="semi")
        for file in files
        if file.name.startswith("victims-")
    }
    people = pl.concat([rows.select("victim_id") for rows in victims.values()]).unique()
    with made_aside(out) as folder:
        for file in files:
            rows = crimes.get(file, victims.get(file))
            if rows is None:
                rows = _of_known(_keyed_by(file, day), known, people)
            rows.write_parquet(folder / file.name)


def _month(file: Path) -> str:
    return file.stem[-len("2022-05") :]


def _keyed_by(file: Path, day: date) -> pl.DataFrame:
    rows = pl.read_parquet(file)
    keyed = next(pl.col(name) for name in KEYED if name in rows.columns)
    return rows.filter(keyed.is_null() | (keyed < day + timedelta(days=1)))


def _of_known(rows: pl.DataFrame, crimes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    if "crime_id" in rows.columns:
        return rows.join(crimes, on="crime_id", how="semi")
    return rows.join(people, on="victim_id", how="semi")
