"""Loads question sets: those that are shipped, and those that somebody hands over to be checked.

A set is XLSForm, as Markdown tables (`question_sets/<set>/<version>.md`) or as a workbook. What
the engine does not support is refused by name and row, all at once. A published version is never
edited: `published.csv` holds its hash.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from upheld.core.errors import ProblemsError, UpheldError
from upheld.core.questions.make import made
from upheld.core.questions.question_set import QuestionSet
from upheld.core.questions.texts import UNNAMED
from upheld.question_sets import unsupported
from upheld.question_sets.bounded import MOST_BYTES, FormFileError, read_bounded, refuse_error
from upheld.question_sets.convert import MARKDOWN, convert
from upheld.question_sets.rows import Rows, choice_rows, survey_rows
from upheld.question_sets.to_core import Conversion

HERE = Path(__file__).parent
PUBLISHED = HERE / "published.csv"
NEXT_STEP = "correct what is named here, then run upheld questions check FILE."


@dataclass(frozen=True)
class Loaded:
    """A set that can be used, the sheets it came from, and what is only worth knowing."""

    form: QuestionSet
    sheets: dict[str, list[tuple[int, dict[str, str]]]]
    headers: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...] = ()
    unit: str = field(default="row")


def load_file(path: Path, *, public: bool = False) -> Loaded:
    """Whatever somebody hands over. ``public``: nothing may be recorded that is not asked.

    Raises ProblemsError with everything that is refused, FormFileError for what is no form.
    """
    try:
        with path.open("rb") as file:  # and no more of what never ends
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UpheldError(f"{path}: there is no such file.", next_step="check the name.") from None
    except IsADirectoryError:
        raise UpheldError(f"{path} is a folder.", next_step="name one file in it.") from None
    except OSError as error:
        what = f"{path} cannot be read: {error.strerror}."
        raise UpheldError(what, next_step="see that you may read it.") from None
    return load_upload(content, path.name, public=public)


def load_upload(content: bytes, name: str, *, public: bool = False) -> Loaded:
    """Read in a process of its own: see `bounded`."""
    unit = "row" if content.startswith(b"PK") else "line"
    return _loaded(read_bounded(content, name), name, unit, public=public)


def load_own(content: bytes, name: str, *, public: bool = False) -> Loaded:
    """A form in Markdown that was written here: read in this process."""
    found = convert(content, MARKDOWN)
    refuse_error(found, name)
    return _loaded(found, name, "line", public=public)


@cache
def question_set(name: str, version: str) -> QuestionSet:
    """A set that is shipped. Read in this process, once."""
    path = HERE / name / f"{version}.md"
    if path.parent.parent != HERE or not path.is_file():
        known = ", ".join(f"{one} {other}" for one, other in shipped())
        raise UpheldError(
            f"There is no question set {name} {version}.", next_step=f"choose one of: {known}."
        )
    form = load_own(path.read_bytes(), path.name).form
    if (form.name, form.version) != (name, version):
        raise FormFileError(
            f"{path.name}: its settings call it {form.known_as}.",
            next_step=f"set form_id to {name} and version to {version}.",
        )
    return form


def shipped() -> tuple[tuple[str, str], ...]:
    """Every set and version that is shipped."""
    return tuple((path.parent.name, path.stem) for path in sorted(HERE.glob("*/*.md")))


def published() -> dict[tuple[str, str], str]:
    """The hash of each published version: such a file is never edited again."""
    rows = csv.DictReader(io.StringIO(PUBLISHED.read_text(encoding="utf-8")))
    return {(row["set"], row["version"]): row["sha256"] for row in rows}


def hash_of(name: str, version: str) -> str:
    return hashlib.sha256((HERE / name / f"{version}.md").read_bytes()).hexdigest()


def _loaded(found: dict[str, Any], file: str, unit: str, *, public: bool = False) -> Loaded:
    sheets = {
        name: [(int(number), {str(k): str(v) for k, v in row.items()}) for number, row in rows]
        for name, rows in found["sheets"].items()
    }
    rows = Rows(file, unit, survey_rows(sheets["survey"]), choice_rows(sheets["choices"]))
    _refuse_sheets(found, rows)
    language = str(found["form"].get("default_language") or UNNAMED)
    conversion = Conversion(found["form"], rows, language)
    form, refusals = made(conversion.question_set())
    for each in refusals:
        rows.refuse(each.path, each.column, each.what, each.value)
    if public and form is not None:
        for question in form.metadata:
            rows.refuse(
                question.path, "type", f"{question.kind} is not asked, so it is not kept here"
            )
    if rows.problems or form is None:
        _raise(rows)
    warnings = (*found["warnings"], *conversion.warnings)
    assert form is not None
    headers = {name: tuple(map(str, heads)) for name, heads in found["headers"].items()}
    said = tuple(" ".join(each.split()) for each in warnings)
    return Loaded(form, sheets, headers, said, unit)


def _refuse_sheets(found: dict[str, Any], rows: Rows) -> None:
    for name in found["sheet_names"]:
        if reason := unsupported.SHEETS.get(str(name).lower(), ""):
            rows.refuse_form(f"the sheet {name} is not supported: {reason}")


def _raise(rows: Rows) -> None:
    raise ProblemsError(f"{rows.file} cannot be used:", tuple(rows.problems), next_step=NEXT_STEP)
