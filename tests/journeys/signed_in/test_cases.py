"""Case pages as a SPOC meets them: by keyboard, on a phone, on paper, without script."""

from __future__ import annotations

from typing import Any

import pytest

SPOC = "1001"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_TABS = 60
NAME = "e => (e.labels?.[0]?.textContent || e.textContent || '').trim()"


@pytest.fixture
def cases_of_south(come: Any) -> Any:
    """The list of South Area's cases, with a reason given."""

    def open_at(width: int = 1280, **options: Any) -> Any:
        page = come("/", SPOC, width=width, **options)
        page.get_by_role("link", name="Cases", exact=True).click()
        page.get_by_role("link", name="South Area").click()
        page.get_by_label("To see that victims of this unit are told what they are owed").check()
        page.get_by_role("button", name="Continue").click()
        return page

    return open_at


def _tab_to(page: Any, text: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        said = focus.evaluate(NAME) if focus.count() else ""
        if said == text or said.startswith(f"{text},"):
            return
    raise AssertionError(f"{text} was not reached by keyboard")


def test_a_spoc_narrows_the_list_and_opens_a_victim_by_keyboard_alone_without_script(
    cases_of_south: Any,
) -> None:
    page = cases_of_south(java_script_enabled=False)
    _tab_to(page, "Victims")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "Show")
    page.keyboard.press("Enter")
    page.wait_for_url("**priority=1**")
    assert page.locator(".upheld-owed li").count() == 1
    _tab_to(page, "CRIME-55002")
    page.keyboard.press("Enter")
    page.wait_for_url("**/victim/**")
    assert page.locator("h1").inner_text() == "What this victim is owed"
    assert "CRIME" not in page.url + page.title()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_case_pages_and_nothing_scrolls_sideways(
    cases_of_south: Any, axe: str, width: int
) -> None:
    page = cases_of_south(width, bypass_csp=True)
    at = page.url
    victim = page.locator(".upheld-owed a").first.get_attribute("href")
    root = at.partition("/cases/")[0]
    for address in (at, f"{at}print/?which=overdue", root + str(victim), f"{at}?which=soon"):
        page.goto(address)
        assert page.evaluate(OVERFLOW) == 0
        page.add_script_tag(content=axe)
        found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WCAG)
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_paper_shows_the_list_and_no_way_of_taking_more(cases_of_south: Any) -> None:
    page = cases_of_south()
    page.goto(page.url + "print/")
    page.emulate_media(media="print")
    assert page.locator(".upheld-owed li").count() == 4
    assert not page.locator(".govuk-back-link").is_visible()
    assert "recorded as a disclosure" in page.locator("main").inner_text()
