"""The sheets of a form, written out again: as Markdown tables, or as a workbook for ODK."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from upheld.question_sets.load import Loaded

ORDER = ("survey", "choices", "settings")
SPACES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its columns, and the cells of each row by column."""

    heads: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def tables(loaded: Loaded) -> dict[str, Table]:
    """Every sheet that holds something; form_id, version and title always stand in settings."""
    found = {}
    for name in ("survey", "choices"):
        rows = tuple(row for _, row in loaded.sheets.get(name, []))
        if rows:
            known = dict.fromkeys(loaded.headers.get(name, ()))
            heads = known | dict.fromkeys(head for row in rows for head in row)
            found[name] = Table(tuple(heads), rows)
    return {**found, "settings": _settings(loaded)}


def _settings(loaded: Loaded) -> Table:
    rows = loaded.sheets.get("settings")
    first = dict(rows[0][1]) if rows else {}
    known = {name.strip().lower() for name in first}
    for names, text in (
        (("form_title", "set_form_title", "title"), loaded.form.title),
        (("form_id", "set_form_id", "id_string"), loaded.form.name),
        (("version",), loaded.form.version or "1"),
    ):
        if not known & set(names):
            first[names[0]] = text
    return Table(tuple(first), (first,))


def to_markdown(found: Mapping[str, Table]) -> str:
    """Tables that pyxform reads; only bars are escaped, and a cell is one line."""
    return "\n".join(line for name in ORDER if name in found for line in _lines(name, found[name]))


def _lines(name: str, table: Table) -> Iterator[str]:
    yield f"| {name} |"
    yield _line(table.heads)
    for row in table.rows:
        yield _line(tuple(row.get(head, "") for head in table.heads))
    yield ""


def _line(cells: tuple[str, ...]) -> str:
    escaped = (SPACES.sub(" ", cell).replace("|", r"\|") for cell in cells)
    return f"| | {' | '.join(escaped)} |"


def to_workbook(found: Mapping[str, Table]) -> bytes:
    """Every cell is text: a spreadsheet would turn 01 into 1 and a leading = into a formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name in ORDER:
        if name in found:
            page, table = book.create_sheet(name), found[name]
            for down, row in enumerate(
                [{head: head for head in table.heads}, *table.rows], start=1
            ):
                for across, head in enumerate(table.heads, start=1):
                    if row.get(head):
                        page.cell(down, across, row[head]).data_type = "s"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
