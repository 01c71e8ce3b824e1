"""data.police.uk, any force and any crime type: street and outcomes files → ``crimes``.

The publisher dates crimes by month and gives no day, so a crime made here starts no clock. Each
street file becomes one file of crimes. Which rule applies to what is odd in these files:

- One Crime ID in several rows is one crime: the last row stands, as the contract has it.
- A row without a Crime ID (all anti-social behaviour) is named by its file and line.
- The borough is the LSOA's name without its number; a place that the rules do not know keeps its
  name as the code. Only crimes within the force of the rules are given one of its units.
- The last outcome is the street file's, unless a row of an outcomes file says more: it takes the
  place of a category that says nothing yet, and of one known in an earlier month; a charge never
  takes the place of what a court did with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from upheld import published
from upheld.core.errors import WrongUseError
from upheld.extracts import contract
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
from upheld.extracts.places import CODE, NAME, OFFICIAL, Places, known_places
from upheld.extracts.published_files import Announce, PublishedFile, input_file, read_files

SOURCE = "police_uk"
TITLE = "data.police.uk"
LICENCE = published.OGL_3
ID, MONTH, WITHIN = "Crime ID", "Month", "Falls within"
LSOA_CODE, LSOA_NAME = "LSOA code", "LSOA name"
CRIME_TYPE, LAST, OUTCOME = "Crime type", "Last outcome category", "Outcome type"
STREET = (ID, MONTH, WITHIN, LSOA_CODE, LSOA_NAME, CRIME_TYPE, LAST)
OUTCOMES = (ID, MONTH, LSOA_CODE, LSOA_NAME, OUTCOME)
STAGES = {"open": 0, "police": 1, "court": 2}
LSOA_NUMBER = r" [0-9]{3}[A-Z]$"
MADE = ("crime_id", "borough_code", "unit_code")
WHOLE_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"

NO_MONTH = Kind("not_a_month", Effect.LEFT_OUT, "rows whose Month is not YYYY-MM", MONTH)
NO_ID = Kind(
    "no_crime_id", Effect.KEPT, "rows without a Crime ID, named by their file and line",
    "crime_id",
)  # fmt: skip
SHARED = Kind("shared_crime_id", Effect.KEPT, "rows that share a Crime ID with another row", ID)
REPEATED = Kind(
    "repeated_crime_id", Effect.LEFT_OUT,
    "rows whose Crime ID a later row repeats; that row stands", ID,
)  # fmt: skip
DIFFERING = Kind(
    "repeated_crime_id_differs", Effect.LEFT_OUT,
    "of the repeated rows differ from the one that stands: in outcome, place, month or type", ID,
)  # fmt: skip
NO_LSOA = Kind("no_lsoa", Effect.KEPT, "rows without an LSOA, so without a borough", "Location")
NO_CODE = Kind(
    "area_without_code", Effect.KEPT,
    "rows in a place that the rules give no code; its name stands for it", LSOA_NAME,
)  # fmt: skip
NO_UNIT = Kind(
    "area_without_unit", Effect.KEPT, "rows of the force in a place that is no unit's", LSOA_NAME
)
NO_TYPE = Kind("no_crime_type", Effect.KEPT, "rows without a Crime type", ID)
UNKNOWN_OUTCOME = Kind(
    "unknown_outcome", Effect.KEPT, "outcomes in words that are not in the table; kept as they are",
    "said",
)  # fmt: skip
WITHOUT_CRIME = Kind(
    "outcome_without_crime", Effect.LEFT_OUT, "outcomes of crimes that are in no street file", ID
)
WITHOUT_ID = Kind("outcome_without_id", Effect.LEFT_OUT, "outcomes without a Crime ID", OUTCOME)
EARLIER = Kind(
    "earlier_outcome", Effect.LEFT_OUT, "outcomes followed by another one of the same crime",
    OUTCOME,
)  # fmt: skip
SAME_AGAIN = Kind(
    "repeated_outcome", Effect.LEFT_OUT, "outcomes said again by a later row for the same crime", ID
)
TAKEN = Kind(
    "outcome_taken", Effect.READ_AS,
    "last outcomes taken from an outcomes file instead of the street file", "change",
)  # fmt: skip
NOT_TAKEN = Kind(
    "outcome_not_taken", Effect.KEPT,
    "outcomes differ from the street file's last outcome category, which stands", "change",
)  # fmt: skip


def convert(
    files: Sequence[Path],
    out: Path,
    *,
    replace: bool = False,
    announce: Announce = lambda _: None,
) -> ImportReport:
    """Bring street and outcomes files (.csv, .csv.gz) into the folder of extracts ``out``.

    Raises ProblemsError for files that cannot be read, WrongUseError for a file given twice.
    """
    refuse_other_folder(out)
    read = read_files(files, _complaint, announce)
    announce("Joining crimes and outcomes")
    named, bad_month = _named_rows(_together(read, CRIME_TYPE, (*STREET, "Location")))
    placed, place_notes = _with_places(named, known_places())
    crimes, repeated, repeat_notes = _one_row_a_crime(placed)
    outcomes, outcomes_left = _latest_outcomes(_together(read, OUTCOME, OUTCOMES), crimes)
    crimes, outcome_notes = _with_last_outcomes(crimes, outcomes)
    left_out = [bad_month, *(each.ragged for each in read), repeated, *outcomes_left]
    tables = _by_file(crimes)
    report = ImportReport(
        SOURCE,
        TITLE,
        published.ATTRIBUTION[LICENCE],
        tuple(input_file(each, left_out) for each in read),
        tuple(OutputFile(name, table.height) for name, table in tables.items()),
        (*place_notes, *repeat_notes, *outcome_notes, *findings_of(left_out)),
    )
    announce("Writing")
    return write_import(out, tables, left_out, report, replace=replace)


def _complaint(header: tuple[str, ...]) -> str | None:
    if set(STREET) <= set(header) or set(OUTCOMES) <= set(header):
        return None
    return (
        f"has another header; a street file has the columns {', '.join(STREET)}, "
        f"an outcomes file {', '.join(OUTCOMES)}"
    )


def _together(read: Sequence[PublishedFile], mark: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """The rows of the files with the column ``mark``, in order; at least ``columns`` stand."""
    files = [each.table for each in read if mark in each.header]
    if not files and mark == CRIME_TYPE:
        raise WrongUseError(
            "None of these files is a street file, so there is no crime to give an outcome.",
            next_step="name the -street.csv files of the same months too.",
        )
    schema = {**dict.fromkeys(columns, pl.String), FILE: pl.String, LINE: pl.Int64}
    rows = pl.concat(files or [pl.DataFrame(schema=schema)], how="diagonal")
    absent = [name for name in columns if name not in rows.columns]
    return rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)


def _named_rows(rows: pl.DataFrame) -> tuple[pl.DataFrame, LeftOut]:
    """Rows with a month, under ``crime_id``: the publisher's, or the row's file and line."""
    rows, bad_month = sift(rows, NO_MONTH, ~_is_month())
    own_name = pl.concat_str(pl.col(FILE).str.strip_suffix(".csv"), pl.lit(":"), pl.col(LINE))
    return rows.with_columns(pl.coalesce(ID, own_name).alias("crime_id")), bad_month


def _one_row_a_crime(rows: pl.DataFrame) -> tuple[pl.DataFrame, LeftOut, list[Finding]]:
    """The last row of each crime; the rows it stands for, and how they differ from it."""
    stands, repeated = sift(rows, REPEATED, _followed("crime_id"))
    compared = (MONTH, LSOA_CODE, CRIME_TYPE, LAST)
    beside = repeated.rows.join(
        stands.select("crime_id", *compared), on="crime_id", suffix=" that stands"
    )
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c} that stands")) for c in compared)
    notes = [
        *found(NO_ID, rows.filter(pl.col(ID).is_null())),
        *found(NO_TYPE, rows.filter(pl.col(CRIME_TYPE).is_null())),
        *found(SHARED, rows.filter(pl.col("crime_id").is_duplicated())),
        *found(DIFFERING, beside.filter(differs)),
    ]
    return stands, LeftOut(REPEATED, repeated.rows.drop(MADE)), notes


def _is_month() -> pl.Expr:
    return pl.col(MONTH).str.contains(WHOLE_MONTH).fill_null(value=False)


def _followed(key: str) -> pl.Expr:
    """Whether a later row has the same key."""
    return pl.int_range(pl.len()).over(key) < pl.len().over(key) - 1


def _latest_outcomes(
    rows: pl.DataFrame, crimes: pl.DataFrame
) -> tuple[pl.DataFrame, list[LeftOut]]:
    """The latest outcome of each crime by month, file and line; the rest is left out."""
    rows, bad_month = sift(rows, NO_MONTH, ~_is_month())
    rows, no_id = sift(rows, WITHOUT_ID, pl.col(ID).is_null())
    rows, no_crime = sift(rows, WITHOUT_CRIME, ~pl.col(ID).is_in(crimes["crime_id"].implode()))
    rows = rows.sort(MONTH, FILE, LINE)
    latest = rows.with_columns(
        pl.col(OUTCOME).last().over(ID).alias("latest"),
        _followed(ID).alias("followed"),
    )
    same = pl.col(OUTCOME).eq_missing(pl.col("latest"))
    rest, again = sift(latest, SAME_AGAIN, pl.col("followed") & same)
    rest, earlier = sift(rest, EARLIER, pl.col("followed"))
    extra = ("latest", "followed")
    left = [LeftOut(each.kind, each.rows.drop(extra)) for each in (again, earlier)]
    return rest.drop(extra), [bad_month, no_id, no_crime, *left]


def _with_last_outcomes(
    crimes: pl.DataFrame, outcomes: pl.DataFrame
) -> tuple[pl.DataFrame, list[Finding]]:
    """The crimes with ``outcome_code``; where the two kinds of file disagree, and which stands."""
    later = outcomes.select(
        pl.col(ID).alias("crime_id"),
        pl.col(MONTH).alias("later_month"),
        pl.col(OUTCOME),
        pl.col(FILE).alias("later_file"),
        pl.col(LINE).alias("later_line"),
    )
    both = crimes.join(later, on="crime_id", how="left", maintain_order="left").with_columns(
        *_coded(LAST, "street"), *_coded(OUTCOME, "later")
    )
    newer = (pl.col("later_month") > pl.col(MONTH)) & (
        pl.col("later_stage") >= pl.col("street_stage")
    )
    # A category that says nothing yet gives way to any that says something.
    speaks = (pl.col("street_stage") == STAGES["open"]) & (pl.col("later_stage") > STAGES["open"])
    differs = pl.col(OUTCOME).is_not_null() & pl.col("later_code").ne_missing(pl.col("street_code"))
    both = both.with_columns(
        (differs & (newer | speaks | pl.col(LAST).is_null())).alias("taken"),
        differs.alias("differs"),
        pl.concat_str(pl.col(LAST).fill_null("(empty)"), pl.lit(" → "), OUTCOME).alias("change"),
    )
    code = pl.when("taken").then("later_code").otherwise("street_code")
    return both.with_columns(code.alias("outcome_code")), _outcome_notes(both)


def _coded(column: str, prefix: str) -> tuple[pl.Expr, pl.Expr]:
    """The code and the stage of an outcome; words that are not in the table are their own code."""
    said = pl.col(column)
    codes = {each.published: each.code for each in published.outcomes()}
    stages = {each.published: STAGES[each.stage] for each in published.outcomes()}
    # What is not in the table is taken for something that the police decided.
    stage = said.replace_strict(stages, default=STAGES["police"], return_dtype=pl.Int64)
    return said.replace(codes).alias(f"{prefix}_code"), stage.alias(f"{prefix}_stage")


def _outcome_notes(both: pl.DataFrame) -> list[Finding]:
    known = [each.published for each in published.outcomes()]
    later = both.filter(pl.col(OUTCOME).is_not_null()).with_columns(
        pl.col("later_file").alias(FILE), pl.col("later_line").alias(LINE)
    )
    said = [both.select(FILE, LINE, said=LAST), later.select(FILE, LINE, said=OUTCOME)]
    return [
        *found(UNKNOWN_OUTCOME, pl.concat(said).filter(~pl.col("said").is_in(known))),
        *found(TAKEN, later.filter("taken")),
        *found(NOT_TAKEN, later.filter(pl.col("differs") & ~pl.col("taken"))),
    ]


def _with_places(rows: pl.DataFrame, places: Places) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows with ``borough_code`` and ``unit_code``, and those that have none."""
    area = rows.with_columns(pl.col(LSOA_NAME).str.replace(LSOA_NUMBER, "").alias("area"))
    known = places.table(area["area"].unique())
    coded = area.join(known, left_on="area", right_on=NAME, how="left", maintain_order="left")
    coded = coded.rename({CODE: "borough_code"}).join(
        places.units(area[MONTH].unique()),
        left_on=[WITHIN, MONTH, "borough_code"],
        right_on=["force", "month", "borough_code"],
        how="left",
        maintain_order="left",
    )
    ours = pl.col(WITHIN).is_in([force.name for force in places.forces])
    placed = coded.filter(pl.col("area").is_not_null())
    unknown = pl.col(OFFICIAL).is_null()
    return coded.drop("area", OFFICIAL), [
        *found(NO_LSOA, coded.filter(pl.col("area").is_null())),
        *found(NO_CODE, placed.filter(unknown)),
        *found(NO_UNIT, placed.filter(ours & ~unknown & pl.col("unit_code").is_null())),
    ]


def _by_file(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The contract's columns, a table a street file, by the name of the file to write."""
    columns = {
        "crime_id": pl.col("crime_id"),
        "month": pl.col(MONTH),
        "offence_group": pl.col(CRIME_TYPE),
        "unit_code": pl.col("unit_code"),
        "borough_code": pl.col("borough_code"),
        "outcome_code": pl.col("outcome_code"),
    }
    empty = pl.lit(None, dtype=pl.String)
    crimes = [columns.get(name, empty).alias(name) for name in contract.CRIMES.names]
    return {
        _output_name(file): rows.filter(pl.col(FILE) == file).sort(LINE).select(crimes)
        for file in rows[FILE].unique().sort()
    }


def _output_name(file: str) -> str:
    return f"crimes-{SOURCE}-{file.removesuffix('.csv').removesuffix('-street')}.csv"
