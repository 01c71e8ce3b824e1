"""The API gives the figures of the pages: withheld stays withheld, a silent feed has no share."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from tests import small_editions

from upheld.render.figures import HEADLINE

CURRENT = "/api/v1/editions/current"


def _all(get, address):
    """Every page of a list, followed by its own links."""
    found = []
    while address:
        answer = get(address).json()
        found += answer["figures"]
        address = answer["next"]
    return found, answer["total"]


def test_every_answer_names_edition_day_rules_and_that_it_is_made_up(get):
    for what in ("measures", "units", "figures", "verdicts"):
        answer = get(f"{CURRENT}/{what}").json()
        assert (answer["edition"], answer["as_of"]) == ("demonstration", "2026-11-22"), what
        assert answer["data"] == "demonstration: made up, no real victims"
        assert len(answer["rules"]) == 64


def test_a_figure_is_that_of_the_page_with_denominator_interval_and_words(get, read):
    asked = f"{CURRENT}/figures?measure={HEADLINE}&unit=SN&first=2026-10-01&reading=strict"
    (figure,) = get(asked).json()["figures"]
    share, _, interval = figure["said"].partition(" (")
    page = read(f"/measures/{HEADLINE}/SN/").says()
    assert share in page
    assert interval.rstrip(")") in page
    assert figure["value"] == figure["numerator"] / figure["denominator"]
    assert figure["lower"] < figure["value"] < figure["upper"]


def test_the_pages_of_a_list_hold_each_figure_once(get, editions):
    found, total = _all(get, f"{CURRENT}/figures?measure={HEADLINE}&page_size=301")
    keys = [(f["unit"], f["reading"], f["period_start"], f["period_end"]) for f in found]
    file = pl.read_parquet(editions / "demonstration/open/figures.parquet").filter(
        pl.col("measure") == HEADLINE,
        pl.col("breakdown") == "none",
        pl.col("period_end") < pl.date(2026, 11, 22),
    )
    assert len(keys) == len(set(keys)) == total == file.height


def test_a_month_that_is_not_over_is_not_given(get):
    found, _ = _all(get, f"{CURRENT}/figures?unit=SN&first=2026-09-01&page_size=1000")
    months = {f["period_end"] for f in found if not f["measure"].startswith("outstanding-r6")}
    assert months == {"2026-09-30", "2026-10-31"}


def test_a_withheld_figure_has_no_number_at_all(get):
    found, _ = _all(get, f"{CURRENT}/figures?unit=SO18&measure={HEADLINE}&page_size=1000")
    assert found
    numbers = ("numerator", "denominator", "value", "lower", "upper", "excluded", "open",
               "unmeasurable")  # fmt: skip
    for figure in found:
        assert figure["withheld"]
        assert [figure[name] for name in numbers] == [None] * 8
        assert figure["said"] == "under 5 victims"


def test_a_withheld_cell_of_a_personal_breakdown_is_never_called_small(get):
    found, _ = _all(get, f"{CURRENT}/figures?unit=SN&breakdown=ethnicity")
    said = {f["category"]: f["said"] for f in found if f["withheld"]}
    assert said == dict.fromkeys(("Asian", "Other"), "withheld, so that nobody can be worked out")


def test_where_a_feed_is_silent_there_are_counts_and_no_share(get):
    asked = f"{CURRENT}/figures?measure={HEADLINE}&unit=WA&first=2026-10-01"
    for figure in get(asked).json()["figures"]:
        assert (figure["value"], figure["lower"], figure["upper"]) == (None, None, None)
        assert figure["denominator"] > 0
        assert figure["said"] == "no share: a feed is silent"


def test_a_breakdown_that_is_not_in_memory_leaves_silent_shares_out_too(tmp_path, get):
    from django.test import override_settings

    rows = small_editions.demonstration_rows()
    cut = [(*row[:6], "offence_group", "Burglary", *row[8:]) for row in rows if row[6] == "none"]
    small_editions.write(tmp_path / "demonstration", rows + cut, [], demonstration=True)
    asked = f"{CURRENT}/figures?measure={HEADLINE}&unit=WA&breakdown=offence_group&first=2026-09-01"
    with override_settings(EDITIONS=tmp_path):
        found, total = _all(get, asked)
    shares = {(f["period_end"], f["value"] is None) for f in found}
    assert total == 4
    assert shares == {("2026-09-30", False), ("2026-10-31", True)}


def test_such_a_breakdown_is_given_one_measure_at_a_time(get):
    answer = get(f"{CURRENT}/figures?breakdown=priority")
    assert answer.status_code == 422
    assert answer.json()["next_step"] == "Name the measure too."


def test_a_verdict_is_that_of_the_page_in_the_same_words(get, read):
    answer = get(f"{CURRENT}/verdicts?unit=SN&measure={HEADLINE}").json()
    (verdict,) = answer["verdicts"]
    page = read(f"/measures/{HEADLINE}/SN/").says()
    assert [r["reading"] for r in verdict["readings"]] == ["strict", "lenient"]
    for reading in verdict["readings"]:
        assert reading["said"] in page
        assert reading["change"] == "no change"
        assert reading["lower_limit"] < reading["mean"] < reading["upper_limit"]


def test_a_silent_month_is_not_judged_and_the_verdict_says_why(get):
    (verdict,) = get(f"{CURRENT}/verdicts?unit=WA&measure={HEADLINE}").json()["verdicts"]
    assert "all events 9 where 60 a month are usual" in verdict["silent"]
    assert {r["change"] for r in verdict["readings"]} == {None}


def test_the_units_and_measures_listed_can_each_be_asked_for(get):
    units = [u["code"] for u in get(f"{CURRENT}/units").json()["units"]]
    measures = [m["id"] for m in get(f"{CURRENT}/measures").json()["measures"]]
    assert units[0] == "force"
    assert "SN" in units
    for unit, measure in itertools.chain(
        ((u, HEADLINE) for u in units), (("force", m) for m in measures)
    ):
        assert get(f"{CURRENT}/figures?unit={unit}&measure={measure}").json()["total"], measure


def test_a_published_series_comes_with_its_vintages_and_its_credit(get):
    answer = get("/api/v1/editions/real/series/recorded-burglary?unit=E09000007").json()
    assert answer["data"] == "real"
    assert {p["vintage"] for p in answer["points"]} == {"2022-01", "2024-01"}
    assert "Open Government Licence" in answer["credit"][0]


def test_a_rule_says_what_stands_behind_it_and_whether_it_was_checked(get):
    rule = get("/api/v1/code/VC20-R6-ARREST").json()
    assert (rule["days_standard"], rule["days_enhanced"]) == (5, 1)
    assert rule["evidence"]
    assert rule["verified"] is False
    listed = get("/api/v1/code").json()["versions"][0]["rules"]
    assert rule in listed


@pytest.mark.parametrize(
    ("address", "said"),
    [("/editions/none/units", "/api/v1/editions."),
     ("/editions/..%2fdemonstration/units", "/api/v1/openapi.json."),
     ("/editions/current/figures?unit=XX", "/api/v1/editions/demonstration/units."),
     ("/editions/current/figures?measure=XX", "/api/v1/editions/demonstration/measures."),
     ("/editions/current/series/timeliness-r6", "/api/v1/editions/demonstration/measures."),
     ("/code/VC20-NONE", "/api/v1/code."), ("/none", "/api/v1/openapi.json.")],
)  # fmt: skip
def test_a_wrong_address_is_answered_with_a_problem_and_what_to_do_next(get, address, said):
    answer = get(f"/api/v1{address}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["next_step"].endswith(said)


def test_everything_wrong_with_a_request_is_said_at_once_without_repeating_it(get):
    answer = get(f"{CURRENT}/figures?page=0&first=Tuesdayish&page_size=9999")
    assert answer.status_code == 422
    assert [e["where"] for e in answer.json()["errors"]] == [
        "query first", "query page", "query page_size",
    ]  # fmt: skip
    assert "Tuesdayish" not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(site, method):
    for address in (f"{CURRENT}/figures", "/api/v1/code", "/feeds/current/figures.parquet"):
        answer = getattr(site, method)(address)
        assert answer.status_code == 405
        assert answer["Content-Type"] == "application/problem+json"


def test_an_edition_that_the_site_does_not_show_is_not_given(get, editions):
    import shutil

    kept = editions / "not-published-yet"
    shutil.copytree(editions / "demonstration", kept)
    try:
        assert get("/api/v1/editions/not-published-yet/units").status_code == 404
        assert get("/feeds/not-published-yet/figures.parquet").status_code == 404
        assert "not-published-yet" not in get("/api/v1/editions").content.decode()
    finally:
        shutil.rmtree(kept)


def test_an_edition_that_cannot_be_read_is_a_problem_with_a_next_step(get, editions, tmp_path):
    import shutil

    from django.test import override_settings

    shutil.copytree(editions, tmp_path / "e")
    (tmp_path / "e/demonstration/open/figures.parquet").write_bytes(b"nothing")
    (tmp_path / "e/demonstration/open/timing.parquet").unlink()
    with override_settings(EDITIONS=tmp_path / "e", LOOPBACK=True):
        from upheld.web.staff.accounts import open_here

        assert open_here is not None
        answer = get(f"{CURRENT}/units")
    assert answer.status_code in {401, 503}
    assert answer.json()["next_step"]
