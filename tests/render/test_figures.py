"""Finding figures in an edition."""

from __future__ import annotations

from datetime import date

from upheld.render.figures import HEADLINE, Figures, Place, pairs

FORCE = Place("force", "met", "The force")


def test_a_month_that_is_not_over_on_the_day_of_the_edition_is_left_out(pair, frame):
    figures = Figures(frame(pair(month=(2026, 9)), pair(month=(2026, 10))), date(2026, 10, 31))
    assert figures.latest_month(HEADLINE, FORCE) == date(2026, 9, 1)


def test_a_month_is_over_on_the_day_after_its_last(pair, frame):
    figures = Figures(frame(pair(month=(2026, 9)), pair(month=(2026, 10))), date(2026, 11, 1))
    assert figures.latest_month(HEADLINE, FORCE) == date(2026, 10, 1)


def test_the_latest_month_is_one_of_which_something_is_known(pair, frame):
    rows = frame(pair(month=(2026, 9)))
    empty = rows.with_columns(value=None, denominator=0).with_columns(
        period_start=date(2026, 10, 1), period_end=date(2026, 10, 31)
    )
    figures = Figures(rows.vstack(empty.cast(rows.schema)), date(2026, 11, 22))
    assert figures.latest_month(HEADLINE, FORCE) == date(2026, 9, 1)


def test_an_edition_without_the_measure_has_no_latest_month(frame, pair):
    assert Figures(frame(pair()), date(2026, 11, 22)).latest_month("none", FORCE) is None


def test_both_readings_of_one_month_are_one_pair(pair, frame):
    both = pair(month=(2026, 9))
    assert pairs(frame(both, pair())) == (both, pair())
