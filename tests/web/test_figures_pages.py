"""What the pages of figures show, and what they never show."""

from __future__ import annotations

import io
import json
import re
import shutil
from datetime import date

import polars as pl
import pytest
from django.test import override_settings
from odfdo import Document
from tests import small_editions

from upheld.editions.combine import combine
from upheld.editions.edition import MANIFEST
from upheld.render.figures import HEADLINE
from upheld.rules import load

PERCENT = re.compile(r"\d+\.\d%")
WITH_DENOMINATOR = re.compile(r"\d+\.\d% of (?:the )?\d")
OF_AN_INTERVAL = re.compile(r"(?:95% interval )?\d+\.\d% to \d+\.\d%")
# What a test draws about a series is no share of anybody.
OF_A_TEST = re.compile(r"limits \d+\.\d% to \d+\.\d%|(?:mean|target) \d+\.\d%")


def _texts(page, *, tags=("p", "td", "figcaption", "dd", "li")):
    """What the page itself says, paragraph by paragraph and cell by cell; neither the real panel
    nor what the table of a chart says of means and limits, which are named by their columns."""
    left_out = {e for aside in page.all("aside") for e in aside.iter()} | set(_chart_cells(page))
    for element in page.main.iter():
        if element.tag in tags and element not in left_out:
            yield " ".join(" ".join(element.itertext()).split())


def _chart_cells(page):
    """The means and limits in the table of a chart: they are no share of anybody."""
    for table in page.all("table"):
        heads = ["".join(th.itertext()) for th in table.find("thead").iter("th")]
        for row in table.find("tbody").iter("tr"):
            for head, cell in zip(heads, row, strict=True):
                if head.endswith((": mean", ": limits")):
                    yield from cell.iter()


@pytest.mark.parametrize("address", ["/", "/units/SN/", "/measures/timeliness-r6-arrest/"])
def test_every_share_on_a_page_stands_with_its_denominator(read, address):
    shares = 0
    for said in _texts(read(address)):
        without_intervals = OF_A_TEST.sub("", OF_AN_INTERVAL.sub("", said))
        found = PERCENT.findall(without_intervals)
        shares += len(found)
        assert len(WITH_DENOMINATOR.findall(without_intervals)) == len(found), said
    assert shares > 20


@pytest.mark.parametrize("address", ["/", "/units/SN/", "/measures/timeliness-r6-arrest/"])
def test_every_share_in_a_table_or_a_reading_stands_with_its_interval(read, address):
    page = read(address)
    of_chart = set(_chart_cells(page))
    cells = [
        c for c in page.all("td") if c not in of_chart and PERCENT.search("".join(c.itertext()))
    ]
    readings = page.all("p", "upheld-reading__value")
    assert len(readings) == 2
    assert len(cells) > 20
    for element in (*cells, *readings):
        assert OF_AN_INTERVAL.search(" ".join("".join(element.itertext()).split()))


def test_a_column_of_intervals_says_so_in_its_head(read):
    (table,) = (t for t in read("/").all("table") if t.get("aria-labelledby") == "caption-units")
    heads = [" ".join("".join(th.itertext()).split()) for th in table.find("thead").iter("th")]
    row = table.find("tbody").find("tr")
    cells = [" ".join("".join(cell.itertext()).split()) for cell in row]
    said = {head for head, cell in zip(heads, cells, strict=True) if OF_AN_INTERVAL.search(cell)}
    assert said == {"Strict reading 95% interval", "Lenient reading 95% interval"}


def test_the_overview_gives_both_readings_of_the_latest_complete_month(read):
    said = read("/").says()
    assert "Of the victims who were owed an update in October 2026, the share who" in said
    assert "Strict reading" in said
    assert "Lenient reading" in said
    assert "Rule: Right 6 of the Victims’ Code" in said


def test_a_month_that_is_not_over_is_shown_nowhere(read):
    """The edition holds November 2026, and its day lies within it."""
    page = read("/")
    assert "November 2023" in page.says()
    assert "November 2026" not in " ".join(_texts(page, tags=("td", "th", "figcaption")))


