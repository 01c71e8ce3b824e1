"""Hands that have a keyboard alone, and a sheet of paper to look at in the end."""

from __future__ import annotations

import re
from typing import Any

MOST_TABS = 120
MOST_SHEETS = 20
NAME = """() => (document.activeElement.labels?.[0]?.textContent
  || document.activeElement.textContent).replace(/\\s+/g, ' ').trim()"""
A4_WITH_MARGINS = 718  # CSS pixels: 210 mm less a centimetre either side.
TOO_WIDE = """root => [...root.querySelectorAll('*')]
  .filter(e => e.clientWidth && getComputedStyle(e).display !== 'inline'
    && !e.closest('.govuk-visually-hidden, picture') && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.tagName + ' ' + e.className + ': ' + e.textContent.trim().slice(0, 60))"""
ADDRESSES = """root => [...root.querySelectorAll('a')]
  .filter(a => a.getClientRects().length)
  .map(a => getComputedStyle(a, '::after').content).filter(c => c.includes('/'))"""
EMPTY_LINKS = """root => [...root.querySelectorAll('a')]
  .filter(a => a.getClientRects().length && !a.innerText.trim()).map(a => a.outerHTML)"""


class Keyboard:
    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, name: str) -> None:
        """Tab by tab to what bears the name, or begins with it and a comma."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            said = self._said()
            if said == name or said.startswith(f"{name},"):
                return
        raise AssertionError(f"{name} was not reached by keyboard at {self.page.url}")

    def follow(self, name: str, to: str) -> None:
        """A link or a button, and where it leads."""
        self.to(name)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(to)

    def choose(self, group: str, name: str) -> None:
        """One of several radios: the first is come to by tabs, the others by arrows."""
        self.to(group)
        for _ in range(MOST_TABS):
            if self._said() == name:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} was not reached from {group}")

    def fill(self, name: str, keys: str) -> None:
        self.to(name)
        self.page.keyboard.type(keys)

    def _said(self) -> str:
        return str(self.page.evaluate(NAME))


def assert_fit_for_paper(page: Any) -> None:
    """Printed on A4: the heading is there, no way of going elsewhere, nothing is wider than the
    sheet or its own box, and a link is its words."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WITH_MARGINS, "height": 1000})
    body = page.locator("body")
    assert page.locator("h1").is_visible()
    for gone in ("nav", ".upheld-account", ".govuk-skip-link", "button", "select", "input"):
        assert [e for e in page.locator(gone).all() if e.is_visible()] == [], (page.url, gone)
    assert body.evaluate("e => e.ownerDocument.documentElement.scrollWidth") <= A4_WITH_MARGINS, (
        page.url
    )
    assert body.evaluate(TOO_WIDE) == [], page.url
    assert body.evaluate(ADDRESSES) == []
    assert body.evaluate(EMPTY_LINKS) == []
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) < MOST_SHEETS
