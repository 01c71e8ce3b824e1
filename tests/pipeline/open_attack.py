"""An attacker who has the open half of an edition and nothing else, with a linear programme.

For each measure, personal breakdown and year all open numbers are put together: both readings, the
BCUs, the force, the totals, and that a victim reached in the strict reading is reached in the
lenient one. Written apart from disclosure control; it shares no line with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import coo_array

PARTITIONS = ("sex", "age_band", "ethnicity", "disability")
PERSONAL = (*PARTITIONS, "ground", "sensitive_offence_group")
KEY = ("measure", "reading", "unit_type", "unit_code", "period_start", "period_end", "breakdown",
       "category")  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A count that the open half hides, and what it must be between."""

    measure: str
    breakdown: str
    category: str
    unit: str
    what: str
    lower: float
    upper: float
    allowed: float


def too_well_known(open_half: pl.DataFrame, width: int = 5) -> Iterator[Known]:
    """Every hidden count of a year that can be worked out more tightly than ``width``, or than the
    totals alone allow."""
    years = open_half.filter((pl.col("period_end") - pl.col("period_start")).dt.total_days() > 100)
    personal = years.filter(pl.col("breakdown").is_in(PERSONAL))
    for _, rows in personal.partition_by(
        "measure", "breakdown", "period_start", as_dict=True
    ).items():
        whole = years.filter(
            pl.col("breakdown") == "none",
            pl.col("measure") == rows["measure"][0],
            pl.col("period_start") == rows["period_start"][0],
        )
        if rows["breakdown"][0] in PARTITIONS:
            yield from _attack(rows, whole, width)
        else:
            for _, each in rows.partition_by("category", as_dict=True).items():
                yield from _attack(each, whole, width)


def _attack(rows: pl.DataFrame, whole: pl.DataFrame, width: int) -> Iterator[Known]:
    totals = {(r["unit_code"] if r["unit_type"] != "force" else "", r["reading"]):
              (r["numerator"], r["denominator"]) for r in whole.iter_rows(named=True)}  # fmt: skip
    categories = sorted(set(rows["category"].to_list()))
    if rows["breakdown"][0] not in PARTITIONS:
        categories.append("everybody else")
    units = sorted({unit for unit, _ in totals if unit})
    readings = sorted({reading for _, reading in totals})
    shown = {(r["unit_code"] if r["unit_type"] != "force" else "", r["category"], r["reading"]):
             (r["numerator"], r["denominator"] - r["numerator"])
             for r in rows.iter_rows(named=True) if not r["suppressed"]}  # fmt: skip
    lines = [*units, "elsewhere"]
    cells = product(readings, (0, 1), lines, categories)
    number = {cell: n for n, cell in enumerate(cells)}
    system = _System(len(number))
    known = {}
    for (reading, what, unit, category), n in number.items():
        if (unit, category, reading) in shown:
            known[reading, what, unit, category] = shown[unit, category, reading][what]
            system.equal([n], known[reading, what, unit, category])
    by_unit, by_all = {}, {}
    for reading in readings:
        for what in (0, 1):

            def total(unit, reading=reading, what=what):
                hit, due = totals[unit, reading]
                return hit if what == 0 else due - hit

            for unit in units:
                by_unit[reading, what, unit] = total(unit)
            by_unit[reading, what, "elsewhere"] = total("") - sum(total(unit) for unit in units)
            by_all[reading, what] = total("")
            for unit in lines:
                system.equal([number[reading, what, unit, c] for c in categories],
                             by_unit[reading, what, unit])  # fmt: skip
            for category in categories:
                if ("", category, reading) in shown:
                    system.equal([number[reading, what, unit, category] for unit in lines],
                                 shown["", category, reading][what])  # fmt: skip
    if "strict" in readings and "lenient" in readings:
        for unit in lines:
            for category in categories:
                system.at_most(number["strict", 0, unit, category],
                               number["lenient", 0, unit, category])  # fmt: skip
    for (reading, what, unit, category), n in number.items():
        if (reading, what, unit, category) in known or category == "everybody else":
            continue
        if unit == "elsewhere" and all((u, category, reading) in shown for u in units):
            continue  # what is left of the force: not hidden, and safe by itself
        across = shown.get(("", category, reading))
        allowed = _allowed(by_unit[reading, what, unit], across and across[what],
                           by_all[reading, what], width)  # fmt: skip
        if allowed <= 0:
            continue
        lower, upper = system.bounds(n)
        if upper - lower < allowed - 1e-6:
            yield Known(rows["measure"][0], rows["breakdown"][0], category, unit,
                        f"{reading} {what}", lower, upper, allowed)  # fmt: skip


def _allowed(by_unit: int, by_category: int | None, by_all: int, width: int) -> float:
    """What the totals alone leave open, five at the most."""
    if by_category is None:
        return min(width, by_unit)
    return min(width, min(by_unit, by_category) - max(0, by_unit + by_category - by_all))


class _System:
    """Equations and inequalities over counts that are not below nought."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.equations: list[tuple[list[int], float]] = []
        self.orders: list[tuple[int, int]] = []

    def equal(self, numbers: list[int], total: float) -> None:
        self.equations.append((numbers, total))

    def at_most(self, smaller: int, larger: int) -> None:
        self.orders.append((smaller, larger))

    def bounds(self, number: int) -> tuple[float, float]:
        wanted = np.zeros(self.size)
        wanted[number] = 1
        least, most = (self._solve(sign * wanted) for sign in (1, -1))
        return least, -most

    def _solve(self, wanted: np.ndarray) -> float:
        if not hasattr(self, "equal_matrix"):
            where = [(row, n) for row, (numbers, _) in enumerate(self.equations) for n in numbers]
            self.equal_matrix = coo_array(
                (np.ones(len(where)), tuple(np.array(where).T)),
                shape=(len(self.equations), self.size),
            ).tocsr()
            self.totals = [total for _, total in self.equations]
            self.order_matrix = None
            if self.orders:
                rows = np.repeat(np.arange(len(self.orders)), 2)
                signs = np.tile([1, -1], len(self.orders))
                columns = np.array(self.orders).ravel()
                self.order_matrix = coo_array(
                    (signs, (rows, columns)), shape=(len(self.orders), self.size)
                ).tocsr()
        solved = linprog(
            wanted, A_eq=self.equal_matrix, b_eq=self.totals, A_ub=self.order_matrix,
            b_ub=None if self.order_matrix is None else np.zeros(len(self.orders)),
        )  # fmt: skip
        assert solved.success, solved.message
        return float(solved.fun)
