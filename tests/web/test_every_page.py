"""What every page of the staff site keeps to, whatever it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.web import staff

FIGURES = ("/", "/quality/", "/units/SN/", "/units/SO18/", "/measures/timeliness-r6-arrest/",
           "/measures/timeliness-r6-victims/", "/measures/coverage-r3-conf/",
           "/measures/timeliness-r6-victims/SN/", "/equality/", "/units/SN/equality/",
           "/equality/?period=2026-01-to-2026-03", "/priority/", "/units/SN/priority/",
           "/units/SO18/priority/", "/rights/", "/rights/1/", "/rights/3/",
           "/rights/6/", "/satisfaction/", "/satisfaction/bcu/", "/satisfaction/crime-type/",
           "/satisfaction/equality/", "/satisfaction/drivers/",
           "/satisfaction/code/", "/satisfaction/leaflet/", "/satisfaction/call-backs/",
           "/satisfaction/trials/", "/satisfaction/method/")  # fmt: skip
OTHERS = ("/editions/", "/editions/demonstration/", "/editions/real/", "/search/",
          "/real/", "/measures/pas-good-job-local/", "/measures/recorded-burglary/",
          "/measures/recorded-burglary/E09000007/", "/measures/outcomes-no-suspect/",
          "/code/", "/code/?version=VC15", "/code/?unverified=1", "/about/",
          "/code/VC20-R6-ARREST/", "/code/VC20-under_18/",
          "/code/VC20-sexual_offence/")  # fmt: skip
PAGES = FIGURES + OTHERS
MOST_BYTES = 150_000
TEMPLATES = Path(staff.__file__).parent / "templates"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_british_english_with_one_heading_and_a_title(read, address):
    page = read(address)
    assert page.root.get("lang") == "en-GB"
    assert len(page.all("h1")) == 1
    assert page.all("title")[0].text.endswith("– Upheld")


def test_no_two_pages_have_one_title(read):
    titles = [read(address).all("title")[0].text for address in PAGES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_holds_no_script_and_no_style_of_its_own(read, address):
    page = read(address)
    assert not page.all("script")
    assert not page.all("style")
    assert not [e for e in page.root.iter() if {"style", "onclick", "onload"} & set(e.keys())]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_small_enough_for_an_old_computer(get, address):
    assert len(get(address).content) < MOST_BYTES


@pytest.mark.parametrize("address", PAGES)
def test_an_address_on_a_page_leads_somewhere_on_this_site(get, read, address):
    page = read(address)
    links = {a.get("href") for a in page.all("a")}
    pictures = {i.get("src") for i in page.all("img")} | {
        s.get("srcset") for s in page.all("source")
    }
    for link in sorted(links | pictures):
        if not link.startswith("#"):
            assert get(link.partition("#")[0]).status_code == 200, link


@pytest.mark.parametrize("address", PAGES)
def test_no_id_stands_twice_on_a_page(read, address):
    ids = [e.get("id") for e in read(address).root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", FIGURES)
def test_made_up_figures_say_so_in_a_banner_with_edition_and_day(read, address):
    banner = " ".join(read(address).all("div", "govuk-phase-banner")[0].itertext())
    assert "Demonstration data: made up, no real victims" in banner
    assert "“demonstration”, as of 22 November 2026" in banner


@pytest.mark.parametrize("address", FIGURES)
def test_made_up_figures_say_so_at_the_foot_of_a_printed_page_too(read, address):
    assert "made up, no real victims" in "".join(read(address).all("footer")[0].itertext())


@pytest.mark.parametrize("address", ["/code/", "/code/VC20-R6-ARREST/", "/editions/", "/about/",
                                     "/privacy/", "/sign-in/", "/nothing/"])  # fmt: skip
def test_a_page_without_figures_says_that_the_site_is_a_demonstration(get, address):
    page = get(address).content.decode()
    assert "of this site are made up: enter nothing about a real victim" in page


def test_real_figures_do_not_say_that_they_are_made_up(read):
    page = read("/real/")
    assert "made up, no real" not in page.says()
    assert "“real”, as of 22 November 2026" in page.says()


@pytest.mark.parametrize("address", PAGES)
def test_a_picture_says_in_words_what_it_shows(read, address):
    for image in read(address).all("img"):
        assert len(image.get("alt")) > 40


@pytest.mark.parametrize("address", PAGES)
def test_a_screen_reader_hears_the_title_of_a_chart_once_and_its_words_once(read, address):
    for figure in read(address).all("figure"):
        title, image = figure.get("aria-label"), next(figure.iter("img"))
        caption = " ".join("".join(next(figure.iter("figcaption")).itertext()).split())
        assert title.startswith("Chart: ")
        assert title.removeprefix("Chart: ") not in image.get("alt")
        assert image.get("alt") not in caption


@pytest.mark.parametrize("address", PAGES)
def test_every_chart_is_followed_by_its_numbers_as_a_table_with_csv_and_ods(read, address):
    elements = [e for e in read(address).main.iter() if e.tag in {"figure", "table", "a"}]
    for number, figure in enumerate(elements):
        if figure.tag != "figure":
            continue
        after = elements[number + 1 :]
        until = next((n for n, e in enumerate(after) if e.tag == "figure"), len(after))
        files = [e.get("href", "") for e in after[:until]]
        assert any(e.tag == "table" for e in after[:until])
        assert any(each.endswith(".csv") for each in files)
        assert any(each.endswith(".ods") for each in files)


@pytest.mark.parametrize("address", PAGES)
def test_a_table_can_be_reached_by_keyboard_and_has_a_name(read, address):
    page = read(address)
    regions = page.all("div", "upheld-scroll")
    assert len(regions) == len(page.all("table"))
    for region in regions:
        assert region.get("tabindex") == "0"
        assert page.root.find(f".//*[@id='{region.get('aria-labelledby')}']") is not None


@pytest.mark.parametrize("address", [*PAGES, "/nothing/", "/look.css"])
def test_the_browser_is_told_to_run_nothing_and_to_fetch_nothing_from_elsewhere(get, address):
    response = get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies


def test_each_page_template_says_who_opens_it_with_which_question_and_what_they_do_next():
    for template in sorted(TEMPLATES.rglob("*.html")):
        source = template.read_text(encoding="utf-8")
        opening = " ".join(source.partition("#}")[0].split())
        if "{% extends" in source:
            assert opening.startswith("{# Opened by"), template.name
            assert "ask" in opening, template.name
            assert "Next they" in opening or "They" in opening, template.name


@pytest.mark.parametrize(
    "address",
    ["/nothing/", "/units/XX/", "/measures/timeliness-r99/", "/code/VC20-R6-NOSUCH/",
     "/code/?version=VC99", "/tables/units/none.csv", "/charts/real/none/wide.svg",
     "/measures/pas-trust-mps/", "/charts/series/pas-trust-mps/force/wide.svg",
     "/tables/series/none/pas-good-job-local/force.csv",
     "/charts/control/timeliness-r6/force/huge.svg", "/charts/funnel/none/force/wide.svg",
     "/measures/timeliness-r6/XX/", "/units/XX/equality/", "/units/SO18/equality/",
     "/editions/none/", "/editions/..%2f..%2f/", "/tables/editions/none/files.csv",
     "/rights/13/", "/tables/rights/0.csv", "/units/XX/priority/", "/tables/priority/XX.csv",
     "/equality/?measure=none", "/equality/?period=2020-01-to-2020-03",
     "/tables/equality/sex/none/force/2025-04-to-2026-03.csv",
     "/charts/equality/shoe/timeliness-r6-victims/SN/2025-04-to-2026-03/wide.svg"],
)  # fmt: skip
def test_a_wrong_address_is_answered_with_a_way_on(get, address):
    response = get(address)
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
    assert 'href="/"' in response.content.decode()


def test_a_wrong_unit_is_named_in_the_answer(get):
    assert "no unit with the code XX" in get("/units/XX/").content.decode()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("/units/sn/", "/units/SN/"), ("/units/south area/", "/units/SN/"),
     ("/measures/timeliness-r6-arest/", "/measures/timeliness-r6-arrest/"),
     ("/measures/timeliness-r6-victim/SN/", "/measures/timeliness-r6-victims/"),
     ("/editions/demonstation/", "/editions/demonstration/"),
     ("/code/VC20-R6-AREST/", "/code/VC20-R6-ARREST/")],
)  # fmt: skip
def test_of_a_wrong_unit_measure_edition_or_rule_the_nearest_are_offered(get, asked, meant):
    answer = get(asked)
    assert answer.status_code == 404
    said = answer.content.decode()
    assert "Did you mean" in said
    assert f'href="{meant}"' in said


def test_where_nothing_is_near_nothing_is_offered(get):
    said = get("/units/a%20unit%20that%20there%20never%20was/").content.decode()
    assert "Page not found" in said
    assert "Did you mean" not in said
