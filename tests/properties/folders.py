"""Generated cases as a folder of extracts: real CSV files, times in every form of the contract."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from upheld.core.case import Action, Case, Crime, Decision, Event, Victim

LONDON = ZoneInfo("Europe/London")
OFFSETS = tuple(timezone(timedelta(minutes=m)) for m in (0, 60, 330, -300))
TABLES = {
    "crimes": Crime,
    "victims": Victim,
    "priority_decisions": Decision,
    "events": Event,
    "actions": Action,
}
FILES_A_TABLE = 2
ROW = "row"  # the order of decisions: the contract has it from the order of the lines


def write_folder(folder: Path, cases: Sequence[Case], seed: int) -> None:
    """Each table in two files. The cases stand in any order, the rows of one case in their own,
    so that of two decisions the later one stands later."""
    random = Random(seed)
    cases = random.sample(cases, len(cases))
    half = (len(cases) + 1) // FILES_A_TABLE
    for number, part in enumerate((cases[:half], cases[half:]), start=1):
        for table, kind in TABLES.items():
            names = [field.name for field in fields(kind) if field.name != ROW]
            random.shuffle(names)
            rows = (
                [text_of(getattr(row, name), random) for name in names]
                for row in rows_of(part, table)
            )
            _write(folder / f"{table}-{number}.csv", names, rows)


def rows_of(
    cases: Iterable[Case], table: str
) -> list[Crime] | list[Victim] | list[Decision] | list[Event] | list[Action]:
    if table == "crimes":
        return [case.crime for case in cases]
    attribute = table.removeprefix("priority_")
    return [row for case in cases for row in getattr(case, attribute)]


def _write(path: Path, names: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)


def text_of(value: object, random: Random) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return random.choice(written_forms(value))
        case date():
            return value.isoformat()
        case _:
            return str(value)


def written_forms(moment: datetime) -> list[str]:
    """A London time as a force may write it: bare, with an offset, in UTC, as a date at midnight.

    A time that the clocks skip has no offset to write.
    """
    forms = [moment.isoformat(timespec="seconds")]
    if moment.time() == time():
        forms += [moment.date().isoformat()] * 2
    in_london = moment.replace(tzinfo=LONDON, fold=moment.day % 2)
    in_utc = in_london.astimezone(UTC)
    if in_utc.astimezone(LONDON).replace(tzinfo=None) == moment:
        forms += [in_london.isoformat(timespec="seconds")]
        forms += [in_utc.strftime("%Y-%m-%dT%H:%M:%SZ")]
        forms += [in_utc.astimezone(offset).isoformat(timespec="seconds") for offset in OFFSETS]
    return forms
