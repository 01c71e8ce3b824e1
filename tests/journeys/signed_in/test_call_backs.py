"""One morning's call in a real browser: keyboard alone, no script, on a narrow screen."""

from __future__ import annotations

from typing import Any

import pytest

CALLER = "1001"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"
MOST_TABS = 80


def _is_well(page: Any, axe: str) -> None:
    assert page.evaluate(OVERFLOW) <= 0, page.url
    page.evaluate(axe)
    found = page.evaluate(
        "tags => axe.run({runOnly: tags}).then(r => r.violations.map(v => "
        "v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))", WCAG
    )  # fmt: skip
    assert found == [], page.url


def _tab_to(page: Any, wanted: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def _put_on_the_list(page: Any, crime: str) -> None:
    page.get_by_role("link", name="Put a victim on the list").click()
    page.get_by_label("Crime reference").fill(crime)
    page.get_by_label("Victim reference").fill("V-9")
    page.get_by_role("button", name="Put on the list").click()
    page.get_by_text("Put on the list.").wait_for()


def test_a_call_is_made_and_recorded_by_the_keyboard_alone_without_a_script(come: Any) -> None:
    page = come("/call-backs/", CALLER, width=320, java_script_enabled=True)
    _put_on_the_list(page, "K-1")
    _tab_to(page, "K-1")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Call sheet").wait_for()
    assert page.locator("script").count() == 0
    assert "Is it safe and convenient" in page.locator("main").inner_text()
    for choice in ("came_to", "next"):
        _tab_to(page, choice)
        page.keyboard.press("Space")
    _tab_to(page, "Record")
    page.keyboard.press("Enter")
    page.get_by_text("Recorded.").wait_for()
    assert "last: spoken to" in page.locator("main").inner_text()
    assert "K-1" not in page.url


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_it_is_accessible_and_never_wider_than_the_screen(
    come: Any, axe: str, width: int
) -> None:
    page = come("/call-backs/", CALLER, width=width)
    _is_well(page, axe)
    page.get_by_role("link", name="Put a victim on the list").click()
    _is_well(page, axe)
    page.get_by_role("button", name="Put on the list").click()
    page.get_by_role("alert").wait_for()
    _is_well(page, axe)
    page.get_by_role("link", name="Today’s list").click()
    _put_on_the_list(page, f"W-{width}")
    _is_well(page, axe)
    page.get_by_role("link", name=f"W-{width}").click()
    page.get_by_role("heading", name="Call sheet").wait_for()
    _is_well(page, axe)
    page.get_by_role("button", name="Record").click()
    page.get_by_role("alert").wait_for()
    _is_well(page, axe)
