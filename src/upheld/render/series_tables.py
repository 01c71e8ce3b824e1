"""Tables of a published series; what they hold can be had as a file, with source and licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from upheld.render import formats
from upheld.render.series import PERIOD, Series
from upheld.render.series_words import difference, number, value
from upheld.render.tables import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LINES = 24


def over_time(series: Series, caption: str) -> Table:
    """One line a period and vintage, newest first; the base where the publisher gives one."""
    newest = series.points.sort("period_end", "vintage", descending=True)
    heads = [_period_head(series), _value_head(series)]
    heads += ["Number of interviews"] if series.has_bases else []
    heads += ["As published in"] if len(series.vintages) > 1 else []
    return Table(
        name=f"series-{series.measure.id}",
        caption=caption,
        head=tuple(heads),
        rows=tuple(
            (
                Cell(formats.month(row["period_end"])),
                Cell(value(series, row["value"])),
                *((Cell(_base(row["denominator"])),) if series.has_bases else ()),
                *((Cell(formats.vintage(row["vintage"])),) if len(series.vintages) > 1 else ()),
            )
            for row in newest.head(LINES).iter_rows(named=True)
        ),
        frame=newest,
        note=_shortened(newest),
    )


def apart(series: Series, caption: str) -> Table:
    """Periods that share nothing, newest first."""
    rows = series.apart
    return Table(
        name="apart",
        caption=caption,
        head=(_period_head(series), _value_head(series)),
        rows=tuple(
            (Cell(formats.month(row["period_end"])), Cell(value(series, row["value"])))
            for row in rows.iter_rows(named=True)
        ),
        frame=rows,
    )


def revised(series: Series, caption: str) -> Table:
    """Each period that several vintages give: what each gives, and how far the last is off."""
    rows = series.revised
    columns = [name for name in rows.columns if name.startswith("value ")]

    def line(row: dict[str, float | None]) -> tuple[Cell, ...]:
        given = [row[name] for name in columns if row[name] is not None]
        return (
            *(Cell(value(series, row[name])) for name in columns),
            Cell(difference(series, given[0], given[-1])),
            Cell(f"{row['differ']:,} of {row['of']:,}"),
        )

    return Table(
        name="revised",
        caption=caption,
        head=(
            _period_head(series),
            *(f"In {formats.vintage(name.removeprefix('value '))}" for name in columns),
            "Last less first",
            "Figures that differ",
        ),
        rows=tuple(
            (Cell(formats.month(row["period_end"])), *line(row))
            for row in rows.head(LINES).iter_rows(named=True)
        ),
        frame=rows,
        note=_shortened(rows),
    )


def places(
    found: Mapping[str, Series], caption: str, name: Callable[[str], Cell], end: object
) -> Table:
    """The period that ends on ``end`` at each place, in order of name."""
    cells = sorted(
        ((name(code), series, series.current.filter(pl.col("period_end") == end))
         for code, series in found.items()),
        key=lambda each: each[0].text,
    )  # fmt: skip
    frames = [
        series.current.filter(pl.col("period_end") == end).with_columns(unit_code=pl.lit(code))
        for code, series in sorted(found.items())
    ]
    shown = [(cell, series, rows.row(0, named=True)) for cell, series, rows in cells if rows.height]
    return Table(
        name="places",
        caption=caption,
        head=("Place", "Share" if shown and shown[0][1].is_share else "Count"),
        rows=tuple((cell, Cell(value(series, row["value"]))) for cell, series, row in shown),
        frame=pl.concat(frames) if frames else pl.DataFrame(),
        note="In order of name, not of result.",
    )


def categories(series: Series, caption: str) -> Table:
    """What the last period's number was added up from, by the publisher's categories."""
    last = pl.col("period_end") == series.last["period_end"]
    rows = (
        series.rows.filter(last, pl.col("vintage") == series.last["vintage"])
        .group_by("category", *PERIOD, "vintage", "source", "licence")
        .agg(pl.col("value").sum())
        .sort("category")
    )
    return Table(
        name="categories",
        caption=caption,
        head=("Category, as the publisher has it", "Count"),
        rows=tuple(
            (Cell(row["category"] or "none"), Cell(value(series, row["value"])))
            for row in rows.iter_rows(named=True)
        ),
        frame=rows,
    )


def _period_head(series: Series) -> str:
    if series.months == 1:
        return "Month"
    return f"{number(series.months).capitalize()} months to"


def _value_head(series: Series) -> str:
    return "Share" if series.is_share else "Count"


def _base(denominator: float | None) -> str:
    return "not published" if denominator is None else f"{denominator:,.0f}"


def _shortened(rows: pl.DataFrame) -> str:
    if rows.height <= LINES:
        return ""
    return f"The last {LINES} lines; the file has all {rows.height:,}."
