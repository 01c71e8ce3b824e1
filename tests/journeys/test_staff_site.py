"""The staff site as a person meets it: in a browser, on a phone, by keyboard, without script."""

from __future__ import annotations

import pytest
from tests.journeys.keyboard import assert_fit_for_paper

PAGES = ("/", "/units/SN/", "/units/SO18/", "/measures/timeliness-r6-arrest/",
         "/measures/timeliness-r6-victims/SN/", "/units/SN/equality/", "/priority/", "/rights/6/",
         "/editions/demonstration/", "/search/?q=arrest", "/real/",
         "/measures/pas-good-job-local/", "/measures/recorded-burglary/", "/code/",
         "/code/?unverified=1", "/code/VC20-R6-ARREST/", "/code/VC20-sexual_offence/", "/about/",
         "/tile/timeliness-r6-victims/SN/", "/tile/timeliness-r6-victims/WA/",
         "/satisfaction/", "/satisfaction/bcu/", "/satisfaction/drivers/", "/satisfaction/method/",
         "/satisfaction/code/", "/satisfaction/leaflet/", "/satisfaction/call-backs/",
         "/satisfaction/trials/", "/satisfaction/trials/calls/",
         "/nothing/")  # fmt: skip
WITH_TABLES = ("/", "/units/SN/", "/measures/timeliness-r6-arrest/", "/real/")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_TABS = 60


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_wrong(open_page, axe, address, width):
    # The site forbids every script; axe must be let in, and nothing else is.
    page = open_page(address, width, bypass_csp=True)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.add_script_tag(content=axe)
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WCAG)[
        "violations"
    ]
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []


@pytest.mark.parametrize("address", PAGES)
def test_nothing_scrolls_sideways_on_a_small_telephone(open_page, address):
    page = open_page(address, 320)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    assert page.evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("address", WITH_TABLES)
def test_a_wide_table_is_reached_and_scrolled_by_keyboard(open_page, address):
    page = open_page(address, 320, bypass_csp=True)  # Only so that the test may ask the page.
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('upheld-scroll')"):
            break
    region = page.locator(".upheld-scroll:focus")
    assert region.count() == 1
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_the_first_tab_skips_to_the_content(open_page):
    page = open_page("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


def test_where_the_keyboard_stands_can_be_seen(open_page):
    page = open_page("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor]; })()"
        )
        assert style[2] != "none" or (style[0] != "none" and style[1] != "0px")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_whole_without_script(open_page, address):
    page = open_page(address, script=False)
    assert page.locator("h1").count() == 1
    assert page.locator("h1").is_visible()
    for item in page.locator(".govuk-service-navigation__link").all():
        assert item.is_visible()


@pytest.mark.parametrize("address", WITH_TABLES)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_chart_is_drawn(open_page, address, width):
    page = open_page(address, width)
    page.wait_for_load_state("networkidle")
    sizes = page.eval_on_selector_all("img", "all => all.map(i => [i.complete, i.naturalWidth])")
    assert sizes
    assert all(complete and natural > 200 for complete, natural in sizes)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_for_nothing_from_another_host_and_the_browser_complains_of_nothing(
    browser, server, address
):
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(server + address, wait_until="networkidle")
    page.close()
    assert all(url.startswith(server) for url in asked)
    expected = ["404"] if address == "/nothing/" else []
    assert [c for c in complaints if not any(e in c for e in expected)] == []


@pytest.mark.parametrize("address", ["/", "/real/", "/code/"])
def test_a_page_is_not_blank(open_page, address):
    page = open_page(address)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot(full_page=True)
    blank = open_page("/static/none").screenshot(full_page=True)
    assert len(picture) > 4 * len(blank)


def test_from_the_overview_to_a_unit_to_what_is_owed_to_its_rule(open_page):
    page = open_page("/")
    page.get_by_role("link", name="South Area", exact=True).click()
    assert page.locator("h1").inner_text() == "South Area: were victims told on time?"
    page.get_by_role("link", name="Told of the arrest").click()
    assert page.locator("h1").inner_text() == "Told of the arrest"
    page.get_by_role("link", name="VC20-R6-ARREST").click()
    assert "5 working days; 1 with Enhanced Rights" in page.content()


def test_a_table_can_be_taken_away_as_a_file(open_page):
    page = open_page("/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as CSV").last.click()
    assert started.value.suggested_filename.endswith("demonstration.csv")


def test_a_printed_page_has_no_menu_and_still_says_that_it_is_made_up(open_page):
    page = open_page("/")
    page.emulate_media(media="print")
    assert not page.locator(".govuk-service-navigation").is_visible()
    assert page.locator(".govuk-phase-banner").is_visible()
    assert page.locator("table").last.is_visible()


def test_every_page_printed_fits_its_sheet_and_says_no_way_of_going_elsewhere(open_page, server):
    page = open_page("/")
    for address in PAGES:
        if not address.startswith("/tile/"):  # A tile is a part of somebody else's page.
            page.goto(server + address)
            assert_fit_for_paper(page)


def test_a_gap_between_groups_is_found_by_choosing_measure_and_period_by_keyboard(open_page):
    page = open_page("/", 360, script=False)
    page.get_by_role("link", name="Equality").first.click()
    page.get_by_label("Period").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**period=2026-01-to-2026-03")
    assert "January 2026 to March 2026" in page.locator("main").inner_text()
    page.goto(page.url.partition("/equality/")[0] + "/units/SN/equality/")
    assert "Under 18: 35.0% of 200 victims" in page.locator("main").inner_text()


def test_a_unit_is_found_by_the_name_of_its_borough(open_page):
    page = open_page("/search/", script=False)
    page.get_by_label("What are you looking for?").fill("Croydon")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="South Area").click()
    assert page.locator("h1").inner_text() == "South Area: were victims told on time?"
