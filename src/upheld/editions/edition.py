"""Reading an edition: a folder with an open half for everybody and a restricted half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.errors import UpheldError
from upheld.editions import manifest as manifests

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    from upheld.editions.manifest import Manifest

OPEN = "open"
RESTRICTED = "restricted"
MANIFEST = f"{OPEN}/manifest.json"
OPEN_FILES = (
    "figures.parquet",
    "quality.parquet",
    "published.parquet",
    "timing.parquet",
    "moved.parquet",
)
SURVEY = "satisfaction.parquet"
OPTIONAL_FILES = (SURVEY,)  # there where the extracts hold what they are made from
RESTRICTED_FILES = (
    "duties.parquet",
    "victims.parquet",
    "crimes.parquet",
    "figures_full.parquet",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition on disk. The restricted half may have been deleted in time."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def as_of(self) -> date:
        from datetime import date

        return date.fromisoformat(self.manifest.as_of)

    @property
    def has_restricted_half(self) -> bool:
        return (self.path / RESTRICTED).is_dir()

    def figures(self, *, without: Collection[str] = ()) -> pl.DataFrame:
        """Every open figure; or all but those of some breakdowns, which are then not kept."""
        if not without:
            return self._open("figures.parquet")
        return self._open("figures.parquet", ~pl.col("breakdown").is_in(list(without)))

    def series(self, measure: str, breakdown: str = "none") -> pl.DataFrame:
        """One measure's open figures for all units and periods, without reading the others."""
        wanted = (pl.col("measure") == measure) & (pl.col("breakdown") == breakdown)
        return pl.scan_parquet(self.path / OPEN / "figures.parquet").filter(wanted).collect()

    def quality(self) -> pl.DataFrame:
        return self._open("quality.parquet")

    def published(self) -> pl.DataFrame:
        return self._open("published.parquet")

    def timing(self) -> pl.DataFrame:
        """What the entries say of how they were made, by unit and month."""
        return self._open("timing.parquet")

    def satisfaction(self) -> pl.DataFrame | None:
        """What the satisfaction survey says; None where the extracts held none."""
        if f"{OPEN}/{SURVEY}" not in self.manifest.files:
            return None
        return self._open(SURVEY)

    def restricted(self, file: str) -> pl.LazyFrame:
        """Case-level rows: for case pages, recount, verify, diff and the disclosure check only."""
        path = self.path / RESTRICTED / file
        if not path.exists():
            raise UpheldError(
                f"{self.path}: the restricted half is not there, so {file} cannot be read.",
                next_step="use an edition whose restricted half is still kept.",
            )
        return pl.scan_parquet(path)

    def _open(self, file: str, wanted: pl.Expr | None = None) -> pl.DataFrame:
        try:
            rows = pl.scan_parquet(self.path / OPEN / file)
            return (rows if wanted is None else rows.filter(wanted)).collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            raise UpheldError(
                f"{self.path / OPEN / file}: cannot be read: {error}",
                next_step="build it again: upheld build EXTRACTS --as-of DATE --out EDITION.",
            ) from error


def open_edition(path: Path) -> Edition:
    """Raises UpheldError, naming the folder, where it holds no edition of this format."""
    try:
        text = (path / MANIFEST).read_text(encoding="utf-8")
        return Edition(path, manifests.from_json(text))
    except FileNotFoundError as error:
        raise UpheldError(
            f"{path}: there is no edition here ({MANIFEST} is missing).",
            next_step="build one: upheld build EXTRACTS --as-of DATE --out EDITION.",
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UpheldError(
            f"{path / MANIFEST}: this is not a manifest that this version can read: {error}",
            next_step="build the edition again with this version.",
        ) from error
