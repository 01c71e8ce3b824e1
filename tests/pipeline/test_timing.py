"""Timing evidence is found where it is planted, and nowhere else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from upheld.core.timing import BATCH_ENTRIES, BATCH_MINUTES, Kind
from upheld.extracts.read import read
from upheld.pipeline import duties, timing
from upheld.pipeline.build import build
from upheld.pipeline.figures import COLUMNS as FIGURES
from upheld.render.silence import Silences
from upheld.render.timing import TESTS, Timing
from upheld.rules import load
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order

MAY = date(2022, 5, 1)
AS_OF = date(2022, 6, 8)


def timing_of(extracts: Path, out: Path, as_of: date = AS_OF) -> pl.DataFrame:
    return build(extracts, out, as_of, force=load.force("met"))[0].timing()


def row(evidence: pl.DataFrame, kind: Kind, of: str, unit: str, month: date = MAY) -> dict:
    rows = evidence.filter(
        pl.col("kind") == str(kind), pl.col("of") == of, pl.col("unit_code") == unit,
        pl.col("period_start") == month,
    )  # fmt: skip
    assert rows.height == 1, (kind, of, unit, month, rows.height)
    return rows.row(0, named=True)


# Entry against claimed time ----------------------------------------------------------------------


def told(n: int, done: str, keyed: str, **other: str) -> dict[str, str]:
    usual = {
        "action_id": f"A{n}-{done}-{other.get('result', '')}", "crime_id": f"C{n}",
        "victim_id": f"V{n}", "action": "informed", "about_event_id": f"E{n}", "about": "",
        "done_at": done, "recorded_at": keyed, "recorded_by": f"P{n}", "result": "spoken",
        "text_digest": f"{n}{done}",
    }  # fmt: skip
    return usual | other


# All were arrested on 4 May: the update was due on 11 May.
CASES = {
    1: [told(1, "2022-05-10", "2022-05-10")],
    2: [told(2, "2022-05-10", "2022-05-11")],
    3: [told(3, "2022-05-10", "2022-05-12")],
    4: [told(4, "2022-05-10", "2022-05-20"), told(4, "2022-05-11", "2022-05-11T09:00")],
    5: [told(5, "2022-05-09", "2022-05-09", result="message_left"),
        told(5, "2022-05-10", "2022-05-13")],
    6: [told(6, "2022-05-10", "")],
    7: [told(7, "2022-05-12", "2022-05-12")],
    8: [told(8, "2022-05-10", "2022-05-16"),
        told(8, "2022-05-11", "2022-05-11", about_event_id="")],
    9: [told(9, "2022-05-10", "2022-06-20", victim_id="", about_event_id="", about="arrested")],
}  # fmt: skip
MET_AS_CLAIMED, MET_AS_KEYED = 8, 4
AT_ITS_WORD = 6


@pytest.fixture
def cases(write_extracts, tmp_path: Path) -> pl.DataFrame:
    numbers = list(CASES)
    extracts = write_extracts(
        crimes=[
            {"crime_id": f"C{n}", "reported_at": "2022-05-02", "unit_code": "SN"} for n in numbers
        ],
        victims=[{"victim_id": f"V{n}", "crime_id": f"C{n}", "kind": "person"} for n in numbers],
        events=[
            {"event_id": f"E{n}", "crime_id": f"C{n}", "event": "arrested",
             "occurred_at": "2022-05-04", "recorded_at": "2022-05-14"} for n in numbers
        ],
        actions=[action for actions in CASES.values() for action in actions],
    )  # fmt: skip
    return timing_of(extracts, tmp_path / "edition")


def test_an_action_counts_as_keyed_only_where_one_that_proves_it_was_keyed_by_the_due_date(cases):
    for of in ("duties", "victims"):
        assert row(cases, Kind.AS_CLAIMED, of, "SN")["numerator"] == MET_AS_CLAIMED
        assert row(cases, Kind.AS_KEYED, of, "SN")["numerator"] == MET_AS_KEYED
        assert row(cases, Kind.AS_KEYED, of, "SN")["denominator"] == len(CASES)
        assert row(cases, Kind.AS_KEYED, of, "met")["numerator"] == MET_AS_KEYED
    late = row(cases, Kind.BACK_DATED, "duties", "SN")
    assert (late["numerator"], late["denominator"]) == (4, MET_AS_CLAIMED)


def test_entries_are_counted_in_the_month_in_which_they_were_keyed(cases):
    late = row(cases, Kind.AFTER_7_DAYS, "actions", "SN")
    assert (late["numerator"], late["denominator"]) == (1, 10)  # the one keyed on 20 June: June's
    assert row(cases, Kind.AFTER_1_DAY, "actions", "SN")["numerator"] == 4
    assert row(cases, Kind.MEDIAN_DAYS, "actions", "SN")["value"] == 0


def test_what_has_no_time_of_entry_is_counted_by_itself(cases):
    missing = row(cases, Kind.NO_ENTRY_TIME, "actions", "SN")
    assert missing["numerator"] == 1
    assert row(cases, Kind.NO_ENTRY_TIME, "events", "SN")["numerator"] == 0


def test_events_are_held_to_the_day_on_which_they_happened(cases):
    late = row(cases, Kind.AFTER_7_DAYS, "events", "SN")
    assert (late["numerator"], late["denominator"]) == (9, 9)
    assert row(cases, Kind.AFTER_28_DAYS, "events", "SN")["numerator"] == 0


def test_with_no_time_of_entry_at_all_nothing_is_said_of_timeliness_as_keyed(
    write_extracts, tmp_path
):
    evidence = timing_of(write_extracts(), tmp_path / "edition")
    assert evidence.filter(pl.col("kind").is_in([Kind.AS_KEYED, Kind.BACK_DATED])).is_empty()
    assert not evidence.filter(pl.col("kind") == Kind.NO_ENTRY_TIME).is_empty()


def test_of_fewer_than_five_entries_only_that_is_shown(write_extracts, tmp_path):
    actions = [told(n, "2022-05-10", "2022-05-10") for n in range(1, 5)]
    extracts = write_extracts(actions=[each | {"victim_id": ""} for each in actions])
    evidence = timing_of(extracts, tmp_path / "edition")
    few = row(evidence, Kind.AFTER_1_DAY, "actions", "SN")
    assert few["suppressed"]
    assert {few[name] for name in ("numerator", "denominator", "value", "people")} == {None}
    assert not row(evidence, Kind.NO_ENTRY_TIME, "events", "SN")["suppressed"]


def test_no_pseudonym_and_no_digest_is_in_the_open_half(cases):
    texts = cases.select(pl.col(pl.String)).unique()
    said = {value for column in texts.iter_columns() for value in column.unique() if value}
    assert not said & {f"P{n}" for n in CASES}
    assert not {each for each in said if "2022-05" in each}


# How entries are made ----------------------------------------------------------------------------

MONTHS = [date(2021 + n // 12, n % 12 + 1, 1) for n in range(14)]
A_DAY = 4
STEADY, MONTH_END, NO_EVENTS, NO_ACTIONS = "AS", "CE", "EA", "WA"
STOPPED_ON = date(2021, 12, 10)


def days_of(month: date) -> Iterator[date]:
    day = month
    while day.month == month.month:
        yield day
        day += timedelta(days=1)


def entries(unit: str, day: date) -> Iterator[tuple[datetime, str, str]]:
    """When, by whom and with what text a day's work is keyed: at the month's end, all at once."""
    last = max(days_of(day.replace(day=1)))
    for n in range(A_DAY):
        if unit == MONTH_END and n == 0:
            at = datetime(last.year, last.month, last.day, 16, 0) + timedelta(seconds=day.day * 10)
            yield at, "clerk", f"text of {last}"
        else:
            at = datetime(day.year, day.month, day.day, 9 + n)
            yield at, f"{unit}{day.day % 20}{n}", f"{unit}{day}{n}"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Four units; each day four crimes with an arrest and a call. One unit keys a quarter of its
    calls at the month's end, one feed of events and one of actions stop on 10 December."""
    crimes, victims, events, actions = [], [], [], []
    for unit in (STEADY, MONTH_END, NO_EVENTS, NO_ACTIONS):
        for day in (day for month in MONTHS for day in days_of(month)):
            for n, (at, who, text) in enumerate(entries(unit, day)):
                key = f"{unit}-{day}-{n}"
                crimes.append((key, day, unit))
                victims.append((key, key, "person"))
                if unit != NO_EVENTS or day <= STOPPED_ON:
                    events.append((key, key, "arrested", day, day))
                if unit != NO_ACTIONS or day <= STOPPED_ON:
                    actions.append((key, key, "informed", "arrested", day, at, who, "spoken", text))
    folder = tmp_path_factory.mktemp("planted")
    heads = {
        "crimes": ("crime_id", "reported_at", "unit_code"),
        "victims": ("victim_id", "crime_id", "kind"),
        "events": ("event_id", "crime_id", "event", "occurred_at", "recorded_at"),
        "actions": ("action_id", "crime_id", "action", "about", "done_at", "recorded_at",
                    "recorded_by", "result", "text_digest"),
    }  # fmt: skip
    extracts = folder / "extracts"
    extracts.mkdir()
    for (table, head), rows in zip(heads.items(), (crimes, victims, events, actions), strict=True):
        with (extracts / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *rows])
    return timing_of(extracts, folder / "edition", date(2022, 3, 10))


