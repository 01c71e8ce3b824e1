"""The tables of the page on how far the entries can be relied on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

import polars as pl

from upheld.core.timing import Kind
from upheld.render import formats, names
from upheld.render.silence import Silence
from upheld.render.tables import Cell, Table
from upheld.render.timing import ACTIONS, Timing, span
from upheld.statistics.pooled import LEVEL, Pooled
from upheld.statistics.silence import State

Name = Callable[[str, str], str]
TOO_FEW = "under 5"
NONE = Cell("none")
STATES = {
    State.SILENT: "silent all month",
    State.STOPPED: "fell silent",
    State.FEW: "far below usual",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of shares: its head and the kind that it shows."""

    head: str
    kind: Kind
    of: str = ACTIONS


TIMES = (
    Column("After more than 1 day", Kind.AFTER_1_DAY),
    Column("After more than 7 days", Kind.AFTER_7_DAYS),
    Column("After more than 28 days", Kind.AFTER_28_DAYS),
    Column("Before it was done", Kind.BEFORE_DONE),
    Column("No time of entry", Kind.NO_ENTRY_TIME),
)
WAYS = (
    Column("On the month’s closing days", Kind.MONTH_END),
    Column("Claimed for the closing days", Kind.MONTH_END_CLAIMED),
    Column("In batches", Kind.BATCHES),
    Column("With a text shared by many", Kind.SAME_TEXT),
    Column("Most keyed by one person", Kind.ONE_PERSON),
)
EVENTS = tuple(Column(c.head.replace("was done", "happened"), c.kind, "events") for c in TIMES)


def feeds(silences: Iterable[Silence], name: Name) -> Table:
    """One line a feed and month, newest first."""
    found = tuple(silences)
    rows = tuple(
        (
            Cell(name(each.unit_type, each.unit_code)),
            Cell(formats.month(each.month)),
            Cell(each.name),
            Cell(STATES[each.state]),
            Cell(f"{each.found:,}", note=f"usual: {each.usual:,}"),
            Cell(formats.long_date(each.last_on) if each.last_on else "none"),
        )
        for each in found
    )
    columns = ("unit_type", "unit_code", "month", "feed", "state", "found", "usual", "last_on")
    frame = pl.DataFrame({column: [getattr(e, column) for e in found] for column in columns})
    return Table(
        name="feeds",
        caption="Feeds that are silent or far below their usual number",
        head=("Unit", "Month", "Feed", "What is seen", "Found", "Last one"),
        rows=rows,
        frame=frame,
        words=(1, 2, 3),
    )


def as_keyed(timing: Timing, month: date | None, name: Name) -> Table:
    """The headline of one month as it is and as keyed, and what was keyed too late in the year."""
    claimed, keyed = (
        timing.latest(kind, "victims", month) for kind in (Kind.AS_CLAIMED, Kind.AS_KEYED)
    )
    rows = []
    for place in _by_name(timing, name):
        before, after = _row(claimed, place), _row(keyed, place)
        if before is not None and after is not None:
            late = _share(timing, Column("", Kind.BACK_DATED, "duties"), place)
            rows.append((Cell(name(*place)), *_both(before, after), late))
    said = formats.month(month) if month else "no complete month"
    return Table(
        name="as-keyed",
        caption=f"Victims told everything on time as claimed and as keyed, {said}",
        head=("Unit", "As claimed", "Counted from entry", "Points lower",
              "Duties met, keyed too late"),
        rows=tuple(rows),
        frame=_frame(timing, (Kind.AS_CLAIMED, Kind.AS_KEYED, Kind.BACK_DATED)),
        note=f"Strict reading. The last column is of all duties met in {span(timing.months)}, with "
        f"its {LEVEL:.0%} interval over the months.",
    )  # fmt: skip


def shares(
    timing: Timing, columns: tuple[Column, ...], table: str, caption: str, name: Name
) -> Table:
    """One line a unit, one column a kind, over the year."""
    rows = []
    for place in _by_name(timing, name):
        cells = [_share(timing, column, place) for column in columns]
        if any(cell != NONE for cell in cells):
            rows.append((Cell(name(*place)), _people(timing, columns, place), *cells))
    return Table(
        name=table,
        caption=f"{caption}, {span(timing.months)}",
        head=("Unit", _counted(columns), *(column.head for column in columns)),
        rows=tuple(rows),
        frame=_frame(timing, tuple(column.kind for column in columns)).filter(
            pl.col("of") == columns[0].of
        ),
        note=f"Under each share stands its {LEVEL:.0%} interval over the months.",
    )


