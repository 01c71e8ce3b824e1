"""Where a feed fell silent no page reads as a share, and says why. West Area's events did, in the
last month of the small edition."""

from __future__ import annotations

import csv
import io

MONTH = "October 2026"
WHY = "all events 9 where 60 a month are usual"


def test_a_unit_whose_feed_fell_silent_shows_no_share_and_says_why(read):
    page = read("/units/WA/").says()
    assert f"How many victims were told on time in {MONTH} is not shown" in page
    assert WHY in page
    assert "neither 100% nor 0% would mean anything" in page


def test_its_verdict_is_not_judged_for_that_month(read):
    assert f"Not judged: {MONTH} has no figure to judge" in read("/units/WA/").says()


def test_its_counts_are_not_set_beside_those_of_other_units(read):
    words = f"Among the 11 BCUs in {MONTH}: not judged, no share: a feed is silent"
    assert words in read("/units/WA/").says()
    assert words not in read("/units/CN/").says()


def test_the_force_says_whose_part_is_missing(read):
    assert "Not complete: a feed is silent in West Area" in read("/").says()


def test_a_unit_whose_feeds_came_keeps_its_share(read):
    page = read("/units/CN/").says()
    assert f"an update in {MONTH}, the share" in page
    assert "silent" not in page


def test_the_file_keeps_the_counts_and_has_no_share(get):
    text = get("/tables/months/timeliness-r6-victims/WA.csv").content.decode()
    lines = {line["period_start"]: line for line in csv.DictReader(io.StringIO(text))}
    assert lines["2026-10-01"]["value"] == ""
    assert int(lines["2026-10-01"]["denominator"]) > 0
    assert lines["2026-09-01"]["value"] != ""
