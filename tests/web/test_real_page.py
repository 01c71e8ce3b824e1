"""The real published figures: as they came, with source, licence and vintage."""

from __future__ import annotations

import polars as pl


def test_a_published_series_stands_with_source_licence_and_vintage(read):
    said = read("/real/").says()
    assert "MOPAC Public Attitude Survey" in said
    assert "Open Government Licence v3.0" in said
    assert "Vintage: 2024-01" in said


def test_a_published_share_has_no_more_decimals_than_its_publisher_gave(read):
    assert "59% in the twelve months to March 2023" in read("/real/").says()


def test_rolling_twelve_months_are_said_to_be_no_test_of_change(read):
    said = read("/real/").says()
    assert "neighbouring points share nine months" in said
    assert "not a test of change" in said


def test_outcomes_and_boroughs_are_counted_by_month(read):
    page = read("/real/")
    said = page.says()
    assert "Investigation complete; no suspect identified" in said
    assert "Kingston upon Thames" in said
    assert "Jan 2022" in said


def test_recorded_burglary_is_added_up_over_boroughs_and_names_both_publications(read):
    page = read("/real/")
    assert "Vintages: 2022-01, 2024-01" in page.says()
    lines = [["".join(cell.itertext()) for cell in row] for row in page.all("tr")]
    assert ["December 2023", "224", "2024-01"] in lines


def test_the_overview_shows_a_few_real_figures_and_where_they_come_from(read):
    panel = " ".join("".join(read("/").all("aside")[0].itertext()).split())
    assert "Real published figures" in panel
    assert "59% in the twelve months to March 2023" in panel
    assert "Open Government Licence" in panel


def test_a_download_of_a_published_series_equals_the_edition(get, editions):
    got = pl.read_csv(get("/tables/real/good-job-local.csv").content, try_parse_dates=True)
    published = pl.read_parquet(editions / "real" / "open" / "published.parquet")
    expected = published.filter(pl.col("measure") == "good-job-local")
    columns = ["period_end", "value"]
    assert got.select(columns).sort(columns).rows() == expected.select(columns).sort(columns).rows()
    assert set(got["data"]) == {"real"}