def rows_checked(quality: pl.DataFrame) -> Table:
    """What became of the rows of each table."""
    fates = ("read", "kept", "set_aside", "replaced", "withdrawn")
    rows = quality.filter(pl.col("severity") == "rows")
    counts = {(table, fate): n for table, fate, n in rows.select("table", "reason", "count").rows()}
    known = sorted({table for (table, _), n in counts.items() if n})
    return Table(
        name="rows",
        caption="What became of the rows that were handed over",
        head=("Table", *(names.sentence(names.plain(fate)) for fate in fates)),
        rows=tuple(
            (
                Cell(names.sentence(names.plain(table))),
                *(Cell(formats.count(counts.get((table, fate), 0))) for fate in fates),
            )
            for table in known
        ),
        frame=rows,
    )


def findings(quality: pl.DataFrame) -> Table:
    """What the checks found, over all files of a table; what was set aside first."""
    found = (
        quality.filter(pl.col("severity") != "rows")
        # A file whose name is no table's goes by its name.
        .with_columns(pl.when(pl.col("table") == "").then("file").otherwise("table").alias("table"))
        .group_by("severity", "table", "column", "reason")
        .agg(pl.col("count").sum())
        .sort("severity", "table", "column", "reason")
        .select("table", "column", "severity", "reason", "count")
    )
    return Table(
        name="findings",
        caption="What the checks of the extracts found",
        head=("Table and column", "What became of it", "Rows", "Why"),
        words=(1, 3),
        rows=tuple(
            (
                Cell(names.plain(f"{table}, {column}" if column else table)),
                Cell(names.plain(severity)),
                Cell(formats.count(count)),
                Cell(reason),
            )
            for table, column, severity, reason, count in found.rows()
        ),
        frame=found,
    )


def _by_name(timing: Timing, name: Name) -> list[tuple[str, str]]:
    """The force first, then its units by name: this is no ranking, and codes say nothing."""
    return sorted(timing.places, key=lambda place: (place[0] != "force", name(*place)))


def _both(before: dict[str, object], after: dict[str, object]) -> tuple[Cell, ...]:
    if before["suppressed"] or after["suppressed"]:
        return (Cell(formats.UNDER_FIVE), Cell(formats.UNDER_FIVE), Cell(""))
    claimed, keyed = float(str(before["value"])), float(str(after["value"]))
    points = round(round(claimed * 100, 1) - round(keyed * 100, 1), 1)
    many = f"of {before['denominator']:,} victims"
    return (
        Cell(formats.percent(claimed), note=many),
        Cell(formats.percent(keyed), note=many),
        Cell(f"{points:.1f}"),
    )


def _share(timing: Timing, column: Column, place: tuple[str, str]) -> Cell:
    share = timing.share(column.kind, column.of, place)
    if share is None:
        return NONE
    held_to = column.kind in {Kind.MONTH_END, Kind.MONTH_END_CLAIMED} and share.expected is not None
    beside = f"; expected {formats.percent(share.expected or 0)}" if held_to else ""
    return Cell(formats.percent(share.share.value), note=f"{_interval(share.share)}{beside}")


def _interval(share: Pooled) -> str:
    if share.lower is None or share.upper is None or share.lower == share.upper:
        return formats.NO_INTERVAL  # months that do not vary tell nothing of how they would
    return formats.limits(max(0, share.lower), min(1, share.upper))


def _counted(columns: tuple[Column, ...]) -> str:
    return "People who keyed" if columns is WAYS else "Entries"


def _people(timing: Timing, columns: tuple[Column, ...], place: tuple[str, str]) -> Cell:
    """How many entries there were in the year; how many people keyed them, in the usual month."""
    year = timing.year(Kind.ONE_PERSON if columns is WAYS else columns[0].kind, columns[0].of)
    here = year.filter(pl.col("unit_type") == place[0], pl.col("unit_code") == place[1])
    if here.is_empty():
        return Cell(TOO_FEW)
    if columns is WAYS:
        return Cell(f"{median(here['people']):,.0f}", note="a month")
    return Cell(formats.count(int(here["denominator"].sum())))


def _row(rows: pl.DataFrame, place: tuple[str, str]) -> dict[str, object] | None:
    here = rows.filter(pl.col("unit_type") == place[0], pl.col("unit_code") == place[1])
    return here.row(0, named=True) if here.height else None


def _frame(timing: Timing, kinds: tuple[Kind, ...]) -> pl.DataFrame:
    return timing.frame.filter(pl.col("kind").is_in([str(kind) for kind in kinds]))
