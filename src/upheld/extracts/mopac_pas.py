"""MOPAC Public Attitude Survey, the dashboard's borough and force files → ``published_series``.

A figure is a share of the people interviewed in the twelve months that end with a quarter; no
number of interviews is published, so none stands here and no interval can be made. The vintage is
the last quarter end in a file. The borough file repeats the force's figure in a column ``MPS``: it
is held against the force file, and stands in for it where that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from upheld import published
from upheld.extracts.import_folder import refuse_other_folder, write_import
from upheld.extracts.import_report import (
    FILE,
    LINE,
    Effect,
    Finding,
    ImportReport,
    Kind,
    LeftOut,
    OutputFile,
    findings_of,
    found,
    sift,
)
from upheld.extracts.places import CODE, NAME, OFFICIAL, known_places, spelling_key
from upheld.extracts.published_files import Announce, input_file, read_files
from upheld.extracts.series import (
    by_vintage,
    one_figure_a_key,
    revisions,
    spelled,
    with_contract_columns,
)

SOURCE = "mopac_pas"
TITLE = "MOPAC Public Attitude Survey"
LICENCE = published.OGL_3
FORCE = "MPS"
SURVEY = "PAS"
SERIES = ("source", "vintage", "measure", "unit_code", "period_start", "period_end", "licence")
COLUMNS = ("Date", "Survey", "Borough", "Measure", "Proportion")
FORCE_COLUMN = "MPS"
SHARE = r"^(0([.,][0-9]+)?|1([.,]0+)?|[.,][0-9]+)$"
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))

OTHER_SURVEY = Kind("another_survey", Effect.LEFT_OUT, "rows of a survey other than PAS", "Survey")
NOT_A_DATE = Kind("not_a_date", Effect.LEFT_OUT, "rows whose Date is not dd/mm/yyyy", "Date")
NOT_A_QUARTER = Kind(
    "not_a_quarter_end", Effect.LEFT_OUT, "rows whose Date does not end a quarter", "Date"
)
NO_BOROUGH = Kind("no_borough", Effect.LEFT_OUT, "rows without a Borough", "Measure")
NO_MEASURE = Kind("no_measure", Effect.LEFT_OUT, "rows without a Measure", "Borough")
NO_FIGURE = Kind("no_figure", Effect.LEFT_OUT, "rows without a Proportion", "Borough")
NOT_A_SHARE = Kind(
    "not_a_share", Effect.LEFT_OUT, "rows whose Proportion is not a share from 0 to 1",
    "Proportion",
)  # fmt: skip
BOROUGH_SPELLED = Kind("borough_spelling", Effect.READ_AS, "spellings of a borough", "reading")
UNKNOWN_BOROUGH = Kind(
    "unknown_borough", Effect.KEPT, "rows of a place without a code; its name stands for it",
    "Borough",
)  # fmt: skip
MEASURE_SPELLED = Kind("measure_spelling", Effect.READ_AS, "spellings of a measure", "reading")
UNKNOWN_MEASURE = Kind(
    "unknown_measure", Effect.KEPT, "rows of a measure that is not in the table", "Measure"
)
FORCE_NOT_A_SHARE = Kind(
    "mps_not_a_share", Effect.KEPT,
    "rows whose MPS column is not a share from 0 to 1; it is not used", FORCE_COLUMN,
)  # fmt: skip
FORCE_DIFFERS = Kind(
    "mps_disagrees", Effect.KEPT,
    "rows whose MPS column disagrees with the force's own figure, which stands", "change",
)  # fmt: skip
FORCE_DERIVED = Kind(
    "mps_stands_in", Effect.READ_AS,
    "force figures taken from the MPS column, as no force file gives them", "figure",
)  # fmt: skip


def convert(
    files: Sequence[Path],
    out: Path,
    *,
    replace: bool = False,
    announce: Announce = lambda _: None,
) -> ImportReport:
    """Bring the dashboard's files (.csv, .csv.gz) into the folder of extracts ``out``.

    Raises ProblemsError for files that cannot be read, WrongUseError for a file given twice.
    """
    refuse_other_folder(out)
    read = read_files(files, _complaint, announce, separators=";,\t")
    announce("Reading figures")
    rows, left_out = _figures(pl.concat([each.table for each in read], how="diagonal"))
    rows, notes = _named(rows)
    stated = rows.select(*SERIES, FILE, LINE, pl.col("share").alias("value"))
    derived, force_notes = _force_figures(rows)
    series, repeated = one_figure_a_key(with_contract_columns(pl.concat([stated, derived])))
    left_out += [*repeated, *(each.ragged for each in read)]
    tables = by_vintage(series, SOURCE, ".csv")
    report = ImportReport(
        SOURCE,
        TITLE,
        published.ATTRIBUTION[LICENCE],
        tuple(input_file(each, left_out) for each in read),
        tuple(OutputFile(name, table.height) for name, table in tables.items()),
        (*notes, *force_notes, *revisions(series), *findings_of(left_out)),
    )
    announce("Writing")
    return write_import(out, tables, left_out, report, replace=replace)


def _complaint(header: tuple[str, ...]) -> str | None:
    if set(COLUMNS) <= set(header):
        return None
    return f"has another header; the columns are {'; '.join(COLUMNS)} and, by borough, MPS"


def _figures(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[LeftOut]]:
    """Rows with ``period_start``, ``period_end``, ``vintage`` and ``share``, and those without."""
    if FORCE_COLUMN not in rows.columns:
        rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(FORCE_COLUMN))
    own = [name for name in rows.columns if name not in (FILE, LINE)]
    day = pl.col("Date").str.strip_chars().str.to_date("%d/%m/%Y", strict=False)
    rows = rows.with_columns(
        day.alias("period_end"),
        _share("Proportion").alias("share"),
        _share(FORCE_COLUMN).alias("force_share"),
    )
    wrong = [
        (OTHER_SURVEY, pl.col("Survey").ne_missing(SURVEY)),
        (NOT_A_DATE, pl.col("period_end").is_null()),
        (NOT_A_QUARTER, ~_ends_a_quarter()),
        (NO_BOROUGH, pl.col("Borough").is_null()),
        (NO_MEASURE, pl.col("Measure").is_null()),
        (NO_FIGURE, pl.col("Proportion").is_null()),
        (NOT_A_SHARE, pl.col("share").is_null()),
    ]
    left_out = []
    for kind, is_wrong in wrong:
        rows, left = sift(rows, kind, is_wrong)
        left_out.append(LeftOut(kind, left.rows.select(*own, FILE, LINE)))
    return rows.with_columns(
        pl.col("period_end").dt.offset_by("1d").dt.offset_by("-1y").alias("period_start"),
        pl.col("period_end").max().over(FILE).cast(pl.String).alias("vintage"),
        pl.lit(TITLE).alias("source"),
        pl.lit(LICENCE).alias("licence"),
    ), left_out


def _share(column: str) -> pl.Expr:
    """A decimal comma or point; anything that is no share from 0 to 1 is null."""
    text = pl.col(column).str.strip_chars()
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return pl.when(text.str.contains(SHARE)).then(number)


def _ends_a_quarter() -> pl.Expr:
    day = pl.col("period_end")
    return pl.any_horizontal(
        (day.dt.month() == month) & (day.dt.day() == last) for month, last in QUARTER_ENDS
    )


def _named(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows with ``unit_code`` and ``measure``; what is spelled in another way or unknown."""
    places = known_places().table(rows["Borough"].unique())
    measures = {slug(each.published): each for each in published.measures() if each.source == TITLE}
    titles = rows["Measure"].unique().to_list()
    slugs = {title: slug(title) for title in titles}
    usual = {title: measures[s].published for title, s in slugs.items() if s in measures}
    coded = rows.with_columns(
        pl.col("Borough").replace_strict(dict(zip(places[NAME], places[CODE], strict=True)))
        .alias("unit_code"),
        pl.col("Measure").replace_strict(
            {title: measures[s].measure if s in measures else s for title, s in slugs.items()}
        ).alias("measure"),
    )  # fmt: skip
    official = dict(places.select(NAME, OFFICIAL).drop_nulls().iter_rows())
    return coded, [
        *found(BOROUGH_SPELLED, spelled(coded, "Borough", official)),
        *found(UNKNOWN_BOROUGH, coded.filter(~pl.col("Borough").is_in(list(official)))),
        *found(MEASURE_SPELLED, spelled(coded, "Measure", usual)),
        *found(UNKNOWN_MEASURE, coded.filter(~pl.col("Measure").is_in(list(usual)))),
    ]


