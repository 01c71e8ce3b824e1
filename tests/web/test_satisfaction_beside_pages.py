"""What stands beside satisfaction: no number without what it cannot mean, nothing of few people."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest


def _rows(get: Any, name: str) -> list[dict[str, str]]:
    answer = get(f"/tables/satisfaction/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_bcus_quarter_stands_raw_and_pooled_and_says_whether_it_changed(read):
    page = read("/satisfaction/bcu/")
    table = next(t for t in page.all("table") if "Pooled" in "".join(t.itertext()))
    rows = [" ".join("".join(row.itertext()).split()) for row in table.iter("tr")]
    assert sum("61.0%" in row and "No change" in row for row in rows) == 11
    assert sum("61.0%" in row and "A fall" in row for row in rows) == 1
    assert "were tested together" in page.says()


def test_rights_stand_with_their_caveats_and_what_is_too_small_has_no_number(read, get):
    said = read("/satisfaction/code/").says()
    assert "850 of 900 interviews could be joined with duties." in said
    assert said.index("this is an association, not an effect") < said.index("Right 3")
    assert said.count("Victims whose rights were met differ from others") == 1
    assert "Not compared: under 10 interviews" in said
    assert "Right 3: To be given information when reporting" in said
    rows = _rows(get, "rights-strict")
    assert all("association, not an effect" in row["caveats"] for row in rows)
    (small,) = [row for row in rows if row["right"] == "Right 8"]
    assert not [small[each] for each in ("met_share", "met_n", "estimate") if small[each]]


def test_the_leaflets_reach_is_told_by_each_reading_and_never_as_one(read):
    said = read("/satisfaction/leaflet/").says()
    assert (
        "Issued, by the records, January to March 2026: 40.0% of 500 victims "
        "(95% interval 30.0% to 50.0%)."
    ) in said
    assert "Recalled, by victims interviewed, January to March 2026: 50.0% of 40 interviews" in said
    assert "The two count different people" in said


def test_no_number_of_the_association_is_had_without_its_verdict_and_caveats(read, get):
    page = read("/satisfaction/leaflet/")
    said = page.says()
    assert "Cannot tell." in said
    parts = (
        "Who got it (a leaflet) is known from memory", "Nobody drew lots",
        "Adjusted for age band, and for nothing else", "No figure here is an effect.",
    )  # fmt: skip
    assert [part for part in parts if part not in said] == []
    assert said.index("Nobody drew lots") < said.index("the one to go by (AIPW)")
    for name in ("association", "balance"):
        rows = _rows(get, name)
        assert rows
        assert all("cannot tell" in row["in_mind"] for row in rows)
        assert all("Nobody drew lots" in row["in_mind"] for row in rows)


def test_call_backs_are_counts_and_under_five_is_said_and_no_more_promised(read):
    page = read("/satisfaction/call-backs/")
    rows = [" ".join("".join(row.itertext()).split()) for row in page.root.iter("tr")]
    (few,) = [row for row in rows if row.startswith("South Area")]
    assert few.count("under 5 victims") == 5
    assert not any(sign.isdigit() for sign in few.replace("under 5", ""))
    assert any("60" in row and "40" in row for row in rows)
    assert "not kept from whoever takes the other units from the force" in page.says()


@pytest.mark.parametrize(
    "name",
    ["pooled", "rights-strict", "rights-lenient", "leaflet", "leaflet-units", "association",
     "balance", "calls", "calls-units"],
)  # fmt: skip
def test_every_table_beside_satisfaction_can_be_had_as_csv_and_ods(get, name):
    assert _rows(get, name)
    assert get(f"/tables/satisfaction/{name}.ods").content[:2] == b"PK"


@pytest.mark.parametrize("at", ["code", "leaflet", "association", "calls", "trials"])
def test_each_of_these_pages_links_to_its_formulas(read, at):
    page = read("/satisfaction/method/")
    assert [each for each in page.root.iter() if each.get("id") == at]
    where = {"association": "leaflet", "calls": "call-backs", "trials": ""}.get(at, at)
    if where:
        links = [a.get("href") for a in read(f"/satisfaction/{where}/").all("a")]
        assert f"/satisfaction/method/#{at}" in links


def test_an_edition_from_before_says_what_it_does_not_hold(site, editions, tmp_path):
    import shutil

    import polars as pl
    from django.test import override_settings

    from upheld.web.staff import editions as opened

    shutil.copytree(editions / "demonstration", tmp_path / "demonstration")
    place = tmp_path / "demonstration" / "open" / "satisfaction.parquet"
    old = pl.read_parquet(place).filter(
        pl.col("part").is_in(["estimate", "change", "driver", "method"])
    )
    old.write_parquet(place)
    assert opened is not None
    with override_settings(EDITIONS=tmp_path, EDITION="demonstration"):
        for page, says in (
            ("code", "built before rights were set beside"),
            ("leaflet", "names no design for this comparison"),
            ("call-backs", "No call-back is recorded."),
            ("bcu", "Satisfied overall"),
        ):
            answer = site.get(f"/satisfaction/{page}/")
            assert answer.status_code == 200, page
            assert says in answer.content.decode()
        assert site.get("/tables/satisfaction/association.csv").status_code == 404


# Trials -------------------------------------------------------------------------------------------


@pytest.fixture
def trials(site: Any, tmp_path: Path):
    from django.test import override_settings

    with override_settings(TRIALS=tmp_path / "trials"):
        yield tmp_path / "trials"


def test_without_a_trial_the_page_says_how_one_gets_there(read, trials):
    assert "No trial is published here." in read("/satisfaction/trials/").says()


def test_a_trial_that_runs_shows_its_rules_and_no_result(read, get, trials):
    from upheld.trials.published import Page, as_json
    from upheld.trials.report import Section

    flow = (("block", "allocated"), ("Theft", "40"))
    sections = (
        Section("Protocol", ("Does it help?",)), Section("Flow", ("Assessed: 80.",), flow)
    )  # fmt: skip
    made = Page("calls", "Call-backs", "running", "2026-05-01", "ab12", sections)
    trials.mkdir()
    (trials / "calls.json").write_text(as_json(made))
    (trials / "broken.json").write_text("{")
    assert "Running. Its protocol was bound on 1 May 2026." in read("/satisfaction/trials/").says()
    said = read("/satisfaction/trials/calls/").says()
    assert "Running: no result is shown before the end." in said
    assert "Does it help?" in said
    assert get("/satisfaction/trials/broken/").status_code == 404
