"""How the last months moved: two numbers with the edition of each, and no word of the distance."""

from __future__ import annotations

import polars as pl

FORCE = "/measures/timeliness-r6-victims/"


def test_a_month_stands_as_first_published_and_as_it_is_now(read):
    said = read(FORCE).says()
    assert (
        "August 2026: first published as 59.1% of 3,996 victims in the edition of "
        "8 September 2026; now 60.0% of 4,000."
    ) in said


def test_a_month_that_did_not_move_says_so_and_a_new_one_that_it_is_new(read):
    said = read(FORCE).says()
    assert (
        "September 2026: first published as 60.0% of 4,000 victims in the edition of "
        "8 October 2026; the same now."
    ) in said
    assert "October 2026: in none of the earlier editions that were compared." in said


def test_both_readings_stand_in_the_table(read):
    lines = _lines(read(FORCE))
    assert [
        "August 2026", "edition of 8 September 2026",
        "59.1% of 3,996 95% interval 57.0% to 62.0%", "60.0% of 4,000 95% interval 58.0% to 63.0%",
        "60.0% of 4,000 95% interval 57.0% to 62.0%", "60.0% of 4,000 95% interval 58.0% to 63.0%",
    ] in lines  # fmt: skip
    assert ["October 2026", "not before", "–", "–", "–", "–"] in lines


def test_what_was_withheld_is_withheld_on_the_page_and_in_the_file(read, get):
    said = read("/measures/timeliness-r6-victims/SO18/").says()
    assert (
        "August 2026: not shown, the edition of 8 September 2026 or this one withholds it" in said
    )
    got = pl.read_csv(get("/tables/moved/timeliness-r6-victims/SO18.csv").content)
    numbers = got.select("first_numerator", "first_denominator", "first_value", "numerator")
    assert got.height == 4
    assert numbers.null_count().row(0) == (4, 4, 4, 4)


def test_changed_rules_are_named_as_another_cause(read):
    said = read(FORCE).says()
    assert "The rules changed since the edition of 8 September 2026: that can move" in said


def test_no_word_says_that_what_moved_is_better_or_worse(read):
    page = read(FORCE)
    start = page.says().index("How the last months moved")
    part = page.says()[start : page.says().index("By BCU")]
    for word in ("better", "worse", "improve", "rose", "fell", "point", "more than"):
        assert word not in part.lower()


def test_the_file_holds_what_the_edition_holds(get, editions):
    got = pl.read_csv(
        get("/tables/moved/timeliness-r6-victims/force.csv").content, try_parse_dates=True
    )
    held = pl.read_parquet(editions / "demonstration" / "open" / "moved.parquet")
    expected = held.filter(measure="timeliness-r6-victims", unit_type="force")
    columns = ["reading", "period_start", "first_as_of", "first_numerator", "numerator"]
    assert got.select(columns).sort(columns).rows() == expected.select(columns).sort(columns).rows()
    assert set(got["data"]) == {"demonstration: made up, no real victims"}


def test_an_edition_after_no_other_says_nothing_of_it(read):
    assert "How the last months moved" not in read("/measures/outcomes-no-suspect/").says()


def _lines(page) -> list[list[str]]:
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in page.all("tr")]
