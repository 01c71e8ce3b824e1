"""Crimes that data.police.uk published, and what became of them, as the page needs them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
from django.urls import reverse

from upheld import published
from upheld.core.measure import AS_PUBLISHED
from upheld.render import charts, formats, tables
from upheld.render.figures import OUTCOMES
from upheld.render.tables import Cell
from upheld.rules.load_measures import measures
from upheld.web.staff.views import judged, shown

if TYPE_CHECKING:
    from upheld.render.charts import Chart
    from upheld.render.figures import Pair
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened

POLICE_UK_CREDIT = f"data.police.uk. {published.ATTRIBUTION[published.OGL_3]}."
ELSEWHERE = "Places that are no borough of the force"


def outcome_rows(opened: Opened, unit_type: str) -> pl.DataFrame:
    rows = opened.figures.frame.filter(
        pl.col("measure") == OUTCOMES, pl.col("unit_type") == unit_type
    )
    return rows.sort("period_start", "unit_code", "category")


def volume_rows(opened: Opened, unit_type: str) -> pl.DataFrame:
    """One row a month and place: all crimes that police.uk published for it."""
    return (
        outcome_rows(opened, unit_type)
        .group_by("unit_type", "unit_code", "period_start", "period_end", maintain_order=True)
        .agg(pl.col("denominator").max().alias("crimes"))
        .sort("unit_code", "period_start")
    )


def volumes_chart(opened: Opened) -> Chart:
    rows = volume_rows(opened, "force").sort("period_start")
    return charts.counts(
        "Crimes published by month, data.police.uk",
        [(day, crimes, "") for day, crimes in rows.select("period_start", "crimes").rows()],
    )


def share_rows(opened: Opened) -> pl.DataFrame:
    """Each measure of published crimes, for the force, in the last complete month."""
    ids = [each.id for each in measures().all if each.readings == (AS_PUBLISHED,)]
    rows = opened.figures.of_place(opened.whole).filter(pl.col("measure").is_in(ids))
    return rows.filter(pl.col("period_start") == pl.col("period_start").max())


def shares_table(opened: Opened) -> Table:
    """Each share with its interval and whether it changed; its name leads to its own page."""
    rows = share_rows(opened)
    month = formats.month(rows["period_start"][0]) if rows.height else "no complete month"

    def first(pair: Pair) -> Cell:
        return Cell(
            shown.title(pair.measure), href=shown.measure_address(pair.measure, opened.whole)
        )

    made = tables.by_measure(
        rows,
        f"What became of the crimes published for {month}, as a share of them",
        first,
        shown.counted,
        judged.measure_columns(opened, opened.whole),
    )
    address = reverse("published-csv", kwargs={"series": "shares"})
    return replace(
        made, name="shares", head=("Last published outcome", *made.head[1:]), download=address
    )


def outcomes_table(opened: Opened) -> Table:
    """Last published outcome by month of the crime, for the force."""
    rows = outcome_rows(opened, "force")
    titles = published.outcome_titles()
    return _crossed(
        rows.select(
            "period_start", pl.col("category").alias("line"), pl.col("numerator").alias("crimes")
        ),
        rows,
        ("Last published outcome of the crimes of each month", "outcomes", "Outcome"),
        lambda code: titles.get(code, shown_outcome(code)),
    )


def boroughs_table(opened: Opened) -> Table:
    """The force's boroughs by name; all other places are one line here, and whole in the file."""
    rows = volume_rows(opened, "borough")
    names = {b.code: b.name for b in opened.force.boroughs} if opened.force else {}
    counts = (
        rows.with_columns(
            pl.when(pl.col("unit_code").is_in(list(names)) | (not names))
            .then("unit_code")
            .otherwise(pl.lit(ELSEWHERE))
            .alias("line")
        )
        .group_by("period_start", "line")
        .agg(pl.col("crimes").sum())
    )
    return _crossed(
        counts,
        rows,
        ("Crimes published, by month and borough", "boroughs", "Borough"),
        lambda code: names.get(code, code),
    )


def shown_outcome(code: str) -> str:
    return code.replace("-", " ").capitalize()


def _crossed(
    counts: pl.DataFrame, frame: pl.DataFrame, said: tuple[str, str, str], name: Any
) -> Table:
    """Lines in order of name by month, with a total. ``said``: caption, slug, what a line is."""
    caption, slug, first = said
    months = sorted(set(counts["period_start"].to_list()))
    numbers = {
        (row["line"], row["period_start"]): row["crimes"] for row in counts.iter_rows(named=True)
    }
    known = {line for line, _ in numbers if line is not None}
    lines = sorted(known, key=lambda line: (line == ELSEWHERE, name(line)))
    body = [(name(line), [numbers.get((line, m), 0) for m in months]) for line in lines]
    body.append(("All", [sum(column) for column in zip(*(each for _, each in body), strict=True)]))
    body = [(line, [*each, sum(each)]) for line, each in body]
    head = [first, *(f"{m:%b %Y}" for m in months), "All months"]
    table = tables.crossed(frame, caption, slug, head, body)
    return replace(table, download=reverse("published-csv", kwargs={"series": slug}))
