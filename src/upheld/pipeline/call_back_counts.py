"""How many victims were called back, by unit and quarter, and what it came to.

A victim counts once, in the quarter of the first try, by the best that any try came to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

FEWEST = 5  # victims called: below it nothing is said of what it came to
CALLED = "called"
# Where a victim's telephone is not safe no call is made: told apart, that would be a circumstance.
COUNTS = """
    WITH tries AS (
        SELECT
            a.crime_id, a.victim_id,
            date_trunc('quarter', min(a.done_at)) AS quarter,
            CASE
                WHEN bool_or(a.result IN ('spoken', 'acknowledged')) THEN 'spoken'
                WHEN bool_or(a.result = 'declined') THEN 'declined'
                WHEN bool_or(a.result = 'message_left') THEN 'message_left'
                ELSE 'not_reached'
            END AS came_to
        FROM extract.actions AS a
        WHERE a.action = 'call_back' AND a.done_at::DATE <= $as_of
        GROUP BY a.crime_id, a.victim_id
    ),
    placed AS (
        SELECT t.quarter, t.came_to, coalesce(c.unit_code, '') AS unit
        FROM tries AS t INNER JOIN extract.crimes AS c ON c.crime_id = t.crime_id
    )
    SELECT
        unit, strftime(quarter, '%Y-Q') || quarter(quarter) AS quarter, count(*) AS called,
        count(*) FILTER (WHERE came_to = 'spoken'), count(*) FILTER (WHERE came_to = 'declined'),
        count(*) FILTER (WHERE came_to = 'message_left'),
        count(*) FILTER (WHERE came_to = 'not_reached')
    FROM (SELECT * FROM placed UNION ALL SELECT quarter, came_to, 'all' AS unit FROM placed)
    WHERE unit <> ''
    GROUP BY ALL
    ORDER BY ALL
"""
CAME_TO = ("spoken", "declined", "message_left", "not_reached")


@dataclass(frozen=True, slots=True)
class Count:
    """``victims`` is None where under five were called."""

    unit: str
    quarter: str
    came_to: str
    victims: int | None


def counts(connection: duckdb.DuckDBPyConnection, as_of: date) -> tuple[Count, ...]:
    """Of quarters that are over. The extracts must have been read into ``connection``."""
    found = []
    for unit, quarter, *numbers in connection.execute(COUNTS, {"as_of": as_of}).fetchall():
        if is_over(quarter, as_of):
            few = numbers[0] < FEWEST
            found += [
                Count(unit, quarter, came_to, None if few else number)
                for came_to, number in zip((CALLED, *CAME_TO), numbers, strict=True)
            ]
    return tuple(found)


def is_over(quarter: str, as_of: date) -> bool:
    """Whether the as-of date lies after the last day of a quarter such as 2026-Q1."""
    months = 12 * int(quarter[:4]) + 3 * int(quarter[-1])
    return as_of >= date(months // 12, months % 12 + 1, 1)
