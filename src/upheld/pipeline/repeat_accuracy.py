"""How right the recognition of repeat victims is, beside a truth that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.pipeline.repeat_victims import PROMPT_AT, count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import duckdb

_PAIRS = """
    SELECT
        (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (
            SELECT count(*) AS n FROM step.true_persons GROUP BY person_key)),
        (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (
            SELECT count(*) AS n FROM step.repeat_persons GROUP BY person_key)),
        (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM (
            SELECT count(*) AS n FROM step.repeat_persons AS p
            INNER JOIN step.true_persons AS t ON t.victim_id = p.victim_id
            GROUP BY p.person_key, t.person_key))
"""
_PROMPTS = """
    SELECT
        count(*) FILTER (WHERE t.repeat_prompt),
        count(*) FILTER (WHERE r.repeat_prompt),
        count(*) FILTER (WHERE r.repeat_prompt AND t.repeat_prompt)
    FROM step.repeats AS r
    INNER JOIN step.true_repeats AS t ON t.victim_id = r.victim_id
"""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How right a linkage is beside a known truth: ``found`` right ones and all ``claimed``."""

    true: int
    claimed: int
    found: int

    @property
    def precision(self) -> float | None:
        return self.found / self.claimed if self.claimed else None

    @property
    def recall(self) -> float | None:
        return self.found / self.true if self.true else None


def compare(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    groups: Iterable[list[str]],
    *,
    prompt_at: int = PROMPT_AT,
) -> tuple[Agreement, Agreement]:
    """How right the linkage is, in pairs of victims and in prompts, after ``link``. ``groups``
    holds the victim ids of each person who truly is the victim of more than one crime."""
    _true_persons(connection, groups)
    count(connection, "true_persons", "true_repeats", as_of, prompt_at)
    ((true, claimed, found),) = connection.execute(_PAIRS).fetchall()
    prompts = connection.execute(_PROMPTS).fetchall()[0]
    for table in ("true_persons", "true_repeats"):
        connection.execute(f"DROP TABLE step.{table}")
    return Agreement(int(true), int(claimed), int(found)), Agreement(*prompts)


def _true_persons(connection: duckdb.DuckDBPyConnection, groups: Iterable[list[str]]) -> None:
    ids = [(f"{number}", victim) for number, group in enumerate(groups) for victim in group]
    connection.execute(
        """
        CREATE OR REPLACE TABLE step.true_persons AS
        SELECT p.victim_id, coalesce(t.person, p.victim_id) AS person_key
        FROM step.repeat_persons AS p
        LEFT JOIN (
            SELECT
                unnest(CAST($persons AS VARCHAR[])) AS person,
                unnest(CAST($victims AS VARCHAR[])) AS victim_id
        ) AS t
            ON t.victim_id = p.victim_id
        """,
        {"persons": [person for person, _ in ids], "victims": [victim for _, victim in ids]},
    )
