"""What the case pages list is what the figures count."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from upheld.editions.edition import Edition
from upheld.editions.outstanding import outstanding_rows
from upheld.pipeline.build import build
from upheld.render import owed
from upheld.rules import load
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order

AS_OF = date(2022, 9, 28)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("owed")
    generate(Order(crimes=2_000, months=4, seed=5, start="2022-06"), folder / "extracts")
    edition, _ = build(folder / "extracts", folder / "edition", AS_OF, force=load.force("met"))
    return edition


def test_the_lists_of_all_units_add_up_to_what_the_figures_say_is_outstanding(
    demonstration: Edition,
) -> None:
    shown = demonstration.restricted("figures_full.parquet").filter(
        pl.col("measure") == "outstanding-r6",
        pl.col("reading") == "strict",
        pl.col("unit_type").is_in(["bcu", "ocu"]),
    )
    codes, calendar = load.victims_codes(), load.calendar()
    compared = 0
    for figure in shown.collect().iter_rows(named=True):
        rows = outstanding_rows(demonstration, figure["unit_code"])
        totals = owed.totals(rows, demonstration.as_of, codes, calendar)
        assert (totals.overdue_r6, totals.open_r6) == (figure["numerator"], figure["open"])
        teams = owed.by_team(rows, demonstration.as_of, calendar)
        assert sum(team.overdue for team in teams) == totals.overdue
        assert sum(team.soon for team in teams) == totals.soon
        listed = owed.Asked(which="all").of(rows, demonstration.as_of, calendar)
        assert listed.height == rows.height
        compared += figure["numerator"]
    assert compared > 100


def test_a_list_by_day_holds_what_the_list_of_soon_due_holds(demonstration: Edition) -> None:
    calendar, as_of = load.calendar(), demonstration.as_of
    for unit in ("SN", "CN", "EA"):
        rows = outstanding_rows(demonstration, unit)
        soon = owed.Asked(which="soon").of(rows, as_of, calendar)
        days = owed.coming(rows, as_of, calendar)
        assert sum(day.duties for day in days) == soon.height
        assert max(day.on for day in days) == owed.last_soon(as_of, calendar)


def test_every_row_of_every_rule_can_be_said_in_words(demonstration: Edition) -> None:
    codes = load.victims_codes()
    duties = demonstration.restricted("duties.parquet").collect()
    judged = owed.judged(duties, codes)
    assert len(judged) == duties.height
    assert {each.status for each in judged} >= {"in time", "late", "overdue", "not yet past"}
    assert not [each for each in judged if each.outstanding and not each.settles]
