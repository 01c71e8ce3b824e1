"""How many crimes of which kind, where and when: read from the two tables that stand here."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
AIRPORTS = "London Heathrow and London City Airports"


@dataclass(frozen=True, slots=True)
class OffenceShape:
    """One Home Office class: its share of its offence class, its victims, and how its cases go.

    ``victim`` is person, officer, business, mostly_person, bereaved or none. ``sex``, ``youngest``
    and ``oldest`` narrow down who the victim can be. All numbers but the ages are probabilities.
    """

    offence_class: str
    offence_code: str
    share: float
    victim: str
    more_victims: float
    sex: str
    youngest: int | None
    oldest: int | None
    domestic_abuse: float
    hate_crime: float
    screened_out: float
    suspect: float
    charged: float


@cache
def offences() -> tuple[OffenceShape, ...]:
    """Every offence, classes together, in the order of offences.csv."""
    with (HERE / "offences.csv").open(newline="", encoding="utf-8") as file:
        return tuple(_offence(row) for row in csv.DictReader(file))


def _offence(row: dict[str, str]) -> OffenceShape:
    values: dict[str, object] = {}
    for field in fields(OffenceShape):
        text = row[field.name]
        if field.name in ("youngest", "oldest"):
            values[field.name] = int(text) if text else None
        elif field.name in ("offence_class", "offence_code", "victim", "sex"):
            values[field.name] = text
        else:
            values[field.name] = float(text)
    return OffenceShape(**values)  # type: ignore[arg-type]  # made from the fields just above


@cache
def recorded_crime() -> dict[str, dict[tuple[str, str], int]]:
    """Month → (borough's name, offence class) → offences that were recorded."""
    with (HERE / "recorded_crime.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    months = [name for name in rows[0] if name not in ("borough", "offence_class")]
    return {
        month: {(row["borough"], row["offence_class"]): int(row[month]) for row in rows}
        for month in months
    }


def likeness(month: str) -> str:
    """The month of the table that a month is shaped after: itself, or the same month of the
    nearest year that the table holds."""
    years = sorted(each[:4] for each in recorded_crime())
    year = min(max(month[:4], years[0]), years[-1])
    return f"{year}{month[4:]}"
