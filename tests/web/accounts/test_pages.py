"""What every page of signing in, cases and trail keeps to."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

EVERY_ROLE = ("spoc SN", "auditor", "administrator", "staff")
PAGES = ("/account/", "/accounts/", "/cases/", "/cases/SN/", "/cases/SN/reason/", "/audit/",
         "/privacy/", "/accessibility/", "/signed-out/")  # fmt: skip
MOST_BYTES = 50_000


class _Seen(HTMLParser):
    """Tags and their attributes, and the text of titles."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


@pytest.fixture
def seen(browser_of: Any, of_the_force: Path) -> Any:
    client = browser_of("anna", *EVERY_ROLE)
    client.post("/cases/SN/reason/", {"reason": "owed", "next": "/"})
    client.post("/audit/", {"by": "anna"})
    return client


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_no_script_no_style_no_id_twice_and_small_size(
    seen: Any, address: str
) -> None:
    answer = seen.get(address)
    assert answer.status_code == 200
    source = answer.content.decode()
    page = _Seen(source)
    tags = [tag for tag, _ in page.tags]
    assert tags.count("h1") == 1
    assert not {"script", "style", "iframe"} & set(tags)
    assert not page.values("style")
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert len(answer.content) < MOST_BYTES
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_every_form_that_changes_anything_is_sent_by_post_and_carries_its_mark(
    seen: Any, address: str
) -> None:
    """A form that only chooses what a list shows may be an address: it holds no text."""
    page = _Seen(seen.get(address).content.decode())
    forms = [
        attributes
        for tag, attributes in page.tags
        if tag == "form" and "upheld-choose" not in str(attributes.get("class"))
    ]
    marks = [a for tag, a in page.tags if tag == "input" and a.get("name") == "csrfmiddlewaretoken"]
    assert forms
    assert {form.get("method") for form in forms} == {"post"}
    assert len(marks) == len(forms)


@pytest.mark.parametrize("address", PAGES)
def test_every_link_leads_somewhere(seen: Any, address: str) -> None:
    page = _Seen(seen.get(address).content.decode())
    for link in sorted(set(page.values("href"))):
        if not link.startswith("#"):
            assert seen.get(link.partition("#")[0], follow=True).status_code == 200, link


def test_no_two_pages_have_one_title(seen: Any) -> None:
    sources = [seen.get(address).content.decode() for address in PAGES]
    titles = [s.partition("<title>")[2].partition("</title>")[0] for s in sources]
    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if "anna" in title.lower()]


def test_what_an_auditor_looks_for_stands_in_no_address(seen: Any, entries_of: Any) -> None:
    answer = seen.post("/audit/", {"by": "anna", "case": "CRIME-1", "first": "2026-01-01"})
    assert answer["Location"] == "/audit/#found"
    assert entries_of("trail.searched")[-1].about == "by anna, case CRIME-1, first 2026-01-01"


def test_nothing_of_the_trail_is_shown_before_a_search_was_recorded(
    browser_of: Any, entries_of: Any
) -> None:
    client = browser_of("bert", "auditor")
    assert "<tbody>" not in client.get("/audit/").content.decode()
    assert not entries_of("trail.searched")
    client.post("/audit/", {})
    assert "Signed in" in client.get("/audit/").content.decode()
    assert [line.about for line in entries_of("trail.searched")] == ["all"]


def test_unit_and_case_are_found_however_their_letters_are_written(seen: Any) -> None:
    from upheld.web.staff.audit.words import What
    from upheld.web.staff.cases.actions import log

    log(by="ben", what=What.CONSULTED, unit="SN", about="one victim", case="CRIME-7", reason="owed",
        count=None, recipient="", origin="127.0.0.1")  # fmt: skip
    for typed in ({"unit": "sn"}, {"unit": "SN"}, {"case": "crime-7"}):
        seen.post("/audit/", typed)
        found = seen.get("/audit/").content.decode()
        assert "one victim; case CRIME-7" in found
        assert "To see that victims of this unit are told what they are owed" in found


def test_a_search_that_finds_nothing_says_so(seen: Any) -> None:
    seen.post("/audit/", {"unit": "NOWHERE"})
    assert "Nothing was found" in seen.get("/audit/").content.decode()


def test_many_lines_are_paged_through_newest_first(seen: Any) -> None:
    from upheld.web.staff.audit.actions import action, record
    from upheld.web.staff.audit.words import What

    @action
    def write(*, by: str) -> None:
        for number in range(60):
            record(by=by, what=What.CONSULTED, origin="192.0.2.1", unit="SN", case=f"C-{number:02}")

    write(by="bert")
    seen.post("/audit/", {"by": "bert"})
    first, second = (seen.get(f"/audit/?page={n}").content.decode() for n in (1, 2))
    assert "60 entries, newest first" in first
    assert [f"C-{n:02}" in first for n in (59, 10, 9)] == [True, True, False]
    assert [f"C-{n:02}" in second for n in (59, 10, 9, 0)] == [False, False, True, True]
    assert "Page 2 of 2" in seen.get("/audit/?page=99").content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"by": "SOUTH"}, 3), ({"unit": "SN"}, 2), ({"case": "C-1"}, 1), ({"unit": "S"}, 0),
     ({"what": "case.disclosure"}, 1), ({"last": "2000-01-01"}, 0), ({"first": "2000-01-01"}, 4),
     ({"by": "south", "unit": "SO18"}, 1)],
)  # fmt: skip
def test_a_search_finds_what_was_asked_for_and_nothing_else(
    records: Any, asked: dict[str, str], found: int
) -> None:
    from upheld.web.staff.audit.actions import action, record
    from upheld.web.staff.audit.search import Search
    from upheld.web.staff.audit.words import What

    @action
    def write(*, by: str, **values: Any) -> None:
        record(by=by, origin="192.0.2.1", **values)

    write(by="anna.south", what=What.CONSULTED, unit="SN")
    write(by="anna.south", what=What.DISCLOSED, unit="SN", case="C-1")
    write(by="bert.south", what=What.CONSULTED, unit="SO18")
    write(by="carl", what=What.CONSULTED, unit="NA")
    assert Search.read(asked).found().count() == found


def test_days_are_days_of_london_summer_too(records: Any) -> None:
    from datetime import UTC, datetime

    from upheld.web.staff.audit import chain
    from upheld.web.staff.audit.models import Entry
    from upheld.web.staff.audit.search import Search

    line = Entry(at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC), by="x", what="y", origin="z")
    line.digest = chain.digest(line)
    line.save(force_insert=True)
    assert Search.read({"first": "2026-07-01", "last": "2026-07-01"}).found().count() == 1
    assert Search.read({"last": "2026-06-30"}).found().count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"first": "1/7/2026"}, "Enter the first day as a date such as 2026-11-25"),
     ({"first": "2026-07-02", "last": "2026-07-01"}, "a last day that is not before the first"),
     ({"what": "x"}, "Choose one")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_its_field(
    seen: Any, entries_of: Any, typed: dict[str, str], said: str
) -> None:
    before = len(entries_of("trail.searched"))
    answer = seen.post("/audit/", typed)
    assert answer.status_code == 400
    assert answer.content.decode().count(said) >= 1
    assert "Error: Audit trail" in answer.content.decode()
    assert len(entries_of("trail.searched")) == before
