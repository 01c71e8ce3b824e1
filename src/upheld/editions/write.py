"""Writes the files of an edition: sorted rows, fixed settings, so that bytes repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from upheld.editions.edition import (
    MANIFEST,
    OPEN,
    OPEN_FILES,
    OPTIONAL_FILES,
    RESTRICTED,
    RESTRICTED_FILES,
    SURVEY,
)
from upheld.editions.manifest import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from upheld.editions.manifest import Manifest

# Row order is kept and row groups are cut by count, so the same rows give the same bytes.
AS_PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880)"

# Figures are sorted by measure: reading one then touches few groups of rows.
FIGURES_A_GROUP = 20_000
FIGURE_COLUMNS = (
    "measure",
    "reading",
    "unit_type",
    "unit_code",
    "period_start",
    "period_end",
    "breakdown",
    "category",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "excluded",
    "open",
    "unmeasurable",
    "suppressed",
)


class Restricted:
    """Writes the case-level rows bucket by bucket; buckets come in order of crime_id, and rows
    within them too, so that the parts laid end to end are sorted."""

    TABLES = ("duties", "victims", "crimes")

    def __init__(self, connection: duckdb.DuckDBPyConnection, edition: Path) -> None:
        self.connection = connection
        self.edition = edition
        self.parts: dict[str, list[Path]] = {table: [] for table in self.TABLES}

    def add_bucket(self, sources: Mapping[str, str]) -> None:
        """``sources`` maps each of TABLES to the table or view that holds this bucket's rows."""
        for table in self.TABLES:
            parts = self.parts[table]
            part = self.edition.parent / f"{table}-{len(parts)}.parquet"
            self._copy(f"SELECT * FROM {sources[table]}", part)
            parts.append(part)

    def finish(self) -> dict[str, int]:
        """Lay the parts end to end as the three files; returns how many rows each holds."""
        counts = {}
        for table, parts in self.parts.items():
            path = self.edition / RESTRICTED / f"{table}.parquet"
            if len(parts) == 1:
                parts[0].rename(path)
            else:
                for_each = ", ".join(f"'{_quoted(part)}'" for part in parts)
                self._copy(f"SELECT * FROM read_parquet([{for_each}])", path)
                for part in parts:
                    part.unlink()
            counts[table] = pl.scan_parquet(path).select(pl.len()).collect().item()
        return counts

    def _copy(self, select: str, path: Path) -> None:
        self.connection.execute(f"COPY ({select}) TO '{_quoted(path)}' {AS_PARQUET}")


def figures_full(edition: Path, figures: pl.DataFrame) -> None:
    """Every figure as it is, for those who may see cases; ``suppressed`` is false throughout."""
    full = figures.with_columns(suppressed=pl.lit(value=False)).select(*FIGURE_COLUMNS, "victims")
    full.write_parquet(edition / RESTRICTED / "figures_full.parquet")


def figures(edition: Path, figures: pl.DataFrame) -> None:
    """The figures after disclosure control. How few victims were counted is not among them."""
    path = edition / OPEN / "figures.parquet"
    figures.select(FIGURE_COLUMNS).write_parquet(path, row_group_size=FIGURES_A_GROUP)


def published(connection: duckdb.DuckDBPyConnection, edition: Path) -> None:
    """The published series as they came."""
    connection.execute(
        "COPY (SELECT * EXCLUDE (row_number) FROM extract.published_series ORDER BY ALL) "
        f"TO '{_quoted(edition / OPEN / 'published.parquet')}' {AS_PARQUET}"
    )


QUALITY_COLUMNS = ("table", "file", "severity", "column", "reason", "count")


def quality(edition: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """What the checks found, as counts: table, file, severity, column, reason, count."""
    schema = {name: pl.Int64 if name == "count" else pl.String for name in QUALITY_COLUMNS}
    frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)
    frame.sort(QUALITY_COLUMNS).write_parquet(edition / OPEN / "quality.parquet")


def timing(edition: Path, rows: pl.DataFrame) -> None:
    """What the entries say of how they were made, after disclosure control, sorted."""
    rows.write_parquet(edition / OPEN / "timing.parquet")


def moved(edition: Path, rows: pl.DataFrame) -> None:
    """How the last months moved since they were first published; no row where none was named."""
    rows.write_parquet(edition / OPEN / "moved.parquet")


def satisfaction(edition: Path, rows: pl.DataFrame) -> None:
    """What the survey says, after disclosure control, sorted."""
    rows.write_parquet(edition / OPEN / SURVEY)


def manifest(edition: Path, manifest: Manifest) -> None:
    """Last of all: the manifest names the hash of every other file."""
    for half, names in ((OPEN, OPEN_FILES), (RESTRICTED, RESTRICTED_FILES)):
        for name in names:
            manifest.files[f"{half}/{name}"] = sha256(edition / half / name)
    for name in OPTIONAL_FILES:
        if (edition / OPEN / name).exists():
            manifest.files[f"{OPEN}/{name}"] = sha256(edition / OPEN / name)
    (edition / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