def test_no_change_is_a_finding_and_reads_so_in_both_readings(read):
    said = read("/").says()
    assert "Nothing that is watched changed beyond chance." in said
    assert "Both readings say the same." in said
    assert len(re.findall(r"No change\. October 2026, \d\d\.\d% of 4,", said)) == 2
    for claim in ("improved", "worsened", "significant", "rose", "fell", "Better:", "Worse:"):
        assert not re.search(rf"\b{claim}", said.replace("◆ Better, ■ Worse", ""))


def test_the_overview_says_how_many_marks_chance_alone_would_give(read):
    said = read("/").says()
    assert re.search(
        r"Watched here: 37 series, each of them one reading of one measure at one place\. Measures "
        r"watched: .*Victims told everything on time \(Right 6\).*?\. Had nothing changed in any, "
        r"chance alone would mark about \d+\.\d of them; 0 are marked\.",
        said,
    )


def test_a_unit_page_gives_its_place_among_its_peers(read):
    said = read("/units/SN/").says()
    assert "Among the 11 BCUs in October 2026: " in said
    assert "does not stand apart from the others: it lies within the limits" in said


def test_a_unit_has_a_page_for_each_measure_with_a_chart_of_its_own(read):
    page = read("/measures/timeliness-r6-victims/SN/")
    sources = [image.get("src") for image in page.all("img")]
    assert sources[0].startswith("/charts/control/timeliness-r6-victims/SN/wide.svg")
    assert sources[1].startswith("/charts/funnel/timeliness-r6-victims/SN/wide.svg")
    assert "South Area, October 2026" in page.says()


def test_a_measure_page_says_who_answers_for_it_and_what_to_do(read):
    said = read("/measures/timeliness-r6-victims/").says()
    for words in ("What to do about it", "Why it matters", "Owner Victim care team",
                  "Checked by a second person not yet", "Wording last reviewed", "Next review",
                  "Target none set",
                  "Listed when it changes yes", "Rests on Right 6 of the Code of 2020",
                  "Evidence Inferred from other rules: 11 rules"):  # fmt: skip
        assert words in said


def test_a_unit_page_does_not_repeat_what_the_page_of_its_measure_holds(read):
    unit, measure = read("/units/SN/"), read("/measures/timeliness-r6-victims/SN/")
    assert "/measures/timeliness-r6-victims/SN/" in {a.get("href") for a in unit.all("a")}
    for heading in ("How the last months moved", "What to do about it", "The rules it rests on"):
        assert heading not in unit.says()
        assert heading in measure.says()


def test_what_to_do_leads_from_a_sum_to_each_thing_owed(read):
    assert "/units/SN/#caption-entitlements" in {
        a.get("href") for a in read("/measures/timeliness-r6-victims/SN/").all("a")
    }
    assert read("/units/SN/").root.find(".//*[@id='caption-entitlements']") is not None


def test_a_measure_that_is_sent_to_nobody_says_so(read):
    said = read("/measures/coverage-r3-conf/").says()
    assert "Listed when it changes no: shown here, and sent to nobody" in said


def test_a_chart_can_be_taken_as_numbers(get):
    got, _ = _downloaded(get, "/tables/control/timeliness-r6-victims/SN.csv")
    assert got.height == 72
    assert set(got["reading"]) == {"strict", "lenient"}
    assert got["upper"].is_not_null().sum() > 0


def test_what_is_still_owed_stands_in_both_readings(read):
    said = read("/").says()
    assert "900 victims were owed an update; 400 had one overdue (500 of 1,200 updates)" in said
    assert "Strict reading; the lenient one says 240 of 740 victims" in said


def test_units_stand_in_order_of_name_and_say_so(read):
    page = read("/")
    (table,) = (t for t in page.all("table") if t.get("aria-labelledby") == "caption-units")
    names = ["".join(h.itertext()) for h in table.iter("th") if h.get("scope") == "row"]
    assert len(names) == 12
    assert names == sorted(names)
    assert "In order of name, not of result." in page.says()


