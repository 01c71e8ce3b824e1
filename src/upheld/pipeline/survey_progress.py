"""What became of a drawn sample: the supplier's dispositions beside the key that the force kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from upheld.core.errors import Problem, ProblemsError, UpheldError
from upheld.pipeline.survey_sample import KEY, KEY_FILE, POPULATION, POPULATION_FILE
from upheld.statistics.survey_response_rates import Class, Rates, class_of, rates

COLUMNS = ("sample_id", "date", "code")
NEXT = (
    "give one row a case, or one a contact, of which the last counts: sample_id as handed over, "
    "date such as 2022-05-31, code as AAPOR numbers final dispositions: 1.1, 1.2, 2.1 …"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One drawn person: none of the supplier's codes yet where ``kind`` is none."""

    unit_code: str
    crime_type: str
    weight: float
    kind: Class | None
    on: date | None


@dataclass(frozen=True, slots=True)
class Quota:
    """One BCU and crime type: interviews ``done`` of those ``wanted``, ``left`` to be worked."""

    unit_code: str
    crime_type: str
    wanted: int
    done: int
    left: int


@dataclass(frozen=True, slots=True)
class Week:
    """One ISO week, as 2022-W22: interviews in it, up to it, and their share of all wanted."""

    week: str
    done: int
    so_far: int
    of_wanted: float


@dataclass(frozen=True, slots=True)
class Progress:
    """``rates`` by group ("all", a unit, a crime type); ``weighted`` by base weights. A case not
    yet worked counts as of unknown eligibility, so that RR1 never falls as work goes on."""

    pending: int
    rates: dict[str, Rates]
    weighted: Rates
    quotas: tuple[Quota, ...]
    weeks: tuple[Week, ...]


def progress(folder: Path, dispositions: Path) -> Progress:
    """Raises ProblemsError with everything wrong with the supplier's file."""
    cases = _cases(folder, _final(folder, dispositions))
    wanted = {
        (row["unit_code"], row["crime_type"]): int(row["interviews"])
        for row in _rows(folder / POPULATION_FILE, POPULATION)
    }
    return Progress(
        sum(case.kind is None for case in cases),
        _groups(cases),
        rates((case.kind or "U", case.weight) for case in cases),
        tuple(_quotas(cases, wanted)),
        tuple(_weeks(cases, sum(wanted.values()))),
    )


def _final(folder: Path, path: Path) -> dict[str, tuple[Class, date]]:
    """The last disposition of each case, by date, of one date the later row."""
    known = {row["sample_id"] for row in _rows(folder / KEY_FILE, KEY)}
    problems: list[Problem] = []
    found: dict[str, tuple[Class, date]] = {}
    for line, row in enumerate(_rows(path, COLUMNS), start=2):
        kind, on = class_of(row["code"]), _day(row["date"])
        for wrong, what, value in (
            (row["sample_id"] not in known, "sample_id is not of this sample", row["sample_id"]),
            (on is None, "date is not one such as 2022-05-31", row["date"]),
            (kind is None, "code is no final disposition of the AAPOR", row["code"]),
        ):
            if wrong:
                problems.append(Problem(path.name, f"line {line}", what, value))
        if kind is None or on is None:
            continue
        before = found.get(row["sample_id"])
        if before is None or on >= before[1]:
            found[row["sample_id"]] = kind, on
    if problems:
        raise ProblemsError("The dispositions cannot be counted:", tuple(problems), next_step=NEXT)
    return found


def _cases(folder: Path, final: dict[str, tuple[Class, date]]) -> list[Case]:
    made = []
    for row in _rows(folder / KEY_FILE, KEY):
        kind, on = final.get(row["sample_id"], (None, None))
        weight = float(row["base_weight"])
        made.append(Case(row["unit_code"], row["crime_type"], weight, kind, on))
    return made


def _groups(cases: Sequence[Case]) -> dict[str, Rates]:
    keys: tuple[Callable[[Case], str], ...] = (
        lambda _: "all", lambda case: case.unit_code, lambda case: case.crime_type,
    )  # fmt: skip
    found: dict[str, list[tuple[Class, float]]] = {}
    for key in keys:
        for case in sorted(cases, key=key):
            found.setdefault(key(case), []).append((case.kind or "U", 1.0))
    return {name: rates(of) for name, of in found.items()}


def _quotas(cases: Iterable[Case], wanted: dict[tuple[str, str], int]) -> list[Quota]:
    done, left = dict.fromkeys(wanted, 0), dict.fromkeys(wanted, 0)
    for case in cases:
        place = case.unit_code, case.crime_type
        done[place] += case.kind == "I"
        left[place] += case.kind is None
    return [Quota(*place, wanted[place], done[place], left[place]) for place in sorted(wanted)]


def _weeks(cases: Iterable[Case], wanted: int) -> list[Week]:
    done: dict[str, int] = {}
    for case in cases:
        if case.on is not None and case.kind == "I":
            year, week, _ = case.on.isocalendar()
            name = f"{year}-W{week:02d}"
            done[name] = done.get(name, 0) + 1
    weeks, so_far = [], 0
    for name in sorted(done):
        so_far += done[name]
        weeks.append(Week(name, done[name], so_far, so_far / wanted))
    return weeks


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _rows(path: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UpheldError(
            f"{path} is missing.", next_step="name the folder that upheld survey sample made."
        ) from error
    except UnicodeDecodeError as error:
        raise UpheldError(f"{path} is not UTF-8 text.", next_step=NEXT) from error
    rows = csv.DictReader(io.StringIO(text), restval="")
    missing = [name for name in needed if name not in (rows.fieldnames or ())]
    if missing:
        raise UpheldError(f"{path} has no column {', '.join(missing)}.", next_step=NEXT)
    return [{name: (row[name] or "").strip() for name in needed} for row in rows]
