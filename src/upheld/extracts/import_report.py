"""What an import did with every row: used, read differently, or left out, with file and line.

Nothing is smoothed in silence: each kind of defect is counted and shown by example, and every row
left out is written beside the extracts, as it came.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import polars as pl

from upheld.core.errors import Problem

FILE = "file"  # columns that the readers add to a source's own
LINE = "line"
EXAMPLES = 5
SHOWN = 80  # characters of an example in the text; all of them in the JSON


class Effect(StrEnum):
    """What became of the rows of one kind."""

    KEPT = "kept"
    READ_AS = "read as"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect: its name, what becomes of such rows, and how a person is told.

    ``column`` is the column whose value is shown with an example.
    """

    name: str
    effect: Effect
    words: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that go no further, in the source's own columns, with their file and line."""

    kind: Kind
    rows: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows (or, where the words say so, figures) are of one kind; the first few."""

    kind: str
    effect: Effect
    words: str
    count: int
    examples: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A source file: ``used`` rows are in the extracts or decide what is; the rest are left out."""

    name: str
    sha256: str
    rows: int
    used: int

    @property
    def left_out(self) -> int:
        return self.rows - self.used


@dataclass(frozen=True, slots=True)
class OutputFile:
    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """``already_there`` says that an earlier import had written the same bytes."""

    source: str
    title: str
    attribution: str
    inputs: tuple[InputFile, ...]
    outputs: tuple[OutputFile, ...]
    findings: tuple[Finding, ...]
    out: str = ""
    already_there: bool = False

    def count(self, kind: str) -> int:
        """How many rows were found to be of this kind."""
        return sum(finding.count for finding in self.findings if finding.kind == kind)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    def to_text(self) -> str:
        rows = sum(each.rows for each in self.inputs)
        left_out = sum(each.left_out for each in self.inputs)
        made = sum(each.rows for each in self.outputs)
        where = f" into {self.out}" if self.out else ""
        return "\n".join(
            [
                f"{self.title}: {rows:,} rows of {len(self.inputs)} files read{where}.",
                *(_input_line(each) for each in self.inputs),
                f"Written: {made:,} rows in {len(self.outputs)} files"
                + (", the same as already stood there." if self.already_there else "."),
                *(f"  {each.name}: {each.rows:,} rows" for each in self.outputs),
                *(_finding_lines(self.findings)),
                f"Left out: {left_out:,} rows. {self.attribution}.",
            ]
        )


def found(kind: Kind, rows: pl.DataFrame) -> list[Finding]:
    """The finding for these rows, which have a file and a line; none where there are no rows."""
    if rows.is_empty():
        return []
    shown = rows.sort(FILE, LINE, maintain_order=True).head(EXAMPLES)
    values = shown[kind.column].to_list() if kind.column else [""] * shown.height
    examples = tuple(
        Problem(file, f"line {line}", kind.words, "" if value is None else str(value))
        for file, line, value in zip(shown[FILE], shown[LINE], values, strict=True)
    )
    return [Finding(kind.name, kind.effect, kind.words, rows.height, examples)]


def findings_of(left_out: Sequence[LeftOut]) -> list[Finding]:
    return [finding for each in left_out for finding in found(each.kind, each.rows)]


def sift(rows: pl.DataFrame, kind: Kind, wrong: pl.Expr) -> tuple[pl.DataFrame, LeftOut]:
    """The rows that go on, and those of which ``wrong`` holds."""
    marked = rows.with_columns(wrong.fill_null(value=False).alias("__wrong"))
    kept = marked.filter(~pl.col("__wrong")).drop("__wrong")
    return kept, LeftOut(kind, marked.filter("__wrong").drop("__wrong"))


def _input_line(each: InputFile) -> str:
    left_out = f", {each.left_out:,} left out" if each.left_out else ""
    return f"  {each.name}: {each.rows:,} rows, {each.used:,} used{left_out}"


def _finding_lines(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return ["Found: nothing out of the ordinary."]
    return ["Found:", *(f"  {_finding_line(finding)}" for finding in findings)]


def _finding_line(finding: Finding) -> str:
    first = finding.examples[0]
    value = first.value if len(first.value) <= SHOWN else first.value[: SHOWN - 1] + "…"
    example = f"first: {first.file}, {first.where}{value and f', {value}'}"
    return f"{finding.effect}: {finding.count:,} {finding.words} ({example})"
