"""The files that come back: outcomes from interviewers who do not know the arm, and what was done.

Outcomes have two columns, ``reference`` and the protocol's outcome, and no other: a file that could
tell the arm is not taken.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from upheld.core.errors import Problem, ProblemsError, UpheldError
from upheld.core.trial import Unit
from upheld.core.trial_log import allocated
from upheld.trials.folder import Trial

REFERENCE, RECEIVED = "reference", "received"
VALUES = {"0": 0, "1": 1, "": None}
NEXT_OUTCOMES = (
    "give one row an interview: the reference as it was allocated, and 1, 0 or nothing (not "
    "interviewed). Nothing else may stand in the file."
)
NEXT_RECEIVED = "give one row a reference that was allocated, with 1 (got what the arm gives) or 0."


@dataclass(slots=True)
class _File:
    path: Path
    value: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, what: str, value: str = "") -> None:
        self.problems.append(Problem(self.path.name, f"line {line}", what, value))

    def rows(self, next_step: str) -> Iterator[tuple[int, str, str]]:
        """Line, reference and value of each row; the header must be these two columns."""
        header, *rows = list(_cells(self.path)) or [[]]
        if sorted(name.strip() for name in header) != sorted((REFERENCE, self.value)):
            what = f"expected the columns {REFERENCE} and {self.value} and no other"
            self.wrong(1, what, ",".join(header))
            self.raise_any(next_step)
        at = [name.strip() for name in header].index(REFERENCE)
        for line, row in enumerate(rows, start=2):
            if len(row) != 2:
                self.wrong(line, f"has {len(row)} cells and not 2")
            else:
                yield line, row[at].strip(), row[1 - at].strip()

    def raise_any(self, next_step: str) -> None:
        if self.problems:
            raise ProblemsError("Nothing was analysed:", tuple(self.problems), next_step=next_step)


def read_outcomes(path: Path, trial: Trial) -> list[tuple[str, int | None]]:
    """Reference and outcome of each row, None where nobody could be interviewed."""
    known = {line.unit for line in allocated(trial.lines)}
    once = trial.protocol.unit is Unit.VICTIM
    return _read(_File(path, trial.protocol.outcome.name), known, NEXT_OUTCOMES, once=once)


def read_received(path: Path, trial: Trial) -> dict[str, bool]:
    """Who got what their arm gives; whoever is not named is not known to have."""
    known = {line.unit for line in allocated(trial.lines)}
    rows = _read(_File(path, RECEIVED), known, NEXT_RECEIVED, once=True)
    return {reference: value == 1 for reference, value in rows}


def _read(
    file: _File, known: set[str], next_step: str, *, once: bool
) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = []
    lines: dict[str, int] = {}
    for line, reference, value in file.rows(next_step):
        if reference not in known:
            file.wrong(line, "names nobody who was allocated", reference)
        elif once and reference in lines:
            file.wrong(line, f"names whom line {lines[reference]} names already", reference)
        if value not in VALUES:
            file.wrong(line, "expected 0, 1 or nothing", value)
        else:
            found.append((reference, VALUES[value]))
        lines.setdefault(reference, line)
    file.raise_any(next_step)
    return found


def _cells(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        yield from (row for row in csv.reader(io.StringIO(text, newline="")) if row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UpheldError(
            f"{path} cannot be read as CSV in UTF-8.", next_step="save it as CSV, UTF-8."
        ) from error
