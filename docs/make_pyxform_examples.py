"""Runs pyxform's own example forms to submission, and writes what came of each into the reference.

    pip download --no-binary :all: --no-deps pyxform==1.5.1   # the last with forms in its archive
    tar xzf pyxform-1.5.1.tar.gz
    python docs/make_pyxform_examples.py pyxform-1.5.1

The forms are not ours and are not kept here; their outcome is. Old workbooks (.xls) and .csv are
saved as .xlsx first, cell by cell as text.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlrd
from pyxform.xls2json_backends import xls_value_to_unicode

from upheld.core.errors import ProblemsError, UpheldError
from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import Journey, Page, PageKind, journey, post
from upheld.core.questions.question_set import SELECTS, Kind, QuestionSet
from upheld.core.questions.submission import submitted
from upheld.question_sets.load import Loaded, load_own, load_upload

PAGE = Path(__file__).parent / "reference" / "pyxform-examples.md"
VERSION = "1.5.1"
MOMENT = Moment(datetime(2022, 5, 2, 12, 0, tzinfo=UTC))
MOST_PAGES, ATTEMPTS = 300, 12
FORMS = {".xls", ".xlsx", ".xlsm", ".csv"}
NO_FORMS = {"fruits.csv", "utf_csv.csv"}  # data beside the forms
# Tried one after the other until a page is taken.
TYPED = {
    Kind.INTEGER: ("5", "1", "0", "20", "30", "100", "18"),
    Kind.DECIMAL: ("1.5", "5", "50"),
    Kind.TEXT: ("abc", "12345", "a@b.cd"),
    Kind.DATE: ("2022-05-02", "2000-01-01"),
    Kind.TIME: ("10:30",),
    Kind.DATETIME: ("2022-05-02T10:30",),
    Kind.ACKNOWLEDGE: ("OK",),
}


def main(folder: Path) -> None:
    books = [
        (path.name, _outcome(_content(path), f"{path.stem}.xlsx", load_upload))
        for path in _books(folder)
    ]
    tables = [_outcome(text.encode(), "form.md", load_own) for text in _tables(folder)]
    PAGE.write_text("\n".join(_page(books, tables)) + "\n", encoding="utf-8")
    print(f"{_handed_in(o for _, o in books)} of {len(books)} workbooks, "  # noqa: T201
          f"{_handed_in(tables)} of {len(tables)} tables")  # fmt: skip


def _books(folder: Path) -> Iterator[Path]:
    for name in ("example_xls", "bug_example_xls"):
        for path in sorted((folder / "pyxform" / "tests" / name).iterdir()):
            if path.suffix in FORMS and path.name not in NO_FORMS:
                yield path


def _tables(folder: Path) -> Iterator[str]:
    """Every form that stands as a Markdown table in pyxform's own tests."""
    for path in sorted((folder / "pyxform" / "tests_v1").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and "survey" in text and text.count("|") > 10:
                yield text


def _content(path: Path) -> bytes:
    if path.suffix not in (".xls", ".csv"):
        return path.read_bytes()
    sheets = _old_workbook(path) if path.suffix == ".xls" else _separated(path)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _old_workbook(path: Path) -> dict[str, list[list[Any]]]:
    book = xlrd.open_workbook(path)
    return {
        sheet.name: [
            [xls_value_to_unicode(cell.value, cell.ctype, book.datemode) or None for cell in row]
            for row in sheet.get_rows()
        ]
        for sheet in book.sheets()
    }


def _separated(path: Path) -> dict[str, list[list[Any]]]:
    sheets: dict[str, list[list[Any]]] = {}
    for first, *rest in csv.reader(path.open(encoding="utf-8", newline="")):
        if first.strip():
            sheets[first.strip()] = []
        elif sheets and any(cell.strip() for cell in rest):
            list(sheets.values())[-1].append([cell.strip() or None for cell in rest])
    return sheets


def _outcome(content: bytes, name: str, load: Callable[[bytes, str], Loaded]) -> str:
    try:
        return _submitted(load(content, name).form)
    except ProblemsError as error:
        said = (f"{problem.where}: {problem.what}" for problem in error.problems)
        return "refused: " + "; ".join(said)
    except UpheldError as error:
        return f"refused: {error.what.removeprefix(f'{name}: ')}"


def _submitted(form: QuestionSet) -> str:
    answers: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        found = journey(form, answers, MOMENT)
        if found.next is None:
            kept = len(submitted(found).answers)
            return f"handed in: {kept} answers, {len(found.pages)} pages"
        sent = _answered(form, answers, found, found.next)
        if sent is None:
            return f"no answer was found that page {found.next.id} takes"
        answers = sent
    return f"not finished after {MOST_PAGES} pages"


def _answered(
    form: QuestionSet, answers: dict[str, str], found: Journey, page: Page
) -> dict[str, str] | None:
    for attempt in range(ATTEMPTS):
        posted = {key: ["no"] for key in page.keys}
        if page.kind is PageKind.QUESTIONS:
            posted = {each.key: [_one(found, each, attempt)] for each in page.asked}
        sent = post(form, answers, page.id, posted, MOMENT)
        if sent.taken:
            return dict(sent.answers)
    return None


def _one(found: Journey, asked: Any, attempt: int) -> str:
    if asked.question.kind in SELECTS:
        offered = found.replay.choices(asked.question, asked.entry)
        return offered[attempt % len(offered)].name if offered else ""
    typed = TYPED.get(asked.question.kind, ("",))
    return typed[attempt % len(typed)]


def _handed_in(outcomes: Any) -> int:
    return sum(1 for each in outcomes if each.startswith("handed in"))


def _page(books: list[tuple[str, str]], tables: list[str]) -> Iterator[str]:
    done = _handed_in(outcome for _, outcome in books)
    yield "<!-- Made by docs/make_pyxform_examples.py: do not edit. -->\n"
    yield "# pyxform's own example forms\n"
    yield (
        f"The archive of pyxform {VERSION} holds {len(books)} example forms as workbooks or CSV. "
        f"Each was loaded and answered page by page: {done} were handed in, {len(books) - done} "
        "are refused, each for the reasons below. Its tests hold another "
        f"{len(tables)} as Markdown tables, many made to fail: {_handed_in(tables)} of them were "
        "handed in.\n"
    )
    yield "| form | outcome |\n|---|---|"
    for name, outcome in books:
        yield f"| {name} | {_cell(outcome)} |"
    yield "\n## Why the Markdown tables are refused\n"
    yield "| reason | times |\n|---|---|"
    for reason, times in _reasons(tables):
        yield f"| {_cell(reason)} | {times} |"


def _reasons(outcomes: list[str]) -> list[tuple[str, int]]:
    """Each reason once a form, without names and rows, the most frequent first."""
    counted: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.startswith("refused: "):
            said = outcome.removeprefix("refused: ").split("; ")
            counted.update({_general(each) for each in said})
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _general(reason: str) -> str:
    told = re.sub(r"^.*?\((?:line|row) \d+\): [\w: -]*?: ", "", reason)
    return re.sub(r"'[^']*'", "'…'", re.sub(r"^line \d+: ", "", told))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("${", "\\${")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
