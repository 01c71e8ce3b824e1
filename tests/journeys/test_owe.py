"""What do I owe? An officer on a phone, by keyboard, with and without script."""

from __future__ import annotations

from typing import Any

import pytest

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ANSWERED = "/owe/?reported=2026-05-01&kind=person&e1=arrested&d1=2026-05-03"


def test_an_officer_on_a_phone_without_script_gets_the_day(open_page: Any) -> None:
    page = open_page("/owe/", 360, script=False)
    page.get_by_label("Day of the report").fill("2026-05-01")
    page.get_by_label("A person").check()
    page.get_by_label("Domestic abuse").check()
    page.get_by_label("What happened").first.select_option("Arrest")
    page.get_by_label("On which day").first.fill("2026-05-03")
    page.get_by_role("button", name="Show what is owed").click()
    first = page.locator(".upheld-owed li").first.inner_text()
    assert "Tue 5 May 2026" in first
    assert "To be told of the arrest." in first
    assert page.url.endswith(
        "/owe/?reported=2026-05-01&kind=person&domestic_abuse=1&e1=arrested&d1=2026-05-03"
    )


def test_the_list_of_offences_is_narrowed_by_typing_and_what_is_typed_is_not_sent(
    open_page: Any,
) -> None:
    page = open_page("/owe/")
    page.get_by_label("Find an offence in the list below").fill("serious harm")
    choices = page.locator("#offence option").all_inner_texts()
    assert choices == ["Not in this list, or not known",
                       "Assault with intent to cause serious harm (5D)"]  # fmt: skip
    page.get_by_label("Offence", exact=True).select_option("5D")
    page.get_by_label("Find an offence in the list below").fill("")
    assert page.locator("#offence").input_value() == "5D"
    assert page.locator("#offence option").count() > 100
    page.get_by_label("Day of the report").fill("2026-05-01")
    page.get_by_label("A person").check()
    page.get_by_label("Find an offence in the list below").fill("Quillfeather")
    page.get_by_role("button", name="Show what is owed").click()
    assert page.url.endswith("/owe/?reported=2026-05-01&kind=person&offence=5D")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", ["/owe/", ANSWERED, "/owe/?kind=person", "/owe/offline/"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    open_page: Any, axe: str, address: str, width: int
) -> None:
    page = open_page(address, width, bypass_csp=True)
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.add_script_tag(content=axe)
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WCAG)
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


def test_paper_shows_the_answer_and_what_was_said_and_no_form(open_page: Any) -> None:
    page = open_page(ANSWERED)
    page.emulate_media(media="print")
    assert page.locator(".upheld-owed li").first.is_visible()
    assert "1 May 2026" in page.locator(".upheld-said").inner_text()
    assert not page.locator("#owe").is_visible()
