"""What is odd about rows that stay: kept, used, and reported as a warning."""

from __future__ import annotations

from importlib.resources import files

import duckdb

from upheld.core.force import Force, Unit
from upheld.extracts.contract import Table
from upheld.extracts.stage import WORK
from upheld.extracts.values import literal

# Tables with a written query, sql/odd_<table>.sql, of row_number, column, reason and value.
_ODD = (
    "crimes",
    "victims",
    "events",
    "actions",
    "survey_responses",
    "needs_assessments",
)
_WITH_UNITS = ("crimes", "survey_responses", "survey_population", "needs_assessments")


def warn(table: Table, force: Force | None, connection: duckdb.DuckDBPyConnection) -> None:
    """Add what is odd about a table's rows to the findings."""
    if table.name in _ODD:
        _add(table, _query(table), connection)
    if force is None:
        return
    if table.name in _WITH_UNITS:
        units = [unit.code for unit in force.units]
        _add(table, _unknown(table, "unit_code", f"no unit of {force.name}"), connection, units)
    if table.name == "crimes":
        offences = [offence.code for offence in force.offences]
        why = f"not in the offences of {force.name}"
        _add(table, _unknown(table, "offence_code", why), connection, offences)
        for unit in force.units:
            if unit.valid_to is not None:
                _add(table, _after_its_end(unit), connection)


def _query(table: Table) -> str:
    return (files("upheld.extracts") / "sql" / f"odd_{table.name}.sql").read_text("utf-8")


def _unknown(table: Table, column: str, why: str) -> str:
    return (
        f'SELECT row_number, {literal(column)} AS "column", {literal(why)} AS reason, '
        f'{column} AS "value" FROM extract.{table.name} '
        f"WHERE {column} IS NOT NULL AND NOT list_contains($known, {column})"
    )


def _after_its_end(unit: Unit) -> str:
    """Crimes that a unit owns though it had ended when they were reported."""
    return (
        "SELECT row_number, 'unit_code' AS \"column\", "
        f'{literal(f"the unit ended on {unit.valid_to}")} AS reason, unit_code AS "value" '
        f"FROM extract.crimes WHERE unit_code = {literal(unit.code)} "
        f"AND CAST(reported_at AS DATE) > DATE {literal(str(unit.valid_to))}"
    )


def _add(
    table: Table,
    query: str,
    connection: duckdb.DuckDBPyConnection,
    known: list[str] | None = None,
) -> None:
    connection.execute(
        f"INSERT INTO {WORK}.findings SELECT 'warning', {literal(table.name)}, row_number, "
        f'"column", reason, "value" FROM ({query})',
        {} if known is None else {"known": known},
    )
