"""Bad rows on purpose, each in a file of its own kind, with what is wrong written down.

Every one must be set aside by `upheld check`, and nothing else may be.
"""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from upheld.extracts.contract import table

NOWHERE = "C0000-0000000"
NOBODY = "V0000-0000000"


@dataclass(frozen=True)
class Flaw:
    """One bad value. ``value`` in ``column`` is wrong for the reason that ``why`` gives."""

    table: str
    column: str
    value: str
    why: str


FLAWS = (
    Flaw("events", "event", "arested", "unknown code"),
    Flaw("actions", "result", "", "required value is empty"),
    Flaw("victims", "crime_id", NOWHERE, "crime in no file"),
    Flaw("priority_decisions", "victim_id", NOBODY, "victim in no file"),
    Flaw("crimes", "reported_at", "31/02/2021 25:00", "no time"),
    Flaw("actions", "done_at", "yesterday", "no time"),
    Flaw("victims", "kind", "witness", "unknown code"),
    Flaw("events", "occurred_at", "", "required value is empty"),
    Flaw("victims", "date_of_birth", "1990-13-01", "no date"),
    Flaw("actions", "crime_id", NOWHERE, "crime in no file"),
    Flaw("events", "crime_id", NOWHERE, "crime in no file"),
    Flaw("crimes", "domestic_abuse", "perhaps", "neither true nor false"),
)


def plant(
    folder: Path, flaws: int, *, crime_id: str, victim_id: str, day: str
) -> list[dict[str, Any]]:
    """Write so many bad rows into files named TABLE-flaws.csv, and say where each is.

    ``crime_id`` and ``victim_id`` are of a real crime and victim; ``day`` is a day of the extract.
    """
    good = _good_rows(crime_id, victim_id, day)
    rows: dict[str, list[dict[str, str]]] = {}
    written = []
    for number, flaw in enumerate(islice(cycle(FLAWS), flaws), start=1):
        key = table(flaw.table).key[0]
        row = good[flaw.table] | {key: f"F{number:07}", flaw.column: flaw.value}
        rows.setdefault(flaw.table, []).append(row)
        line = len(rows[flaw.table]) + 1
        written.append({**asdict(flaw), "file": f"{flaw.table}-flaws.csv", "line": line})
    for name, bad in rows.items():
        _write(folder / f"{name}-flaws.csv", table(name).names, bad)
    return written


def _good_rows(crime_id: str, victim_id: str, day: str) -> dict[str, dict[str, str]]:
    """A row of each table with nothing wrong in it."""
    at = f"{day}T12:00:00"
    return {
        "crimes": {"reported_at": at, "offence_code": "49"},
        "victims": {"crime_id": crime_id, "kind": "person"},
        "priority_decisions": {"victim_id": victim_id, "decided_at": at, "decision": "eligible"},
        "events": {"crime_id": crime_id, "event": "arrested", "occurred_at": at},
        "actions": {"crime_id": crime_id, "action": "informed", "done_at": at, "result": "spoken"},
    }


def _write(path: Path, names: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
