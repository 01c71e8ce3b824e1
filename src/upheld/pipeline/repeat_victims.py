"""Which victims are one person, and how many crimes that person reported within twelve months: a
prompt for somebody to look whether a victim is persistently targeted, never a decision.

Names, dates of birth and postcodes are read here and nowhere else. They stand in a database of
their own in memory, which is gone when ``link`` returns or fails; no message repeats one.

Nothing is drawn at random and nothing is trained by repetition, so the same extracts give the same
persons on any machine, in whatever order their rows come.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from upheld.core.errors import UpheldError
from upheld.extracts.read import MACHINE_ERRORS
from upheld.pipeline import repeat_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

# No edition of the Code gives a number. The Met's training notes ask for any report in the last
# twelve months; "persistently" says more than twice, so two others are needed beside this one.
PROMPT_AT = 3
# A reference on more victims than this is a placeholder and no person.
MOST_OF_ONE_REFERENCE = 500
NOT_A_NAME = ("unknown", "notknown", "notgiven", "notstated", "none")


class Route(StrEnum):
    """By what victims were recognised."""

    DETAILS = "details"  # names, date of birth, postcode, and the force's reference
    REFERENCE = "reference"  # the force's own person reference alone
    NONE = "none"  # the extracts hold neither: no prompt


NOTES = {
    Route.DETAILS: "Repeat victims: recognised by name, date of birth, postcode and the force's "
    "own person reference.",
    Route.REFERENCE: "Repeat victims: recognised by the force's own person reference alone.",
    Route.NONE: "Repeat victims: not looked for; the extracts hold neither names nor a reference.",
}


@dataclass(frozen=True, slots=True)
class Linkage:
    """Counts only. ``victims`` are those of kind other than business, ``repeated`` the persons
    among them with more than one row, ``prompts`` the victims for whom somebody should look."""

    route: Route
    victims: int
    persons: int
    repeated: int
    prompts: int

    @property
    def notes(self) -> tuple[str, ...]:
        """For the manifest: by what victims were recognised; no counts, which may be small."""
        return (NOTES[self.route],) if self.victims else ()


def link(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    *,
    threshold: float = repeat_model.THRESHOLD,
    prompt_at: int = PROMPT_AT,
) -> Linkage:
    """Fill ``step.repeats (victim_id, crimes_in_twelve_months, repeat_prompt)`` from the schema
    ``extract``: one row for each victim whose crime has a day of report, on or before the as-of
    date; none where nothing could recognise anybody.

    ``step.repeat_persons (victim_id, person_key)`` stays for whoever measures how right it is; the
    key is the same in every build of the same extracts, and says nothing. Raises UpheldError
    without a word of anybody's data; running out of memory or disk keeps its own class.
    """
    connection.execute("ATTACH IF NOT EXISTS ':memory:' AS step")
    with _personal(connection):
        _clean(connection)
        route = _route(connection)
        _by_reference(connection)
        if route is Route.DETAILS and repeat_model.candidates(connection):
            repeat_model.join_by_details(connection, threshold)
        _name_persons(connection)
    if route is Route.NONE:
        connection.execute("DELETE FROM step.repeat_persons")
    connection.execute("DROP TABLE IF EXISTS step.repeats")
    count(connection, "repeat_persons", "repeats", as_of, prompt_at)
    return _linkage(connection, route)


@contextmanager
def _personal(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A database in memory for what describes a person, gone at the end whatever happens; Splink
    says nothing meanwhile, and a failure of either nothing of what it was working on."""
    splink_log = logging.getLogger("splink")
    level = splink_log.level
    splink_log.setLevel(logging.CRITICAL + 1)
    connection.execute("ATTACH ':memory:' AS personal")
    try:
        yield
    except Exception as error:  # noqa: BLE001  whatever it was, its text may quote a row
        raise _without_data(error) from None
    finally:
        connection.execute("DETACH personal")
        splink_log.setLevel(level)


def _without_data(error: Exception) -> Exception:
    cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
    if isinstance(cause, MACHINE_ERRORS):
        return type(cause)("while repeat victims were looked for")
    if type(cause) is RuntimeError and str(cause) == "Query interrupted":  # Ctrl-C
        return cause
    return UpheldError(
        f"Repeat victims could not be looked for ({type(cause).__name__}); what went wrong is "
        "not repeated here, as it may quote a victim's details.",
        next_step="report it with this message. Leave the columns given_name, family_name and "
        "postcode out of the extracts to build without them.",
    )


