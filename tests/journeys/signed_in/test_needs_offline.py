"""A needs assessment without a connection: asked as with one, sealed on the phone, sent once."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.signed_in.well import is_well

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import journey
from upheld.core.questions.question_set import SELECTS, Kind
from upheld.question_sets.load import question_set

OFFICER, SUPERVISOR = "1004", "1001"
FORM = question_set("needs_assessment", "short-2")
MOMENT = Moment(datetime(2026, 11, 25, 12, 0))
# Everything that is asked of anybody: no path is longer.
LONGEST = (
    ("A sexual offence", "The person who was harmed", "targeted: Yes"),
    ("Under 18", "An interpreter is needed", "A mental disorder", "afraid: Yes"),
    (
        "Polish",
        "likely to suffer: Yes",
        "hard to understand: Yes",
        "safe now: No",
        "Not by post",
        "Yes, or would like to hear more",
        "referred: Yes",
    ),
)
SECRETS = ("sexual_offence", "mental_disorder", "polish", "under_18", "not_post")
# Every record of every database, as text; what is sealed as the letters of its bytes.
KEPT = """async () => {
  const said = [];
  const text = (value) => JSON.stringify(value, (_, each) =>
    each instanceof CryptoKey ? `key, extractable: ${each.extractable}`
    : each instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(each)) : each);
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) {
      const records = await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      said.push(...records.map((each) => [store, text(each)]));
    }
    base.close();
  }
  return said;
}"""
CACHED = """async () => {
  const said = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) {
      said.push([asked.url, await (await cache.match(asked)).text()]);
    }
  }
  return said;
}"""


@pytest.fixture
def phone(browser: Browser, line: Any) -> Iterator[Callable[[str], Page]]:
    """Somebody has signed in on it, opened Needs once, and lost the connection."""
    contexts = []

    def made(who: str = OFFICER) -> Page:
        context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True)
        contexts.append(context)
        page = context.new_page()
        _sign_in(page, line, who)
        page.locator("#works").wait_for()
        line.cut()
        page.goto(f"{line.address}/needs/")
        return page

    yield made
    for context in contexts:
        context.close()


def _sign_in(page: Page, line: Any, who: str, to: str = "/needs/") -> None:
    page.goto(line.address + to)
    page.get_by_role("button", name="Sign in with your force account").click()
    page.get_by_role("button", name=who, exact=True).click()
    page.wait_for_url(line.address + to)


def _ask(page: Page, pages: Any = LONGEST) -> None:
    page.get_by_role("button", name="Start", exact=True).tap()
    for names in pages:
        for name in names:
            _choice(page, name).tap()
        page.locator("section:visible").get_by_role("button", name="Continue").tap()
    after = "Check the answers" if pages == LONGEST else "Evidence, safety and wishes"
    page.get_by_role("heading", name=after).wait_for()


def _choice(page: Page, name: str) -> Any:
    question, colon, words = name.partition(": ")
    if not colon:
        return page.locator("section:visible").get_by_label(name).first
    within = page.locator("fieldset:visible").filter(has_text=question)
    return within.get_by_label(words, exact=True)


def _hand_in(page: Page) -> None:
    page.get_by_role("heading", name="Check the answers").wait_for()
    page.get_by_role("button", name="Hand in", exact=True).tap()
    page.get_by_role("heading", name="Waiting for a connection").wait_for()


@pytest.fixture
def arrived(site: Any) -> Callable[[], list[Any]]:
    """The assessments that the site has got since the test began."""

    def rows() -> list[Any]:
        base = sqlite3.connect(site.var / "records.sqlite3")
        try:
            return base.execute(
                "SELECT answers, finished_at, version, audit, share FROM needs_assessment "
                "WHERE id > ?", (before,),
            ).fetchall()  # fmt: skip
        finally:
            base.close()

    before = 0
    before = len(rows())
    return rows


def test_the_longest_path_without_a_connection_is_sent_once_when_it_is_back(
    phone: Callable[..., Page], line: Any, arrived: Callable[[], list[Any]]
) -> None:
    page = phone()
    assert "the phone’s own lock protects it" in page.locator("main").inner_text()
    _ask(page)
    said = page.locator("main").inner_text()
    assert "Not safe, or not surely: act before you leave" in said
    assert "Polish" in said
    _hand_in(page)
    line.mend()
    page.goto(f"{line.address}/needs/")
    page.get_by_role("heading", name="Result of the needs assessment").wait_for()
    assert "Which language? Polish" in page.locator("main").inner_text()
    page.goto(f"{line.address}/needs/")
    page.locator("#works").wait_for()
    ((answers, finished, version, audit, share),) = arrived()
    assert finished
    assert '"wishes/which_language": "polish"' in answers
    assert (version, audit, share) == ("short-2", 0, 0.0)
    _nothing_is_left(page)


def test_what_is_not_handed_in_is_carried_on_with_a_connection(
    phone: Callable[..., Page], line: Any, arrived: Callable[[], list[Any]]
) -> None:
    page = phone()
    _ask(page, LONGEST[:2])
    line.mend()
    page.goto(f"{line.address}/needs/")
    page.get_by_role("heading", name="Evidence, safety and wishes").wait_for()
    assert page.url.endswith("/3/")
    assert [finished for _, finished, *_ in arrived()] == [None]
    page.goto(f"{line.address}/needs/")
    page.locator("#works").wait_for()
    _nothing_is_left(page)


def test_begun_with_a_connection_it_goes_on_without_one_and_is_one_assessment(
    browser: Browser, line: Any, arrived: Callable[[], list[Any]]
) -> None:
    page = _begun_with_a_connection(browser, line)
    line.cut()
    for name in LONGEST[1]:
        _choice_online(page, name).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="carry on without a connection").click()
    (sealed,) = [text for store, text in page.evaluate(KEPT) if store == "drafts"]
    assert not [word for word in SECRETS if word in sealed]
    page.get_by_role("button", name="Carry on").click()
    for names in LONGEST[2:]:
        for name in names:
            _choice(page, name).check()
        page.locator("section:visible").get_by_role("button", name="Continue").click()
    _hand_in(page)
    line.mend()
    page.goto(f"{line.address}/needs/")
    page.get_by_role("heading", name="Result of the needs assessment").wait_for()
    ((answers, finished, *_),) = arrived()
    assert finished
    assert [word for word in SECRETS if word not in answers] == []
    page.goto(f"{line.address}/needs/")
    page.locator("#works").wait_for()
    _nothing_is_left(page)
    page.context.close()


def test_handed_in_with_a_connection_nothing_is_left_on_the_phone(
    browser: Browser, line: Any
) -> None:
    page = _begun_with_a_connection(browser, line)
    assert [store for store, _ in page.evaluate(KEPT)].count("drafts") == 1
    for names in LONGEST[1:]:
        for name in names:
            _choice_online(page, name).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("heading", name="Result of the needs assessment").wait_for()
    page.wait_for_function("store.base !== undefined")
    _nothing_is_left(page)
    page.context.close()


def test_handed_in_where_the_connection_was_lost_it_is_sent_when_it_is_back(
    browser: Browser, line: Any, arrived: Callable[[], list[Any]]
) -> None:
    page = _begun_with_a_connection(browser, line)
    for names in LONGEST[1:]:
        for name in names:
            _choice_online(page, name).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check the answers").wait_for()
    line.cut()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("heading", name="No connection").wait_for()
    line.mend()
    page.goto(f"{line.address}/needs/")
    page.get_by_role("heading", name="Result of the needs assessment").wait_for()
    assert [bool(finished) for _, finished, *_ in arrived()] == [True]
    page.context.close()


def _begun_with_a_connection(browser: Browser, line: Any) -> Page:
    """The first page is answered and the second shown."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True)
    page: Page = context.new_page()
    _sign_in(page, line, OFFICER)
    page.locator("#works").wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    for name in LONGEST[0]:
        _choice_online(page, name).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="The victim").wait_for()
    return page


