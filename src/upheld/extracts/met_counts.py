"""Metropolitan Police, counts by borough and month (London Datastore) → ``published_series``.

A wide file: one row an offence in a borough, one column a month, YYYYMM. The vintage is the last
month in a file's header; files of two vintages may overlap, and both are kept. The publisher
leaves out a row whose counts are all nil: such a figure is absent here too, not nought.
Categories and boroughs are spelled in the publisher's usual way (``published/met_offences.csv``)
and each other spelling is reported.
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
    InputFile,
    Kind,
    LeftOut,
    OutputFile,
    findings_of,
    found,
    sift,
)
from upheld.extracts.places import CODE, NAME, OFFICIAL, known_places, spelling_key
from upheld.extracts.published_files import Announce, PublishedFile, read_files
from upheld.extracts.series import (
    by_vintage,
    one_figure_a_key,
    revisions,
    spelled,
    with_contract_columns,
)

SOURCE = "met_counts"
TITLE = "MPS Recorded Crime: Geographic Breakdown"
LICENCE = published.OGL_2
MEASURE, BREAKDOWN = "recorded_offences", "offence"
MAJOR, MINOR, BOROUGH = "MajorText", "MinorText", "LookUp_BoroughName"
COLUMNS = (MAJOR, MINOR, BOROUGH)
MONTH_COLUMN = re.compile(r"[12][0-9]{3}(0[1-9]|1[0-2])")
COUNT = r"^-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.0+)?$"

NO_OFFENCE = Kind("no_offence", Effect.LEFT_OUT, "rows without a category", BOROUGH)
NO_BOROUGH = Kind("no_borough", Effect.LEFT_OUT, "rows without a borough", MINOR)
NOT_A_COUNT = Kind(
    "not_a_count", Effect.LEFT_OUT, "cells that hold no whole number (the row's others are used)",
    "cell",
)  # fmt: skip
OFFENCE_SPELLED = Kind(
    "offence_spelling", Effect.READ_AS, "rows that spell a category in another way", "reading"
)
UNKNOWN_OFFENCE = Kind(
    "unknown_offence", Effect.KEPT, "rows of a category that is not in the table", "category"
)
BOROUGH_SPELLED = Kind(
    "borough_spelling", Effect.READ_AS, "rows that spell a borough in another way", "reading"
)
UNKNOWN_BOROUGH = Kind(
    "unknown_borough", Effect.KEPT, "rows of a place without a code; its name stands for it",
    BOROUGH,
)  # fmt: skip
NO_BOROUGHS = Kind(
    "not_a_borough", Effect.KEPT, "rows of a place that is no borough, under a code of its own",
    BOROUGH,
)  # fmt: skip


def convert(
    files: Sequence[Path],
    out: Path,
    *,
    replace: bool = False,
    announce: Announce = lambda _: None,
) -> ImportReport:
    """Bring wide monthly counts (.csv, .csv.gz) into the folder of extracts ``out``.

    Raises ProblemsError for files that cannot be read, WrongUseError for a file given twice.
    """
    refuse_other_folder(out)
    read = read_files(files, _complaint, announce)
    announce("Reading counts")
    rows, left_out = _rows(pl.concat([each.table.select(*COLUMNS, FILE, LINE) for each in read]))
    rows, notes = _named(rows)
    cells = pl.concat([_cells(each, rows) for each in read])
    cells, not_counts = sift(cells, NOT_A_COUNT, pl.col("value").is_null())
    announce("Comparing vintages")
    series, repeated = one_figure_a_key(with_contract_columns(cells))
    cells_left = [LeftOut(NOT_A_COUNT, not_counts.rows.select(FILE, LINE, "cell")), *repeated]
    left_out += [each.ragged for each in read]
    tables = by_vintage(series, SOURCE, ".parquet")
    report = ImportReport(
        SOURCE,
        TITLE,
        published.ATTRIBUTION[LICENCE],
        tuple(_input(each, series) for each in read),
        tuple(OutputFile(name, table.height) for name, table in tables.items()),
        (*notes, *revisions(series), *findings_of([*left_out, *cells_left])),
    )
    announce("Writing")
    return write_import(out, tables, [*left_out, *cells_left], report, replace=replace)


def _complaint(header: tuple[str, ...]) -> str | None:
    if not set(COLUMNS) <= set(header):
        return f"has another header; the columns are {', '.join(COLUMNS)} and the months as YYYYMM"
    others = [name for name in header if name not in COLUMNS and not MONTH_COLUMN.fullmatch(name)]
    if others:
        return f"has columns that are no months as YYYYMM: {', '.join(others)}"
    return None if len(header) > len(COLUMNS) else "has no column for a month, as YYYYMM"


def _rows(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[LeftOut]]:
    rows, no_offence = sift(rows, NO_OFFENCE, pl.any_horizontal(pl.col(MAJOR, MINOR).is_null()))
    rows, no_borough = sift(rows, NO_BOROUGH, pl.col(BOROUGH).is_null())
    return rows, [no_offence, no_borough]


def _named(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows with ``category`` and ``unit_code``; what is spelled in another way or unknown."""
    known = {_key(each.major, each.minor): each.category for each in published.offences()}
    pairs = rows.select(MAJOR, MINOR).unique().rows()
    said = {f"{major} > {minor}": known.get(_key(major, minor)) for major, minor in pairs}
    usual = {as_said: category for as_said, category in said.items() if category}
    places = known_places().table(rows[BOROUGH].unique())
    official = dict(places.select(NAME, OFFICIAL).drop_nulls().iter_rows())
    codes = dict(places.select(NAME, CODE).iter_rows())
    named = rows.with_columns(
        pl.concat_str(MAJOR, pl.lit(" > "), MINOR).alias("as_said"),
        pl.col(BOROUGH).replace_strict(codes, return_dtype=pl.String).alias("unit_code"),
    ).with_columns(pl.col("as_said").replace(usual).alias("category"))
    elsewhere = [name for name in official if not codes[name].startswith("E09")]
    return named, [
        *found(OFFENCE_SPELLED, spelled(named, "as_said", usual)),
        *found(UNKNOWN_OFFENCE, named.filter(~pl.col("as_said").is_in(list(usual)))),
        *found(BOROUGH_SPELLED, spelled(named, BOROUGH, official)),
        *found(NO_BOROUGHS, named.filter(pl.col(BOROUGH).is_in(elsewhere))),
        *found(UNKNOWN_BOROUGH, named.filter(~pl.col(BOROUGH).is_in(list(official)))),
    ]


