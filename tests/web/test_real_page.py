"""The real published figures: as they came, with source, licence and vintage."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from django.test import override_settings
from tests import small_editions


def test_a_published_series_stands_with_source_licence_and_vintage(read):
    said = read("/real/").says()
    assert "MOPAC Public Attitude Survey" in said
    assert "Open Government Licence v3.0" in said
    assert "Vintage: January 2024" in said


def test_a_published_share_has_no_more_decimals_than_its_publisher_gave(read):
    assert "59% in the twelve months to March 2023" in read("/real/").says()


@pytest.mark.parametrize("address", ["/real/", "/measures/pas-good-job-local/"])
def test_rolling_twelve_months_are_never_judged_and_the_page_says_why(read, address):
    said = read(address).says()
    assert "Not judged: each figure covers twelve months" in said
    assert "no test of a change holds" in said
    assert not [word for word in ("Better:", "Worse:", "No change.") if word in said]


def test_outcomes_and_boroughs_are_counted_by_month(read):
    page = read("/real/")
    said = page.says()
    assert "Investigation complete; no suspect identified" in said
    assert "Kingston upon Thames" in said
    assert "Jan 2022" in said


def test_recorded_burglary_is_added_up_over_boroughs_and_names_both_publications(read):
    page = read("/measures/recorded-burglary/")
    assert "Vintages: January 2022, January 2024" in page.says()
    assert "Added up here from 2 published figures." in page.says()
    assert ["December 2023", "224", "January 2024"] in _lines(page)


def test_a_revised_vintage_stands_beside_the_earlier_one_with_the_difference(read):
    page = read("/measures/recorded-burglary/E09000007/")
    assert "1 period is in more than one of them" in page.says()
    assert ["December 2021", "112", "115", "+3", "1 of 1"] in _lines(page)


def test_each_published_measure_has_a_page_with_its_source_and_who_answers_for_it(read):
    page = read("/measures/pas-good-job-local/")
    said = page.says()
    assert "Source: MOPAC Public Attitude Survey. Contains public sector information" in said
    assert "Vintage: January 2024" in said
    assert "no interval: its base is not published" in said
    assert "Next review" in said
    assert ["March 2023", "59%"] in _lines(page)


def test_a_published_measure_is_shown_for_a_borough_that_has_it_and_for_no_other(read, get):
    said = read("/measures/pas-good-job-local/E09000007/").says()
    assert "Camden, twelve months to June 2023" in said
    assert "61%" in said
    wrong = get("/measures/pas-good-job-local/E09000033/")
    assert wrong.status_code == 404
    assert "Nothing of pas-good-job-local was published for E09000033" in wrong.content.decode()


def test_a_published_series_that_no_measure_shows_is_named(read):
    assert "MOPAC Public Attitude Survey: nobody-shows-this" in read("/real/").says()


def test_published_outcomes_are_figures_with_an_interval_and_a_verdict(read):
    page = read("/measures/outcomes-no-suspect/")
    said = page.says()
    assert "“real”, as of" in said
    assert "90.0% of 100 crimes" in said
    assert "No change. April 2025, 90.0% of 100" in said
    assert "the later months have had less time" in said
    assert [_text(a) for a in page.all("a", "govuk-back-link")] == ["Real published figures"]


def test_published_outcomes_are_compared_between_the_boroughs_of_the_force_and_no_other_place(
    read, get
):
    page = read("/measures/outcomes-no-suspect/E09000007/")
    assert "Among the 32 boroughs in April 2025" in page.says()
    assert "W06000123" not in page.source
    assert b"W06000123" not in get("/tables/units/outcomes-no-suspect.csv").content


def test_the_page_of_real_figures_leads_to_each_share_of_published_crimes(read):
    links = {a.get("href") for a in read("/real/").all("a")}
    for measure in ("outcomes-no-suspect", "pas-good-job-local", "recorded-burglary"):
        assert f"/measures/{measure}/" in links


def test_the_overview_shows_a_few_real_figures_and_where_they_come_from(read):
    panel = " ".join("".join(read("/").all("aside")[0].itertext()).split())
    assert "Real published figures" in panel
    assert "59% in the twelve months to March 2023" in panel
    assert "Open Government Licence" in panel


def test_a_download_of_a_published_series_equals_the_edition(get, editions):
    got = pl.read_csv(
        get("/tables/series/series/pas-good-job-local/force.csv").content, try_parse_dates=True
    )
    published = pl.read_parquet(editions / "real" / "open" / "published.parquet")
    expected = published.filter(measure="good-job-local", unit_code="MPS")
    columns = ["period_end", "value"]
    assert got.select(columns).sort(columns).rows() == expected.select(columns).sort(columns).rows()
    assert set(got["data"]) == {"real"}
    assert set(got["source"]) == {"MOPAC Public Attitude Survey"}
    assert set(got["licence"]) == {"OGL v3.0"}
    assert set(got["vintage"]) == {"2024-01"}


def test_a_figure_of_published_crimes_stands_beside_what_was_recorded_that_month(get, tmp_path):
    """The counts end before the small edition's crimes begin, so they are moved together."""
    published = [_moved(row, 2) for row in small_editions.recorded_rows()]
    small_editions.write(
        tmp_path / "real", list(small_editions.share_rows()), published, demonstration=False
    )
    with override_settings(EDITIONS=tmp_path):
        said = get("/measures/outcomes-no-suspect/E09000007/").content.decode()
        assert "Recorded burglaries</a>: 104 in April 2025 (MPS Recorded Crime" in said
        whole = get("/measures/outcomes-no-suspect/").content.decode()
        assert "Recorded burglaries</a>: 208 in April 2025" in whole


def test_no_real_count_stands_beside_a_made_up_figure(get, tmp_path):
    published = [_moved(row, 3) for row in small_editions.recorded_rows()]
    rows = small_editions.demonstration_rows()
    small_editions.write(tmp_path / "demonstration", rows, published, demonstration=True)
    with override_settings(EDITIONS=tmp_path):
        page = get("/units/CN/")
        assert page.status_code == 200
        assert "Recorded" not in page.content.decode()
        assert get("/measures/recorded-burglary/").status_code == 404


def test_an_edition_of_a_force_that_holds_published_series_shows_them_itself(get, tmp_path):
    rows = small_editions.survey_rows()
    small_editions.write(
        tmp_path / "force", list(small_editions.share_rows()), rows, demonstration=False
    )
    with override_settings(EDITIONS=tmp_path, EDITION="force"):
        page = get("/measures/pas-good-job-local/")
        assert page.status_code == 200
        assert "“force”, as of" in page.content.decode()
        assert get("/real/").status_code == 200


def _moved(row: tuple[Any, ...], years: int) -> tuple[Any, ...]:
    """A published row some years later."""
    return tuple(
        each.replace(year=each.year + years) if isinstance(each, date) else each for each in row
    )


def _text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def _lines(page) -> list[list[str]]:
    return [[_text(cell) for cell in row] for row in page.all("tr")]
