"""One case out of the typed tables of an extract: a crime and everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import duckdb

from upheld.core.case import Action, Case, Crime, Decision, Event, Victim

Row = Mapping[str, Any]
Fact = TypeVar("Fact", Crime, Victim, Event, Action)

# The decisions hang on the victims, all else on the crime.
OF_THE_CRIME = {
    "crimes": "crime_id = $crime_id",
    "victims": "crime_id = $crime_id",
    "priority_decisions": (
        "victim_id IN (SELECT victim_id FROM extract.victims WHERE crime_id = $crime_id)"
    ),
    "events": "crime_id = $crime_id",
    "actions": "crime_id = $crime_id",
}


def case_of_victim(connection: duckdb.DuckDBPyConnection, victim_id: str) -> Case | None:
    """The case of this victim's crime, with its other victims; None where nobody has this id."""
    found = connection.execute(
        "SELECT crime_id FROM extract.victims WHERE victim_id = $victim_id",
        {"victim_id": victim_id},
    ).fetchall()
    return case_of_crime(connection, found[0][0]) if found else None


def case_of_crime(connection: duckdb.DuckDBPyConnection, crime_id: str) -> Case | None:
    """The case of this crime; None where no crime has this id."""
    tables = {
        table: _rows(connection, f"SELECT * FROM extract.{table} WHERE {of_it}", crime_id)
        for table, of_it in OF_THE_CRIME.items()
    }
    return case_from(tables) if tables["crimes"] else None


def case_from(tables: Mapping[str, Sequence[Row]]) -> Case:
    """A case from typed rows by table: one row of crimes, any number of all others."""
    return Case(
        crime=_fact(Crime, tables["crimes"][0]),
        victims=tuple(_fact(Victim, row) for row in tables["victims"]),
        decisions=tuple(_decision(row) for row in tables["priority_decisions"]),
        events=tuple(_fact(Event, row) for row in tables["events"]),
        actions=tuple(_fact(Action, row) for row in tables["actions"]),
    )


def _fact(kind: type[Fact], row: Row) -> Fact:
    values: dict[str, Any] = {field.name: row.get(field.name) for field in fields(kind)}
    return kind(**values)


def _decision(row: Row) -> Decision:
    return Decision(
        decision_id=row["decision_id"],
        victim_id=row["victim_id"],
        decided_at=row["decided_at"],
        decision=row["decision"],
        row=row["row_number"],
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str, crime_id: str) -> list[Row]:
    result = connection.execute(f"{query} ORDER BY row_number", {"crime_id": crime_id})
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