@pytest.mark.parametrize("address", ["/quality/", "/equality/"])
def test_units_stand_in_order_of_name_wherever_they_are_listed(read, address):
    known = {unit.name for unit in load.force("met").units}
    page = read(address)
    lists = [
        [text for e in each.iter() if (text := " ".join("".join(e.itertext()).split())) in known
         and e.tag in {"th", "a"}]
        for each in (*page.all("tbody"), *page.all("ul", "upheld-links"))
    ]  # fmt: skip
    lists = [each for each in lists if len(each) > 2]
    assert lists
    for each in lists:
        assert each == sorted(each)


def test_under_five_victims_only_the_band_is_shown(read):
    page = read("/units/SO18/")
    assert "under 5 victims" in page.says()
    assert not [c for c in page.all("td") if PERCENT.search("".join(c.itertext()))]


def test_a_measure_page_names_its_rules_and_their_evidence(read):
    said = read("/measures/timeliness-r6-arrest/").says()
    assert "VC20-R6-ARREST" in said
    assert "VC15-R6-ARREST" in said
    assert "5 working days, 1 working day with Enhanced Rights" in said
    assert "Seen in a public source that restates the Code of 2020" in said


def test_a_team_is_reached_from_its_unit_and_by_search_and_leads_back(read):
    def links(address):
        return {a.get("href") for a in read(address).all("a")}

    assert "/units/SN:Response/" in links("/units/SN/")
    assert "/units/SN:Response/" in links("/search/?q=south+response")
    assert "/units/SN/" in links("/units/SN:Response/")
    assert "South Area, Response: were victims told on time?" in read("/units/SN:Response/").says()


def test_a_unit_page_names_its_boroughs(read):
    assert "Bromley, Croydon, Sutton" in read("/units/SN/").says()


def _downloaded(get, address):
    response = get(address)
    assert response["Content-Type"].startswith("text/csv")
    return pl.read_csv(response.content, try_parse_dates=True), response


def _rows(editions, name):
    """Those by month; quarters and years are those of the page of equality."""
    rows = pl.read_parquet(editions / name / "open" / "figures.parquet")
    return rows.filter(pl.col("period_end") <= pl.col("period_start").dt.month_end())


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/tables/months/timeliness-r6-victims/force.csv",
         pl.col("measure").eq("timeliness-r6-victims") & pl.col("unit_type").eq("force")),
        ("/tables/months/timeliness-r6-arrest/SN.csv",
         pl.col("measure").eq("timeliness-r6-arrest") & pl.col("unit_code").eq("SN")),
        ("/tables/units/timeliness-r6-victims.csv",
         pl.col("measure").eq("timeliness-r6-victims") & pl.col("unit_type").eq("bcu")
         & pl.col("period_start").eq(date(2026, 10, 1))),
        ("/tables/entitlements/force.csv",
         pl.col("measure").str.contains("^(timeliness|coverage)-r6-")
         & pl.col("unit_type").eq("force")
         & ~pl.col("measure").str.ends_with("-victims")
         & pl.col("period_start").eq(date(2026, 10, 1))),
        ("/tables/others/force.csv",
         (pl.col("measure").eq("coverage-r3-conf") | pl.col("measure").str.starts_with("priority-"))
         & pl.col("unit_type").eq("force") & pl.col("period_start").eq(date(2026, 10, 1))),
    ],
)  # fmt: skip
def test_a_download_equals_the_figures_of_the_edition(get, editions, address, wanted):
    got, _ = _downloaded(get, address)
    complete = pl.col("period_end") < date(2026, 11, 22)
    expected = _rows(editions, "demonstration").filter(wanted & complete)
    key = ["measure", "unit_code", "period_start", "reading"]
    columns = [*key, "numerator", "denominator", "value", "lower", "upper", "excluded", "open"]
    assert expected.height > 0
    silent = pl.col("unit_code").eq("WA") & pl.col("period_start").eq(date(2026, 10, 1))
    expected = expected.with_columns(
        pl.when(silent).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("value", "lower", "upper")
    )
    assert got.select(columns).sort(key).rows() == expected.select(columns).sort(key).rows()


