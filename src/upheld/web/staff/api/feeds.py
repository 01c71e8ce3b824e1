"""Feeds: the files of an edition's open half as they were built, as Parquet and as ODS.

A feed is the file itself, so a share in it may rest on a silent feed of entries: the API and the
pages leave such shares out, a feed cannot. What is withheld is withheld in the file already.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from django.conf import settings
from django.utils.text import slugify

from upheld import __version__
from upheld.render import spreadsheets
from upheld.render.spreadsheet_files import write_ods
from upheld.web.staff.api import found, ranges
from upheld.web.staff.api.problems import ProblemError
from upheld.web.staff.views import versions

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from upheld.web.staff.editions import Opened

PARQUET = "application/vnd.apache.parquet"
MANIFEST = "manifest"
# More take minutes to make and to open, where they open at all.
MOST_ROWS = 500_000
# Every measure of two editions and more.
MOST_KEPT = 400
NOTE = (
    "The edition's open file as it was built. Where a feed of entries was silent its shares mean "
    "nothing: the API and the pages leave them out."
)


def parquet(request: HttpRequest, edition: str, name: str) -> HttpResponseBase:
    opened = found.edition(edition)
    file, digest = _file(opened, name)
    return ranges.answer(request, file, PARQUET, digest, _named(opened, name, "parquet"))


def manifest(request: HttpRequest, edition: str) -> HttpResponseBase:
    """What the edition was built from, and the hash of each of its files."""
    opened = found.edition(edition)
    file = opened.edition.path / "open" / "manifest.json"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return ranges.answer(
        request, file, "application/json", digest, _named(opened, MANIFEST, "json")
    )


def ods(request: HttpRequest, edition: str, name: str, measure: str = "") -> HttpResponseBase:
    """The same rows as a spreadsheet, made once and kept; ``measure``: those of one alone."""
    opened = found.edition(edition)
    file, digest = _file(opened, name)
    said = f"{name}-{measure}" if measure else name
    made, digest = _spreadsheet(opened, file, digest, said, measure)
    media = spreadsheets.MEDIA_TYPES[spreadsheets.ODS]
    return ranges.answer(request, made, media, digest, _named(opened, said, "ods"))


def _file(opened: Opened, name: str) -> tuple[Path, str]:
    """Only what the manifest names can be asked for, and only while it is what it was."""
    file = f"open/{name}.parquet"
    digest = opened.edition.manifest.files.get(file)
    if digest is None:
        raise ProblemError(
            404,
            "This edition has no such open file.",
            "See which there are: /api/v1/editions.",
        )
    if file in versions.altered(opened.edition):
        raise ProblemError(
            503,
            "This file is not the one that the edition's manifest names, so it is not given.",
            "Tell whoever runs the site: the edition must be verified and put back.",
        )
    return opened.edition.path / file, digest


def _named(opened: Opened, name: str, form: str) -> str:
    said = opened.provenance
    kind = "demonstration" if said.demonstration else "real"
    return f"{slugify(f'{name}-{said.edition}-{said.as_of}-{kind}')}.{form}"


def _spreadsheet(
    opened: Opened, file: Path, digest: str, said: str, measure: str
) -> tuple[Path, str]:
    """Its path, and a name for exactly these bytes."""
    rows = pl.scan_parquet(file)
    if measure:
        if "measure" not in rows.collect_schema().names():
            raise ProblemError(
                404, "This file is not one of measures.", "Leave the measure out of the address."
            )
        rows = rows.filter(pl.col("measure") == measure)
    made_of = repr((digest, opened.provenance, said, __version__))
    key = hashlib.sha256(made_of.encode()).hexdigest()
    kept = Path(settings.VAR) / "feeds" / f"{key}.ods"
    if not kept.exists():
        _refuse_too_many(rows, said, measure)
        _make(rows.collect(), opened, said, kept)
    return kept, key


def _refuse_too_many(rows: pl.LazyFrame, said: str, measure: str) -> None:
    number = rows.select(pl.len()).collect().item()
    if number > MOST_ROWS:
        raise ProblemError(
            404,
            f"{said} has {number:,} rows, more than a spreadsheet bears ({MOST_ROWS:,}).",
            "Take the Parquet file, or one measure of this one: …/NAME/MEASURE.ods.",
        )
    if measure and not number:
        raise ProblemError(
            404, "There is no such measure in this file.", "See which there are in the API."
        )


def _make(rows: pl.DataFrame, opened: Opened, said: str, kept: Path) -> None:
    """Aside, then in its place at once: nobody is sent half a file."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=kept.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w+b") as file:
            write_ods(file, rows, opened.provenance, said, NOTE)
        Path(aside).replace(kept)
    finally:
        Path(aside).unlink(missing_ok=True)
    _sweep(kept.parent)


def _sweep(folder: Path) -> None:
    found_there = sorted(folder.glob("*.ods"), key=lambda each: each.stat().st_mtime, reverse=True)
    for each in found_there[MOST_KEPT:]:
        each.unlink(missing_ok=True)