def _nothing_is_left(page: Page) -> None:
    assert [text for store, text in page.evaluate(KEPT) if store == "drafts"] == []
    shells = [text for address, text in page.evaluate(CACHED) if address.endswith("/")]
    assert not [text for text in shells if " checked" in text or "1004" in text]


def test_what_is_kept_is_sealed_and_its_key_cannot_be_read_out(
    phone: Callable[..., Page],
) -> None:
    page = phone()
    _ask(page, LONGEST[:2])
    (sealed,) = [text for store, text in page.evaluate(KEPT) if store == "drafts"]
    assert "key, extractable: false" in sealed
    assert not [word for word in SECRETS if word in sealed]
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert stored == "[{},{}]"


def test_signing_out_leaves_nothing(
    phone: Callable[..., Page], line: Any, arrived: Callable[[], list[Any]]
) -> None:
    page = phone()
    _ask(page, LONGEST[:2])
    line.mend()
    page.goto(f"{line.address}/account/")
    page.get_by_role("button", name="Sign out").tap()
    page.get_by_role("heading", name="You are signed out").wait_for()
    assert page.evaluate(KEPT) == []
    assert page.evaluate(CACHED) == []
    assert arrived() == []


def test_at_the_first_start_after_twelve_hours_it_is_gone(
    phone: Callable[..., Page], line: Any
) -> None:
    page = phone()
    _ask(page, LONGEST[:2])
    page.clock.install()
    page.clock.fast_forward("11:59:00")
    page.reload()
    page.get_by_role("button", name="Carry on").wait_for()
    page.clock.fast_forward("00:02:00")
    page.reload()
    page.get_by_role("button", name="Start", exact=True).wait_for()
    page.wait_for_function("store.base !== undefined")
    assert page.evaluate(KEPT)[0][0] == "about"
    assert [store for store, _ in page.evaluate(KEPT)] == ["about"]
    assert page.get_by_role("button", name="Carry on").count() == 0


def test_another_officer_who_signs_in_sees_and_sends_nothing_of_it(
    phone: Callable[..., Page], line: Any, arrived: Callable[[], list[Any]]
) -> None:
    page = phone()
    _ask(page)
    _hand_in(page)
    line.mend()
    page.context.clear_cookies()
    _sign_in(page, line, SUPERVISOR)
    page.locator("#works").wait_for()
    _nothing_is_left(page)
    assert arrived() == []


