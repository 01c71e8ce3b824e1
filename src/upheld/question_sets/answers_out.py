"""Answers as tables, for analysts: one of what is asked once, one for each repeat, and a codebook.

The same columns, in the same order, whatever was answered. CSV and Parquet hold the same; in CSV
a text that a spreadsheet would run as a formula stands behind an apostrophe.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from upheld.core.errors import Problem, ProblemsError, UpheldError
from upheld.core.questions.answers import cast
from upheld.core.questions.meaning import codebook
from upheld.core.questions.question_set import Kind, Question, QuestionSet
from upheld.core.questions.replay import ANOTHER
from upheld.core.questions.submission import Submission

TYPES: dict[Kind, Any] = {
    Kind.INTEGER: pl.Int64, Kind.DECIMAL: pl.Float64, Kind.DATE: pl.Date, Kind.TIME: pl.Time,
    Kind.DATETIME: pl.Datetime("ms"), Kind.TODAY: pl.Date, Kind.START: pl.Datetime("ms"),
    Kind.END: pl.Datetime("ms"),
}  # fmt: skip
KEY = re.compile(r"\[(\d+)\]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ID, ENTRY, MAIN, CODEBOOK = "submission", "entry", "answers", "codebook"
TAKEN = re.compile(rf"{ID}|{ENTRY}_\d+|{MAIN}|{CODEBOOK}")


def read_submissions(path: Path, form: QuestionSet) -> list[Submission]:
    """One JSON object a line: set, version, answers, calculated. All that is wrong at once."""
    problems: list[Problem] = []
    found = []
    for number, line in enumerate(_text(path).split("\n"), start=1):  # an answer may hold U+2028
        if line.strip():
            each = _read(line, form)
            if isinstance(each, str):
                problems.append(Problem(path.name, f"line {number}", each))
            else:
                found.append(each)
    if problems:
        raise ProblemsError(
            f"{path.name} cannot be used:", tuple(problems),
            next_step="give answers to this set and version, as they were handed in.",
        )  # fmt: skip
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UpheldError(
            f"{path.name} is no text in UTF-8.",
            next_step="give a file with one JSON object a line, as they were handed in.",
        ) from None


def _read(line: str, form: QuestionSet) -> Submission | str:
    """A submission, or what is wrong with the line; its answers are never repeated."""
    try:
        raw = json.loads(line)
        given = Submission(
            str(raw["set"]), str(raw["version"]), dict(raw["answers"]),
            dict(raw.get("calculated") or {}),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        return "expected one JSON object with set, version and answers"
    if (given.set, given.version) != (form.name, form.version):
        return f"these answer {given.set} {given.version}, not {form.known_as}"
    keys = (*given.answers, *given.calculated)
    unknown = sorted({path for key in keys if (path := _path(key)) not in form.items})
    known = [path for path in unknown if not path.endswith(f"/{ANOTHER}")]
    if known:
        return f"this version has no {', '.join(known)}"
    if not all(
        isinstance(text, str) for text in (*given.answers.values(), *given.calculated.values())
    ):
        return "expected every answer as text"
    wrong = sorted(key for key, text in given.answers.items() if _unfit(form, key, text))
    if wrong:
        return f"what is answered to {', '.join(wrong)} is not of the kind that is asked"
    return given


def _unfit(form: QuestionSet, key: str, text: str) -> bool:
    item = form.items.get(_path(key))
    return bool(text) and isinstance(item, Question) and _typed(item.kind, text) is None


def as_json(submission: Submission) -> str:
    """The line that `read_submissions` reads."""
    kept = {
        "set": submission.set, "version": submission.version,
        "answers": dict(submission.answers), "calculated": dict(submission.calculated),
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)


def tables(form: QuestionSet, submissions: Iterable[Submission]) -> dict[str, pl.DataFrame]:
    """The table of what is asked once, and one for each repeat, by name."""
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = {
        repeats: [] for repeats in _shapes(form)
    }  # fmt: skip
    for number, submission in enumerate(submissions, start=1):
        texts = {**submission.answers, **submission.calculated}
        rows[()].append({ID: number, **_values(form, (), (), texts)})
        for repeats, entry in _entries(form, texts):
            placed = {f"{ENTRY}_{level}": at for level, at in enumerate(entry, start=1)}
            rows[repeats].append({ID: number, **placed, **_values(form, repeats, entry, texts)})
    return {
        _name(repeats): pl.DataFrame(found, schema=_schema(form, repeats))
        for repeats, found in rows.items()
    }


def write(form: QuestionSet, submissions: Iterable[Submission], folder: Path) -> list[Path]:
    """Every table as CSV and as Parquet, and the codebook; readable by their owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        **tables(form, submissions),
        CODEBOOK: pl.DataFrame([asdict(m) | {"column": _free(m.column)} for m in codebook(form)]),
    }
    written = []
    for name, table in made.items():
        for path in (folder / f"{name}.csv", folder / f"{name}.parquet"):
            path.touch()
            path.chmod(0o600)
            if path.suffix == ".csv":
                _without_formulas(table).write_csv(path)
            else:
                table.write_parquet(path)
            written.append(path)
    return written


