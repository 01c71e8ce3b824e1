"""Tables for a page and for a download: the same figures, as words and as numbers.

A table's ``frame`` is what its files hold (spreadsheets.py): the rows of the edition as they are.
The cells are those rows in the grammar of formats.py, a share with its denominator and interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl

from upheld.render import formats
from upheld.render.figures import Figure, Pair, pairs

READINGS_HEAD = ("Strict reading", "Lenient reading")
T = TypeVar("T")
NOT_JUDGED = "Not judged"
WHY_NOT_JUDGED = (
    "Not judged: no figure, too few months, or a month too recent to be held against those before "
    "it. Its own page says which."
)
BESIDE_HEAD = ("Excluded", "Not yet due", "Not measurable")


@dataclass(frozen=True, slots=True)
class Cell:
    """``note`` is a second, smaller line; ``interval`` is one whose meaning the column's head
    states; ``href`` makes the text a link; ``mark`` is a shape beside the text, which says the
    same."""

    text: str
    note: str = ""
    href: str = ""
    mark: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is unique on a page; ``download`` is where its rows can be had as CSV. ``words``:
    which columns after the first hold words; the others hold numbers."""

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frame: pl.DataFrame
    download: str = ""
    note: str = ""
    words: tuple[int, ...] = ()

    @property
    def spreadsheet(self) -> str:
        """Where the same rows can be had as ODS."""
        return self.download.removesuffix("csv") + "ods" if self.download else ""

    @property
    def of_intervals(self) -> frozenset[int]:
        """The columns in which an interval stands under the figure."""
        return frozenset(n for row in self.rows for n, cell in enumerate(row) if cell.interval)

    @property
    def withholds(self) -> bool:
        """Whether a line withholds its numbers, so that the page must say what that means."""
        return "suppressed" in self.frame.columns and bool(self.frame["suppressed"].any())


# A column of its own: its head, and what it says of a line.
Column = tuple[str, Callable[[Pair], Cell]]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where figures come from: said in each row of a download, which travels without its page."""

    edition: str
    as_of: str
    demonstration: bool
    rules_hash: str

    @property
    def data(self) -> str:
        return "demonstration: made up, no real victims" if self.demonstration else "real"


def by_month(rows: pl.DataFrame, caption: str, people: str) -> Table:
    """One line a month, newest first."""
    series = tuple(reversed(pairs(rows)))
    heads, _ = _heads(series)
    return Table(
        name="months",
        caption=caption,
        head=("Month", *heads),
        rows=tuple(
            (Cell(formats.month(pair.period_start)), *_cells(pair, people, len(heads)))
            for pair in series
        ),
        frame=rows,
    )


def by_measure(
    rows: pl.DataFrame,
    caption: str,
    first: Callable[[Pair], Cell],
    people: Callable[[str], str],
    columns: Sequence[Column] = (),
) -> Table:
    """One line a measure, in the order of ``rows``; ``first`` is what names it."""
    found = pairs(rows)
    heads, at = _heads(found)
    made = Table(
        name="measures",
        caption=caption,
        head=("What victims are owed", *_with(heads, at, [name for name, _ in columns])),
        rows=tuple(
            (
                first(pair),
                *_with(
                    _cells(pair, people(pair.measure), len(heads)),
                    at,
                    [say(pair) for _, say in columns],
                ),
            )
            for pair in found
        ),
        frame=rows,
        words=tuple(range(at + 1, at + 1 + len(columns))),
    )
    return replace(made, note=WHY_NOT_JUDGED) if _unjudged(made) else made


def _unjudged(made: Table) -> bool:
    cells = (row[number] for row in made.rows for number in made.words)
    return any(NOT_JUDGED.lower() in f"{each.text} {each.note}".lower() for each in cells)


def by_unit(
    rows: pl.DataFrame,
    caption: str,
    first: Callable[[Pair], Cell],
    people: str,
    columns: Sequence[Column] = (),
) -> Table:
    """One line a unit, in order of name: this is no ranking. ``first`` is what names it."""
    made = by_measure(rows, caption, first, lambda _: people, columns)
    return replace(
        made,
        name="units",
        head=("Unit", *made.head[1:]),
        rows=tuple(sorted(made.rows, key=lambda row: row[0].text)),
        note=f"In order of name, not of result. {made.note}".rstrip(),
    )


def crossed(
    frame: pl.DataFrame,
    caption: str,
    name: str,
    head: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
) -> Table:
    """Counts by two things: a line for each of ``rows``, whose name stands in the first column."""
    return Table(
        name=name,
        caption=caption,
        head=tuple(head),
        rows=tuple(
            (Cell(label), *(Cell(formats.count(number)) for number in numbers))
            for label, numbers in rows
        ),
        frame=frame,
    )


def _heads(series: Sequence[Pair]) -> tuple[tuple[str, ...], int]:
    """And how many of them are of shares, which stand first. What has one reading has nothing
    beside it either."""
    if series and not any(pair.has_readings for pair in series):
        return ("Share",), 1
    return (*READINGS_HEAD, *BESIDE_HEAD), len(READINGS_HEAD)


def _with(cells: Sequence[T], at: int, columns: Sequence[T]) -> tuple[T, ...]:
    """The shares first, so that a phone shows them; what is said of them next; then the rest."""
    return (*cells[:at], *columns, *cells[at:])


def _cells(pair: Pair, people: str, columns: int) -> tuple[Cell, ...]:
    """As many as there are ``columns``: beside others, what has one reading leaves some empty."""
    if pair.has_readings:
        return (*_readings(pair, people), *_beside(pair))
    cells = (reading_cell(pair.strict, people), Cell("one reading"))[:columns]
    return (*cells, *(Cell("–") for _ in range(columns - len(cells))))


def _readings(pair: Pair, people: str) -> tuple[Cell, Cell]:
    return reading_cell(pair.strict, people), reading_cell(pair.lenient, people)


def reading_cell(figure: Figure | None, people: str) -> Cell:
    """A share with its denominator and its interval, or why there is none."""
    if figure is None or figure.value is None:
        return Cell(formats.share(figure))
    text = f"{formats.share(figure)} {formats.of(figure, people)}"
    if figure.lower is None or figure.upper is None:
        return Cell(text, note=formats.NO_INTERVAL)
    return Cell(text, interval=formats.limits(figure.lower, figure.upper))


def _beside(pair: Pair) -> tuple[Cell, ...]:
    """The strict reading's counts, or nothing where they would say too much."""
    figure = pair.either
    if figure.suppressed:
        return tuple(Cell("not shown") for _ in BESIDE_HEAD)
    numbers = (figure.excluded, figure.open, figure.unmeasurable)
    return tuple(Cell(formats.count(number or 0)) for number in numbers)
