"""A force's site as its people meet it: a SPOC on a phone, who signs out again."""

from __future__ import annotations

from typing import Any

import pytest

SPOC, AUDITOR, ADMINISTRATOR = "1001", "1002", "1003"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_spoc_comes_from_the_first_page_to_what_is_overdue_on_a_phone_without_script(
    come: Any,
) -> None:
    page = come("/", SPOC, width=360, java_script_enabled=False)
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("link", name="South Area").click()
    assert "Why do you open cases of South Area?" in page.locator("h1").inner_text()
    page.get_by_role("button", name="Continue").click()
    assert page.get_by_role("alert").inner_text().endswith("Choose a reason")
    page.get_by_label("To supervise those who hold these cases").check()
    page.get_by_role("button", name="Continue").click()
    assert page.locator("h1").inner_text() == "South Area: who is owed what"
    assert "3 duties were overdue" in page.locator("main").inner_text()


PAGES = (("/units/SN/", ""), ("/privacy/", ""), ("/accessibility/", ""), ("/signed-out/", ""),
         ("/account/", SPOC), ("/cases/", SPOC), ("/cases/SN/reason/", SPOC),
         ("/audit/", SPOC), ("/audit/", AUDITOR), ("/accounts/", ADMINISTRATOR))  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(("address", "who"), PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    come: Any, axe: str, address: str, who: str, width: int
) -> None:
    page = come("/" if who else address, who, width, bypass_csp=True)
    if who:
        page.goto(page.url.rstrip("/") + address)
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.add_script_tag(content=axe)
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WCAG)
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_signing_out_leaves_nothing_to_come_back_to(come: Any) -> None:
    page = come("/cases/", SPOC)
    page.get_by_role("button", name="Sign out").click()
    assert page.locator("h1").inner_text() == "You are signed out"
    page.go_back()
    page.reload()
    assert page.locator("h1").inner_text() == "Sign in"


def test_a_printed_page_names_nobody_who_printed_it(come: Any) -> None:
    page = come("/cases/", SPOC)
    page.emulate_media(media="print")
    assert not page.locator(".upheld-account").is_visible()
