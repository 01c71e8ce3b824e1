"""The editions of a folder: which stands before which, and what moved between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from upheld.render import formats, names
from upheld.render.tables import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from upheld.editions.compare import Comparison, FigureChange
    from upheld.editions.edition import Edition
    from upheld.editions.manifest import Manifest

MOST_LINES = 60
CHANGES = {
    "new month": "of months that the one before could not show yet",
    "new": "of earlier months that it did not have",
    "gone": "that this one does not have",
    "changed": "of months shown in both that are different now",
}
MOVED = {
    "measure": pl.String,
    "reading": pl.String,
    "period_start": pl.String,
    "change": pl.String,
    "old_value": pl.Float64,
    "old_denominator": pl.Int64,
    "new_value": pl.Float64,
    "new_denominator": pl.Int64,
}


def newest_first(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    return tuple(sorted(editions, key=lambda each: (each.manifest.as_of, each.name), reverse=True))


def before(edition: Edition, editions: Iterable[Edition]) -> Edition | None:
    """The one it follows: of the same force and kind, with the latest day before its own."""
    earlier = (
        each
        for each in newest_first(editions)
        if each.manifest.as_of < edition.manifest.as_of
        and each.manifest.force == edition.manifest.force
        and each.manifest.demonstration == edition.manifest.demonstration
    )
    return next(earlier, None)


def inputs(manifest: Manifest) -> Table:
    """What it was built from, one line a file."""
    found = sorted(manifest.inputs, key=lambda each: (each.table, each.file))
    frame = pl.DataFrame(
        [(each.table, each.file, each.rows, each.sha256) for each in found],
        schema={"table": pl.String, "file": pl.String, "rows": pl.Int64, "sha256": pl.String},
        orient="row",
    )
    rows = tuple(
        (
            Cell(each.file),
            Cell(names.plain(each.table)),
            Cell(formats.count(each.rows)),
            Cell(each.sha256),
        )
        for each in found[:MOST_LINES]
    )
    head = ("File", "Table", "Rows", "SHA-256")
    note = _more(len(found), "first")
    return Table("inputs", "What it was built from", head, rows, frame, note=note, words=(1,))


def _more(lines: int, which: str) -> str:
    """What a table leaves to its file."""
    more = lines - MOST_LINES
    return f"The {which} {MOST_LINES}; the file has {more:,} more." if more > 0 else ""


def files(manifest: Manifest) -> Table:
    """What it holds, one line a file of the open half."""
    found = sorted((n, h) for n, h in manifest.files.items() if n.startswith("open/"))
    frame = pl.DataFrame(found, schema={"file": pl.String, "sha256": pl.String}, orient="row")
    rows = tuple((Cell(name), Cell(sha256)) for name, sha256 in found)
    return Table("files", "What its open half holds", ("File", "SHA-256"), rows, frame)


def counted(comparison: Comparison) -> tuple[str, ...]:
    """How many of the force's figures differ, by kind; says so where none does."""
    if not comparison.figure_counts:
        return ("None of the force’s figures differs.", *_of_the_survey(comparison))
    counted = (
        f"{formats.plural(comparison.figure_counts[kind], 'figure', 'figures')} {said}"
        for kind, said in CHANGES.items()
        if kind in comparison.figure_counts
    )
    return (*counted, *_of_the_survey(comparison))


def _of_the_survey(comparison: Comparison) -> tuple[str, ...]:
    """How many figures of the satisfaction survey are of a period that both editions show."""
    kinds = [each.change for each in comparison.satisfaction]
    moved, gone = kinds.count("changed"), kinds.count("gone")
    if not kinds:
        return ()
    new = len(kinds) - moved - gone
    return (f"Of the satisfaction survey {moved:,} changed, {gone:,} gone, {new:,} new",)


def changed_inputs(comparison: Comparison) -> str:
    """How many files were added, revised or removed."""
    kinds = [each.change for each in comparison.inputs]
    said = [f"{kinds.count(kind):,} {kind}" for kind in ("added", "revised", "removed")
            if kind in kinds]  # fmt: skip
    return f"Files: {', '.join(said)}." if said else "The same files."


def moved(comparison: Comparison, title: Callable[[str], str]) -> Table:
    """The figures of months that both show and that are different now, the latest month first."""
    found = sorted(
        (each for each in comparison.figures if each.change in {"changed", "gone"}),
        key=lambda each: (each.period_start, each.measure, each.reading),
        reverse=True,
    )
    frame = pl.DataFrame([_numbers(each) for each in found], schema=MOVED, orient="row")
    rows = tuple(
        (
            Cell(title(each.measure)),
            Cell(formats.month_of(each.period_start)),
            Cell(names.READING.get(each.reading, each.reading)),
            Cell(_share(each.old_value, each.old_denominator)),
            Cell(_share(each.new_value, each.new_denominator)),
        )
        for each in found[:MOST_LINES]
    )
    return Table(
        "moved",
        "Figures of the force that moved since the edition before",
        ("What is measured", "Month", "Reading", "Before", "Now"),
        rows,
        frame,
        note=_more(len(found), "latest"),
        words=(1, 2),
    )


def _numbers(change: FigureChange) -> tuple[object, ...]:
    return tuple(getattr(change, name) for name in MOVED)


def _share(value: float | None, denominator: int | None) -> str:
    if value is None or denominator is None:
        return "not shown"
    return f"{formats.percent(value)} of {denominator:,}"
