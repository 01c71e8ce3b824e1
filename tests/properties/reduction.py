"""From a case on which the two routes differ to the smallest one like it, as readable text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, replace
from datetime import datetime, time
from typing import Any

from tests.properties.cases import ELSEWHERE
from tests.properties.comparison import Batch, Disagreement, judge

from upheld.core.case import Action, Case, Crime, Decision, Event, Victim

ROWS = ("victims", "decisions", "events", "actions")
NOON = time(12)
Row = Crime | Victim | Decision | Event | Action


def smallest(disagreement: Disagreement) -> Disagreement:
    """Take away rows, then values, as long as the two routes still differ. All that could be
    taken away next is tried in one run of the SQL."""
    while True:
        tried = tuple(
            _renamed(case, f"R{number:06d}")
            for number, case in enumerate(_smaller(disagreement.case))
        )
        found = judge(Batch(disagreement.as_of, tried)).disagreements if tried else ()
        if not found:
            return disagreement
        disagreement = min(found, key=lambda each: each.size)


def _smaller(case: Case) -> Iterator[Case]:
    for name in ROWS:
        rows = getattr(case, name)
        for number, row in enumerate(rows):
            before, after = rows[:number], rows[number + 1 :]
            yield replace(case, **{name: (*before, *after)})
            for simpler in _simpler(row):
                yield replace(case, **{name: (*before, simpler, *after)})
    for crime in _simpler(case.crime):
        yield replace(case, crime=crime)


def _simpler(row: Any) -> Iterator[Any]:
    for field in fields(row):
        value = getattr(row, field.name)
        if _may_be_empty(field) and value is not None:
            yield replace(row, **{field.name: None})
        if isinstance(value, datetime) and value.time() != NOON:
            yield replace(row, **{field.name: datetime.combine(value.date(), NOON)})


def _may_be_empty(field: Field[Any]) -> bool:
    return field.default is None and field.default is not MISSING


def _renamed(case: Case, crime_id: str) -> Case:
    """The same case under another name, so that many stand in one folder."""
    old = case.crime.crime_id

    def renamed_row(row: Any) -> Any:
        values = {
            field.name: value.replace(old, crime_id, 1)
            for field in fields(row)
            if isinstance(value := getattr(row, field.name), str) and value.startswith(old)
        }
        return replace(row, **values)

    rows = {name: tuple(renamed_row(row) for row in getattr(case, name)) for name in ROWS}
    return Case(crime=renamed_row(case.crime), **rows)


def as_text(disagreement: Disagreement) -> str:
    """The case row by row, without empty values, and what each route says of it."""
    case = disagreement.case
    lines = [f"as of {disagreement.as_of:%A %d %B %Y}", _line(case.crime)]
    lines += [_line(row) for name in ROWS for row in getattr(case, name)]
    lines += [f"  oracle only: {verdict}" for verdict in disagreement.oracle_only]
    lines += [f"  SQL only:    {verdict}" for verdict in disagreement.sql_only]
    if ELSEWHERE in "".join(lines):
        lines.append(f"  ({ELSEWHERE} is another crime of the same folder)")
    return "\n".join(lines)


def _line(row: Row) -> str:
    values = (
        f"{field.name}={value}"
        for field in fields(row)
        if (value := getattr(row, field.name)) is not None
        and not (field.name == "crime_id" and not isinstance(row, Crime))
    )
    return f"  {type(row).__name__.lower()}: {' '.join(values)}"
