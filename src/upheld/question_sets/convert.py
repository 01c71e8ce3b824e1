"""Reads a form with pyxform, in a process of its own: python -m upheld.question_sets.convert KIND.

The form's bytes come in on standard input; out goes one JSON object: the sheets with the number of
each row, what pyxform made of them and its warnings; or `error`. Started by `bounded`. It
limits itself first, and opens no file and no connection.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from typing import Any

XLSX, MARKDOWN = "xlsx", "md"
SHEETS = ("survey", "choices", "settings")
MOST_ROWS = 5_000
MOST_CHARACTERS = 2_000_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# pyxform names an argument of its own where it cannot open a file.
NOT_READ, DAMAGED = "Argument 'definition'", "the workbook is damaged and cannot be opened"
PAGES, FORMULA = "xl/worksheets/", re.compile(rb"<f[ >/]")
MEMORY = 1_000_000_000
SECONDS = 20


def convert(form: bytes, kind: str) -> dict[str, Any]:
    """Never raises: pyxform fails with errors of every kind, and each is an answer here."""
    try:
        return _converted(form, kind)
    except MemoryError:
        return {"error": "it takes more memory than a form may"}
    except RecursionError:
        return {"error": "it is nested too deeply"}
    except Exception as error:  # noqa: BLE001 - see above
        if _refuses_entities(error):
            return {"error": "it declares entities of XML, which no form needs"}
        said = _said(error)
        return {
            "error": _with_lines(said, form) if kind == MARKDOWN else said,
            "kind": type(error).__name__,
        }


def _refuses_entities(error: BaseException | None) -> bool:
    """openpyxl wraps what its parser said into an error of its own."""
    while error is not None:
        if type(error).__module__.startswith("defusedxml"):
            return True
        error = error.__cause__ or error.__context__
    return False


def _converted(form: bytes, kind: str) -> dict[str, Any]:
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    _demand_safe_xml(kind)
    book = get_xlsform(form, f".{kind}")
    sheets = {name: [dict(row) for row in getattr(book, name) or ()] for name in SHEETS}
    lines = _lines(form.decode("utf-8-sig"), sheets) if kind == MARKDOWN else {}
    warnings: list[str] = []
    if unfit := _unfit(sheets):
        return {"error": unfit}
    made = workbook_to_json(book, form_name="data", warnings=warnings)
    create_survey_element_from_dict(made).validate()
    return {
        "sheets": {
            name: [[lines.get(name, range(2, len(rows) + 2))[at], row]
                   for at, row in enumerate(rows) if row]
            for name, rows in sheets.items()
        },
        "headers": {
            name: [head for head in (getattr(book, f"{name}_header") or [{}])[0] if head]
            for name in SHEETS
        },
        "sheet_names": list(book.sheet_names or ()),
        "form": _without_copies(made),
        "warnings": [*warnings, *_formulas(form, kind)],
    }  # fmt: skip


def _unfit(sheets: dict[str, list[dict[str, Any]]]) -> str:
    """A workbook names a text once and shows it in a million cells: what it holds is counted."""
    if not sheets["survey"]:
        return "there is no sheet called survey with questions in it"
    if sum(len(rows) for rows in sheets.values()) > MOST_ROWS:
        return f"it has more than {MOST_ROWS:,} rows"
    cells = [
        str(cell) for rows in sheets.values() for row in rows for pair in row.items()
        for cell in pair
    ]  # fmt: skip
    if sum(map(len, cells)) > MOST_CHARACTERS:
        return f"its cells hold more than {MOST_CHARACTERS:,} characters"
    if any(CONTROL.search(cell) for cell in cells):
        return "its cells hold characters that steer a terminal and cannot be seen"
    return ""


def _formulas(form: bytes, kind: str) -> list[str]:
    """A program that is no spreadsheet saves a formula without what came of it."""
    if kind != XLSX:
        return []
    parts = zipfile.ZipFile(io.BytesIO(form))
    pages = (parts.read(name) for name in parts.namelist() if name.startswith(PAGES))
    if not any(FORMULA.search(page) for page in pages):
        return []
    return ["a cell is a formula: what the workbook saved of it is read, nothing if it did not"]


def limit() -> None:
    """For the rest of this process: little memory, little time, nothing written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _demand_safe_xml(kind: str) -> None:
    """A workbook is XML, and is read by a parser that refuses entities or not at all."""
    import openpyxl

    if kind == XLSX and (not openpyxl.DEFUSEDXML or openpyxl.LXML):
        raise RuntimeError("defusedxml is missing: no workbook is read without it")


def _lines(text: str, sheets: dict[str, list[dict[str, Any]]]) -> dict[str, list[int]]:
    """The line of each row of each sheet, without those of the headers."""
    return {
        name: numbers[1:] for name, numbers in _row_lines(text).items()
        if len(numbers) - 1 == len(sheets.get(name, ()))
    }  # fmt: skip


def _row_lines(text: str) -> dict[str, list[int]]:
    """The lines of each sheet that hold cells, by pyxform's own idea of what a row is."""
    from pyxform.xls2json_backends import MD_CELL, MD_COMMENT, MD_PIPE_OR_ESCAPE, MD_SEPARATOR

    found: dict[str, list[int]] = {}
    sheet = ""
    for number, line in enumerate(text.split("\n"), start=1):
        cells = MD_CELL.match(line)
        if MD_COMMENT.match(line) or cells is None or MD_SEPARATOR.match(cells[1]):
            continue
        first, *rest = re.split(MD_PIPE_OR_ESCAPE, cells[1])
        if first.strip():
            sheet = first.strip().lower()
            found[sheet] = []
        if any(cell.strip() for cell in rest):
            found.setdefault(sheet, []).append(number)
    return found


def _with_lines(said: str, form: bytes) -> str:
    """pyxform counts rows of a sheet; in a Markdown file a line is found more easily."""
    numbered = re.match(r"\[row : (\d+)\] ", said)
    if numbered is None:
        return said
    sheet = "choices" if "'choices' sheet" in said else "survey"
    rows = _row_lines(form.decode("utf-8-sig")).get(sheet, [])
    row = int(numbered[1]) - 1
    return f"line {rows[row]}: {said[numbered.end() :]}" if row < len(rows) else said


def _without_copies(made: Any) -> Any:
    """pyxform repeats a list of choices under every question that uses it."""
    if isinstance(made, dict):
        drop = made.get("type") not in (None, "survey")
        return {
            key: _without_copies(value) for key, value in made.items()
            if not (drop and key == "choices")
        }  # fmt: skip
    if isinstance(made, list | tuple):
        return [_without_copies(each) for each in made]
    return made if isinstance(made, str | int | float | bool | None) else str(made)


def _said(error: Exception) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return DAMAGED if NOT_READ in words else words[:1000]


def main() -> None:
    limit()  # before anything of the form is read
    json.dump(convert(sys.stdin.buffer.read(), sys.argv[1]), sys.stdout)


if __name__ == "__main__":
    main()
