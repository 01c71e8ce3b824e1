"""A table as a file to take away: CSV or ODS, the same rows, and where they come from in both.

In a CSV file each line says it, for a line travels without its file; in a spreadsheet it stands
above the table. Numbers are numbers and days are days; a text is never a formula.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from upheld.render.tables import Provenance

CSV, ODS = "csv", "ods"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
}
# A spreadsheet takes a text in a CSV file that begins so for a formula.
FORMULA = r"^[=+\-@\t\r]"
SHEET = "Figures"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_file(frame: pl.DataFrame, provenance: Provenance, form: str, title: str = "") -> bytes:
    """``form`` is one of MEDIA_TYPES."""
    if form == ODS:
        return _ods(frame, provenance, title)
    return _csv(frame, provenance).encode()


def _csv(frame: pl.DataFrame, provenance: Provenance) -> str:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = frame.with_columns(
        *(
            pl.when(pl.col(name).str.contains(FORMULA))
            .then("'" + pl.col(name))
            .otherwise(pl.col(name))
            .alias(name)
            for name in texts
        )
    )
    said = safe.with_columns(
        edition=pl.lit(provenance.edition),
        edition_as_of=pl.lit(provenance.as_of),
        data=pl.lit(provenance.data),
        rules=pl.lit(provenance.rules_hash),
    )
    return said.write_csv(line_terminator="\r\n")


def _ods(frame: pl.DataFrame, provenance: Provenance, title: str) -> bytes:
    """odfdo's own cells take a minute for some thousand rows: the table is written as one piece of
    XML, and the library has the rest of the document."""
    head = [*said(provenance, title), (), frame.columns]
    return spreadsheet("".join(row(each) for each in (*head, *frame.iter_rows())), frame.width)


def spreadsheet(rows: str, width: int) -> bytes:
    """A document of one sheet around rows that are XML already."""
    from odfdo import Document, Element

    document = Document("spreadsheet")
    document.body.clear()
    columns = f'<table:table-column table:number-columns-repeated="{max(2, width)}"/>'
    document.body.append(
        Element.from_tag(f'<table:table table:name="{SHEET}">{columns}{rows}</table:table>')
    )
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def said(provenance: Provenance, title: str) -> list[tuple[str, str]]:
    return [
        ("Table", title),
        ("Edition", provenance.edition),
        ("As of", provenance.as_of),
        ("Data", provenance.data),
        ("Rules", provenance.rules_hash),
    ]


def row(values: Iterable[object]) -> str:
    return f"<table:table-row>{''.join(_cell(each) for each in values)}</table:table-row>"


def _cell(value: object) -> str:
    """A typed cell. A text that looks like a formula stays a text: only the attribute of a formula
    makes one, and none is ever written."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value={quoteattr(repr(value))}'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{_text(value)}</text:p></table:table-cell>"


def _text(value: object) -> str:
    return escape(NOT_IN_XML.sub("", str(value)))
