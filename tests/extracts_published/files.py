"""Small files as their publishers write them, and what an import makes of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
OUTCOMES = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)
MET = "Metropolitan Police Service"
NO_SUSPECT = "Investigation complete; no suspect identified"


def street_row(
    crime_id: str = "a1",
    month: str = "2022-03",
    area: str = "Barnet 027A",
    crime_type: str = "Burglary",
    outcome: str = NO_SUSPECT,
    force: str = MET,
) -> str:
    code = "E01000001" if area else ""
    return (
        f"{crime_id},{month},{force},{force},-0.1,51.5,On or near High Street,"
        f"{code},{area},{crime_type},{outcome},"
    )


def outcome_row(
    crime_id: str = "a1", month: str = "2022-03", outcome: str = "Suspect charged"
) -> str:
    return (
        f"{crime_id},{month},{MET},{MET},-0.1,51.5,On or near High Street,"
        f"E01000001,Barnet 027A,{outcome}"
    )


def table(out: Path, name: str) -> pl.DataFrame:
    """All files of a table in a folder of extracts, as text where they are CSV."""
    read = [
        pl.read_parquet(path)
        if path.suffix == ".parquet"
        else pl.read_csv(path, infer_schema=False)
        for path in sorted(out.glob(f"{name}-*"))
    ]
    return pl.concat(read)


def left_out(out: Path) -> list[tuple[str, int, str]]:
    """File, line and reason of each row left out, over all imports into the folder."""
    rows = pl.concat(
        [pl.read_csv(p, infer_schema=False) for p in sorted((out / "imported").glob("*.csv"))]
    )
    return [(row["file"], int(row["line"]), row["why"]) for row in rows.iter_rows(named=True)]
