"""How the last months moved since they were first published."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editions.conftest import SCHEMA, figure

from upheld.core.errors import ProblemsError
from upheld.editions.edition import open_edition
from upheld.editions.moved import KEY, Shown, changed, moved, of, open_earlier

MAY, JUNE, JULY = date(2022, 6, 8), date(2022, 7, 8), date(2022, 8, 8)  # the days of editions


def shown(as_of: date, *rows: dict[str, Any]) -> Shown:
    return Shown(as_of, pl.DataFrame(list(rows), schema=SCHEMA))


def in_month(month: int, hits: int | None, due: int | None, **other: Any) -> dict[str, Any]:
    last = {4: 30, 5: 31, 6: 30}[month]
    period = {"period_start": date(2022, month, 1), "period_end": date(2022, month, last)}
    return figure(hits, due, **period, **other)


def numbers(rows: pl.DataFrame) -> list[tuple[Any, ...]]:
    return rows.select(
        "first_as_of", "first_numerator", "first_denominator", "numerator", "denominator"
    ).rows()


def test_a_figure_stands_as_it_was_first_published_and_as_it_is_now():
    rows = moved(
        shown(JUNE, in_month(5, 64, 100), in_month(6, 9, 10)), [shown(MAY, in_month(5, 60, 98))]
    )
    assert numbers(rows) == [(MAY, 60, 98, 64, 100)]
    assert rows.row(0, named=True)["first_value"] == pytest.approx(60 / 98)


def test_first_published_is_the_earliest_edition_in_whatever_order_they_are_named():
    earlier = [shown(JUNE, in_month(5, 62, 99)), shown(MAY, in_month(5, 60, 98))]
    assert numbers(moved(shown(JULY, in_month(5, 64, 100)), earlier)) == [(MAY, 60, 98, 64, 100)]


def test_a_month_that_was_not_over_in_an_edition_was_not_published_by_it():
    earlier = [shown(date(2022, 5, 31), in_month(5, 3, 5)), shown(MAY, in_month(5, 60, 98))]
    assert numbers(moved(shown(JUNE, in_month(5, 64, 100)), earlier)) == [(MAY, 60, 98, 64, 100)]


def test_only_the_last_three_complete_months_are_compared():
    rows = [in_month(4, 6, 9), in_month(5, 6, 9), in_month(6, 6, 9)]
    later = moved(shown(date(2022, 8, 31), *rows), [shown(JULY, *rows)])
    assert sorted(set(later["period_start"])) == [date(2022, 5, 1), date(2022, 6, 1)]
    at_once = moved(shown(date(2022, 7, 31), *rows), [shown(JUNE, *rows)])
    assert sorted(set(at_once["period_start"])) == [date(2022, m, 1) for m in (4, 5, 6)]


def test_a_figure_that_did_not_move_is_there_and_is_not_counted_as_changed():
    rows = moved(shown(JUNE, in_month(5, 60, 98)), [shown(MAY, in_month(5, 60, 98))])
    assert rows.height == 1
    assert changed(rows).is_empty()


def test_a_figure_that_is_gone_has_no_number_now():
    rows = moved(shown(JUNE), [shown(MAY, in_month(5, 60, 98))])
    assert numbers(rows) == [(MAY, 60, 98, None, None)]
    assert changed(rows).height == 1


@pytest.mark.parametrize(("then", "today"), [(None, 60), (60, None), (None, None)])
def test_a_figure_that_either_edition_withholds_is_withheld_whole(then, today):
    rows = moved(shown(JUNE, in_month(5, today, 98)), [shown(MAY, in_month(5, then, 97))])
    assert numbers(rows) == [(MAY, None, None, None, None)]
    assert rows["suppressed"].to_list() == [True]
    assert rows["first_value"].to_list() == rows["value"].to_list() == [None]


def test_no_breakdown_is_compared():
    rows = [in_month(5, 60, 98, breakdown="sex", category="female")]
    assert moved(shown(JUNE, *rows), [shown(MAY, *rows)]).is_empty()


def test_without_an_earlier_edition_there_is_nothing_to_say():
    assert moved(shown(JUNE, in_month(5, 60, 98)), []).is_empty()


counts = st.none() | st.integers(0, 9)
units = st.dictionaries(st.sampled_from(["AS", "SN", "WA"]), counts, max_size=3)


@given(units, units, units)
def test_nothing_is_said_that_the_editions_do_not_say_themselves(first, second, now):
    """A slow look-up, unit by unit, in the editions as they are."""

    def rows(found: dict[str, int | None]) -> list[dict[str, Any]]:
        return [in_month(5, n, 9, unit_type="bcu", unit_code=code) for code, n in found.items()]

    made = moved(shown(JULY, *rows(now)), [shown(MAY, *rows(first)), shown(JUNE, *rows(second))])
    assert sorted(made["unit_code"]) == sorted({*first, *second})
    assert made.select(KEY).is_unique().all()
    for row in made.iter_rows(named=True):
        code = row["unit_code"]
        day, then = (MAY, first[code]) if code in first else (JUNE, second[code])
        hidden = then is None or (code in now and now[code] is None)
        assert row["suppressed"] is hidden
        assert row["first_as_of"] == day
        assert row["first_numerator"] == (None if hidden else then)
        assert row["numerator"] == (None if hidden else now.get(code))


# Which editions can be named ----------------------------------------------------------------------


def test_everything_wrong_with_the_editions_named_is_said_at_once(write_edition, tmp_path):
    said = {"force": "met", "demonstration": False}
    rows = [in_month(5, 60, 98)]
    later = write_edition("later", rows, as_of="2022-07-08", **said)
    other = write_edition("other", rows, as_of="2022-06-08", force="kent")
    made_up = write_edition("made-up", rows, as_of="2022-06-09", force="met", demonstration=True)
    altered = write_edition("altered", rows, as_of="2022-06-10", **said)
    pl.DataFrame(rows, schema=SCHEMA).with_columns(value=pl.lit(1.0)).write_parquet(
        altered / "open" / "figures.parquet"
    )
    twice = write_edition("twice", rows, as_of="2022-06-10", **said)
    combined = write_edition(
        "combined", rows, as_of="2022-06-11", **said, files={"open/parts.parquet": "x"}
    )
    none = tmp_path / "none"
    with pytest.raises(ProblemsError) as wrong:
        open_earlier(
            [later, other, made_up, altered, twice, combined, none],
            date(2022, 7, 1),
            "met",
            made_up=False,
        )
    text = str(wrong.value)
    assert "later: as_of: expected a day before 2022-07-01, found '2022-07-08'" in text
    assert "other: force: expected met, found 'kent'" in text
    assert "made-up: demonstration: expected real figures, found 'made-up'" in text
    assert "altered: open/figures.parquet: is not the file that its manifest names" in text
    assert "as_of: expected another day" in text
    assert "combined: open/manifest.json: was combined from others" in text
    assert "none: open/manifest.json" in text
    assert "Nothing was written" in text


def test_an_edition_written_before_this_was_known_says_nothing_of_it(write_edition):
    edition = open_edition(write_edition("old", [in_month(5, 60, 98)]))
    assert of(edition).is_empty()
