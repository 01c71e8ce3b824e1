"""How many are owed something by a day, counted once more: row by row from the cases, apart from
what the pages keep in memory, before a number of it may leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from upheld.editions.edition import Edition

COLUMNS = ("unit_code", "victim_id", "status", "due_on")


def owed_again(
    edition: Edition, units: Iterable[str], day: date
) -> dict[str, tuple[int, int, int]]:
    """By unit: what is overdue, what more falls due by ``day``, and how many victims wait."""
    late: Counter[str] = Counter()
    due: Counter[str] = Counter()
    waiting: dict[str, set[str]] = defaultdict(set)
    wanted = frozenset(units)
    rows = edition.restricted("duties.parquet").filter(pl.col("unit_code").is_in(wanted))
    for unit, victim, status, due_on in rows.select(COLUMNS).collect().iter_rows():
        if due_on is None:
            continue
        if status == "overdue":
            late[unit] += 1
        elif status == "open" and due_on <= day:
            due[unit] += 1
        else:
            continue
        waiting[unit].add(victim)
    return {unit: (late[unit], due[unit], len(waiting[unit])) for unit in wanted}
