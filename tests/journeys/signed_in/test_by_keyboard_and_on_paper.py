"""The four journeys that the site is for: by keyboard alone, without script, and what comes last
printed."""

from __future__ import annotations

from typing import Any

from tests.journeys.keyboard import Keyboard, assert_fit_for_paper

SPOC, AUDITOR, OFFICER, ANALYST = "1001", "1002", "1004", "1005"
OVERFLOW = (
    "e => e.ownerDocument.documentElement.scrollWidth - e.ownerDocument.documentElement.clientWidth"
)


def _spoc_at_an_overdue_case(come: Any) -> Any:
    page = come("/", SPOC, java_script_enabled=False)
    hands = Keyboard(page)
    hands.follow("South Area", "**/units/SN/")
    hands.follow("Who is owed what: the cases of South Area", "**/reason/**")
    hands.choose(
        "To see that victims of this unit are told what they are owed",
        "To supervise those who hold these cases",
    )
    hands.follow("Continue", "**/cases/SN/")
    hands.fill("Duties", "Overdue")
    hands.to("Victims")
    hands.follow("Show", "**which=overdue**")
    hands.follow("CRIME-55002", "**/victim/**")
    return page


def test_a_spoc_comes_from_the_overview_to_an_overdue_case(come: Any) -> None:
    page = _spoc_at_an_overdue_case(come)
    said = page.locator("main").inner_text()
    assert "What this victim is owed" in said
    assert "overdue" in said.lower()
    assert_fit_for_paper(page)


def test_an_officer_on_a_phone_reads_what_is_owed_and_how_their_unit_does(come: Any) -> None:
    page = come("/", OFFICER, width=360, java_script_enabled=False)
    hands = Keyboard(page)
    hands.follow("What do I owe?", "**/owe/")
    hands.fill("Day of the report", "05052026")  # The same, whichever of day and month is first.
    hands.choose("A person", "A person")
    hands.fill("What happened", "Arrest")
    hands.fill("On which day", "06062026")
    hands.follow("Show what is owed", "**reported=2026-05-05**d1=2026-06-06**")
    assert "Fri 12 Jun 2026" in page.locator(".upheld-owed").inner_text()
    assert page.locator("html").evaluate(OVERFLOW) == 0
    assert_fit_for_paper(page)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 900})
    hands.follow("Overview", "**/")
    hands.follow("South Area", "**/units/SN/")
    assert "South Area: were victims told on time?" in page.locator("h1").inner_text()
    assert page.locator("html").evaluate(OVERFLOW) == 0
    assert_fit_for_paper(page)


def test_an_analyst_publishes_an_edition(come: Any, publishing_site: str) -> None:
    page = come("/", ANALYST, site=publishing_site, java_script_enabled=False)
    hands = Keyboard(page)
    assert "“2022-03”" in page.locator("footer").inner_text()
    hands.follow("Publish", "**/publish/")
    hands.follow("2022-04", "**/publish/2022-04/")
    said = page.locator("main").inner_text()
    assert "It was verified" in said
    assert "What readers will be told first" in said
    hands.follow("Each figure that moved", "**/editions/2022-04/")
    assert "What changed since the one before" in page.locator("main").inner_text()
    hands.follow("Publish", "**/publish/")
    hands.follow("2022-04", "**/publish/2022-04/")
    hands.follow("Count again and publish", "**/publish/")
    assert "Readers see edition 2022-04." in page.locator("main").inner_text()
    assert_fit_for_paper(page)
    page.goto(publishing_site)
    assert "“2022-04”" in page.locator("footer").inner_text()


def test_an_auditor_finds_who_looked_at_a_case(come: Any) -> None:
    _spoc_at_an_overdue_case(come)
    page = come("/", AUDITOR, java_script_enabled=False)
    hands = Keyboard(page)
    hands.follow("Audit trail", "**/audit/")
    hands.fill("Case", "CRIME-55002")
    hands.follow("Search", "**/audit/#found")
    row = page.locator("tbody tr").first.inner_text()
    for part in ("anna.south", "Looked at cases", "SN", "To supervise those who hold these cases",
                 "case CRIME-55002", "127.0.0.1"):  # fmt: skip
        assert part in row
    assert "CRIME" not in page.url + page.title()
    assert_fit_for_paper(page)
    assert "case CRIME-55002" in page.locator(".upheld-printed").inner_text()
