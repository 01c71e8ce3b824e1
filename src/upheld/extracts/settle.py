"""What becomes of each staged row: kept, set aside, replaced or withdrawn.

Table by table, crimes before victims before what hangs on them. A row set aside does not
compete for its key. Of the others the last wins; where the last is withdrawn, the key and all
that hangs on it go.
"""

from __future__ import annotations

import duckdb

from upheld.extracts.contract import Column, Table
from upheld.extracts.report import TableCounts
from upheld.extracts.stage import WORK
from upheld.extracts.values import literal, name

# What a row hangs on: its column, the table that column points to, and whether a row that
# points nowhere is set aside. A victim named in an event or an action is only warned of.
HANGS_ON: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "victims": (("crime_id", "crimes", True),),
    "priority_decisions": (("victim_id", "victims", True),),
    "events": (("crime_id", "crimes", True), ("victim_id", "victims", False)),
    "actions": (("crime_id", "crimes", True), ("victim_id", "victims", False)),
}
_PARENTS = ("crimes", "victims")


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty tables for what is found, and for the keys that did not stay."""
    connection.execute(
        f'CREATE TABLE {WORK}.findings (severity VARCHAR, "table" VARCHAR, row_number BIGINT, '
        '"column" VARCHAR, reason VARCHAR, "value" VARCHAR)'
    )
    for parent in _PARENTS:
        connection.execute(f"CREATE TABLE {WORK}.gone_{parent} (key VARCHAR, why VARCHAR)")


def settle(
    table: Table, more: tuple[Column, ...], connection: duckdb.DuckDBPyConnection
) -> TableCounts:
    """Make ``extract.<table>`` of the staged rows that stay; say what became of the others."""
    connection.execute(f"CREATE OR REPLACE TABLE {WORK}.lost (row_number BIGINT, fate VARCHAR)")
    _set_aside_faulty(table, connection)
    for column, parent, required in HANGS_ON.get(table.name, ()):
        if required:
            _set_aside_orphans(table, column, parent, connection)
    if table.key:
        _replace(table, more, connection)
    _withdraw(table, connection)
    _keep(table, more, connection)
    fates = _fates(table, connection)
    if table.name in _PARENTS:
        _remember_gone(table, connection)
    connection.execute(f"DROP TABLE {WORK}.{table.name}")
    return fates


def _set_aside_faulty(table: Table, connection: duckdb.DuckDBPyConnection) -> None:
    staged = f"{WORK}.{table.name}"
    connection.execute(
        f"INSERT INTO {WORK}.lost SELECT rowid, 'set_aside' FROM {staged} WHERE _faults IS NOT NULL"
    )
    connection.execute(
        f"INSERT INTO {WORK}.findings "
        f"SELECT 'set_aside', {literal(table.name)}, row_number, f.column, f.reason, f.value "
        f"FROM (SELECT rowid AS row_number, unnest(_faults) AS f FROM {staged} "
        "WHERE _faults IS NOT NULL)"
    )


def _set_aside_orphans(
    table: Table, column: str, parent: str, connection: duckdb.DuckDBPyConnection
) -> None:
    """A row whose crime (or victim) is in no file, or only in rows set aside."""
    one = parent.removesuffix("s")
    connection.execute(
        f"""CREATE OR REPLACE TABLE {WORK}.orphans AS
        SELECT row_number, key, gone.why
        FROM (SELECT s.rowid AS row_number, s.{column} AS key FROM {WORK}.{table.name} AS s
              ANTI JOIN extract.{parent} AS p ON p.{column} = s.{column}
              WHERE s._faults IS NULL AND s._withdrawn IS NOT TRUE)
        LEFT JOIN {WORK}.gone_{parent} AS gone USING (key)
        WHERE gone.why IS DISTINCT FROM 'withdrawn'"""
    )
    connection.execute(
        f"INSERT INTO {WORK}.lost SELECT row_number, 'set_aside' FROM {WORK}.orphans"
    )
    connection.execute(
        f"""INSERT INTO {WORK}.findings
        SELECT 'set_aside', {literal(table.name)}, row_number, {literal(column)},
            CASE WHEN why IS NULL THEN 'no such {one} in any file'
                 ELSE 'its {one} was set aside' END, key
        FROM {WORK}.orphans"""
    )


def _replace(table: Table, more: tuple[Column, ...], connection: duckdb.DuckDBPyConnection) -> None:
    """Of several rows of one key the last stays: by extracted_at (empty first), file and line.

    Keys are first compared by hash: two that share one by chance only make a little more work.
    """
    key = ", ".join(name(each) for each in table.key)
    values = ", ".join(name(each.name) for each in (*table.columns, *more))
    standing = f"FROM {WORK}.{table.name} AS s ANTI JOIN {WORK}.lost AS l ON l.row_number = s.rowid"
    connection.execute(
        f"""CREATE OR REPLACE TABLE {WORK}.rivals AS
        SELECT s.rowid AS row_number, {key}, s._extracted_at,
            hash({values}, s._withdrawn) AS content
        {standing}
        WHERE hash({key}) IN (SELECT hash({key}) {standing} GROUP BY ALL HAVING count(*) > 1)"""
    )
    connection.execute(
        f"""INSERT INTO {WORK}.lost SELECT row_number, 'replaced' FROM {WORK}.rivals
        QUALIFY row_number() OVER (PARTITION BY {key}
            ORDER BY _extracted_at DESC NULLS LAST, row_number DESC) > 1"""
    )
    connection.execute(
        f"""INSERT INTO {WORK}.findings
        SELECT 'warning', {literal(table.name)}, max(row_number), {literal(table.key[0])},
            'given more than once in this file, with different values',
            concat_ws(' · ', {", ".join(f"any_value({name(each)})" for each in table.key)})
        FROM {WORK}.rivals AS r JOIN {WORK}.files AS f
            ON f.table = {literal(table.name)} AND r.row_number >= f.first_row
            AND r.row_number < f.after_row
        GROUP BY f.number, {key} HAVING count(DISTINCT content) > 1"""
    )


def _withdraw(table: Table, connection: duckdb.DuckDBPyConnection) -> None:
    """The rows that won their key and say so, and those that hang on a withdrawn one."""
    gone = [
        f"OR s.{column} IN (SELECT key FROM {WORK}.gone_{parent} WHERE why = 'withdrawn')"
        for column, parent, _ in HANGS_ON.get(table.name, ())
        if _any_withdrawn(parent, connection)
    ]
    connection.execute(
        f"""INSERT INTO {WORK}.lost SELECT s.rowid, 'withdrawn' FROM {WORK}.{table.name} AS s
        ANTI JOIN {WORK}.lost AS l ON l.row_number = s.rowid
        WHERE s._withdrawn {" ".join(gone)}"""
    )


def _any_withdrawn(parent: str, connection: duckdb.DuckDBPyConnection) -> bool:
    query = f"SELECT count(*) FROM {WORK}.gone_{parent} WHERE why = 'withdrawn'"
    return _number(query, connection) > 0


def _keep(table: Table, more: tuple[Column, ...], connection: duckdb.DuckDBPyConnection) -> None:
    columns = ", ".join(f"s.{name(each.name)}" for each in (*table.columns, *more))
    connection.execute(
        f"""CREATE TABLE extract.{table.name} AS
        SELECT {columns}, s.rowid AS row_number FROM {WORK}.{table.name} AS s
        ANTI JOIN {WORK}.lost AS l ON l.row_number = s.rowid"""
    )


def _fates(table: Table, connection: duckdb.DuckDBPyConnection) -> TableCounts:
    read = _number(f"SELECT count(*) FROM {WORK}.{table.name}", connection)
    kept = _number(f"SELECT count(*) FROM extract.{table.name}", connection)
    rows = connection.execute(f"SELECT fate, count(*) FROM {WORK}.lost GROUP BY fate").fetchall()
    lost: dict[str, int] = dict(rows)
    losses = (lost.get(fate, 0) for fate in ("set_aside", "replaced", "withdrawn"))
    fates = TableCounts(table.name, read, kept, *losses)
    assert read == kept + fates.set_aside + fates.replaced + fates.withdrawn, table.name
    return fates


def _remember_gone(table: Table, connection: duckdb.DuckDBPyConnection) -> None:
    """Keys that were handed over and of which no row stays."""
    (key,) = table.key
    connection.execute(
        f"""INSERT INTO {WORK}.gone_{table.name}
        SELECT s.{key}, CASE WHEN bool_or(l.fate = 'withdrawn') THEN 'withdrawn'
                             ELSE 'set aside' END
        FROM {WORK}.{table.name} AS s JOIN {WORK}.lost AS l ON l.row_number = s.rowid
        ANTI JOIN extract.{table.name} AS kept ON kept.{key} = s.{key}
        WHERE s.{key} IS NOT NULL GROUP BY s.{key}"""
    )


def _number(query: str, connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute(query).fetchall()[0][0])
