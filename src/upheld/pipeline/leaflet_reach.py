"""How far the leaflet reaches, by unit and quarter, by each reading there is.

Issued: what the records say was given or sent to the victims of crimes reported in the quarter.
Recalled: what victims interviewed in the quarter say they got. Opened has no source before the
leaflet service writes one. The readings count different people and are never mixed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import numpy as np

from upheld.core.errors import UpheldError
from upheld.statistics.intervals import effective_size, wilson

FORCE = "all"
FEWEST = 5  # victims: below it only that is shown
NOT_GIVEN = ("attempted", "message_left", "declined", "withheld")
CAVEATS = (
    "Issued counts what was keyed: a leaflet handed over and not keyed is not in it.",
    "Recalled counts what people remember: it can be more or less than what was given.",
    "The two count different people, so that their difference is no share of anything.",
    "Opened: nothing records it yet.",
)

# One row a crime (or interview): how many got it, of how many, by unit and quarter.
ISSUED = """
    WITH given AS (
        SELECT crime_id, victim_id FROM extract.actions
        WHERE action = 'leaflet_given' AND NOT list_contains($not_given, result)
    ),
    victims AS (
        SELECT
            v.crime_id,
            v.crime_id IN (SELECT crime_id FROM given WHERE victim_id IS NULL)
            OR v.victim_id IN (SELECT victim_id FROM given WHERE victim_id IS NOT NULL) AS got
        FROM extract.victims AS v
        WHERE v.kind <> 'business' OR v.named_contact
    )
    SELECT
        coalesce(c.unit_code, '') AS unit,
        date_trunc('quarter', c.reported_at) AS quarter,
        count(*) FILTER (WHERE v.got)::DOUBLE AS got,
        count(*)::DOUBLE AS asked
    FROM victims AS v
    INNER JOIN extract.crimes AS c ON c.crime_id = v.crime_id
    WHERE c.reported_at IS NOT NULL
    GROUP BY v.crime_id, c.unit_code, c.reported_at
"""
RECALLED = """
    SELECT
        coalesce(unit_code, '') AS unit,
        date_trunc('quarter', interviewed_on) AS quarter,
        {weight} * list_contains($yes, {column})::DOUBLE AS got,
        {weight} AS asked
    FROM extract.survey_responses
    WHERE
        coalesce({column}, '') <> ''
        AND NOT list_contains($no_answer, {column})
        AND {weight} > 0
"""
SUMS = """
    SELECT
        unit, strftime(quarter, '%Y-Q') || quarter(quarter) AS quarter,
        count(*), sum(got), sum(asked), sum(got * got), sum(got * asked), sum(asked * asked)
    FROM (
        SELECT * FROM ({rows})
        UNION ALL SELECT 'all' AS unit, * EXCLUDE (unit) FROM ({rows})
    )
    WHERE unit <> ''
    GROUP BY ALL
    ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """``of``: victims (issued), or interviews (recalled). All None but ``unit`` and ``quarter``
    where ``of`` is under five."""

    reading: str
    unit: str
    quarter: str
    of: int | None
    value: float | None
    lower: float | None
    upper: float | None


def plain(reaches: tuple[Reach, ...]) -> dict[str, Any]:
    """Figures and caveats, as one table."""
    return {"reach": [asdict(each) for each in reaches], "caveats": list(CAVEATS)}


def issued(connection: duckdb.DuckDBPyConnection) -> tuple[Reach, ...]:
    """The extracts must have been read into ``connection``."""
    return _reaches(connection, "issued", ISSUED, {"not_given": list(NOT_GIVEN)})


def recalled(
    connection: duckdb.DuckDBPyConnection,
    column: str,
    yes: tuple[str, ...],
    weight: str | None = None,
    no_answer: tuple[str, ...] = (),
) -> tuple[Reach, ...]:
    """``no_answer``: don't know, refused: neither yes nor no. UpheldError where survey_responses
    has no such column."""
    table = connection.execute("SELECT * FROM extract.survey_responses LIMIT 0")
    names = [each[0] for each in table.description or ()]
    for wanted in filter(None, (column, weight)):
        if wanted not in names:
            raise UpheldError(
                f"survey_responses has no column {wanted}.",
                next_step=f"name one of its columns: {', '.join(names)}.",
            )
    counted = f"coalesce(TRY_CAST({_name(weight)} AS DOUBLE), 0)" if weight else "1::DOUBLE"
    rows = RECALLED.format(column=f"CAST({_name(column)} AS VARCHAR)", weight=counted)
    return _reaches(connection, "recalled", rows, {"yes": list(yes), "no_answer": list(no_answer)})


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _reaches(
    connection: duckdb.DuckDBPyConnection, reading: str, rows: str, values: dict[str, Any]
) -> tuple[Reach, ...]:
    found = connection.execute(SUMS.format(rows=rows), values).fetchall()
    return tuple(_reach(reading, *each) for each in found)


def _reach(reading: str, unit: str, quarter: str, clusters: int, *sums: float) -> Reach:
    """Wilson's interval on what the crimes, or the weighted interviews, are worth."""
    got, asked, got2, both, asked2 = (np.array([each]) for each in sums)
    of = clusters if reading == "recalled" else round(float(asked[0]))
    if of < FEWEST:
        return Reach(reading, unit, quarter, None, None, None, None)
    value = got / asked
    size = effective_size(got, asked, got2, both, asked2, np.array([float(clusters)]))
    lower, upper = wilson(value, np.minimum(size, of))
    return Reach(reading, unit, quarter, of, float(value[0]), float(lower[0]), float(upper[0]))
