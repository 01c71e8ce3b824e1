"""Whether a page is accessible by axe, and no wider than the screen."""

from __future__ import annotations

from typing import Any

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def is_well(page: Any, axe: str) -> None:
    assert page.evaluate(OVERFLOW) <= 0, page.url
    page.evaluate(axe)
    found = page.evaluate(
        "tags => axe.run({runOnly: tags}).then(r => r.violations.map(v => "
        "v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))", WCAG
    )  # fmt: skip
    assert found == [], page.url
