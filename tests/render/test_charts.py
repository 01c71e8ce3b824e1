"""Charts: drawn from data, with words, and never through a break."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree

import altair
import pytest

from upheld.render import charts
from upheld.render.figures import Pair

SVG = "{http://www.w3.org/2000/svg}"


def _drawn(chart, size=charts.WIDE):
    return ElementTree.fromstring(chart.svg(size))


@pytest.mark.parametrize("spec", sorted(charts.SPECS.glob("*.json")), ids=lambda p: p.stem)
def test_every_chart_file_is_valid_vega_lite_and_says_what_it_is(spec):
    values = json.loads(spec.read_text(encoding="utf-8"))
    altair.Chart.from_dict({**values, "datasets": {}}, validate=True)
    assert len(values["description"]) > 20


def test_a_chart_is_an_image_with_a_title_and_a_description(pair):
    series = [pair(0.6, month=(2026, 9)), pair(0.61)]
    root = _drawn(charts.months("Told <on> time", series, (), "victims"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title description"
    assert root.find(f"{SVG}title").text == "Told <on> time"
    assert "From September 2026 to October 2026" in root.find(f"{SVG}desc").text


def test_both_readings_are_labelled_at_their_lines_and_differ_by_more_than_colour(pair):
    chart = charts.months("Title", [pair(0.6, month=(2026, 9)), pair(0.61)], (), "victims")
    said = [e.text for e in _drawn(chart).iter(f"{SVG}text")]
    assert "Strict" in said
    assert "Lenient" in said
    assert 'stroke-dasharray="6,4"' in chart.svg(charts.WIDE)


def test_two_labels_that_would_overlap_are_moved_apart(pair):
    chart = charts.months("T", [pair(0.6, 0.6, month=(2026, 9)), pair(0.6, 0.61)], (), "victims")
    at = sorted(label["at"] for label in chart.data["labels"])
    assert at[1] - at[0] == pytest.approx(charts.LABEL_GAP)


def test_a_line_ends_at_a_break_and_another_begins_after_it(pair):
    series = [pair(0.6, month=(2021, month)) for month in (1, 2, 3, 4, 5)]
    new_code = charts.Break(date(2021, 4, 1), "New Victims' Code")
    chart = charts.months("Title", series, (new_code,), "victims")
    segments = {p["month"]: p["segment"] for p in chart.data["points"]}
    assert segments["2021-03-01"] != segments["2021-04-01"]
    assert segments["2021-04-01"] == segments["2021-05-01"]
    lines = [
        path.get("d")
        for path in _drawn(chart).iter(f"{SVG}path")
        if path.get("stroke") == "#0b2f6b" and path.get("fill") in (None, "none")
    ]
    assert len(lines) == 2
    assert "New Victims' Code" in [e.text for e in _drawn(chart).iter(f"{SVG}text")]


def test_a_break_outside_the_months_shown_is_not_drawn(pair):
    series = [pair(month=(2026, 9)), pair()]
    chart = charts.months("T", series, (charts.Break(date(2021, 4, 1), "Old"),), "victims")
    assert chart.data["breaks"] == []


def test_a_withheld_unit_is_described_and_not_drawn(pair, figure):
    withheld = figure(value=None, lower=None, upper=None, denominator=None, suppressed=True)
    chart = charts.units("T", [("North", pair()), ("South", Pair(withheld, None))], "victims")
    assert {row["unit"] for row in chart.data["units"]} == {"North"}
    assert "South: strict under 5 victims" in chart.description


def test_no_line_joins_two_vintages_of_a_count():
    rows = [(date(2022, 1, 1), 10, "a"), (date(2022, 2, 1), 12, "b"), (date(2022, 3, 1), 9, "b")]
    chart = charts.counts("Title", rows)
    assert [p["segment"] for p in chart.data["points"]] == ["a", "b", "b"]
    assert chart.description == "Lowest 9 in March 2022, highest 12 in February 2022."


def test_a_narrow_chart_is_narrower(pair):
    chart = charts.months("Title", [pair(month=(2026, 9)), pair()], (), "victims")
    assert chart.size(charts.NARROW)[0] < 360 < chart.size(charts.WIDE)[0]


def test_a_series_without_a_single_month_can_still_be_drawn():
    assert _drawn(charts.months("Title", [], (), "victims")).get("role") == "img"
