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
    root = _drawn(charts.units("Told <on> time", [("North", pair())], "victims"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title description"
    assert root.find(f"{SVG}title").text == "Told <on> time"
    assert "North: strict 60.0% of 1,000 victims" in root.find(f"{SVG}desc").text


def test_a_withheld_unit_is_described_and_not_drawn(pair, figure):
    withheld = figure(value=None, lower=None, upper=None, denominator=None, suppressed=True)
    chart = charts.units("T", [("North", pair()), ("South", Pair(withheld, None))], "victims")
    assert {row["unit"] for row in chart.data["units"]} == {"North"}
    assert "South: strict under 5 victims" in chart.description


def test_a_chart_of_many_units_has_a_summary_of_the_lowest_and_the_highest_of_each_reading(pair):
    named = [("North", pair(0.6, 0.7)), ("South", pair(0.5, 0.8)), ("West", pair(0.55, 0.75))]
    assert charts.units("T", named, "victims").summary == (
        "Strict: lowest 50.0% (South), highest 60.0% (North). "
        "Lenient: lowest 70.0% (North), highest 80.0% (South)."
    )


def test_no_line_joins_two_vintages_of_a_count():
    rows = [(date(2022, 1, 1), 10, "a"), (date(2022, 2, 1), 12, "b"), (date(2022, 3, 1), 9, "b")]
    chart = charts.counts("Title", rows)
    assert [p["segment"] for p in chart.data["points"]] == ["a", "b", "b"]
    assert chart.description == "Lowest 9 in March 2022, highest 12 in February 2022."


def test_what_has_one_reading_is_drawn_under_its_own_name(figure):
    recorded = figure("recorded", measure="priority-identified")
    chart = charts.units("T", [("North", Pair(recorded, None))], "victims")
    assert "recorded" in [e.text for e in _drawn(chart).iter(f"{SVG}text")]
    assert "North: recorded 60.0%" in chart.description


LONG = "Wounding or causing grievous bodily harm with intent"


@pytest.mark.parametrize("size", charts.SIZES.values(), ids=lambda size: size.name)
def test_a_long_name_is_written_on_several_lines_and_the_chart_keeps_its_width(pair, size):
    chart = charts.units("T", [(LONG, pair()), ("Rape", pair())], "victims")
    texts = [e.text for e in _drawn(chart, size).iter(f"{SVG}tspan")]
    assert " ".join(texts) == LONG
    assert max(map(len, texts)) <= size.letters
    width, height = chart.size(size)
    assert width < size.width + charts.LETTER_WIDTH * size.letters + 40
    assert height >= charts.LINE_HEIGHT * len(texts) * 2


COUNTS = charts.counts("T", [(date(2022, month, 1), 900 * month, "a") for month in range(1, 9)])
SHARES = charts.published("T", [(date(2022, m, 1), 0.1 * m, "a") for m in range(1, 9)], str)


@pytest.mark.parametrize("size", charts.SIZES.values(), ids=lambda size: size.name)
@pytest.mark.parametrize("kind", ["units", "counts", "published"])
def test_the_place_kept_for_a_chart_is_as_large_as_the_chart_and_no_letter_shrinks(
    pair, size, kind
):
    named = [(LONG, pair()), ("Rape", pair(0.1, 0.2))]
    made = {"units": charts.units("T", named, "victims"), "counts": COUNTS, "published": SHARES}
    root = _drawn(made[kind], size)
    assert made[kind].size(size) == (int(root.get("width")), int(root.get("height")))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_what_needs_more_room_than_its_frame_is_drawn_smaller_and_whole():
    chart = charts.counts("T", [(date(2022, m, 1), 10**12 * m, "a") for m in range(1, 9)])
    root = _drawn(chart, charts.NARROW)
    frame, (_, _, inside, _) = chart.size(charts.NARROW), map(int, root.get("viewBox").split())
    assert (int(root.get("width")), int(root.get("height"))) == frame
    assert inside > frame[0]


def test_a_chart_drawn_again_holds_its_own_data_alone(pair):
    one = charts.units("T", [("North", pair())], "victims").svg(charts.WIDE)
    other = charts.units("T", [("South", pair())], "victims").svg(charts.WIDE)
    assert ("North" in one, "South" in one) == (True, False)
    assert ("North" in other, "South" in other) == (False, True)