def slug(title: str) -> str:
    """A measure's id from its title, whatever its quotation marks: good-job-local."""
    return re.sub(r"[^a-z0-9]+", "-", spelling_key(title)).strip("-")


def _force_figures(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The force's figures that only the MPS column gives; where that column disagrees.

    The first row's figure is taken where no force file says it; rows that differ are named.
    """
    said = rows.filter((pl.col("unit_code") != FORCE) & pl.col(FORCE_COLUMN).is_not_null())
    unread = said.filter(pl.col("force_share").is_null())
    said = said.filter(pl.col("force_share").is_not_null())
    stated = rows.filter(pl.col("unit_code") == FORCE).unique(
        ["measure", "period_end"], keep="last", maintain_order=True
    ).select("measure", "period_end", pl.col("share").alias("stated"))  # fmt: skip
    said = said.join(stated, on=["measure", "period_end"], how="left", maintain_order="left")
    first = pl.col("force_share").first().over("vintage", "measure", "period_end")
    said = said.with_columns(
        pl.col("stated").is_null().alias("alone"), pl.coalesce("stated", first).alias("stands")
    )
    differs = said.filter(pl.col("force_share") != pl.col("stands")).with_columns(
        pl.concat_str(
            "measure", pl.lit(" to "), pl.col("period_end").cast(pl.String), pl.lit(": "),
            FORCE_COLUMN, pl.lit(", force "), pl.col("stands").cast(pl.String),
        ).alias("change")
    )  # fmt: skip
    taken = said.filter("alone").unique(
        ["vintage", "measure", "period_end"], keep="first", maintain_order=True
    ).with_columns(pl.lit(FORCE).alias("unit_code"), pl.col("measure").alias("figure"))  # fmt: skip
    derived = taken.select(*SERIES, FILE, LINE, pl.col("stands").alias("value"))
    return derived, [
        *found(FORCE_NOT_A_SHARE, unread),
        *found(FORCE_DIFFERS, differs),
        *found(FORCE_DERIVED, taken),
    ]
