"""Published series: kept as they came, vintage by vintage, and never tested where they overlap."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.core.measure import Better, Clause, Measure, Of
from upheld.render import series_tables, series_words
from upheld.render.series import Series, at_place, of_whole, rows_of, without_measure
from upheld.render.tables import Cell

SCHEMA = {
    "source": pl.String, "vintage": pl.String, "measure": pl.String, "unit_code": pl.String,
    "breakdown": pl.String, "category": pl.String, "period_start": pl.Date, "period_end": pl.Date,
    "value": pl.Float64, "denominator": pl.Float64, "licence": pl.String,
}  # fmt: skip


def measure(unit: str = "count", rolling: int | None = None, **where: str) -> Measure:
    return Measure(
        id="m", title="M", of=Of.PUBLISHED, numerator=Clause(), denominator=Clause(),
        better=Better.NEUTRAL, unit=unit, why="w", what_to_do="d", owner="o",
        reviewed_on=date(2026, 1, 1), next_review=date(2027, 1, 1), citation="c",
        where=Clause({name: (value,) for name, value in where.items()}), rolling_months=rolling,
    )  # fmt: skip


def row(value: float | None, month: int = 1, vintage: str = "2022-06", **other: Any) -> Any:
    start = date(2022, month, 1)
    return {
        "source": "Datastore", "vintage": vintage, "measure": "crimes", "unit_code": "E1",
        "breakdown": "offence", "category": "theft", "period_start": start,
        "period_end": (pl.Series([start]).dt.month_end())[0], "value": value, "denominator": None,
        "licence": "OGL v3.0", **other,
    }  # fmt: skip


def rolling(value: float, year: int, month: int, **other: Any) -> Any:
    """The twelve months to the end of a month."""
    end = pl.Series([date(year, month, 1)]).dt.month_end()[0]
    start = date(year - (month < 12), month % 12 + 1, 1)
    return row(value, **{"period_start": start, "period_end": end, "category": None, **other})


def frame(*rows: Any) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def survey(*rows: Any) -> Series:
    return Series(measure("share", rolling=12), frame(*rows))


QUARTERS = [rolling(0.5 + n / 100, 2020 + n // 4, 3 * (n % 4) + 3) for n in range(9)]


# What stands where --------------------------------------------------------------------------------


def test_a_measure_shows_what_its_file_selects_and_nothing_else():
    rows = frame(row(1), row(2, measure="other"), row(3, category="fraud"), row(None, 2))
    assert rows_of(rows, measure(measure="crimes", category="theft"))["value"].to_list() == [1]


def test_a_count_of_the_force_is_added_up_where_its_publisher_gives_none():
    rows = frame(row(3), row(4, unit_code="E2"))
    assert Series(measure(), of_whole(rows, measure(), ("MPS",))).last["value"] == 7
    own = frame(row(9, unit_code="MPS"), row(3))
    assert Series(measure(), of_whole(own, measure(), ("MPS",))).last["value"] == 9


def test_a_share_of_the_force_is_never_made_up_from_the_shares_of_places():
    of_survey = measure("share")
    rows = frame(rolling(0.5, 2022, 3), rolling(0.7, 2022, 3, unit_code="E2"))
    assert Series(of_survey, of_whole(rows, of_survey, ("MPS",))).points.is_empty()
    assert Series(of_survey, rows).points.is_empty()
    assert Series(of_survey, at_place(rows, "E2")).last["value"] == 0.7


def test_a_series_that_no_measure_shows_is_named():
    rows = frame(row(1), row(2, measure="other"))
    assert without_measure(rows, [measure(measure="crimes")]) == [("Datastore", "other")]


# Vintages -----------------------------------------------------------------------------------------

REVISED = frame(
    row(10, 1, "2022-06"), row(20, 2, "2022-06"), row(5, 2, "2022-06", category="fraud"),
    row(22, 2, "2022-12"), row(5, 2, "2022-12", category="fraud"), row(30, 3, "2022-12"),
)  # fmt: skip


def test_a_revised_vintage_does_not_overwrite_the_earlier_one():
    points = Series(measure(), REVISED).points
    found = points.select("vintage", pl.col("period_start").dt.month(), "value").rows()
    assert found == [("2022-06", 1, 10), ("2022-06", 2, 25), ("2022-12", 2, 27), ("2022-12", 3, 30)]


def test_each_period_is_read_from_the_last_vintage_that_has_it():
    assert Series(measure(), REVISED).current["value"].to_list() == [10, 27, 30]


def test_the_difference_between_vintages_is_reported():
    made = Series(measure(), REVISED)
    assert made.revised.rows() == [(date(2022, 2, 1), date(2022, 2, 28), 25, 27, 1, 2)]
    said = series_words.revisions(made)
    assert "two vintages; 1 period is in more than one of them" in said
    assert "Of the 2 figures published for those, 1 is not the same in all" in said
    table = series_tables.revised(made, "Vintages")
    assert table.head == (
        "Month", "In June 2022", "In December 2022", "Last less first", "Figures that differ",
    )  # fmt: skip
    assert [cell.text for cell in table.rows[0]] == ["February 2022", "25", "27", "+2", "1 of 2"]


def test_a_figure_that_a_later_vintage_leaves_out_is_one_that_differs():
    rows = frame(row(1), row(2, category="fraud"), row(1, vintage="2022-12"))
    made = Series(measure(), rows)
    assert made.revised.select("differ", "of").rows() == [(1, 2)]


def test_vintages_that_do_not_overlap_say_so():
    rows = frame(row(1, 1, "2022-01"), row(2, 2, "2022-02"))
    made = Series(measure(), rows)
    assert made.revised.is_empty()
    assert "no period is in two of them" in series_words.revisions(made)


figures = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.integers(1, 3), st.sampled_from(["2022-06", "2022-12"])),
    st.integers(0, 3),
    min_size=1,
)


@given(figures)
def test_no_published_figure_is_lost_or_mixed_with_another_vintage(given_figures):
    """Added up slowly, vintage by vintage."""
    rows = frame(*(row(n, m, w, category=c) for (c, m, w), n in given_figures.items()))
    made = Series(measure(), rows)
    for point in made.points.iter_rows(named=True):
        month, vintage = point["period_start"].month, point["vintage"]
        own = [v for (_, m, w), v in given_figures.items() if (m, w) == (month, vintage)]
        assert (point["value"], point["figures"]) == (sum(own), len(own))
    assert made.points["figures"].sum() == len(given_figures)
    for month in {m for _, m, _ in given_figures}:
        both = [
            {c: v for (c, m, w), v in given_figures.items() if (m, w) == (month, vintage)}
            for vintage in ("2022-06", "2022-12")
        ]
        differ = sum(both[0].get(c) != both[1].get(c) for c in {*both[0], *both[1]})
        found = made.revised.filter(pl.col("period_start").dt.month() == month)
        assert found["differ"].to_list() == ([differ] if all(both) else [])


# Overlapping periods ------------------------------------------------------------------------------


def test_rolling_quarters_are_never_tested_and_the_page_says_why():
    said = series_words.not_judged(survey(*QUARTERS))
    assert "each figure covers twelve months" in said
    assert "neighbouring figures share nine of them" in said
    assert "no test of a change holds" in said
    assert "cannot be tested, only read beside each other" in said


def test_only_periods_that_share_no_month_stand_beside_each_other():
    found = survey(*QUARTERS).apart["period_end"].to_list()
    assert found == [date(2022, 3, 31), date(2021, 3, 31), date(2020, 3, 31)]


@given(st.sets(st.tuples(st.integers(2015, 2024), st.sampled_from([3, 6, 9, 12])), min_size=1))
def test_no_two_periods_that_are_offered_for_comparison_overlap(ends):
    found = survey(*(rolling(0.5, *end) for end in ends)).apart
    pairs = found.select("period_start", "period_end").rows()
    assert pairs[0][1] == max(rolling(0.5, *end)["period_end"] for end in ends)
    for (start, _), (_, before) in pairwise(pairs):
        assert before < start


def test_a_month_that_overlaps_nothing_is_context_and_not_judged_either():
    assert "as context" in series_words.not_judged(Series(measure(), frame(row(1), row(2, 2))))


def test_a_base_that_is_published_is_shown():
    made = survey(rolling(0.5, 2022, 3, denominator=3200.0))
    assert "does not say how many people" not in series_words.not_judged(made)
    assert series_tables.over_time(made, "c").rows[0][2] == Cell("3,200")


# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(0.5, 0.53, "+3 points"), (0.5, 0.5, "none"), (0.5, None, "–"), (0.305, 0.3, "-0.5 points")],
)
def test_a_correction_of_a_share_is_in_points(before, after, said):
    assert series_words.difference(survey(*QUARTERS), before, after) == said


def test_a_number_that_was_added_up_says_so():
    made = Series(measure(), REVISED)
    assert series_words.latest(made) == "30 in March 2022"
    assert series_words.added_up(made) == ""
    both = Series(measure(), frame(row(1), row(2, category="fraud")))
    assert series_words.added_up(both) == "Added up here from 2 published figures."
