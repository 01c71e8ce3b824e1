"""The words of timing evidence say no more than the evidence does."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from upheld.core.timing import Kind
from upheld.render.silence import Silences, lacking, listed, note, without_silent_shares
from upheld.render.timing import TESTS, Timing
from upheld.render.timing_tables import WAYS, as_keyed, feeds, shares
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.statistics.silence import State

COLUMNS = {
    "kind": pl.String, "of": pl.String, "unit_type": pl.String, "unit_code": pl.String,
    "period_start": pl.Date, "period_end": pl.Date, "numerator": pl.Int64,
    "denominator": pl.Int64, "value": pl.Float64, "expected": pl.Float64, "people": pl.Int64,
    "state": pl.String, "last_on": pl.Date, "suppressed": pl.Boolean,
}  # fmt: skip
MONTHS = [date(2022, n, 1) for n in range(1, 13)]
MAY = date(2022, 5, 1)


def line(kind, unit, month, numerator=None, denominator=None, **other):
    usual = {
        "kind": str(kind), "of": "actions", "unit_type": "force" if unit == "met" else "bcu",
        "unit_code": unit, "period_start": month, "period_end": month, "numerator": numerator,
        "denominator": denominator, "suppressed": False,
        "value": numerator / denominator if denominator else None,
    }  # fmt: skip
    return {name: (usual | other).get(name) for name in COLUMNS}


def frame(*lines):
    return pl.DataFrame(list(lines), schema=COLUMNS)


def year(kind, unit, numerators, denominator=1000, **other):
    return [
        line(kind, unit, month, numerator, denominator, **other)
        for month, numerator in zip(MONTHS, numerators, strict=False)
    ]


def said(*lines):
    return Timing(frame(*lines)).findings(lambda _, code: code)


def test_a_unit_stands_out_where_its_interval_lies_beyond_the_margin_and_not_before():
    wobble = [5, -5] * 6
    beyond = [160 + w for w in wobble]
    assert len(said(*year(Kind.MONTH_END, "CE", beyond, expected=0.04))) == 1
    assert not said(*year(Kind.MONTH_END, "CE", [140 + w for w in wobble], expected=0.04))
    assert not said(*year(Kind.MONTH_END, "CE", beyond, expected=0.15))


def test_one_wild_month_makes_no_finding():
    assert not said(*year(Kind.SAME_TEXT, "CE", [20] * 11 + [1000]))


def test_fewer_than_six_months_make_no_finding():
    assert not said(*year(Kind.SAME_TEXT, "CE", [500] * 5))
    assert said(*year(Kind.SAME_TEXT, "CE", [500] * 6))


def test_late_entries_are_held_to_the_other_units_and_not_to_the_unit_itself():
    here = year(Kind.AFTER_7_DAYS, "CE", [250] * 12)
    everybody = year(Kind.AFTER_7_DAYS, "met", [450] * 12, 3000)  # the others: 200 of 2,000
    share = Timing(frame(*here, *everybody)).share(Kind.AFTER_7_DAYS, "actions", ("bcu", "CE"))
    assert share is not None
    assert share.expected == pytest.approx(0.1)
    assert share.excess.value == pytest.approx(0.15)
    assert len(said(*here, *everybody)) == 1


def test_a_force_of_one_unit_is_held_to_nobody():
    alone = year(Kind.AFTER_7_DAYS, "CE", [900] * 12) + year(Kind.AFTER_7_DAYS, "met", [900] * 12)
    assert not said(*alone)


def test_one_person_in_a_small_unit_makes_no_finding():
    assert not said(*year(Kind.ONE_PERSON, "SO18", [10] * 12, 20))
    assert said(*year(Kind.ONE_PERSON, "SO18", [100] * 12, 200))


def test_withheld_months_are_left_out():
    withheld = [
        line(Kind.SAME_TEXT, "CE", month, suppressed=True) for month in MONTHS[6:]
    ]  # fmt: skip
    share = Timing(frame(*year(Kind.SAME_TEXT, "CE", [500] * 6), *withheld)).share(
        Kind.SAME_TEXT, "actions", ("bcu", "CE")
    )
    assert share is not None
    assert share.share.months == 6


def test_every_finding_says_what_else_it_can_come_from_and_accuses_nobody():
    for kind, test in TESTS.items():
        assert test.can_be, kind
        for word in ("false", "fraud", "fabricat", "dishonest", "gaming", "cheat"):
            assert word not in test.says.lower() + test.can_be.lower()


# Silent feeds ------------------------------------------------------------------------------------


def feed(name, state, unit="CE", month=MAY, found=0):
    return line(Kind.FEED, unit, month, found, 60, of=name, state=str(state), expected=60.0,
                last_on=date(2022, 4, 30))  # fmt: skip


def rules(*short_ids):
    code = load.victims_codes().versions[-1]
    return [rule for rule in code.entitlements if rule.short_id in short_ids]


RIGHT_6 = [r for r in load.victims_codes().versions[-1].duties if r.right == 6]


@pytest.mark.parametrize(("name", "stops"), [
    ("events", True), ("actions", True), ("crimes", True), ("actions:informed", True),
    ("events:arrested", False), ("priority_decisions", False), ("actions:leaflet_given", False),
])  # fmt: skip
def test_the_headline_is_stopped_by_a_silent_table_and_not_by_one_kind_of_event(name, stops):
    silences = Silences(frame(feed(name, State.SILENT)))
    assert bool(silences.silent("bcu", "CE", MAY, RIGHT_6)) is stops


def test_one_entitlement_is_stopped_by_the_silence_of_what_starts_it_or_settles_it():
    for name in ("events:arrested", "events", "actions:informed"):
        silences = Silences(frame(feed(name, State.STOPPED)))
        assert silences.silent("bcu", "CE", MAY, rules("R6-ARREST")), name
    silences = Silences(frame(feed("events:charged", State.SILENT)))
    assert not silences.silent("bcu", "CE", MAY, rules("R6-ARREST"))


def test_what_the_report_starts_does_not_hang_on_events():
    silences = Silences(frame(feed("events", State.SILENT)))
    assert not silences.silent("bcu", "CE", MAY, rules("R3-CONF"))


def test_a_feed_far_below_usual_stops_nothing_and_is_listed():
    silences = Silences(frame(feed("events", State.FEW, found=9)))
    assert not silences.silent("bcu", "CE", MAY)
    assert len(silences.of("bcu", "CE", MAY)) == 1


def test_a_silence_is_of_its_own_unit_and_month_only():
    silences = Silences(frame(feed("events", State.SILENT)))
    assert silences.silent("bcu", "CE", MAY)
    assert not silences.silent("bcu", "SN", MAY)
    assert not silences.silent("bcu", "CE", date(2022, 6, 1))
    assert not silences.silent("force", None, MAY)
    assert Silences(frame(feed("events", State.SILENT, "met"))).silent("force", None, MAY)


def test_the_note_says_what_is_silent_and_that_no_share_would_mean_anything():
    silences = Silences(frame(feed("events", State.SILENT)))
    words = note(silences.silent("bcu", "CE", MAY))
    assert "all events 0 where 60 a month are usual, the last is of 30 April 2022" in words
    assert "neither 100% nor 0%" in words
    assert note(()) == ""


def _shares(combined):
    """Of the force and of the units CE and SN in May; CE's actions fell silent."""
    places = [("force", "all"), ("bcu", "CE"), ("bcu", "SN")]
    figures = pl.DataFrame(
        [("timeliness-r6", *place, MAY, date(2022, 5, 31), 0.5, 0.4, 0.6) for place in places],
        schema=["measure", "unit_type", "unit_code", "period_start", "period_end", "value",
                "lower", "upper"], orient="row",
    )  # fmt: skip
    silences = Silences(frame(feed("actions", State.SILENT)))
    shown = without_silent_shares(
        figures, silences, measures(), load.victims_codes(), {}, combined=combined
    )
    return dict(zip(shown["unit_code"], shown["value"], strict=True))


