"""Rows that a later month's file puts right, and crimes that it withdraws.

What is right stands in the later file; the file of the month itself holds how it was keyed first.
The last month has no later file, so nothing in it is put right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from upheld.synthetic.columns import Flags
from upheld.synthetic.setting import Setting
from upheld.synthetic.working_days import day_of

AMENDMENTS = 9  # this module's stream of draws
WITHDRAWALS = 10  # likewise

# How a row was keyed first, by table.
FIRST_KEYED = {
    "crimes": {"closed_on": pl.lit(None, pl.Date), "outcome_code": pl.lit(None, pl.String)},
    "victims": {"date_of_birth": pl.lit(None, pl.Date)},
    "events": {"occurred_at": pl.col.occurred_at + pl.duration(days=1)},
    "actions": {"result": pl.lit("attempted"), "reason": pl.lit(None, pl.String)},
}


@dataclass(frozen=True)
class Amended:
    """``now`` goes into the month's own files, ``later`` into those of the month after."""

    now: dict[str, pl.DataFrame]
    later: dict[str, pl.DataFrame]


def withdrawn_crimes(setting: Setting, month: int) -> Flags:
    """Which of the month's crimes the next month's file withdraws."""
    crimes = int(setting.plan[month].sum())
    if month == len(setting.months) - 1:
        return np.zeros(crimes, dtype=bool)
    return setting.draws(month, WITHDRAWALS).random(crimes) < setting.planted.withdrawn


def amended(
    setting: Setting, month: int, tables: dict[str, pl.DataFrame], withdrawn: Flags
) -> Amended:
    crimes = tables["crimes"].with_columns(withdrawn=pl.lit(None, pl.Boolean))
    tables = tables | {"crimes": crimes}
    if month == len(setting.months) - 1:
        return Amended(tables, {})
    rng = setting.draws(month, AMENDMENTS)
    now, later = dict(tables), {}
    for name, first_keyed in FIRST_KEYED.items():
        chosen = pl.Series(rng.random(tables[name].height) < setting.planted.corrected)
        chosen &= _can_be_put_right(setting, name, tables[name], withdrawn)
        later[name] = tables[name].filter(chosen)
        now[name] = tables[name].with_columns(
            **{
                column: pl.when(chosen).then(value).otherwise(pl.col(column))
                for column, value in first_keyed.items()
            }
        )
    cancelled = crimes.filter(pl.Series(withdrawn)).with_columns(withdrawn=pl.lit(value=True))
    return Amended(now, later | {"crimes": pl.concat([later["crimes"], cancelled])})


def _can_be_put_right(
    setting: Setting, name: str, table: pl.DataFrame, withdrawn: Flags
) -> pl.Series:
    """No row is both corrected and withdrawn, and none was first keyed after the end."""
    if name == "crimes":
        return pl.Series(~withdrawn)
    if name == "events":
        return table["occurred_at"].dt.date() < day_of(setting.last_day)
    return pl.Series(np.ones(table.height, dtype=bool))