def test_once_another_officer_has_signed_in_it_cannot_be_opened_even_without_a_connection(
    phone: Callable[..., Page], line: Any
) -> None:
    page = phone()
    _ask(page, LONGEST[:2])
    line.mend()
    page.context.clear_cookies(name="session")
    _sign_in(page, line, SUPERVISOR, "/rights/")
    line.cut()
    page.goto(f"{line.address}/needs/")
    page.get_by_role("button", name="Start", exact=True).wait_for()
    page.wait_for_function("document.activeElement.tagName === 'H1'")  # once the list is made
    assert page.get_by_role("button", name="Carry on").count() == 0
    assert [store for store, _ in page.evaluate(KEPT)] == ["about"]


def test_who_signs_in_again_after_the_session_ended_finds_it_and_it_is_sent(
    phone: Callable[..., Page], line: Any, arrived: Callable[[], list[Any]]
) -> None:
    page = phone()
    _ask(page)
    _hand_in(page)
    line.mend()
    page.context.clear_cookies(name="session")
    _sign_in(page, line, OFFICER, "/rights/")
    page.goto(f"{line.address}/needs/")
    page.get_by_role("heading", name="Result of the needs assessment").wait_for()
    assert [bool(finished) for _, finished, *_ in arrived()] == [True]


def test_a_page_that_cannot_be_sent_says_so_and_is_not_lost(browser: Browser, line: Any) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    _sign_in(page, line, OFFICER)
    page.locator("#works").wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    for name in LONGEST[0]:
        _choice_online(page, name).check()
    line.cut()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="No connection: this page was not sent").wait_for()
    line.mend()
    page.reload()
    page.get_by_role("heading", name="The victim").wait_for()
    context.close()


def _choice_online(page: Page, name: str) -> Any:
    question, colon, words = name.partition(": ")
    if not colon:
        return page.get_by_label(name).first
    return page.locator("fieldset").filter(has_text=question).get_by_label(words, exact=True)


def test_what_is_wrong_with_a_page_is_said_as_with_a_connection(
    phone: Callable[..., Page],
) -> None:
    page = phone()
    page.get_by_role("button", name="Start", exact=True).tap()
    page.get_by_label("Hate crime").tap()
    page.get_by_label("None of these").tap()
    page.locator("section:visible").get_by_role("button", name="Continue").tap()
    summary = page.locator("#wrong").inner_text()
    assert summary.count("Select an answer") == 2
    assert "Select this answer alone, or the others without it" in summary
    page.get_by_label("None of these").tap()
    page.locator("#back").tap()
    page.get_by_role("heading", name="Needs assessment, on this phone").wait_for()


def test_every_screen_is_accessible_and_no_wider_than_a_small_phone(
    phone: Callable[..., Page], axe: str
) -> None:
    page = phone()
    page.set_viewport_size({"width": 320, "height": 700})
    is_well(page, axe)
    page.get_by_role("button", name="Start", exact=True).tap()
    page.locator("section:visible").get_by_role("button", name="Continue").tap()
    page.locator("#wrong").get_by_role("link").first.wait_for()
    is_well(page, axe)
    page.reload()
    _ask(page)
    is_well(page, axe)
    page.get_by_role("button", name="Change").first.tap()
    assert page.get_by_label("A sexual offence").is_checked()
    page.locator("section:visible").get_by_role("button", name="Continue").tap()
    _hand_in(page)
    is_well(page, axe)
    page.reload()
    page.get_by_role("button", name="Carry on").wait_for()
    is_well(page, axe)


# The device asks what the engine asks ------------------------------------------------------------


def _drawn(lot: random.Random) -> dict[str, str]:
    """An answer that can be kept to every question, asked or not; some left out or blank."""
    answers = {}
    for question in FORM.questions:
        if question.kind not in SELECTS or lot.random() < 0.1:
            continue
        choices = FORM.choices(question)
        if question.kind is Kind.SELECT_MULTIPLE and lot.random() < 0.7:
            chosen = [c.name for c in choices if not c.exclusive and lot.random() < 0.4]
        else:
            chosen = [lot.choice(choices).name]
        answers[question.path] = " ".join(chosen)
    return answers


def test_the_phone_asks_what_the_engine_asks(phone: Callable[..., Page]) -> None:
    page = phone()
    lot = random.Random(20261126)
    cases = [{}, *(_drawn(lot) for _ in range(300))]
    found = page.evaluate(
        """cases => cases.map(answers => {
            const { pages, done } = journey(answers);
            return [pages.map(page => [page.id, page.asked.map(each => each.key)]), done];
        })""",
        cases,
    )
    ways = set()
    for answers, said in zip(cases, found, strict=True):
        meant = journey(FORM, answers, MOMENT)
        pages = [[page.id, list(page.keys)] for page in meant.pages]
        assert said == [pages, meant.done], answers
        ways.add((sum(len(keys) for _, keys in pages), meant.done))
    assert len(ways) >= 6