def test_entries_in_one_go_are_found_as_batches_texts_and_one_persons_and_nowhere_else(planted):
    may = date(2021, 5, 1)
    for kind in (Kind.BATCHES, Kind.SAME_TEXT, Kind.ONE_PERSON):
        assert row(planted, kind, "actions", MONTH_END, may)["numerator"] == 31
    for kind in (Kind.BATCHES, Kind.SAME_TEXT):
        assert row(planted, kind, "actions", STEADY, may)["numerator"] == 0
    assert row(planted, Kind.ONE_PERSON, "actions", STEADY, may)["people"] == 80
    assert row(planted, Kind.ONE_PERSON, "actions", STEADY, may)["numerator"] == 2


def test_the_closing_days_are_held_to_the_units_other_days(planted):
    # May 2021 ended on a bank holiday: Friday the 28th and the three days after it close it.
    steady = row(planted, Kind.MONTH_END, "actions", STEADY, date(2021, 5, 1))
    assert steady["numerator"] == 4 * A_DAY
    assert steady["expected"] == pytest.approx(4 / 31)
    bunched = row(planted, Kind.MONTH_END, "actions", MONTH_END, date(2021, 5, 1))
    assert bunched["numerator"] == 4 * 3 + 31
    assert bunched["expected"] == pytest.approx(4 * 3 / 124)


