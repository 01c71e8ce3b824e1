"""What do I owe? Without a connection the browser comes to what the server would say."""

from __future__ import annotations

import html
import random
import re
import urllib.request
from typing import Any
from urllib.parse import urlencode

from upheld.core import owe
from upheld.core.vocabulary import EVENTS, MARKERS, VICTIM_KINDS
from upheld.rules import load

Said = tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]

# Christmas, the change of the Code, a leap day, court events heard of late or never, refusals of
# Enhanced Rights before and after, and answers that must be put right.
BY_HAND = (
    "reported=2026-12-23&kind=person&e1=arrested&d1=2026-12-24&e2=charged&d2=2026-12-27",
    "reported=2021-03-31&kind=person&e1=arrested&d1=2021-03-31&e2=arrested&d2=2021-04-01",
    "reported=2024-02-28&kind=person&age=under_18&e1=released_on_bail&d1=2024-02-29",
    "reported=2026-05-01&kind=person&e1=sentenced&d1=2026-05-07&h1=2026-05-11",
    "reported=2026-05-01&kind=person&e1=sentenced&d1=2026-05-07",
    "reported=2026-05-01&kind=person&decided=not_eligible&decided_on=2026-05-02"
    "&domestic_abuse=1&e1=arrested&d1=2026-05-03",
    "reported=2026-05-01&kind=person&decided=not_eligible&decided_on=2026-05-02&e1=arrested"
    "&d1=2026-05-03",
    "reported=2026-05-01&kind=person&decided=vulnerable&decided_on=2026-05-04&hate_crime=1"
    "&e1=arrested&d1=2026-05-03&e2=charged&d2=2026-05-05",
    "reported=2026-05-01&kind=bereaved_relative&age=under_18&terrorism=1&offence=1",
    "reported=2026-05-01&kind=business&age=under_18&interval=28",
    "reported=2026-05-01&kind=person&offence=5D&interval=1",
    "kind=person", "reported=2026-05-01", "reported=2026-02-30&kind=person",
    "reported=1999-01-01&kind=person", "reported=2026-05-01&kind=person&e2=arrested",
    "reported=2026-05-01&kind=person&d3=2026-05-02&interval=0",
    "reported=2026-05-01&kind=person&decided=intimidated",
)  # fmt: skip
BY_LOT = 30
READ_PAGE = """() => [
  [...document.querySelectorAll("#rights:not([hidden]), #answer ol li")].map(
    r => r.children.length ? [...r.children].map(c => c.textContent) : [r.textContent]),
  [...document.querySelectorAll(".govuk-error-summary li")].map(e => e.textContent.trim())
    .filter(Boolean),
]"""


def by_lot(seed: int = 20261125) -> list[str]:
    lot = random.Random(seed)
    offences = [each.code for each in load.force("met").offences]
    return [urlencode(_one(lot, offences)) for _ in range(BY_LOT)]


def _one(lot: random.Random, offences: list[str]) -> dict[str, str]:
    year = lot.choice((2016, 2020, 2021, 2025, 2026, 2027))

    def day() -> str:
        return f"{year}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"

    given = {"reported": day(), "kind": lot.choice(VICTIM_KINDS)}
    given |= {"offence": lot.choice(offences)} if lot.random() < 0.7 else {}
    given |= {"age": lot.choice(owe.AGES)} if lot.random() < 0.5 else {}
    given |= {name: "1" for name in MARKERS if lot.random() < 0.15}
    if lot.random() < 0.4:
        given |= {"decided": lot.choice(owe.DECIDED), "decided_on": day()}
    if lot.random() < 0.4:
        given["interval"] = str(lot.randint(1, 60))
    for number in range(1, lot.randint(1, owe.MOST_EVENTS) + 1):
        given |= {f"e{number}": lot.choice(EVENTS), f"d{number}": day()}
        if lot.random() < 0.6:
            given[f"h{number}"] = day()
    return given


def _text(source: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", source)).strip()


def from_server(address: str) -> Said:
    with urllib.request.urlopen(address) as answer:
        page = answer.read().decode()
    body = page.partition('<ol class="upheld-owed">')[2].partition("</ol>")[0]
    rights = re.findall(r'id="rights">(.*?)</p>', page)
    rows = [f"<p>{each}</p>" for each in rights] + re.findall(r"<li>(.*?)</li>", body, re.DOTALL)
    cells = (re.findall(r"<(?:h3|p)[^>]*>(.*?)</(?:h3|p)>", row, re.DOTALL) for row in rows)
    summary = page.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    wrong = re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    return tuple(tuple(map(_text, each)) for each in cells), tuple(map(_text, wrong))


def from_browser(page: Any, address: str) -> Said:
    page.goto(address)
    rows, wrong = page.evaluate(READ_PAGE)
    return tuple(tuple(map(str.strip, row)) for row in rows), tuple(wrong)


def test_without_a_connection_the_browser_says_what_the_server_said(
    browser: Any, own_server: Any
) -> None:
    address, end = own_server
    cases = [f"{address}/owe/?{query}" for query in (*BY_HAND, *by_lot())]
    expected = [from_server(case) for case in cases]
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{address}/owe/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        end()
        found = [from_browser(page, case) for case in cases]
        assert "No connection." in page.locator("main").inner_text()
        page.goto(cases[2])
        answered = page.locator("#answer dl").inner_text().split("\n")
        page.emulate_media(media="print")
        printed = page.locator("#answer dl").is_visible()
        page.emulate_media(media="screen")
        page.goto(f"{address}/owe/?reported=x")
        title = page.title()
        looks = page.evaluate("getComputedStyle(document.querySelector('.upheld-header')).color")
    finally:
        context.close()
    said = [line for line in answered if line]
    assert said[:4] == ["Day of the report", "28 February 2024", "Who is the victim?", "A person"]
    assert "Event 1: On which day" in answered
    assert printed
    assert title.startswith("Error: ")
    assert looks == "rgb(255, 255, 255)", "the style sheet was not kept"
    for case, said, meant in zip(cases, found, expected, strict=True):
        assert said == meant, case
    assert len(cases) >= 40
    assert sum(1 for rows, _ in expected if rows) > 30
    assert sum(1 for _, wrong in expected if wrong) >= 7
