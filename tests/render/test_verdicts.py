"""Verdicts from figures, and the sentences and charts made from them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import polars as pl
import pytest

from upheld.core.force import DeclaredBaseline
from upheld.render import charts, verdict_charts, verdict_tables, verdict_words
from upheld.render.figures import HEADLINE, Figures, Place
from upheld.render.verdicts import Verdicts
from upheld.rules import load
from upheld.rules.load_measures import measures

FORCE = Place("force", "met", "The force")
NORTH = Place("bcu", "NW", "North West")
WITHHELD = {"value": None, "numerator": None, "denominator": None, "lower": None, "upper": None,
            "suppressed": True}  # fmt: skip
STEADY = [0.60, 0.62] * 12
UNTIMED = "coverage-r3-conf"
SVG = "{http://www.w3.org/2000/svg}"


def _month(number, start=(2022, 1)):
    number += start[0] * 12 + start[1] - 1
    return number // 12, number % 12 + 1


def _said(verdict):
    return verdict_words.change(verdict.readings[0], "victims")


def test_no_change_is_a_finding_with_its_month_denominator_and_limits(verdict):
    assert _said(verdict(STEADY)) == (
        "No change. December 2023, 62.0% of 1,000 victims, lies within what chance alone would "
        "give (limits 55.7% to 66.3%)."
    )


def test_a_fall_below_the_limits_is_worse_where_high_is_better(verdict):
    said = _said(verdict([*STEADY, 0.3]))
    assert said.startswith("Worse: January 2024, 30.0% of 1,000 victims, lies below what chance")


def test_the_same_fall_is_better_where_low_is_better_and_different_where_neither_is(verdict):
    assert _said(verdict([*STEADY, 0.3], better="low")).startswith("Better: January 2024")
    assert _said(verdict([*STEADY, 0.3], better="neutral")).startswith("Different: January 2024")


def test_a_month_that_had_less_time_than_the_others_is_not_called_worse(pair, frame):
    """What has no set time still counts when it is done later, so the last month is always low."""
    shares = [*STEADY[1:], 0.3]

    def judged(as_of):
        rows = [pair(one, one, month=_month(n), measure=UNTIMED) for n, one in enumerate(shares)]
        found = Figures(frame(*rows), as_of)
        return Verdicts(found, measures(), load.victims_codes()).of(UNTIMED, FORCE)

    soon, later = judged(date(2024, 1, 15)), judged(date(2024, 1, 28))
    assert not soon.special
    assert _said(soon) == (
        "Not judged: December 2023 has had less than 28 days until the date of the edition, and "
        "what is done later will still count."
    )
    assert _said(later).startswith("Worse: December 2023")
    assert not measures().find(HEADLINE).rises_later


def test_a_run_is_counted_from_its_first_month(verdict):
    said = _said(verdict([0.64, 0.60] * 6 + [0.65, 0.63] * 4))
    assert said.startswith("Better: 8 months in a row above the mean ")
    assert ", since January 2023. August 2023, 63.0% of 1,000 victims." in said


def test_a_trend_is_counted_from_its_first_month(verdict):
    falling = [0.62 - n / 400 for n in range(7)]
    said = _said(verdict([0.60, 0.62] * 8 + [0.60, *falling]))
    assert said.startswith("Worse: 7 months in a row, each lower than the one before, since June")


def test_a_missing_month_ends_a_run(verdict):
    values = [0.64, 0.60] * 6 + [0.65, 0.63] * 4
    said = _said(verdict([*values[:15], None, *values[16:]]))
    assert said.startswith("No change.")


def test_under_twelve_months_there_is_no_verdict_and_the_words_say_how_many_there_are(verdict):
    assert _said(verdict(STEADY[:9])) == (
        "Too few months to say: 9 months since January 2022, of the 12 it takes."
    )


def test_months_are_counted_since_the_last_break(verdict):
    """CRIS gave way to CONNECT on 1 March 2024: twelve months before it are no help after it."""
    said = _said(verdict(STEADY[:16], start=(2022, 12)))
    assert said == "Too few months to say: 1 month since March 2024, of the 12 it takes."


def test_a_declared_baseline_draws_the_limits_anew_and_says_why(pair, frame):
    declared = DeclaredBaseline(HEADLINE, date(2023, 1, 1), "Call-backs began", "the board")
    force = replace(load.force("met"), baselines=(declared,))
    shares = [0.60, 0.62] * 6 + [0.80, 0.82] * 6
    rows = frame(*(pair(each, month=_month(n)) for n, each in enumerate(shares)))
    figures = Figures(rows, date(2024, 1, 1))
    codes = load.victims_codes()
    found = Verdicts(figures, measures(), codes, force).of(HEADLINE, FORCE)
    assert _said(found).startswith("No change.")
    assert found.shown_breaks[0].note == "Call-backs began. Declared by the board."
    undeclared = Verdicts(figures, measures(), codes, load.force("met")).of(HEADLINE, FORCE)
    assert _said(undeclared).startswith("Better: December 2023, 82.0%")


def test_a_latest_month_that_is_withheld_is_not_judged_by_the_one_before(verdict):
    assert _said(verdict([*STEADY, None])) == ("Not judged: January 2024 has no figure to judge.")


def test_a_series_that_is_withheld_throughout_is_not_judged(verdict):
    assert _said(verdict([None] * 14)) == "Not judged: there is no month with a figure."


def test_both_readings_are_judged_and_the_words_say_where_they_differ(verdict):
    alike = verdict(STEADY)
    assert verdict_words.agreement(alike) == "Both readings say the same."
    apart = verdict([*STEADY, 0.3])
    assert verdict_words.agreement(apart) == "The two readings differ."
    assert verdict_words.finding(apart, "victims").endswith(
        "Strict reading; the lenient one says: no change."
    )


def test_a_change_in_the_lenient_reading_alone_is_listed_as_that(verdict):
    lenient = [0.7 + (n % 2) / 50 for n in range(24)] + [0.99]
    found = verdict([*STEADY, 0.61], lenient)
    assert found.special
    said = verdict_words.finding(found, "victims")
    assert said.startswith("Better: January 2024, 99.0%")
    assert said.endswith("Lenient reading; the strict one says: no change.")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (0.95, "As it stands the target 95.0% will not be reached: months lie between the limits "),
        (0.4, "As it stands the target 40.0% will be reached every month: months lie between the "),
        (0.61, "As it stands chance decides whether a month reaches the target 61.0%: months lie"),
    ],
)
def test_a_target_is_held_against_the_limits(verdict, target, said):
    assert verdict_words.target(verdict(STEADY, target=target).readings[0]).startswith(said)


def test_without_a_target_or_without_limits_nothing_is_said_of_one(verdict):
    assert verdict_words.target(verdict(STEADY).readings[0]) == ""
    assert verdict_words.target(verdict(STEADY[:9], target=0.9).readings[0]) == ""


def test_a_measure_of_overlapping_periods_is_not_judged(verdict, pair, frame):
    """A rolling twelve months shares eleven with its neighbour."""
    pas = measures().find("pas-trust-mps")
    found = Figures(
        frame(*(pair(0.6, month=_month(n), measure=pas.id) for n in range(20))), date(2026, 1, 1)
    )
    judged = Verdicts(found, measures(), load.victims_codes()).of(pas.id, FORCE)
    assert judged.readings == ()
    assert verdict_words.title_of(judged) == "Not judged"


def test_what_has_one_reading_is_judged_in_that_one(figure, pair, frame):
    rows = [
        replace(pair(0.6 + (n % 2) / 50, month=_month(n), measure="priority-identified"),
                lenient=None)
        for n in range(14)
    ]  # fmt: skip
    rows = [replace(each, strict=each.strict._replace(reading="recorded")) for each in rows]
    found = Figures(frame(*rows), date(2026, 1, 1))
    judged = Verdicts(found, measures(), load.victims_codes()).of("priority-identified", FORCE)
    assert [each.reading for each in judged.readings] == ["recorded"]
    assert verdict_words.agreement(judged) == ""
    assert verdict_words.finding(judged, "victims").startswith("No change. February 2023")


def test_a_cell_says_one_word_where_readings_agree_and_both_where_they_differ(verdict):
    alike = verdict_tables.change_cell(verdict(STEADY))
    assert (alike.mark, alike.text, alike.note) == ("●", "No change", "")
    apart = verdict_tables.change_cell(verdict([*STEADY, 0.3]))
    assert (apart.mark, apart.text, apart.note) == ("■", "Worse (strict)", "lenient: no change")


def test_what_is_marked_without_being_watched_is_named_by_what_it_is_marked_as(verdict):
    worse = verdict([*STEADY, 0.3])
    assert verdict_words.also_marked([worse, worse], lambda _: "T") == (
        "Not watched, but marked in the tables below as worse: T; T. Those are many more series, "
        "so chance alone marks more of them."
    )
    assert verdict_words.also_marked([], str) == ""


def test_the_sentence_on_false_alarms_counts_the_marks_there_are(verdict):
    found = [verdict(STEADY), verdict([*STEADY, 0.3])]
    said = verdict_words.false_alarms(found, 0.064)
    assert "4 series, each of them one reading of one measure at one place. Had" in said
    assert "chance alone would mark about 0.1 of them; 1 is marked." in said
    both = [verdict([*STEADY, 0.3], [*STEADY, 0.3])]
    assert (
        "; 2 are marked (on 1 line above: two readings of one measure count as two, though they "
        "rest on the same records)."
    ) in verdict_words.false_alarms(both, 0.064)
    named = verdict_words.false_alarms(both, 0.064, lambda _: "T")
    assert "at one place. Measures watched: T. Had nothing changed" in named
    assert (
        verdict_words.nothing_changed(found[:1]) == "Nothing that is watched changed beyond chance."
    )
    assert verdict_words.nothing_changed([verdict(STEADY[:9])]).startswith("No series is long")


# Charts ------------------------------------------------------------------------------------------


def _rows(chart, kind):
    return [row for row in chart.data["points"] if row["kind"] == kind]


def test_a_special_cause_has_a_shape_and_a_word_on_the_chart(verdict):
    chart = verdict_charts.control("Title", verdict([*STEADY, 0.3]), "victims")
    marked = [row for row in _rows(chart, "point") if row["mark"] == "concern"]
    assert [row["month"] for row in marked] == ["2024-01-01"]
    assert [row["label"] for row in _rows(chart, "label")][-1] == "Worse"
    drawn = ElementTree.fromstring(chart.svg(charts.WIDE))
    assert "Worse" in [each.text for each in drawn.iter(f"{SVG}text")]
    assert drawn.get("role") == "img"


def test_a_chart_says_in_words_what_its_verdict_is(verdict):
    found = verdict([*STEADY, 0.3])
    chart = verdict_charts.control("Title", found, "victims")
    assert _said(found) in chart.description
    assert "Strict reading: Worse" in chart.description
    assert "Lenient reading: No change." in chart.description


def test_no_line_is_drawn_through_a_break_and_the_limits_are_drawn_anew(verdict):
    values = [0.60, 0.62] * 8 + [0.80, 0.82] * 7
    chart = verdict_charts.control("T", verdict(values, start=(2022, 11)), "victims")
    strict = [r for r in _rows(chart, "point") if r["reading"] == "Strict reading"]
    before, after = (
        next(r for r in strict if r["month"] == day) for day in ("2024-02-01", "2024-03-01")
    )
    assert before["segment"] != after["segment"]
    assert before["centre"] == pytest.approx(0.61)
    assert after["centre"] == pytest.approx(0.81)
    assert {r["label"] for r in _rows(chart, "break")} == {"CRIS to CONNECT"}
    lines = [
        path.get("d")
        for path in ElementTree.fromstring(chart.svg(charts.WIDE)).iter(f"{SVG}path")
        if path.get("stroke") == "#0b2f6b" and path.get("fill") in (None, "none")
    ]
    assert len(lines) == 4  # two readings, each in two pieces


def test_a_missing_month_leaves_a_hole_in_the_line(verdict):
    chart = verdict_charts.control("T", verdict([*STEADY[:5], None, *STEADY[6:]]), "victims")
    hole = next(r for r in _rows(chart, "point") if r["month"] == "2022-06-01")
    assert "value" not in hole


def test_limits_are_not_drawn_where_too_few_months_stand(verdict):
    chart = verdict_charts.control("T", verdict(STEADY[:9]), "victims")
    assert {(r["centre"], r["upper"]) for r in _rows(chart, "point")} == {(None, None)}


def test_a_series_without_a_month_can_still_be_drawn(verdict):
    empty = replace(verdict(STEADY), readings=())
    chart = verdict_charts.control("T", empty, "victims")
    assert chart.description == "There is no month to show."
    assert ElementTree.fromstring(chart.svg(charts.WIDE)).get("role") == "img"


def test_a_narrow_chart_is_narrower(verdict):
    chart = verdict_charts.control("T", verdict(STEADY), "victims")
    assert chart.size(charts.NARROW)[0] < 360 < chart.size(charts.WIDE)[0]


def test_the_table_of_a_chart_holds_each_months_mean_limits_and_mark(verdict):
    table = verdict_tables.control(verdict([*STEADY, 0.3]), "Caption", "victims")
    newest = [cell.text for cell in table.rows[0]]
    assert newest[:2] == ["January 2024", "30.0% of 1,000 victims"]
    assert table.rows[0][1].interval
    assert newest[4] == "outside the limits"
    assert table.frame.height == 50
    assert table.frame["special_cause"].to_list().count("outside") == 1


# Funnels -----------------------------------------------------------------------------------------


@pytest.fixture
def peers(pair, frame):
    def make(shares, denominator=400):
        rows = [
            pair(share, share, unit_type="bcu", unit_code=code, denominator=denominator)
            for code, share in shares.items()
        ]
        found = Figures(frame(*rows), date(2026, 11, 22))
        known = Verdicts(found, measures(), load.victims_codes())
        return known.peers(HEADLINE, "bcu", date(2026, 10, 1))

    return make


ALIKE = {f"U{n}": 0.6 + (n % 3 - 1) / 50 for n in range(11)}


def test_a_unit_like_the_others_does_not_stand_apart(peers):
    strict = peers(ALIKE)[0]
    said = verdict_words.place_among(strict, "U1", "BCU", "victims")
    assert said.startswith("Among the 11 BCUs in October 2026: 60.0% of 400 victims does not stand")
    assert re.search(r"within the limits \d\d\.\d% to \d\d\.\d% \(95%\)\.$", said)


def test_a_unit_far_below_the_others_is_named_with_its_limits(peers):
    strict = peers(ALIKE | {"LOW": 0.4})[0]
    said = verdict_words.place_among(strict, "LOW", "BCU", "victims")
    assert "40.0% of 400 victims lies below the limits" in said
    assert "(99.8%), which about 1 unit in 500 passes by chance." in said
    assert verdict_words.apart(strict, str).startswith("Apart from the others: LOW below the 99.8%")


def test_two_units_are_no_funnel(peers):
    strict = peers({"A": 0.4, "B": 0.6})[0]
    assert strict.funnel is None
    assert verdict_words.place_among(strict, "A", "BCU", "victims") == ""


def test_a_unit_whose_feed_fell_silent_is_not_compared_by_the_counts_that_are_left(pair, frame):
    rows = frame(
        *(
            pair(share, share, unit_type="bcu", unit_code=code)
            for code, share in (ALIKE | {"SILENT": 0.01}).items()
        )
    ).with_columns(
        pl.when(pl.col("unit_code") != "SILENT").then(pl.col(name)).alias(name)
        for name in ("value", "lower", "upper")
    )
    found = Verdicts(Figures(rows, date(2026, 11, 22)), measures(), load.victims_codes())
    strict = found.peers(HEADLINE, "bcu", date(2026, 10, 1))[0]
    assert strict.verdict("SILENT") is None
    assert strict.verdict("U1") is not None
    said = verdict_words.place_among(strict, "SILENT", "BCU", "victims")
    assert said == ("Among the 11 BCUs in October 2026: not judged, no share: a feed is silent.")
    assert "SILENT" not in verdict_words.apart(strict, str)


def test_a_funnel_draws_limits_against_the_denominator_and_marks_units_apart(peers):
    chart = verdict_charts.funnel("T", peers(ALIKE | {"LOW": 0.4}), str, "victims", here="U1")
    low = next(r for r in _rows(chart, "unit") if r["mark"] == "below")
    assert (low["size"], low["label"]) == (400, "LOW, below 99.8% limit")
    curve = [r for r in _rows(chart, "limit") if r["reading"] == "Strict reading"]
    widths = [r["upper998"] - r["lower998"] for r in curve]
    assert widths == sorted(widths, reverse=True)
    drawn = ElementTree.fromstring(chart.svg(charts.WIDE))
    assert "LOW, below 99.8% limit" in [each.text for each in drawn.iter(f"{SVG}text")]


def test_on_a_narrow_funnel_only_units_that_stand_out_keep_their_label(peers):
    chart = verdict_charts.funnel("T", peers(ALIKE | {"LOW": 0.4}), str, "victims")
    said = [e.text for e in ElementTree.fromstring(chart.svg(charts.NARROW)).iter(f"{SVG}text")]
    assert "LOW, below 99.8% limit" in said
    assert not {"U0", "U1", "U2"} & set(said)


def test_what_is_watched_are_the_pushed_measures_by_victim_where_they_can_be(pair, frame):
    rows = [
        pair(0.6, month=_month(n), measure=each)
        for n in range(14)
        for each in ("timeliness-r6", HEADLINE, "timeliness-r6-arrest")
    ]
    found = Verdicts(Figures(frame(*rows), date(2026, 1, 1)), measures(), load.victims_codes())
    assert found.pushed == (HEADLINE,)
    assert [each.measure for each in found.listed([FORCE, NORTH])] == [HEADLINE]
    assert 0 <= found.false_alarms(found.listed([FORCE])) < 1


def test_a_month_that_reads_like_the_mean_it_lies_above_is_said_to_do_so_before_rounding(verdict):
    rounded = _said(verdict([0.64, 0.60] * 6 + [0.65, 0.6284] + [0.65, 0.63] * 3))
    assert "8 months in a row above the mean 62.8% before rounding, since January 2023" in rounded
    assert "rounding" not in _said(verdict([0.64, 0.60] * 6 + [0.65, 0.63] * 4))


def test_the_short_codes_on_a_funnel_are_named_beside_it_and_long_ones_are_not(peers):
    names = {"U1": "First Area", "U2": "Second Area"}
    readings = peers({"U1": 0.6, "U2": 0.61, "A LONG NAME": 0.59})
    said = verdict_charts.key(readings, lambda code: names.get(code, code))
    assert said == "On the chart: U1 First Area; U2 Second Area."
    assert verdict_charts.key(readings, lambda code: code) == ""