def test_what_is_said_to_have_been_done_is_held_to_its_own_days(planted):
    claimed = row(planted, Kind.MONTH_END_CLAIMED, "actions", MONTH_END, date(2021, 6, 1))
    assert claimed["numerator"] == A_DAY
    assert claimed["expected"] == pytest.approx(1 / 30)


def test_only_the_unit_that_keys_at_the_months_end_stands_out(planted):
    said = Timing(planted).findings(lambda _, code: code)
    assert said
    assert {sentence.split()[0] for sentence in said} == {MONTH_END}


@pytest.mark.parametrize(("unit", "feed"), [(NO_EVENTS, "events"), (NO_ACTIONS, "actions")])
def test_a_feed_that_stops_is_silent_in_that_month_and_until_it_comes_back(planted, unit, feed):
    silences = Silences(planted)
    for month in (date(2021, 12, 1), date(2022, 1, 1), date(2022, 2, 1)):
        found = {each.feed for each in silences.of("bcu", unit, month)}
        assert feed in found
        assert {each.last_on for each in silences.of("bcu", unit, month)} == {STOPPED_ON}
    assert not silences.of("bcu", unit, date(2021, 11, 1))
    assert not silences.of("bcu", STEADY, date(2022, 1, 1))


@pytest.mark.parametrize(
    ("number", "minutes", "found"),
    [
        (BATCH_ENTRIES, BATCH_MINUTES, BATCH_ENTRIES),
        (BATCH_ENTRIES - 1, BATCH_MINUTES, 0),
        (BATCH_ENTRIES, BATCH_MINUTES + 1, 0),
        (2 * BATCH_ENTRIES, 2 * BATCH_MINUTES, 2 * BATCH_ENTRIES),
    ],
)
def test_a_batch_is_as_many_within_as_many_minutes_as_the_page_says(
    write_extracts, tmp_path, number, minutes, found
):
    first = datetime(2022, 5, 10, 23, 0)
    step = timedelta(minutes=minutes) / (number - 1)
    actions = [
        told(1, "2022-05-10", (first + n * step).isoformat(timespec="seconds"),
             action_id=f"A{n}", recorded_by="clerk") for n in range(number)
    ]  # fmt: skip
    victims = [{"victim_id": "V1", "crime_id": "C1", "kind": "person"}]
    extracts = write_extracts(victims=victims, actions=actions)
    evidence = timing_of(extracts, tmp_path / "edition")
    assert row(evidence, Kind.BATCHES, "actions", "SN")["numerator"] == found