def _key(major: str, minor: str) -> tuple[str, str]:
    return spelling_key(major), spelling_key(minor)


def _cells(file: PublishedFile, named: pl.DataFrame) -> pl.DataFrame:
    """One row a count: its month, its value (null where it is none) and the cell as found."""
    months = [name for name in file.header if name not in COLUMNS]
    last = max(months)
    keys = named.filter(pl.col(FILE) == file.name).select(LINE, "category", "unit_code")
    long = file.table.select(LINE, *months).unpivot(
        index=LINE, variable_name="month", value_name="found"
    )
    text = pl.col("found").str.strip_chars()
    number = text.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    start = pl.col("month").str.to_date("%Y%m")
    return long.join(keys, on=LINE, maintain_order="left").select(
        pl.lit(TITLE).alias("source"),
        pl.lit(f"{last[:4]}-{last[4:]}").alias("vintage"),
        pl.lit(MEASURE).alias("measure"),
        "unit_code",
        pl.lit(BREAKDOWN).alias("breakdown"),
        "category",
        start.alias("period_start"),
        start.dt.month_end().alias("period_end"),
        pl.when(text.str.contains(COUNT)).then(number).alias("value"),
        pl.lit(LICENCE).alias("licence"),
        pl.concat_str("month", pl.lit(": "), pl.col("found").fill_null("empty")).alias("cell"),
        pl.lit(file.name).alias(FILE),
        LINE,
    )


def _input(file: PublishedFile, series: pl.DataFrame) -> InputFile:
    """A row is used if any of its counts is."""
    used = series.filter(pl.col(FILE) == file.name)[LINE].n_unique()
    return InputFile(file.name, file.sha256, file.rows, used)
