"""Times around both clock changes: with an offset into London time, without one as they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

at = datetime.fromisoformat  # a wall clock in London has no offset
LONDON = ZoneInfo("Europe/London")
# One hour either side of the clocks going forward and back in 2022.
AROUND = [
    datetime(2022, 3, 27, 0, 59, 59, tzinfo=UTC),
    datetime(2022, 3, 27, 1, 0, tzinfo=UTC),
    datetime(2022, 10, 30, 0, 30, tzinfo=UTC),
    datetime(2022, 10, 30, 0, 59, 59, tzinfo=UTC),
    datetime(2022, 10, 30, 1, 0, tzinfo=UTC),
    datetime(2022, 10, 30, 1, 30, tzinfo=UTC),
]


@pytest.mark.parametrize("instant", AROUND, ids=str)
@pytest.mark.parametrize("hours", [-11, -1, 0, 1, 14])
def test_a_time_with_an_offset_becomes_the_london_wall_clock(extracts, instant, hours):
    written = instant.astimezone(timezone(timedelta(hours=hours))).isoformat()
    extracts.rows("crimes.csv", {"reported_at": written})
    extracts.read()
    wall_clock = instant.astimezone(LONDON).replace(tzinfo=None)
    assert extracts.values("crimes", "reported_at") == [wall_clock]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_a_time_in_the_hour_that_summer_time_skips_stays_as_it_was_written(extracts, zone):
    extracts.connection.execute(f"SET TimeZone = '{zone}'")
    extracts.rows("crimes.csv", {"reported_at": "2022-03-27T01:30"})
    extracts.read()
    assert extracts.values("crimes", "reported_at") == [at("2022-03-27T01:30:00")]


def test_the_sessions_time_zone_plays_no_part(extracts):
    extracts.connection.execute("SET TimeZone = 'Asia/Tokyo'")
    extracts.rows("crimes.csv", {"reported_at": "2022-07-01T23:30Z", "committed_on": "2022-07-01"})
    extracts.read()
    assert extracts.values("crimes", "reported_at") == [at("2022-07-02T00:30:00")]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    instants=st.lists(
        st.datetimes(at("1972-01-01T00:00:00"), at("2037-12-31T00:00:00"), timezones=st.just(UTC)),
        min_size=1,
        max_size=50,
        unique=True,
    ),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_any_instant_agrees_with_pythons_own_time_zones(new_extracts, instants, minutes):
    extracts = new_extracts()
    zone = timezone(timedelta(minutes=minutes))
    written = [instant.astimezone(zone).isoformat() for instant in instants]
    extracts.rows(
        "crimes.csv", *({"crime_id": str(n), "reported_at": t} for n, t in enumerate(written))
    )
    extracts.read()
    wanted = [instant.astimezone(LONDON).replace(tzinfo=None) for instant in instants]
    assert extracts.values("crimes", "reported_at") == wanted