# The made-up force -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight months of the made-up force, without routine updates."""
    folder = tmp_path_factory.mktemp("made_up") / "extracts"
    generate(Order(crimes=6_000, start="2021-01", months=8, seed=7), folder)
    for file in folder.glob("victims-*"):
        rows = pl.read_parquet(file)
        none = pl.lit(None, rows.schema["update_interval_days"]).alias("update_interval_days")
        rows.with_columns(none).write_parquet(file)
    return folder


UNTIL = date(2021, 9, 15)


@pytest.fixture(scope="module")
def made_up_timing(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return timing_of(made_up, tmp_path_factory.mktemp("made_up") / "edition", UNTIL)


def test_central_east_is_found_keying_at_the_months_end_and_nobody_else_is_accused(made_up_timing):
    year = Timing(made_up_timing)
    for kind in (Kind.MONTH_END, Kind.SAME_TEXT):
        share = year.share(kind, "actions", ("bcu", "CE"))
        assert share is not None
        assert share.stands_out(TESTS[kind])
    said = year.findings(lambda _, code: code)
    assert {sentence.split()[0] for sentence in said} == {"CE"}


def test_no_feed_of_the_made_up_force_is_silent(made_up_timing):
    assert not [each for each in Silences(made_up_timing).all() if each.silent]


def test_crimes_worked_through_in_several_buckets_give_the_same_counts(
    made_up, made_up_timing, tmp_path
):
    force, codes = load.force("met"), load.victims_codes()
    full = pl.DataFrame(schema=FIGURES)
    found = []
    for size in (1_000_000, 900):
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'Europe/London'")
            read(made_up, connection, force=force)
            duties.prepare(connection, codes, load.calendar(), UNTIL, force)
            timing.start(connection)
            for _ in duties.each_bucket(connection, size):
                timing.add_bucket(connection)
            found.append(timing.evidence(connection, full, force, tmp_path))
    looked_for_within = pl.col("kind").is_in([Kind.BATCHES, Kind.SAME_TEXT])
    one, several = (each.filter(~looked_for_within) for each in found)
    assert_frame_equal(one, several)
    assert one.height > 1000


def test_timeliness_as_keyed_is_what_a_build_from_the_days_of_entry_gives(
    made_up, made_up_timing, tmp_path
):
    """The slow way: every action is moved to the day on which it was keyed, and all is built anew.

    Not so what was refused or withheld: a duty that is excluded stays so.
    """
    refused = pl.col("result").is_in(["declined", "withheld"])
    keyed = pl.max_horizontal("done_at", "recorded_at")
    moved = tmp_path / "moved"
    moved.mkdir()
    for file in made_up.glob("*.parquet"):
        rows = pl.read_parquet(file)
        if file.name.startswith("actions"):
            rows = rows.with_columns(done_at=pl.when(refused).then("done_at").otherwise(keyed))
        rows.write_parquet(moved / file.name)
    again = timing_of(moved, tmp_path / "edition", UNTIL)
    key = ["of", "unit_type", "unit_code", "period_start"]
    both = made_up_timing.filter(pl.col("kind") == Kind.AS_KEYED).join(
        again.filter(pl.col("kind") == Kind.AS_CLAIMED), on=key, suffix="_slow"
    )
    assert both.height > 100
    assert both.filter(~pl.col("numerator").eq_missing(pl.col("numerator_slow"))).is_empty()
    claimed = made_up_timing.filter(pl.col("kind") == Kind.AS_CLAIMED)
    assert both["numerator"].sum() < 0.95 * claimed["numerator"].sum()
