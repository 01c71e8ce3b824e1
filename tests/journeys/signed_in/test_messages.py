"""Pages of messages as people meet them: an analyst at a desk and on a phone, by keyboard, without
script; a SPOC who subscribes; anybody who stops."""

from __future__ import annotations

from typing import Any

import pytest

SPOC, ANALYST = "1001", "1005"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOST_TABS = 80
NAME = "e => (e.labels?.[0]?.textContent || e.textContent || '').trim()"


def _tab_to(page: Any, name: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() and name in focus.evaluate(NAME):
            return
    raise AssertionError(f"{name} was not reached by keyboard")


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_pages_of_messages_and_nothing_scrolls_sideways(
    come: Any, links_to_stop: tuple[str, str], axe: str, width: int
) -> None:
    addresses = {ANALYST: ("/messages/", "/messages/1/", "/messages/lines/2/",
                           "/messages/preview/?unit=SN", "/messages/said/1/SN/",
                           "/messages/kept/1/SN/", "/publish/", "/publish/2026-10/"),
                 SPOC: ("/messages/subscribe/SN/",), "": links_to_stop}  # fmt: skip
    for who, pages in addresses.items():
        page = come("/" if who else "/privacy/", who, width=width, bypass_csp=True)
        root = page.url.rstrip("/").removesuffix("/privacy")
        for address in pages:
            answer = page.goto(root + address)
            assert answer.status == 200, address
            assert page.evaluate(OVERFLOW) == 0, address
            page.add_script_tag(content=axe)
            found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WCAG)
            assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == [], address


@pytest.mark.parametrize("button", ["Leave it", "The address is right: write to it again",
                                    "I have put it right: go on"])  # fmt: skip
def test_an_analyst_settles_what_needs_them_by_keyboard_alone_without_script(
    come: Any, links_to_stop: tuple[str, str], button: str
) -> None:
    page = come("/", ANALYST, java_script_enabled=False)
    page.goto(page.url + "messages/")
    assert button in page.locator("main").inner_text()
    _tab_to(page, button)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert button not in page.locator("main").inner_text()


def test_a_spoc_subscribes_with_the_daily_list_on_a_phone_without_script(come: Any) -> None:
    page = come("/", SPOC, width=360, java_script_enabled=False)
    page.goto(page.url + "messages/subscribe/SN/")
    page.get_by_label("Your address at work").fill("nowhere")
    page.get_by_role("button", name="Send me these messages").click()
    assert "not an address" in page.locator(".govuk-error-message").inner_text()
    page.get_by_label("Your address at work").fill("anna.south@force.example")
    page.get_by_label("Also each working morning").check()
    page.get_by_role("button", name="Send me these messages").click()
    assert "Done." in page.locator("main").inner_text()


def test_both_links_stop_with_one_press_by_keyboard_without_signing_in(
    come: Any, links_to_stop: tuple[str, str]
) -> None:
    for address, button, done in zip(
        links_to_stop, ("Stop the messages", "Stop the daily list"),
        ("You will get no more messages", "You will get no more daily lists"), strict=True,
    ):  # fmt: skip
        page = come(address, java_script_enabled=False)
        if page.get_by_role("button", name=button).count():
            _tab_to(page, button)
            page.keyboard.press("Enter")
        page.wait_for_load_state()
        assert page.locator("h1").inner_text() == done