def test_each_line_of_a_download_says_that_it_is_made_up(get):
    got, response = _downloaded(get, "/tables/units/timeliness-r6-victims.csv")
    assert set(got["data"]) == {"demonstration: made up, no real victims"}
    assert set(got["edition_as_of"]) == {date(2026, 11, 22)}
    assert "demonstration.csv" in response["Content-Disposition"]


def test_without_an_edition_the_site_names_the_command_that_makes_one(get, tmp_path):
    with override_settings(EDITIONS=tmp_path):
        page = get("/")
        assert page.status_code == 200
        assert "upheld demo" in page.content.decode()
        assert get("/units/SN/").status_code == 404
        assert get("/health/").status_code == 503
        assert get("/code/").status_code == 200


def test_an_edition_that_takes_the_place_of_another_is_shown_at_once(get, tmp_path):
    with override_settings(EDITIONS=tmp_path):
        small_editions.write_both(tmp_path)
        assert get("/units/SN/").status_code == 200
        rows = [r for r in small_editions.demonstration_rows() if r[3] != "SN"]
        small_editions.write(tmp_path / "next", rows, [], demonstration=True)
        (tmp_path / "demonstration").rename(tmp_path / "last")
        (tmp_path / "next").rename(tmp_path / "demonstration")
        assert get("/units/SN/").status_code == 404


def test_an_edition_that_cannot_be_read_is_a_plain_message_without_a_traceback(get, tmp_path):
    with override_settings(EDITIONS=tmp_path):
        small_editions.write_both(tmp_path)
        (tmp_path / "demonstration" / "open" / "figures.parquet").write_bytes(b"PAR1")
        response = get("/")
        assert response.status_code == 500
        assert "Something went wrong" in response.content.decode()
        assert "Traceback" not in response.content.decode()


def test_health_says_which_editions_stand(get):
    answer = get("/health/").json()
    assert answer["status"] == "well"
    assert answer["editions"]["demonstration"]["as_of"] == "2026-11-22"


