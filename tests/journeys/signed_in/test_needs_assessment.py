"""At a victim's door with a phone in one hand: taps, keyboard, no script, narrow pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.journeys.signed_in.well import is_well

OFFICER, SUPERVISOR, ANALYST = "1004", "1001", "1005"
MOST_TAPS = 25
# Everything that can be ticked is ticked: no path is longer.
EVERYTHING = (
    ("A sexual offence", "Human trafficking or modern slavery", "Domestic abuse", "Hate crime",
     "Attempted murder, kidnapping", "The person who was harmed", "targeted: Yes"),
    ("Under 18", "An interpreter is needed", "A mental disorder", "A significant impairment",
     "A physical disability", "afraid: Yes"),
    ("Polish", "likely to suffer: Yes", "hard to understand: Yes",
     "safe now: No", "Not by post", "Yes, or would like to hear more", "referred: Yes"),
)  # fmt: skip


class Thumb:
    """Taps what is named, in the question that is named before the colon; counts. What is pressed
    leads to an address: only when the page there has come whole is anything else tapped, for a page
    that still grows moves under the thumb, on a busy machine as in the hand."""

    def __init__(self, page: Any) -> None:
        self.page, self.taps = page, 0

    def answer(self, name: str) -> None:
        self._choice(name).tap()
        self.taps += 1

    def _choice(self, name: str) -> Any:
        question, colon, words = name.partition(": ")
        if not colon:
            return self.page.get_by_label(name).first
        within = self.page.locator("fieldset").filter(has_text=question)
        return within.get_by_label(words, exact=True)

    def press(self, name: str, to: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).tap()
        self.taps += 1
        self.page.wait_for_url(to)


def _ask(page: Any, pages: Any = EVERYTHING) -> Iterator[Thumb]:
    """Yields on every page, with the answers given and not sent."""
    thumb = Thumb(page)
    thumb.press("Start", "**/1/")
    for number, names in enumerate(pages, 1):
        for name in names:
            thumb.answer(name)
        yield thumb
        thumb.press("Continue", "**/check/" if number == len(pages) else f"**/{number + 1}/")
    yield thumb
    thumb.press("Hand in", "**/result/")
    yield thumb


def _start(page: Any) -> None:
    """A new one, whatever the list holds of those that other tests left."""
    page.get_by_role("button", name="Start", exact=True).press("Enter")
    page.wait_for_url("**/1/")


def _decide(page: Any) -> None:
    page.get_by_role("button", name="Decide", exact=True).tap()
    page.locator("#decided").wait_for()


def test_the_longest_path_takes_at_most_25_taps_on_a_phone_and_no_typing_and_no_script(
    come: Any,
) -> None:
    """From Start to Hand in, everything ticked that can be."""
    page = come("/needs/", OFFICER, width=360, java_script_enabled=False, has_touch=True)
    *_, last = _ask(page)
    assert last.taps <= MOST_TAPS, last.taps
    said = page.locator("main").inner_text()
    assert "Which language? Polish" in said
    assert "A Registered Intermediary (s.29)" in said
    _decide(page)
    assert "Decided: Enhanced Rights" in page.locator("#decided").inner_text()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    ("address", "who"),
    [("/needs/", SUPERVISOR), ("/needs/units/SN/", SUPERVISOR), ("/needs/versions/", ANALYST)],
)
def test_lists_and_versions_are_accessible_and_never_wider_than_the_screen(
    come: Any, axe: str, address: str, who: str, width: int
) -> None:
    is_well(come(address, who, width=width), axe)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_it_is_accessible_and_never_wider_than_the_screen(
    come: Any, axe: str, width: int
) -> None:
    page = come("/needs/", OFFICER, width=width, has_touch=True)

    def look() -> None:
        is_well(page, axe)

    look()
    _start(page)
    page.get_by_role("button", name="Continue", exact=True).tap()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").get_by_role("link").count() == 3
    look()
    page.goto(page.url.partition("/needs/")[0] + "/needs/")
    for _ in _ask(page):
        look()
    _decide(page)
    look()
    page.get_by_role("link", name="A plain copy for the victim").tap()
    page.get_by_role("heading", name="What we agreed").wait_for()
    look()
    page.go_back()
    page.wait_for_url("**/result/**")
    page.get_by_role("link", name="Say which crime and victim it is about").tap()
    page.get_by_role("button", name="Save").tap()
    page.get_by_role("alert").wait_for()
    look()


def test_a_link_of_the_error_summary_leads_to_its_question_by_keyboard(come: Any) -> None:
    page = come("/needs/", OFFICER, width=360)
    _start(page)
    page.get_by_role("button", name="Continue", exact=True).press("Enter")
    page.get_by_role("alert").get_by_role("link").nth(1).press("Enter")
    page.keyboard.press("Space")
    assert page.locator("fieldset").nth(1).locator("input:checked").count() == 1
