"""Real published series as the pages need them: by measure, with source, licence and vintage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl
from django.urls import reverse

from upheld import published
from upheld.render import charts, formats, tables
from upheld.render.figures import OUTCOMES
from upheld.web.staff import editions
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from upheld.render.charts import Chart
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened
    from upheld.web.staff.views.shown import Picture

SURVEY = "MOPAC Public Attitude Survey"
FORCE_CODE = "MPS"
POLICE_UK_CREDIT = f"data.police.uk. {published.ATTRIBUTION[published.OGL_3]}."
ELSEWHERE = "Places that are no borough of the force"
BURGLARY = "Burglary >"
RECORDED_MONTHS = 24
ON_THE_OVERVIEW = ("good-job-local", "informed-local")


@dataclass(frozen=True)
class Series:
    """One published measure of the force over time, with everything that must stand beside it."""

    measure: str
    title: str
    latest: str
    credit: str
    vintage: str
    picture: Picture
    table: Table


def survey_series(opened: Opened) -> tuple[Series, ...]:
    """Every measure of the Public Attitude Survey, for the force."""
    survey = force_rows(opened)
    measures = survey["measure"].unique(maintain_order=True).to_list()
    return tuple(series(opened, measure) for measure in measures)


def force_rows(opened: Opened) -> pl.DataFrame:
    rows = opened.published.filter(
        pl.col("source") == SURVEY,
        pl.col("unit_code").is_in([FORCE_CODE, *_own_codes(opened)]),
        pl.col("value").is_not_null(),
    )
    return _latest_vintage(rows).sort("measure", "period_end")


def series_rows(opened: Opened, measure: str) -> pl.DataFrame:
    return force_rows(opened).filter(pl.col("measure") == measure)


def series_chart(opened: Opened, measure: str) -> Chart:
    rows = series_rows(opened, measure)
    return charts.published(f"{title(measure)}, {SURVEY}", rows.to_dicts())


def series(opened: Opened, measure: str) -> Series:
    rows = series_rows(opened, measure)
    last = rows.row(-1, named=True)
    table = tables.published_series(rows, f"{title(measure)}, by quarter", measure)
    chart = series_chart(opened, measure)
    return Series(
        measure,
        title(measure),
        f"{formats.as_published(last['value'])} in the twelve months to "
        f"{formats.month(last['period_end'])}",
        f"{last['source']}. {credit(last['licence'])}.",
        str(last["vintage"]),
        shown.picture(chart, "published-chart", {"series": measure}, opened, charts.SMALL),
        replace(table, download=reverse("published-csv", kwargs={"series": measure})),
    )


def title(measure: str) -> str:
    titles = {each.measure: each.title for each in published.measures()}
    return titles.get(measure, measure)


def credit(licence: str) -> str:
    return published.ATTRIBUTION.get(licence, licence)


def panel() -> tuple[Series, ...]:
    """The few real series that stand beside the overview; none without a real edition."""
    opened = editions.opened(editions.REAL)
    if opened is None or opened.published.is_empty():
        return ()
    known = set(force_rows(opened)["measure"].to_list())
    return tuple(series(opened, measure) for measure in ON_THE_OVERVIEW if measure in known)


# Crimes and their last outcomes, from data.police.uk ----------------------------------------------


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


# Recorded burglary, from the force's own monthly counts ------------------------------------------


def recorded_rows(opened: Opened) -> pl.DataFrame:
    """One row a month: burglary of every kind, added up over the boroughs of one vintage."""
    rows = opened.published.filter(
        pl.col("measure") == "recorded_offences", pl.col("category").str.starts_with(BURGLARY)
    )
    key = ("source", "unit_code", "category", "period_start")
    latest = rows.sort("vintage").unique(subset=key, keep="last", maintain_order=True)
    return (
        latest.group_by("source", "licence", "vintage", "period_start", "period_end")
        .agg(pl.col("value").sum())
        .sort("period_start")
    )


def recorded_chart(opened: Opened) -> Chart:
    rows = recorded_rows(opened).select("period_start", "value", "vintage").rows()
    return charts.counts(
        "Burglaries recorded by month, all boroughs",
        [(day, int(value), vintage) for day, value, vintage in rows],
    )


def recorded_table(opened: Opened) -> Table:
    rows = recorded_rows(opened)
    table = tables.counts(
        rows, "Burglaries recorded by month, all boroughs", "recorded", RECORDED_MONTHS
    )
    return replace(table, download=reverse("published-csv", kwargs={"series": "recorded"}))


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
    body = [
        (name(line), [*(each := [numbers.get((line, m), 0) for m in months]), sum(each)])
        for line in lines
    ]
    head = [first, *(f"{m:%b %Y}" for m in months), "All months"]
    table = tables.crossed(frame, caption, slug, head, body)
    return replace(table, download=reverse("published-csv", kwargs={"series": slug}))


def _latest_vintage(rows: pl.DataFrame) -> pl.DataFrame:
    """Where a figure was published twice, the later vintage; the file keeps both."""
    key = ("source", "measure", "unit_code", "period_start", "period_end")
    return rows.sort("vintage").unique(subset=key, keep="last", maintain_order=True)


def _own_codes(opened: Opened) -> tuple[str, ...]:
    return (opened.force.code,) if opened.force else ()
