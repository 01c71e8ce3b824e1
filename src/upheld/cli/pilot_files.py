"""The files of `upheld pilot`: a panel of units and periods, assessments, audits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from upheld.cli.effect_files import NUMBER, Rows, read_columns
from upheld.core.errors import WrongUseError

if TYPE_CHECKING:
    from upheld.statistics.pilot import Panel

PANEL_NEXT = "give one row a unit and period, with a value as a plain number; periods sort as text."
ASSESSMENTS_NEXT = (
    "give one row an assessment: its version, the flags it raised, separated by semicolons, and "
    "its seconds as a plain number or nothing."
)


def read_panel(path: Path, treated: tuple[str, ...], begins: str) -> Panel:
    """Columns unit, period and value. ProblemsError: what is wrong with the file."""
    from upheld.statistics.pilot import Panel

    rows = read_columns(path, ("unit", "period", "value"))
    values = _values(rows)
    units, periods = (sorted(set(rows.columns[name])) for name in ("unit", "period"))
    _check_whole(rows, values, units, periods)
    if begins not in periods:
        raise WrongUseError(
            f"There is no period {begins!r} in {path}.",
            next_step=f"give one of {periods[0]} to {periods[-1]}, the first of the pilot.",
        )
    table = np.array([[values[unit, period] for period in periods] for unit in units])
    return Panel(tuple(units), table, treated, periods.index(begins))


def _values(rows: Rows) -> dict[tuple[str, str], float]:
    values: dict[tuple[str, str], float] = {}
    columns = rows.columns
    for row, (unit, period, text) in enumerate(
        zip(columns["unit"], columns["period"], columns["value"], strict=True)
    ):
        if not NUMBER.fullmatch(text):
            rows.wrong("value", "is not a plain number" if text else "is empty", [row])
            continue
        if (unit, period) in values:
            rows.wrong("unit", f"has period {period} more than once", [row])
        values[unit, period] = float(text)
    return values


def _check_whole(
    rows: Rows, values: dict[tuple[str, str], float], units: list[str], periods: list[str]
) -> None:
    for unit in units if not rows.faults else ():
        missing = [period for period in periods if (unit, period) not in values]
        if missing:
            rows.faults.add(unit or "a unit without a name", "has no value", ", ".join(missing))
    rows.faults.raise_any(PANEL_NEXT)


@dataclass(frozen=True, slots=True)
class Version:
    """``flags``: how many assessments raised each."""

    size: int
    flags: dict[str, int]
    seconds: tuple[float, ...]


def read_versions(path: Path, wanted: tuple[str, str]) -> tuple[Version, Version]:
    """Columns version, flags and seconds; rows of other versions are passed over."""
    rows = read_columns(path, ("version", "flags", "seconds"))
    columns = rows.columns
    for row, text in enumerate(columns["seconds"]):
        if text and not NUMBER.fullmatch(text):
            rows.wrong("seconds", "is not a plain number", [row])
    for name in wanted:
        if name not in columns["version"]:
            rows.faults.add("version", "has no such value", name)
    rows.faults.raise_any(ASSESSMENTS_NEXT)
    first, second = (_version(columns, name) for name in wanted)
    return first, second


def _version(columns: dict[str, list[str]], name: str) -> Version:
    rows = [row for row, version in enumerate(columns["version"]) if version == name]
    flags = Counter(flag for row in rows for flag in flags_of(columns["flags"][row]))
    seconds = tuple(float(columns["seconds"][row]) for row in rows if columns["seconds"][row])
    return Version(len(rows), dict(flags), seconds)


def read_audits(path: Path) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Columns flags (of the full set) and flags_short (which its short part alone would raise)."""
    columns = read_columns(path, ("flags", "flags_short")).columns
    pairs = zip(columns["flags"], columns["flags_short"], strict=True)
    return [(flags_of(full), flags_of(short)) for full, short in pairs]


def flags_of(cell: str) -> frozenset[str]:
    return frozenset(flag.strip() for flag in cell.split(";") if flag.strip())