def _without_formulas(table: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    pattern = f"^[{''.join(re.escape(each) for each in FORMULA)}]"
    return table.with_columns(
        pl.when(pl.col(name).str.contains(pattern)).then("'" + pl.col(name))
        .otherwise(pl.col(name)).alias(name) for name in texts
    )  # fmt: skip


def _columns(form: QuestionSet, repeats: tuple[str, ...]) -> Iterator[Question]:
    return (
        each for each in form.questions
        if each.repeats == repeats and (each.asked or each.kind is not Kind.NOTE)
    )  # fmt: skip


def _shapes(form: QuestionSet) -> list[tuple[str, ...]]:
    return list(dict.fromkeys([(), *(question.repeats for question in form.questions)]))


def _schema(form: QuestionSet, repeats: tuple[str, ...]) -> dict[str, Any]:
    levels = {f"{ENTRY}_{level}": pl.Int64 for level in range(1, len(repeats) + 1)}
    kinds = {_free(each.path): TYPES.get(each.kind, pl.String) for each in _columns(form, repeats)}
    return {ID: pl.Int64, **levels, **kinds}


def _values(
    form: QuestionSet, repeats: tuple[str, ...], entry: tuple[int, ...], texts: Mapping[str, str]
) -> dict[str, Any]:
    from upheld.core.questions.question_set import key_of

    return {
        _free(each.path): _typed(each.kind, texts.get(key_of(each.path, repeats, entry)))
        for each in _columns(form, repeats)
    }


def _typed(kind: Kind, text: str | None) -> Any:
    """Empty for what was left blank and for what was never shown."""
    if not text:
        return None
    value = cast({Kind.TODAY: Kind.DATE, Kind.START: Kind.DATETIME,
                  Kind.END: Kind.DATETIME}.get(kind, kind), text)  # fmt: skip
    if value == "":
        return None
    return int(value) if kind is Kind.INTEGER and isinstance(value, float) else value


def _entries(
    form: QuestionSet, texts: Mapping[str, str]
) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Every entry of every repeat that an answer names, in order."""
    found = set()
    for key in texts:
        item = form.items.get(_path(key))
        entry = tuple(int(number) for number in KEY.findall(key))
        if item is not None and entry:
            found.add((item.repeats, entry))
    return sorted(found)


def _path(key: str) -> str:
    return KEY.sub("", key)


def _name(repeats: tuple[str, ...]) -> str:
    return _free(repeats[-1].replace("/", "-")) if repeats else MAIN


def _free(name: str) -> str:
    """A question or repeat may be called as a column or a table is that stands here anyway."""
    return f"{name}_" if TAKEN.fullmatch(name) else name
