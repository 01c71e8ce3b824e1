"""Which cells of a table of counts may be shown, so that no shown total gives a hidden one away.

A block is a table of units by categories: one breakdown in one period. Row totals (units) and
column totals (categories) are known to everybody. Several layers of counts share the table: for
each measure and reading, how many had the outcome and how many had not. **One pattern holds for
all layers**, since measures are linear in one another: what one hides, none may give away.

Cell suppression with an audit by linear programming: Willenborg and de Waal, Elements of
Statistical Disclosure Control (2001), chapter 4; Fischetti and Salazar, Mathematical Programming
84 (1999) 283–312.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Table = npt.NDArray[np.float64]

FREE = 2**30  # more than any count: what may rise without bound
WIDTH = 5  # a hidden count may not be known more tightly than this


@dataclass(frozen=True)
class Found:
    """A hidden count that can be known to lie between two numbers less than WIDTH apart."""

    layer: int
    row: int
    column: int
    lower: int
    upper: int


def protect(layers: Counts, primary: Flags, people: Counts) -> Flags:
    """The cells to hide: those that must be, and the fewest people's more that it takes.

    ``layers``: layers × rows × columns. ``primary``: rows × columns, cells that must be hidden.
    ``people``: how many each cell holds; small ones are hidden first. A row with a cell that is not
    safe is hidden further, cell by cell, then whole, then its columns, then the table: a table
    hidden whole tells no more than its totals do, so this ends.
    """
    hidden = _with_companions(primary.copy(), people)
    for layer in layers:
        # What is safe stays safe: hiding more can only leave more open.
        while not hidden.all() and (found := attack(layer[None], hidden)):
            worst = min(found, key=lambda each: (each.upper - each.lower, each.row, each.column))
            _hide_one_more(hidden, people, worst.row, worst.column)
            hidden = _with_companions(hidden, people)
    return hidden


def attack(layers: Counts, hidden: Flags, width: float = WIDTH) -> list[Found]:
    """Every hidden count that all shown cells and the totals bound too tightly.

    The totals alone may bound a count more tightly than ``width``: then no more than they give is
    asked for.
    """
    found = []
    for number, layer in enumerate(layers):
        asked = np.minimum(width, _width_from_totals(layer))
        unsure = hidden & (_swap_width(layer, hidden) < asked)
        for row, column in zip(*np.nonzero(unsure), strict=True):
            lower, upper = bounds(layer, hidden, int(row), int(column))
            if upper - lower < asked[row, column]:
                found.append(Found(number, int(row), int(column), lower, upper))
    return found


def bounds(layer: Counts, hidden: Flags, row: int, column: int) -> tuple[int, int]:
    """The least and the most that a hidden count can be for one who knows all shown counts and the
    totals, exactly.

    The linear programme of such a table is a flow: a count can rise by what can be passed on round
    it, from its row to its column, by lowering and raising other hidden counts in turn. The true
    table is where it starts.
    """
    known = int(layer[row, column])
    counts = np.where(hidden, layer, 0)
    free = np.where(hidden, FREE, 0)
    counts[row, column] = free[row, column] = 0
    rise = _flow(counts, free, row, column)
    fall = _flow(free, counts, row, column)
    return known - min(known, fall), known + rise


def _flow(to_columns: Counts, to_rows: Counts, row: int, column: int) -> int:
    """The most that flows from a row to a column, with these capacities either way."""
    rows, columns = to_columns.shape
    capacities = np.zeros((rows + columns, rows + columns), dtype=np.int32)
    capacities[:rows, rows:] = to_columns
    capacities[rows:, :rows] = to_rows.T
    return int(maximum_flow(csr_array(capacities), row, rows + column).flow_value)


def _width_from_totals(layer: Counts) -> Table:
    """How far a count lies open where nothing but row and column totals is known."""
    by_row, by_column = layer.sum(axis=1)[:, None], layer.sum(axis=0)[None, :]
    lower = np.maximum(0, by_row + by_column - layer.sum())
    return np.asarray(np.minimum(by_row, by_column) - lower, dtype=np.float64)


def _swap_width(layer: Counts, hidden: Flags) -> Table:
    """A width that is surely there: two hidden rows and two hidden columns can pass counts around.

    For each hidden cell the best such rectangle; it needs no linear programme.
    """
    rows, columns = layer.shape
    best = np.zeros((rows, columns))
    masked = np.where(hidden, layer, 0)
    for other in range(rows):
        for third in range(columns):
            if not hidden[other, third]:
                continue
            # The cell at (row, column) with (row, third), (other, column) and (other, third).
            usable = hidden & hidden[:, [third]] & hidden[[other], :]
            usable[other, :] = False
            usable[:, third] = False
            up = np.minimum(masked[:, [third]], masked[[other], :])
            down = np.minimum(masked, masked[other, third])
            best = np.maximum(best, np.where(usable, up + down, 0))
    return best


def _with_companions(hidden: Flags, people: Counts) -> Flags:
    """No row and no column may have a single hidden cell where it has others: its total would tell
    it."""
    while True:
        before = hidden.copy()
        for row in np.nonzero(hidden.sum(axis=1) == 1)[0]:
            _hide_smallest(hidden, people, row=int(row))
        for column in np.nonzero(hidden.sum(axis=0) == 1)[0]:
            _hide_smallest(hidden, people, column=int(column))
        if (hidden == before).all():
            return hidden


def _hide_one_more(hidden: Flags, people: Counts, row: int, column: int) -> None:
    """One more cell of the row, else of the column, else of the table."""
    if not hidden[row].all():
        _hide_smallest(hidden, people, row=row)
    elif not hidden[:, column].all():
        _hide_smallest(hidden, people, column=column)
    elif not hidden.all():
        rows, columns = np.nonzero(~hidden)
        smallest = np.argmin(people[rows, columns])
        hidden[rows[smallest], columns[smallest]] = True


def _hide_smallest(
    hidden: Flags, people: Counts, *, row: int | None = None, column: int | None = None
) -> None:
    line = (row, slice(None)) if row is not None else (slice(None), column)
    shown = np.nonzero(~hidden[line])[0]
    if len(shown):
        hidden[line][shown[np.argmin(people[line][shown])]] = True
