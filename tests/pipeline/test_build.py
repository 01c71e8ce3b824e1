"""From extracts to an edition: the numbers, the bytes, and what must never be in the open half."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.pipeline.conftest import CRIMES, EVENTS

from upheld.core.errors import UpheldError, WrongUseError
from upheld.editions.edition import OPEN_FILES, RESTRICTED_FILES, Edition, open_edition
from upheld.pipeline.build import build
from upheld.rules import load
from upheld.statistics.intervals import wilson

AS_OF = date(2022, 7, 1)
SHARED_IDS = ["C1", "V1a", "E1", "A1", "Zebedee", "Quillfeather", "ZZ9 9ZZ", "1980-02-03"]


def _built(extracts: Path, out: Path, as_of: date = AS_OF) -> Edition:
    edition, _ = build(extracts, out, as_of, force=load.force("met"))
    return edition


def _figure(edition: Edition, measure: str, reading: str, unit: str, month: str) -> dict:
    rows = edition.restricted("figures_full.parquet").filter(
        (pl.col("measure") == measure)
        & (pl.col("reading") == reading)
        & (pl.col("unit_code") == unit)
        & (pl.col("period_start") == date.fromisoformat(f"{month}-01"))
    )
    return rows.collect().row(0, named=True)


def test_the_share_told_in_time_is_what_counting_by_hand_gives(write_extracts, tmp_path) -> None:
    edition = _built(write_extracts(), tmp_path / "edition")
    strict = _figure(edition, "timeliness-r6-arrest", "strict", "met", "2022-05")
    lenient = _figure(edition, "timeliness-r6-arrest", "lenient", "met", "2022-05")
    # 14 crimes, two victims each, all due on 11 May; crimes 1 to 4 told, crime 7 by voicemail.
    assert (strict["numerator"], strict["denominator"]) == (8, 28)
    assert (lenient["numerator"], lenient["denominator"]) == (10, 28)
    assert strict["value"] == pytest.approx(8 / 28)


def test_the_interval_takes_the_crime_as_the_unit_of_independence(write_extracts, tmp_path) -> None:
    figure = _figure(
        _built(write_extracts(), tmp_path / "edition"), "timeliness-r6-arrest", "strict", "met",
        "2022-05",
    )  # fmt: skip
    # Both victims of a crime share its fate, so 28 duties are worth 13 (14 crimes, less one).
    by_crime = wilson(pl.Series([8 / 28]).to_numpy(), pl.Series([13.0]).to_numpy())
    assert (figure["lower"], figure["upper"]) == pytest.approx([float(x[0]) for x in by_crime])


def test_a_year_is_the_same_however_its_crimes_fall_into_quarters(write_extracts, tmp_path) -> None:
    """Numerator, denominator and the interval, for which both victims of a crime are one."""
    needs = [
        {"action_id": f"N{n}", "crime_id": f"C{n}", "action": "needs_assessment",
         "done_at": "2022-12-20", "result": "handed_over"}
        for n in (1, 2, 3, 4, 11)
    ]  # fmt: skip
    days = {
        "spread": ["2022-01-10", "2022-05-02", "2022-08-15", "2022-11-07"],
        "one": ["2022-05-02"],
    }
    years = []
    for name, reported in days.items():
        crimes = [
            {**crime, "reported_at": reported[n % len(reported)]} for n, crime in enumerate(CRIMES)
        ]
        edition = _built(
            write_extracts(name, crimes=crimes, actions=needs),
            tmp_path / f"edition-{name}",
            date(2023, 1, 15),
        )
        year = edition.restricted("figures_full.parquet").filter(
            pl.col("measure") == "coverage-r4-vna",
            pl.col("period_start") == date(2022, 1, 1),
            pl.col("period_end") == date(2022, 12, 31),
        )
        years.append(year.collect())
    spread, one = years
    assert spread.equals(one)
    force = spread.filter(unit_type="force", breakdown="none", reading="strict").row(0, named=True)
    assert (force["numerator"], force["denominator"]) == (10, 28)
    by_crime = wilson(pl.Series([10 / 28]).to_numpy(), pl.Series([13.0]).to_numpy())
    assert (force["lower"], force["upper"]) == pytest.approx([float(x[0]) for x in by_crime])


def test_units_add_up_to_the_force_and_a_crime_without_unit_counts_for_the_force_alone(
    write_extracts, tmp_path
) -> None:
    edition = _built(write_extracts(), tmp_path / "edition")
    figures = edition.restricted("figures_full.parquet").filter(
        (pl.col("measure") == "timeliness-r6-arrest")
        & (pl.col("reading") == "strict")
        & (pl.col("breakdown") == "none")
    )
    by_type = dict(figures.group_by("unit_type").agg(pl.col("denominator").sum()).collect().rows())
    assert by_type == {"force": 28, "bcu": 24, "borough": 24}


def test_a_unit_with_under_five_victims_shows_only_that_in_the_open_half(
    write_extracts, tmp_path
) -> None:
    crimes = [{"crime_id": "C1", "reported_at": "2022-05-02", "unit_code": "SN"}]
    victims = [{"victim_id": "V1", "crime_id": "C1", "kind": "person"}]
    extracts = write_extracts(crimes=crimes, victims=victims)
    figures = _built(extracts, tmp_path / "edition").figures()
    referral = figures.filter(pl.col("measure") == "timeliness-r4-refer")
    assert referral["suppressed"].all()
    assert (
        referral.select("numerator", "denominator", "value", "lower", "upper")
        .null_count()
        .sum_horizontal()
        .item()
        == 5 * referral.height
    )


def test_a_month_is_shown_only_once_it_is_over(write_extracts, tmp_path) -> None:
    extracts = write_extracts()
    early = _built(extracts, tmp_path / "early", date(2022, 5, 31)).figures()
    later = _built(extracts, tmp_path / "later", date(2022, 6, 1)).figures()
    timely = pl.col("measure").str.starts_with("timeliness")
    assert early.filter(timely).is_empty()
    assert later.filter(timely)["period_end"].max() == date(2022, 5, 31)


def test_what_is_owed_on_the_day_counts_overdue_and_open_duties(write_extracts, tmp_path) -> None:
    edition = _built(write_extracts(), tmp_path / "edition", date(2022, 5, 11))
    owed = edition.restricted("figures_full.parquet").filter(
        (pl.col("measure") == "outstanding-r6")
        & (pl.col("unit_type") == "force")
        & (pl.col("reading") == "strict")
    )
    # Due on 11 May, and on that day not yet overdue: 20 duties of 20 victims are open.
    assert owed.select("numerator", "open", "victims").collect().rows() == [(0, 20, 20)]


def test_a_victim_who_waits_for_two_updates_is_counted_once_and_is_late_if_either_is(
    write_extracts, tmp_path
) -> None:
    """The two victims of crime 1 were told of the arrest and wait for a new thing; those of crime 5
    wait for both."""
    later = [
        {"event_id": f"L{n}", "crime_id": f"C{n}", "event": "released_on_bail",
         "occurred_at": "2022-05-11T09:00"}
        for n in (1, 5)
    ]  # fmt: skip
    edition = _built(write_extracts(events=EVENTS + later), tmp_path / "e", date(2022, 5, 12))
    owed = edition.restricted("figures_full.parquet").filter(
        pl.col("measure").str.starts_with("outstanding-r6"),
        pl.col("unit_type") == "force",
        pl.col("reading") == "strict",
    )
    found = owed.select("measure", "numerator", "open", "denominator", "victims").collect()
    assert found.rows() == [
        ("outstanding-r6", 20, 4, 24, 22),
        ("outstanding-r6-victims", 20, 2, 22, 22),
    ]


def test_one_input_gives_identical_bytes(write_extracts, tmp_path) -> None:
    extracts = write_extracts()
    one, other = (_built(extracts, tmp_path / name) for name in ("one", "other"))
    for name in (*(f"open/{f}" for f in (*OPEN_FILES, "manifest.json")),
                 *(f"restricted/{f}" for f in RESTRICTED_FILES)):  # fmt: skip
        assert (one.path / name).read_bytes() == (other.path / name).read_bytes(), name


def test_nothing_in_the_open_half_concerns_one_person(write_extracts, tmp_path) -> None:
    edition = _built(write_extracts(), tmp_path / "edition")
    for file in (edition.path / "open").iterdir():
        if file.suffix == ".parquet":
            frame = pl.read_parquet(file)
            values = {str(v) for column in frame.get_columns() for v in column.unique()}
            identifiers = [i for i in SHARED_IDS if i in values]
        else:
            identifiers = [i for i in SHARED_IDS if f'"{i}"' in file.read_text(encoding="utf-8")]
        assert not identifiers, f"{file.name} holds {identifiers}"


def test_names_dates_of_birth_and_postcodes_are_in_neither_half(write_extracts, tmp_path) -> None:
    edition = _built(write_extracts(), tmp_path / "edition")
    for file in RESTRICTED_FILES:
        frame = edition.restricted(file).collect()
        values = {str(value) for column in frame.get_columns() for value in column.unique()}
        assert not values & {"Zebedee", "Quillfeather", "ZZ9 9ZZ", "1980-02-03"}, file


def test_the_manifest_names_no_path_and_no_time_of_building(write_extracts, tmp_path) -> None:
    edition = _built(write_extracts(), tmp_path / "edition")
    text = (edition.path / "open" / "manifest.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert {i["file"] for i in json.loads(text)["inputs"]} == {
        "crimes.csv", "victims.csv", "events.csv", "actions.csv"}  # fmt: skip


def test_reports_before_any_code_are_counted_and_owe_nothing(write_extracts, tmp_path) -> None:
    crimes = [{"crime_id": "C1", "reported_at": "2015-11-15", "unit_code": "SN"},
              {"crime_id": "C2", "reported_at": "2015-11-16", "unit_code": "SN"}]  # fmt: skip
    victims = [{"victim_id": f"V{n}", "crime_id": f"C{n}", "kind": "person"} for n in (1, 2)]
    events = [
        {"event_id": "E1", "crime_id": "C1", "event": "arrested", "occurred_at": "2015-11-15"}
    ]
    extracts = write_extracts(crimes=crimes, victims=victims, events=events)
    edition = _built(extracts, tmp_path / "edition")
    assert edition.manifest.counts["no_code"] == 2  # the report and the arrest of C1
    owed = edition.restricted("duties.parquet").collect()
    assert set(owed["crime_id"]) == {"C2"}


def test_extracts_with_nothing_to_build_leave_the_last_edition_whole(
    write_extracts, tmp_path
) -> None:
    out = tmp_path / "edition"
    before = _built(write_extracts(), out).manifest
    nothing = write_extracts("nothing", crimes=[{"crime_id": "", "reported_at": "2022-05-02"}])
    with pytest.raises(UpheldError, match="nothing could be built"):
        _built(nothing, out)
    assert open_edition(out).manifest == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_edition_is_never_put_inside_its_extracts(write_extracts) -> None:
    extracts = write_extracts()
    with pytest.raises(WrongUseError, match="cannot stand inside"):
        _built(extracts, extracts / "edition")


def test_a_folder_that_is_no_edition_is_not_replaced(write_extracts, tmp_path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    with pytest.raises(WrongUseError, match="no edition"):
        _built(write_extracts(), mine)
    assert (mine / "letter.txt").read_text() == "keep me"


def test_an_as_of_date_beyond_the_known_bank_holidays_is_refused(write_extracts, tmp_path) -> None:
    with pytest.raises(WrongUseError, match="bank holidays are known"):
        _built(write_extracts(), tmp_path / "edition", date(2099, 1, 1))


def test_one_made_up_crime_makes_the_whole_edition_a_demonstration(
    write_extracts, tmp_path
) -> None:
    assert not _built(write_extracts(), tmp_path / "edition").manifest.demonstration
    crimes = [{"crime_id": "C1", "reported_at": "2022-05-02"},
              {"crime_id": "MADEUP-C2", "reported_at": "2022-05-02"}]  # fmt: skip
    mixed = write_extracts("mixed", crimes=crimes)
    assert _built(mixed, tmp_path / "mixed-edition").manifest.demonstration


def test_how_not_to_make_contact_is_kept_in_the_restricted_half_alone(
    write_extracts, tmp_path
) -> None:
    victims = [{"victim_id": "V1", "crime_id": "C1", "kind": "person",
                "safe_contact": "post;text_message"}]  # fmt: skip
    edition = _built(write_extracts(victims=victims), tmp_path / "edition")
    kept = edition.restricted("victims.parquet").collect()
    assert kept["safe_contact"].to_list() == ["post;text_message"]
    for file in (edition.path / "open").iterdir():
        assert b"text_message" not in file.read_bytes(), file.name
        assert b"safe_contact" not in file.read_bytes(), file.name
