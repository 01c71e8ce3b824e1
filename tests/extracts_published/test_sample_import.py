"""The shipped sample, imported: its defects by their true numbers, every row accounted for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import polars as pl
import pytest

from upheld.extracts.import_report import ImportReport
from upheld.extracts.published_sample import import_sample
from upheld.extracts.read import read
from upheld.extracts.report import Severity
from upheld.rules import load

from .files import left_out, table


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, ImportReport]]:
    out = tmp_path_factory.mktemp("sample") / "extracts"
    return out, {report.source: report for report in import_sample(out)}


@pytest.fixture(scope="module")
def crimes(imported: tuple[Path, dict[str, ImportReport]]) -> pl.DataFrame:
    return table(imported[0], "crimes")


@pytest.fixture(scope="module")
def series(imported: tuple[Path, dict[str, ImportReport]]) -> dict[str, pl.DataFrame]:
    out, _ = imported
    return {
        "mopac_pas": table(out, "published_series-mopac_pas"),
        "met_counts": table(out, "published_series-met_counts"),
    }


def counts(report: ImportReport) -> dict[str, int]:
    return {finding.kind: finding.count for finding in report.findings}


def test_each_source_is_imported_in_order(imported):
    assert list(imported[1]) == ["police_uk", "mopac_pas", "met_counts"]


def test_what_is_odd_in_the_police_files_is_counted(imported):
    assert counts(imported[1]["police_uk"]) == {
        "no_lsoa": 1_389,
        "area_without_code": 46,
        "area_without_unit": 33,
        "shared_crime_id": 589,
        "repeated_crime_id": 339,
        "repeated_crime_id_differs": 246,
        "repeated_outcome": 385,
        "earlier_outcome": 7,
        "outcome_taken": 54,
        "outcome_not_taken": 613,
    }


def test_every_street_row_is_a_crime_or_repeats_one(imported, crimes):
    inputs = imported[1]["police_uk"].inputs
    street = [each for each in inputs if each.name.endswith("-street.csv")]
    assert sum(each.rows for each in street) == 41_188
    assert sum(each.used for each in street) == crimes.height == 41_188 - 339
    assert crimes["crime_id"].n_unique() == crimes.height


def test_every_outcome_is_joined_to_its_crime_or_followed_by_another(imported):
    inputs = imported[1]["police_uk"].inputs
    outcomes = [each for each in inputs if each.name.endswith("-outcomes.csv")]
    assert sum(each.rows for each in outcomes) == 6_417
    assert sum(each.used for each in outcomes) == 6_417 - 392


def test_every_row_left_out_stands_by_name_beside_the_extracts(imported):
    out, reports = imported
    lost = Counter(file for file, _, _ in left_out(out))
    said = {each.name: each.left_out for report in reports.values() for each in report.inputs}
    assert lost == Counter({name: count for name, count in said.items() if count})
    assert lost.total() == 339 + 392


def test_the_crimes_lie_in_the_twelve_bcus_or_in_no_unit(crimes):
    in_london = crimes.filter(pl.col("borough_code").str.starts_with("E09"))
    assert in_london["borough_code"].n_unique() == 33
    assert crimes["unit_code"].drop_nulls().n_unique() == 12
    city = in_london.filter(pl.col("unit_code").is_null())["borough_code"].unique().to_list()
    assert city == ["E09000001"]


def test_every_last_outcome_has_a_code_of_the_publisher(crimes):
    codes = dict(crimes["outcome_code"].value_counts().iter_rows())
    assert codes == {
        "no-further-action": 36_587,
        "status-update-unavailable": 2_078,
        "court-result-unavailable": 1_842,
        "awaiting-court-result": 178,
        "charged": 39,
        "cautioned": 38,
        "local-resolution": 37,
        "unable-to-prosecute": 32,
        "sentenced-in-another-case": 17,
        "formal-action-not-in-public-interest": 1,
    }


def test_the_survey_is_whole_and_only_spellings_of_boroughs_are_odd(imported, series):
    assert counts(imported[1]["mopac_pas"]) == {"borough_spelling": 291 + 24}
    figures = series["mopac_pas"]
    assert figures.height == 9_312 + 291
    assert figures["unit_code"].value_counts()["count"].unique().to_list() == [291]
    assert figures["unit_code"].n_unique() == 33
    assert figures["vintage"].unique().to_list() == ["2023-12-31"]
    assert figures["period_end"].n_unique() == 37


def test_a_survey_figure_is_as_it_was_published(series):
    (row,) = (
        series["mopac_pas"]
        .filter(
            (pl.col("measure") == "good-job-local")
            & (pl.col("unit_code") == "E09000002")
            & (pl.col("period_end") == "2014-12-31")
        )
        .iter_rows(named=True)
    )
    assert (row["value"], row["period_start"]) == ("0.56", "2014-01-01")


def test_every_monthly_count_is_kept_in_its_vintage(imported, series):
    assert counts(imported[1]["met_counts"]) == {"not_a_borough": 47 + 35}
    figures = series["met_counts"]
    assert dict(figures["vintage"].value_counts().iter_rows()) == {
        "2022-01": 1_730 * 142,
        "2024-01": 1_574 * 24,
    }
    assert figures["unit_code"].n_unique() == 33
    assert figures["value"].null_count() == 0


def test_burglaries_of_the_months_that_both_sources_hold_add_up_to_what_the_readme_says(series):
    burglaries = series["met_counts"].filter(
        pl.col("category").str.starts_with("Burglary > ")
        & pl.col("period_start").is_between(pl.date(2021, 10, 1), pl.date(2022, 6, 1))
    )
    assert burglaries["value"].sum() == 41_230


def test_no_month_is_in_two_vintages(series):
    vintages = series["met_counts"].group_by("period_start").agg(pl.col("vintage").n_unique())
    assert set(vintages["vintage"]) == {1}


def test_importing_the_sample_again_leaves_the_folder_as_it_is(imported):
    assert all(report.already_there for report in import_sample(imported[0]))


def test_the_extracts_are_read_without_a_row_set_aside_or_replaced(imported):
    with duckdb.connect() as connection:
        report = read(imported[0], connection, force=load.force("met"))
    tables = {each.table: each for each in report.tables}
    assert tables["crimes"].kept == tables["crimes"].read == 40_849
    assert tables["published_series"].kept == tables["published_series"].read == 293_039
    assert {finding.severity for finding in report.findings} == {Severity.NOTE}
