"""What may be shown of a personal breakdown: rule (b) of disclosure control, block by block.

A block is one breakdown in one year, with its quarters, of measures that count the same victims.
It is a table of the BCUs (and what of the force is in none of them) by categories. First,
categories that are too small in the whole force are put together, so that the force's row can be
shown. Then small cells of the year's table are hidden with others beside them. A quarter is shown
only where nothing in it, nor in its year, had to be hidden: a year less three quarters is the
fourth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from upheld.statistics.suppression import WIDTH, Counts, Flags, Found, attack, protect

if TYPE_CHECKING:
    import numpy.typing as npt

FEWEST_VICTIMS = 5
FEWEST_FOR_ALL_OR_NONE = 20
# Everybody is in one category of these. Of the others a victim may have none or several: there
# each category is a block of its own, beside all who do not have it.
PARTITIONS = ("sex", "age_band", "ethnicity", "disability")
NOBODY = (0, 0)

Period = tuple[date, date]
Series = tuple[str, str]  # measure and reading
Place = str | None  # a BCU, or the whole force
Cells = list[tuple[int, int]]
Numbers = Mapping[tuple[Series, Place, Period, str], tuple[int, int]]  # numerator, denominator


@dataclass(frozen=True)
class Block:
    """``tables``: for each period, the year first, the counts of every series with the outcome and
    without it: (2 × series) × (the force, then the BCUs) × categories. In a block of one category,
    the last column is everybody else."""

    breakdown: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    units: tuple[str, ...]
    periods: tuple[Period, ...]
    tables: tuple[Counts, ...]


@dataclass(frozen=True)
class Decision:
    """Whether one figure may be shown; one that is decided to be hidden says that it exists."""

    series: Series
    unit: Place
    period: Period
    category: str
    suppressed: bool


@dataclass(frozen=True)
class Published:
    """All figures of one breakdown, with those of everybody (category "all") in ``whole``."""

    breakdown: str
    units: tuple[str, ...]
    years: Mapping[Period, Sequence[Period]]
    numbers: Numbers
    whole: Numbers

    def cells(
        self, series: Series, unit: Place, period: Period, categories: Sequence[str]
    ) -> Cells:
        """One row: numerator and denominator by category."""
        cells = [self.numbers.get((series, unit, period, c), NOBODY) for c in categories]
        if self.breakdown not in PARTITIONS:
            (hit, due), (n, d) = self.whole.get((series, unit, period, "all"), NOBODY), cells[0]
            cells.append((hit - n, due - d))
        return cells


def blocks_of(published: Published, series: Sequence[Series]) -> Iterator[Block]:
    """The blocks of one breakdown, of series that count the same victims."""
    for year, quarters in published.years.items():
        found = sorted({key[3] for key in published.numbers if key[2] == year and key[0] in series})
        whole = published.breakdown in PARTITIONS
        for categories in [tuple(found)] if whole and found else [(each,) for each in found]:
            periods = (year, *quarters)
            tables = tuple(_table(published, series, period, categories) for period in periods)
            yield Block(
                published.breakdown, categories, tuple(series), published.units, periods, tables
            )


def _table(
    published: Published, series: Sequence[Series], period: Period, categories: Sequence[str]
) -> Counts:
    layers: list[Any] = []
    for each in series:
        cells = np.array(
            [published.cells(each, unit, period, categories) for unit in (None, *published.units)]
        )
        layers += [cells[:, :, 0], cells[:, :, 1] - cells[:, :, 0]]
    return np.array(layers, dtype=np.int64)


def decide(block: Block) -> Iterator[Decision]:
    """What of a block may be shown. Nothing is yielded where nothing at all may be.

    Raises ValueError where the attack finds that a hidden count is known too well.
    """
    year = block.tables[0]
    together = _put_together(year[:, 0])
    if together is None:
        return
    kept = [n for n in range(year.shape[2]) if n not in together]
    hidden = _hidden(_units(year, together))
    yield from _year(block, kept, hidden)
    yield from _quarters(block, kept, together, hidden)


def _put_together(force: Counts) -> tuple[int, ...] | None:
    """The categories that are shown as one for the whole force, few people first; none where all
    can stand. None: fewer than one category would be left beside them."""
    people = _people(force)
    order = sorted(range(force.shape[1]), key=lambda n: (people[n], n))
    together = {n for n in order if _primary(force)[n]}
    for n in order:
        if not together or (len(together) > 1 and _stands(force, tuple(together))):
            break
        together.add(n)
    return None if len(together) == force.shape[1] else tuple(sorted(together))


def _stands(force: Counts, together: tuple[int, ...]) -> bool:
    """Whether the sum of some categories is safe itself, and hides each of them well enough."""
    added = force[:, together].sum(axis=1, keepdims=True)
    enough = np.minimum(WIDTH, force.sum(axis=1, keepdims=True))
    return not _primary(added).any() and bool((added >= enough).all())


def _units(table: Counts, together: tuple[int, ...]) -> Counts:
    """The table of the BCUs and of what is in none, with small categories as one last column.
    A row of nobody is left out: its total says all that there is to say."""
    elsewhere = table[:, [0]] - table[:, 1:].sum(axis=1, keepdims=True)
    rows = np.concatenate([table[:, 1:], elsewhere], axis=1)
    kept = [n for n in range(table.shape[2]) if n not in together]
    columns = [rows[:, :, kept]]
    if together:
        columns.append(rows[:, :, together].sum(axis=2, keepdims=True))
    return np.concatenate(columns, axis=2)


def _hidden(table: Counts) -> Flags:
    """Rows × columns of what must not be shown of the units in the year."""
    peopled = table.sum(axis=(0, 2)) > 0
    hidden = np.ones(table.shape[1:], dtype=bool)
    some = table[:, peopled]
    if peopled.any():
        hidden[peopled] = protect(some, _primary(some), _people(some))
        if found := attack(some, hidden[peopled]):
            raise ValueError(_said(found))
    return hidden


def _said(found: Sequence[Found]) -> str:
    return f"{len(found)} hidden counts could be worked out from what is shown"


def _primary(table: Counts) -> Flags:
    """Cells of fewer than five victims, or under twenty of whom all or none have the outcome, in
    any series."""
    hits, rest = table[0::2], table[1::2]
    people = hits + rest
    alike = (people < FEWEST_FOR_ALL_OR_NONE) & ((hits == 0) | (rest == 0))
    return np.asarray(((people < FEWEST_VICTIMS) | alike).any(axis=0))


def _people(table: Counts) -> npt.NDArray[np.int64]:
    """How many victims a cell holds: those of the series that counts most."""
    return np.asarray((table[0::2] + table[1::2]).max(axis=0))


def _year(block: Block, kept: Sequence[int], hidden: Flags) -> Iterator[Decision]:
    for each in block.series:
        for n, category in enumerate(block.categories):
            yield Decision(each, None, block.periods[0], category, n not in kept)
            for row, unit in enumerate(block.units):
                shown = n in kept and not hidden[row, kept.index(n)]
                yield Decision(each, unit, block.periods[0], category, not shown)


def _quarters(
    block: Block, kept: Sequence[int], together: tuple[int, ...], hidden: Flags
) -> Iterator[Decision]:
    """The force's quarters, and the BCUs', each where nothing at all of it must be hidden."""
    quarters = block.tables[1:]
    forces = [_units(table[:, :1].repeat(2, axis=1), together)[:, :1] for table in quarters]
    units = [_units(table, together) for table in quarters]
    rows: list[tuple[int, Place]] = []
    if quarters and not any(_primary(table).any() for table in forces):
        rows.append((0, None))
        peopled = [table[:, table.sum(axis=(0, 2)) > 0] for table in units]
        year_stands = not hidden[: len(block.units)].any() and not together
        if year_stands and not any(_primary(table).any() for table in peopled):
            rows += [(n, unit) for n, unit in enumerate(block.units, start=1)]
    for period, table in zip(block.periods[1:], quarters, strict=True):
        for row, unit in rows:
            if table[:, row].any():
                for each in block.series:
                    for n in kept:
                        if n < len(block.categories):
                            yield Decision(each, unit, period, block.categories[n], False)
