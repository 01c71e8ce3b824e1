"""The sheets of a form, written out again: as Markdown tables, or as a workbook for ODK."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

from upheld.core.questions.question_set import QuestionSet

Sheet = list[tuple[int, dict[str, str]]]
Sheets = Mapping[str, Sheet]
ORDER = ("survey", "choices", "settings")
SPACES = re.compile(r"\s*\n\s*")


def with_settings(sheets: Sheets, form: QuestionSet) -> dict[str, Sheet]:
    """The same sheets, in which form_id, version and title always stand."""
    first = dict(sheets["settings"][0][1]) if sheets.get("settings") else {}
    known = {name.strip().lower() for name in first}
    for names, text in (
        (("form_title", "set_form_title", "title"), form.title),
        (("form_id", "set_form_id", "id_string"), form.name),
        (("version",), form.version or "1"),
    ):
        if not known & set(names):
            first[names[0]] = text
    return {**sheets, "settings": [(2, first)]}


def columns(sheet: Sheet) -> list[str]:
    """Every column that holds something, in the order in which they first do."""
    return list(dict.fromkeys(column for _, row in sheet for column in row))


def to_markdown(sheets: Sheets) -> str:
    """Tables that pyxform reads; only bars are escaped, and a cell is one line."""
    return "\n".join(line for name in ORDER for line in _table(name, sheets.get(name) or []))


def _table(name: str, sheet: Sheet) -> Iterator[str]:
    if not sheet:
        return
    heads = columns(sheet)
    yield f"| {name} |"
    yield _line(heads)
    for _, row in sheet:
        yield _line([row.get(head, "") for head in heads])
    yield ""


def _line(cells: list[str]) -> str:
    return (
        f"| | {' | '.join(SPACES.sub(' ', cell).replace('|', chr(92) + '|') for cell in cells)} |"
    )


def to_workbook(sheets: Sheets) -> bytes:
    """Every cell is text: a spreadsheet would turn 01 into 1 and a leading = into a formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name in ORDER:
        if sheets.get(name):
            page = book.create_sheet(name)
            heads = columns(sheets[name])
            rows = [heads, *([row.get(head, "") for head in heads] for _, row in sheets[name])]
            for down, cells in enumerate(rows, start=1):
                for across, text in enumerate(cells, start=1):
                    if text:
                        cell = page.cell(down, across, text)
                        cell.data_type = "s"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