def test_a_force_with_one_silent_unit_keeps_its_share_and_says_whose_part_is_missing():
    assert _shares(combined=False) == {"all": 0.5, "CE": None, "SN": 0.5}
    assert lacking(["CE"]).startswith("Not complete: a feed is silent in CE. ")


def test_several_forces_have_no_share_together_where_the_feed_of_one_is_silent():
    assert _shares(combined=True) == {"all": None, "CE": None, "SN": 0.5}


def test_of_many_silent_units_the_first_are_named_and_the_others_counted():
    words = lacking([f"F{n}" for n in range(41)])
    assert "silent in F0, F1, F2, F3, F4, F5 and 35 others. " in words
    assert "others" not in lacking([f"F{n}" for n in range(7)])


def test_a_silent_force_or_table_is_listed_once_and_not_again_for_each_unit_and_kind():
    silences = Silences(frame(
        feed("events", State.SILENT, "met"), feed("events", State.SILENT),
        feed("events:arrested", State.SILENT), feed("events:arrested", State.SILENT, "met"),
        feed("actions:informed", State.FEW, "SN", found=3),
    ))  # fmt: skip
    shown = [(each.unit_code, each.feed) for each in listed(silences.all())]
    assert shown == [("met", "events"), ("SN", "actions:informed")]


# Tables ------------------------------------------------------------------------------------------


def test_a_share_of_the_closing_days_stands_with_what_is_expected_of_them():
    timing = Timing(frame(
        *year(Kind.MONTH_END, "CE", [240, 260] * 6, expected=0.04),
        *year(Kind.ONE_PERSON, "CE", [20] * 12, people=41),
    ))  # fmt: skip
    table = shares(timing, WAYS, "ways", "How", lambda _, code: code)
    cells = [(cell.text, cell.note) for cell in table.rows[0]]
    assert cells[:3] == [("CE", ""), ("41", "a month"), ("25.0%", "24.1% to 25.9%; expected 4.0%")]
    assert table.note == "Under each share stands its 99% interval over the months."


def test_the_distance_between_claimed_and_keyed_is_that_of_the_numbers_shown():
    timing = Timing(frame(
        line(Kind.AS_CLAIMED, "CE", MAY, 2, 3, of="victims"),
        line(Kind.AS_KEYED, "CE", MAY, 1, 3, of="victims"),
    ))  # fmt: skip
    cells = as_keyed(timing, MAY, lambda _, code: code).rows[0]
    assert [cell.text for cell in cells] == ["CE", "66.7%", "33.3%", "33.4", "none"]


def test_an_edition_without_a_silence_has_an_empty_table_and_not_a_broken_one():
    table = feeds((), lambda _, code: code)
    assert table.rows == ()
    assert table.frame.is_empty()
