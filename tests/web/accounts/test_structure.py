"""What a screen reader goes by: headings, landmarks, tables, links, lists. Laws over every page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.web.accounts.test_html import OTHERS, SIGNED_IN
from tests.web.conftest import Page, text
from tests.web.test_every_page import PAGES

MORE = {
    "analyst": ("/publish/", "/publish/2026-10/", "/messages/", "/needs/versions/"),
    "officer SN": ("/needs/", "/messages/subscribe/SN/"),
    "spoc SN": ("/needs/units/SN/",),
}
LANDMARKS = {"nav": "navigation", "aside": "complementary", "main": "main", "search": "search"}


def _named(page: Page, element: Any) -> str:
    """The name that a screen reader says: by another element, its own label, or its caption."""
    by = element.get("aria-labelledby")
    if by:
        return " ".join(text(e) for e in page.root.iter() if e.get("id") == by)
    caption = element.find("caption")
    return element.get("aria-label") or (text(caption) if caption is not None else "")


def _headings(page: Page) -> list[int]:
    """Levels in order; the summary of errors stands before the h1 by GOV.UK's own pattern."""
    errors = {e for e in page.root.iter() if "govuk-error-summary" in e.get("class", "").split()}
    apart = {e for each in errors for e in each.iter()}
    return [
        int(e.tag[1])
        for e in page.root.iter()
        if e not in apart and e.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
    ]


def _of_headings(page: Page) -> Iterator[str]:
    levels = _headings(page)
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"not one h1, and that first: {levels}"
    yield from (f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1)


def _of_landmarks(page: Page) -> Iterator[str]:
    found: list[tuple[str, str]] = []
    for element in page.root.iter():
        name, tag = _named(page, element), str(element.tag)
        role = element.get("role") or LANDMARKS.get(tag) or ("region" if tag == "section" else "")
        if role in {"region", *LANDMARKS.values()} and (name or tag != "section"):
            found.append((role, name))
    yield from (f"two landmarks {each}" for each, n in Counter(found).items() if n > 1)
    yield from ("a region without a name" for role, name in found if role == "region" and not name)


def _of_tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        if not _named(page, table):
            yield "a table without a name"
        yield from (f"th without scope: {text(e)}" for e in table.iter("th") if not e.get("scope"))
        bodies = [row for part in table.iter("tbody") for row in part.iter("tr")]
        yield from (f"no row header: {text(r)}" for r in bodies if r.find("th") is None)


def _of_links(page: Page) -> Iterator[str]:
    places = defaultdict(set)
    for link in page.all("a"):
        if not (said := link.get("aria-label") or text(link)):
            yield f"a link that says nothing: {link.get('href')}"
        places[said].add(link.get("href"))
    yield from (f"{said!r}: {sorted(to)}" for said, to in places.items() if len(to) > 1)


def _of_lists(page: Page) -> Iterator[str]:
    """What a script fills is hidden until then."""
    hidden = {e for part in page.root.iter() if part.get("hidden") is not None for e in part.iter()}
    for tag in ("ul", "ol"):
        lists = (e for e in page.all(tag) if e not in hidden)
        yield from (f"an empty {tag}" for e in lists if e.find("li") is None)


def faults(page: Page) -> list[str]:
    laws = (_of_headings, _of_landmarks, _of_tables, _of_links, _of_lists)
    return [fault for law in laws for fault in law(page)]


def _page(source: bytes) -> Page:
    return Page(source.decode())


def _of_cases(client: Any) -> dict[str, bytes]:
    """With a reason given: the list, its print and one victim."""
    client.post("/cases/SN/reason/", {"reason": "supervision", "next": "/cases/SN/"})
    got = client.get("/cases/SN/")
    victim = next(a.get("href") for a in _page(got.content).all("a", "upheld-id"))
    addresses = ("/cases/SN/", "/cases/SN/print/", victim)
    return {f"{address}, a reason given": client.get(address).content for address in addresses}


def _of_trail(client: Any) -> dict[str, bytes]:
    return {"/audit/, searched": client.post("/audit/", {}, follow=True).content}


def test_headings_landmarks_tables_links_and_lists_say_where_one_is_on_every_page(
    nobody: Any, browser_of: Any, own_edition: Path
) -> None:
    from django.test import override_settings

    pages = {address: nobody.get(address).content for address in (*PAGES, *OTHERS)}
    with override_settings(EDITIONS=own_edition, EDITION="2026-10"):
        for number, (role, addresses) in enumerate((*SIGNED_IN.items(), *MORE.items())):
            client = browser_of(f"reader{number}", role)
            for address in addresses:
                pages[f"{address} as {role}"] = client.get(address, follow=True).content
        pages |= _of_cases(browser_of("caseworker", "spoc SN"))
        pages |= _of_trail(browser_of("reader of trails", "auditor"))
    found = [f"{at}: {each}" for at, source in pages.items() for each in faults(_page(source))]
    assert not found, "\n".join(found)


def test_the_laws_find_what_is_wrong() -> None:
    wrong = Page(
        "<!DOCTYPE html><html><h1>A</h1><h3>B</h3><nav></nav><nav></nav><ul></ul>"
        "<table><tbody><tr><td>1</td></tr></tbody></table><a href='/a'>More</a>"
        "<a href='/b'>More</a></html>"
    )
    said = " ".join(faults(wrong))
    for part in ("h3 after h1", "two landmarks", "an empty ul", "table without a name",
                 "no row header", "'More'"):  # fmt: skip
        assert part in said