def test_figures_that_no_page_shows_are_not_held_in_memory_and_are_counted_all_the_same(
    site, get, editions, tmp_path
):
    """By offence group and month an edition of a whole force has four figures in five."""
    copied = tmp_path / "editions"
    shutil.copytree(editions, copied)
    place = copied / "demonstration/open/figures.parquet"
    figures = pl.read_parquet(place)
    from upheld.web.staff.editions import opened

    by_group = figures.with_columns(breakdown=pl.lit("offence_group"), category=pl.lit("Theft"))
    pl.concat([figures, by_group]).write_parquet(place)
    manifest = json.loads((copied / "demonstration" / MANIFEST).read_text(encoding="utf-8"))
    manifest["counts"]["figures"] = 2 * figures.height
    (copied / "demonstration" / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with override_settings(EDITIONS=copied):
        held = opened("demonstration").figures.frame
        kept = figures.filter(~pl.col("breakdown").is_in(["offence_group", "priority"]))
        assert 0 < held.height == kept.height
        assert not set(held["breakdown"]) & {"offence_group", "priority"}
        assert opened("demonstration").edition.series(HEADLINE, "offence_group").height > 0
        health = get("/health/").json()["editions"]["demonstration"]
        assert health["figures"] == 2 * figures.height


def test_what_is_owed_is_listed_by_duty_and_not_again_by_victim(read):
    page = read("/")
    assert "Told of the arrest" in page.says()
    assert "Told of the arrest, by victim" not in page.says()
    assert "Told of the arrest, by victim" in read("/measures/timeliness-r6-arrest-victims/").says()


def test_what_is_owed_under_right_6_stands_together_with_and_without_a_set_time(read):
    tables = {t.get("aria-labelledby"): " ".join(t.itertext()) for t in read("/").all("table")}
    under_6, others = tables["caption-entitlements"], tables["caption-others"]
    assert "Told that the investigation has ended" in under_6
    assert "Told that the investigation has ended" not in others
    assert "Written confirmation of the report" in others


def test_a_combined_edition_never_calls_a_sum_that_lacks_a_part_small(read, tmp_path):
    """A nation of two forces, of which one hides the headline of the last month."""
    rows = [r for r in small_editions.demonstration_rows() if r[2] == "force"]
    hide = (date(2026, 10, 1), "timeliness-r6-victims", "strict")
    hidden = [
        (*r[:8], *(None,) * 8, True) if (r[4], r[0], r[1]) == hide or r[7] == "Asian" else r
        for r in rows
    ]
    for name, found in (("north", rows), ("south", hidden)):
        small_editions.write(tmp_path / name, found, [], demonstration=True, force=name)
    combine([tmp_path / "north", tmp_path / "south"], tmp_path / "demonstration", name="England")
    with override_settings(EDITIONS=tmp_path):
        page = read("/")
        strict = "".join(page.all("p", "upheld-reading__value")[0].itertext())
        assert strict.strip() == "withheld: 1 of 2 forces show it"
        assert "England" in page.says()
        assert "/about/#withheld" in page.source
        equality = read("/equality/").says()
        south = read("/units/south/").says()
        south_by_person = read("/units/south/equality/").says()
        for address in ("/priority/", "/rights/", "/rights/6/", "/editions/demonstration/",
                        "/quality/", "/search/?q=south"):  # fmt: skip
            assert read(address).all("h1")
    assert "Asianwithheld: 1 of 2 forces show it" in equality
    assert "Asianwithheld, so that nobody can be worked out" in south_by_person
    assert "under 5 victims" in south


@pytest.mark.parametrize(
    "address",
    ["/", "/units/SN/", "/measures/timeliness-r6-arrest/", "/quality/", "/real/", "/equality/",
     "/priority/", "/rights/6/", "/editions/demonstration/"],
)  # fmt: skip
def test_beside_every_csv_file_stands_the_same_table_as_a_spreadsheet(read, get, address):
    links = [a.get("href") for a in read(address).all("a")]
    files = [link for link in links if link.endswith(".csv")]
    assert files
    assert [link for link in links if link.endswith(".ods")] == [
        f"{file.removesuffix('csv')}ods" for file in files
    ]
    response = get(f"{files[-1].removesuffix('csv')}ods")
    as_csv = pl.read_csv(get(files[-1]).content, infer_schema=False)
    table = Document(io.BytesIO(response.content)).body.get_table(0)
    rows = table.get_values()
    assert response["Content-Disposition"].endswith('.ods"')
    assert [row[0] for row in rows[:5]] == ["Table", "Edition", "As of", "Data", "Rules"]
    assert len(rows) - 7 == as_csv.height
    assert rows[6][: len(as_csv.columns) - 4] == as_csv.columns[:-4]


def _marked(page):
    """What the tables of a place mark as changed, by its name."""
    for table in page.all("table"):
        if table.get("aria-labelledby") in {"caption-entitlements", "caption-others"}:
            for line in table.iter("tr"):
                name, *cells = (" ".join("".join(c.itertext()).split()) for c in line)
                if any(cell.startswith(("◆", "■", "✚")) for cell in cells):
                    yield name


@pytest.mark.parametrize("address", ["/", "/units/SN/", "/units/CN/"])
def test_what_tables_mark_without_being_watched_is_named_beside_what_changed(read, address):
    page = read(address)
    _, _, said = page.says().partition("Not watched, but marked in the tables below as ")
    named = said.partition(". Those are many more series")[0]
    marked = list(_marked(page))
    assert bool(named) is bool(marked)
    assert [name for name in marked if name not in named] == []


def test_a_unit_whose_entries_stand_out_says_so_where_its_figures_are_read(read):
    words = "The entries of South Area stand out in 1 way"
    assert words in read("/units/SN/").says()
    assert "stand out" not in read("/units/CN/").says()


def test_the_codes_on_a_funnel_are_named_below_it(read):
    assert "SN South Area" in read("/measures/timeliness-r6-victims/").says()
    assert "yet checked by a person against the printed Code. Told everything" in read("/").says()


def test_the_figures_of_a_right_say_of_which_month_they_are(read):
    assert "What is measured of Right 6, Metropolitan Police Service, October 2026" in (
        read("/rights/6/").says()
    )
