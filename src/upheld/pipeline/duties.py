"""Extract tables → one row a duty, set-wise. What each row means: the data contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.pipeline import rule_tables, steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from upheld.core.calendar import Calendar
    from upheld.core.force import Force
    from upheld.core.victims_code import VictimsCodes


def prepare(
    connection: duckdb.DuckDBPyConnection,
    codes: VictimsCodes,
    calendar: Calendar,
    as_of: date,
    force: Force | None = None,
) -> None:
    """The rules and the calendar as tables; needed once before any bucket."""
    # These tables live in memory, and spill to the disk when there are too many rows.
    attached = connection.execute("SELECT database_name FROM duckdb_databases()").fetchall()
    for name in ("rule", "step"):
        if (name,) not in attached:
            connection.execute(f"ATTACH ':memory:' AS {name}")
    rule_tables.create(connection, codes, calendar, as_of, force)
    steps.run(connection, steps.ONCE)


def each_bucket(
    connection: duckdb.DuckDBPyConnection, crimes_a_bucket: int = steps.CRIMES_A_BUCKET
) -> Iterator[steps.Bucket]:
    """``step.duties`` and what it came from, for one range of crimes after another."""
    for bucket in steps.buckets(connection, crimes_a_bucket):
        steps.run(connection, bucket.duties)
        steps.drop_spent(connection)
        yield bucket
        steps.drop_bucket(connection, bucket)


def compute(
    connection: duckdb.DuckDBPyConnection,
    codes: VictimsCodes,
    calendar: Calendar,
    as_of: date,
    *,
    force: Force | None = None,
    crimes_a_bucket: int = steps.CRIMES_A_BUCKET,
) -> None:
    """Fill the table ``duties`` from the schema ``extract``, sorted by crime and victim, and the
    one-row table ``no_code`` with what no Code covers."""
    prepare(connection, codes, calendar, as_of, force)
    connection.execute("DROP TABLE IF EXISTS duties")
    connection.execute("CREATE OR REPLACE TABLE no_code (no_code BIGINT)")
    for bucket in each_bucket(connection, crimes_a_bucket):
        first = bucket.number == 1
        into = "CREATE TABLE duties AS" if first else "INSERT INTO duties"
        connection.execute(f"{into} SELECT * FROM step.duties")
        connection.execute(f"INSERT INTO no_code {steps.sql('64_no_code')}")
    connection.execute(
        "CREATE OR REPLACE TABLE no_code AS "
        "SELECT coalesce(sum(no_code), 0) AS no_code FROM no_code"
    )