def _clean(connection: duckdb.DuckDBPyConnection) -> None:
    """Victims numbered in the order of their ids, details in one spelling. The date of birth that
    stands beside a parent or relative is not their own."""
    connection.execute(
        f"""
        CREATE TABLE personal.victims AS
        SELECT
            row_number() OVER (ORDER BY victim_id) AS id,
            victim_id,
            nullif(trim(person_ref), '') AS reference,
            {_name("given_name")},
            {_name("family_name")},
            CASE WHEN kind = 'person'
                THEN lpad(strftime(date_of_birth, '%Y%m%d'), 8, '0') END AS born,
            nullif(regexp_replace(upper(postcode), '[^A-Z0-9]', '', 'g'), '') AS postcode
        FROM extract.victims
        WHERE kind <> 'business'
        """
    )


def _name(column: str) -> str:
    spelt = f"regexp_replace(lower(strip_accents({column})), '[^\\p{{L}}]', '', 'g')"
    return f"CASE WHEN {spelt} NOT IN {('', *NOT_A_NAME)} THEN {spelt} END AS {column}"


def _route(connection: duckdb.DuckDBPyConnection) -> Route:
    """Both names and one of birthday and home, or the reference, or nothing."""
    counts = "count(given_name), count(family_name), count(born), count(postcode), count(reference)"
    given, family, born, home, reference = connection.execute(
        f"SELECT {counts} FROM personal.victims"
    ).fetchall()[0]
    if given and family and (born or home):
        return Route.DETAILS
    return Route.REFERENCE if reference else Route.NONE


def _by_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """Each victim's first row by the same reference: exact, the force itself says so."""
    connection.execute(
        f"""
        CREATE TABLE personal.clusters AS
        SELECT v.id, coalesce(r.first_id, v.id) AS cluster_id
        FROM personal.victims AS v
        LEFT JOIN (
            SELECT reference, min(id) AS first_id FROM personal.victims
            GROUP BY reference HAVING count(*) BETWEEN 2 AND {MOST_OF_ONE_REFERENCE}
        ) AS r ON r.reference = v.reference
        """
    )


def _name_persons(connection: duckdb.DuckDBPyConnection) -> None:
    """A person's key is a hash of the first of their victim ids."""
    connection.execute(
        """
        CREATE OR REPLACE TABLE step.repeat_persons AS
        SELECT v.victim_id, left(sha256(first.victim_id), 16) AS person_key
        FROM personal.victims AS v
        LEFT JOIN personal.clusters AS c ON c.id = v.id
        INNER JOIN personal.victims AS first ON first.id = coalesce(c.cluster_id, v.id)
        """
    )


def count(
    connection: duckdb.DuckDBPyConnection, persons: str, into: str, as_of: date, prompt_at: int
) -> None:
    """How many crimes of the person were reported in the twelve months that end with the day of
    each report. A crime counts once, however many rows the person has in it."""
    connection.execute(
        f"""
        CREATE TABLE step.{into} AS
        WITH reports AS (
            SELECT
                p.person_key,
                v.victim_id,
                v.crime_id,
                CAST(c.reported_at AS DATE) AS reported_on
            FROM step.{persons} AS p
            INNER JOIN extract.victims AS v ON v.victim_id = p.victim_id
            INNER JOIN extract.crimes AS c ON c.crime_id = v.crime_id
            WHERE CAST(c.reported_at AS DATE) <= $as_of
        ),
        repeats AS (
            SELECT r.victim_id, count(DISTINCT o.crime_id) AS crimes
            FROM reports AS r
            INNER JOIN (
                SELECT person_key FROM reports GROUP BY person_key HAVING count(*) > 1
            ) AS more ON more.person_key = r.person_key
            INNER JOIN reports AS o
                ON o.person_key = r.person_key
                AND o.reported_on <= r.reported_on
                AND o.reported_on > r.reported_on - INTERVAL 12 MONTH
            GROUP BY r.victim_id
        )
        SELECT
            r.victim_id,
            CAST(coalesce(n.crimes, 1) AS INTEGER) AS crimes_in_twelve_months,
            coalesce(n.crimes, 1) >= $prompt_at AS repeat_prompt
        FROM reports AS r
        LEFT JOIN repeats AS n ON n.victim_id = r.victim_id
        """,
        {"as_of": as_of, "prompt_at": prompt_at},
    )


def _linkage(connection: duckdb.DuckDBPyConnection, route: Route) -> Linkage:
    counts = connection.execute(
        """
        SELECT
            (SELECT count(*) FROM extract.victims WHERE kind <> 'business'),
            (SELECT count(DISTINCT person_key) FROM step.repeat_persons),
            (SELECT count(*) FROM (
                SELECT person_key FROM step.repeat_persons GROUP BY person_key HAVING count(*) > 1
            )),
            (SELECT count(*) FROM step.repeats WHERE repeat_prompt)
        """
    ).fetchall()[0]
    return Linkage(route, *counts)
