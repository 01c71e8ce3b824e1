"""Small editions written by hand: an open half from rows, and extracts to build one from."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from upheld.editions.manifest import Input, Manifest, sha256
from upheld.editions.write import FIGURE_COLUMNS, QUALITY_COLUMNS
from upheld.statistics.intervals import wilson

TEXTS = ("measure", "reading", "unit_type", "unit_code", "breakdown", "category")
NUMBERS = {"value": pl.Float64, "lower": pl.Float64, "upper": pl.Float64, "suppressed": pl.Boolean}
SCHEMA = {
    name: pl.String if name in TEXTS
    else pl.Date if name.startswith("period")
    else NUMBERS.get(name, pl.Int64)
    for name in FIGURE_COLUMNS
}  # fmt: skip
WriteEdition = Callable[..., Path]
Row = dict[str, Any]


def figure(hits: int | None, due: int | None, **other: Any) -> Row:
    """The headline of a force in May 2022; ``hits`` None: hidden."""
    value = lower = upper = None
    if hits is not None and due:
        value = hits / due
        low, high = wilson(*(pl.Series([each]).to_numpy() for each in (value, float(due))))
        lower, upper = float(low[0]), float(high[0])
    beside = None if hits is None else 1
    return {
        "measure": "timeliness-r6-victims", "reading": "strict", "unit_type": "force",
        "unit_code": "all", "period_start": date(2022, 5, 1), "period_end": date(2022, 5, 31),
        "breakdown": "none", "category": "all", "numerator": hits,
        "denominator": None if hits is None else due, "value": value, "lower": lower,
        "upper": upper, "excluded": beside, "open": beside, "unmeasurable": beside,
        "suppressed": hits is None, **other,
    }  # fmt: skip


@pytest.fixture
def write_edition(tmp_path: Path) -> WriteEdition:
    """Writes the open half of an edition; keywords replace what its manifest says."""

    def write(name: str, rows: Sequence[Row], **manifest: Any) -> Path:
        folder = tmp_path / name / "open"
        folder.mkdir(parents=True)
        pl.DataFrame(list(rows), schema=SCHEMA).write_parquet(folder / "figures.parquet")
        found = ("crimes", "crimes.csv", "warning", "unit_code", "unknown code", 1)
        schema = {each: pl.Int64 if each == "count" else pl.String for each in QUALITY_COLUMNS}
        pl.DataFrame([found], schema=schema, orient="row").write_parquet(folder / "quality.parquet")
        pl.DataFrame({"source": ["PAS"], "value": [0.5]}).write_parquet(
            folder / "published.parquet"
        )
        said = {
            "as_of": "2022-07-01", "force": name, "force_name": name.title(),
            "demonstration": False, "software": "upheld test", "rules_hash": "a" * 64,
            "codes": ("VC15", "VC20"), "inputs": (Input("crimes", "crimes.csv", name, 9),),
            "counts": {"crimes": 9, "victims": 9, "duties": 9, "no_code": 0, "figures": len(rows)},
            "files": {f"open/{p.name}": sha256(p) for p in sorted(folder.glob("*.parquet"))},
            **manifest,
        }  # fmt: skip
        (folder / "manifest.json").write_text(Manifest(**said).to_json(), encoding="utf-8")
        return tmp_path / name

    return write


def write_extracts(folder: Path, force: str, seed: int, crimes: int, told: float) -> Path:
    """A made-up force's arrests: one to three victims a crime, mostly told by one call."""
    folder.mkdir(exist_ok=True)
    chance = random.Random(seed)
    tables: dict[str, list[dict[str, str]]] = {t: [] for t in ("crimes", "victims", "events",
                                                               "actions")}  # fmt: skip
    for n in range(crimes):
        crime, day = f"{force}{n}", f"2022-05-{chance.randint(2, 20):02}"
        tables["crimes"].append(
            {"crime_id": crime, "reported_at": day, "unit_code": force, "borough_code": ""}
        )
        tables["victims"] += [
            {"victim_id": f"{crime}-{v}", "crime_id": crime, "kind": "person"}
            for v in range(chance.randint(1, 3))
        ]
        tables["events"].append({"event_id": f"E{crime}", "crime_id": crime, "event": "arrested",
                                 "occurred_at": day})  # fmt: skip
        if chance.random() < told:
            one = "" if chance.random() < 0.7 else f"{crime}-0"
            tables["actions"].append(
                {"action_id": f"A{crime}", "crime_id": crime, "victim_id": one,
                 "action": "informed", "about_event_id": f"E{crime}", "done_at": day,
                 "result": "spoken"})  # fmt: skip
    for table, rows in tables.items():
        with (folder / f"{table}-{force}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
