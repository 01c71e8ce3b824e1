"""A small force's extracts, written as the contract has them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

Rows = Sequence[Mapping[str, str]]
WriteExtracts = Callable[..., Path]

CRIMES = [
    {"crime_id": f"C{n}", "reported_at": "2022-05-02T10:00", "unit_code": unit,
     "borough_code": borough}
    for n, (unit, borough) in enumerate(
        [("SN", "E09000008")] * 6 + [("AS", "E09000022")] * 6 + [("", "")] * 2, start=1)
]  # fmt: skip
VICTIMS = [
    {"victim_id": f"V{n}{part}", "crime_id": f"C{n}", "kind": "person",
     "given_name": "Zebedee", "family_name": "Quillfeather", "postcode": "ZZ9 9ZZ",
     "date_of_birth": "1980-02-03"}
    for n in range(1, 15) for part in ("a", "b")
]  # fmt: skip
EVENTS = [
    {"event_id": f"E{n}", "crime_id": f"C{n}", "event": "arrested",
     "occurred_at": "2022-05-04T09:00"}
    for n in range(1, 15)
]  # fmt: skip
# One call settles both victims of crimes 1 to 4; crime 7's voicemail counts leniently.
ACTIONS = [
    {"action_id": f"A{n}", "crime_id": f"C{n}", "action": "informed", "about_event_id": f"E{n}",
     "done_at": "2022-05-10T18:00", "result": "spoken"}
    for n in range(1, 5)
] + [
    {"action_id": "A7", "crime_id": "C7", "action": "informed", "about_event_id": "E7",
     "done_at": "2022-05-06", "result": "message_left"}
]  # fmt: skip


@pytest.fixture
def write_extracts(tmp_path: Path) -> WriteExtracts:
    """Writes a folder of CSV extracts; keywords replace the small force's tables."""

    def write(name: str = "extracts", **tables: Rows) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        shipped = {"crimes": CRIMES, "victims": VICTIMS, "events": EVENTS, "actions": ACTIONS}
        for table, rows in {**shipped, **tables}.items():
            with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        return folder

    return write
