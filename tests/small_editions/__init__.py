"""Two small editions for the tests of the pages: one made up, one like the real published series.

Written in the columns of the data contract. Numbers are worked out from month and unit, so that a
test can say what a page must show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from tests.small_editions.cases import write_cases
from tests.small_editions.entries import (
    EARLIER,
    QUALITY,
    QUALITY_ROWS,
    TIMING,
    moved_rows,
    timing_rows,
)
from tests.small_editions.figures import demonstration_rows, outcome_rows, share_rows
from tests.small_editions.published import PUBLISHED, recorded_rows, survey_rows
from tests.small_editions.rows import AS_OF, FIGURES, months, row
from tests.small_editions.satisfaction import satisfaction

from upheld.editions.manifest import Input, Manifest, sha256
from upheld.editions.moved import SCHEMA
from upheld.rules import load

__all__ = ["demonstration_rows", "months", "recorded_rows", "row", "share_rows", "survey_rows",
           "write", "write_both", "write_cases"]  # fmt: skip


def write_both(folder: Path) -> None:
    """``folder``/demonstration and ``folder``/real."""
    write(folder / "demonstration", demonstration_rows(), [], demonstration=True)
    write(folder / "real", outcome_rows() + list(share_rows()), survey_rows(), demonstration=False)


def write(
    path: Path, figures: list[Any], published: list[Any], *, demonstration: bool,
    force: str = "met", as_of: str = AS_OF.isoformat(), inputs: tuple[Input, ...] = (),
) -> None:  # fmt: skip
    opened = path / "open"
    opened.mkdir(parents=True)
    pl.DataFrame(figures, schema=FIGURES, orient="row").write_parquet(opened / "figures.parquet")
    pl.DataFrame(published, schema=PUBLISHED, orient="row").write_parquet(
        opened / "published.parquet"
    )
    pl.DataFrame(QUALITY_ROWS, schema=QUALITY, orient="row").write_parquet(
        opened / "quality.parquet"
    )
    if demonstration:
        moved = pl.DataFrame(list(moved_rows()), schema=SCHEMA, orient="row")
        moved.write_parquet(opened / "moved.parquet")
        pl.DataFrame(list(timing_rows()), schema=TIMING, orient="row").write_parquet(
            opened / "timing.parquet"
        )
        satisfaction().write_parquet(opened / "satisfaction.parquet")
    manifest = Manifest(
        as_of=as_of,
        force=force,
        force_name=load.force("met").name if force == "met" else force.title(),
        demonstration=demonstration,
        software="upheld test",
        rules_hash=load.rules_hash(),
        codes=("VC15", "VC20"),
        inputs=inputs,
        counts={"figures": len(figures)},
        before=EARLIER if demonstration else (),
        files={f"open/{p.name}": sha256(p) for p in sorted(opened.glob("*.parquet"))},
    )
    (opened / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
