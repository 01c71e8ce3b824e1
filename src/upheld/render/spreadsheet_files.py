"""A large table as an ODS file on disk, written row by row: memory does not grow with its rows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from upheld.render.spreadsheets import row, said, spreadsheet

if TYPE_CHECKING:
    from typing import BinaryIO

    import polars as pl

    from upheld.render.tables import Provenance

CONTENT = "content.xml"
HERE = "rows-of-the-table-stand-here"
BATCH = 2_000


def write_ods(
    file: BinaryIO, frame: pl.DataFrame, provenance: Provenance, title: str, note: str
) -> None:
    """What ``spreadsheets.as_file`` gives, with a note above the table."""
    head = [*said(provenance, title), ("Note", note), (), frame.columns]
    frame_of_it = io.BytesIO(spreadsheet(row((HERE,)), frame.width))
    with ZipFile(frame_of_it) as empty, ZipFile(file, "w") as made:
        for each in empty.infolist():
            if each.filename != CONTENT:  # The mimetype comes first, as the format asks.
                stored = ZIP_STORED if each.filename == "mimetype" else ZIP_DEFLATED
                made.writestr(each.filename, empty.read(each), compress_type=stored)
        before, after = empty.read(CONTENT).split(row((HERE,)).encode())
        with made.open(_compressed(CONTENT), "w", force_zip64=True) as content:
            content.write(before)
            for each_row in head:
                content.write(row(each_row).encode())
            for batch in frame.iter_slices(BATCH):
                content.write("".join(map(row, batch.iter_rows())).encode())
            content.write(after)


def _compressed(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    return info
