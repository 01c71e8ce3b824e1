"""Search: every page can be found by its words, and nothing about a person can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.render.search import Entry, search
from upheld.rules import load


def found(page):
    return [
        (a.text, a.get("href")) for h in page.main.iter("h3") for a in h.iter("a")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "title", "address"),
    [
        ("arrest", "Told of the arrest", "/measures/timeliness-r6-arrest/"),
        ("ARREST told", "Told of the arrest", "/measures/timeliness-r6-arrest/"),
        ("VC20-R6-ARREST", None, "/code/VC20-R6-ARREST/"),
        ("croydon", "South Area", "/units/SN/"),
        ("SN", "South Area", "/units/SN/"),
        ("hate crime", "Hate crime", "/code/VC20-hate_crime/"),
        ("right 6", "Right 6: To be told about the investigation and prosecution", "/rights/6/"),
        ("ethnicity gap", "Equality", "/equality/"),
        ("verify", "Editions", "/editions/"),
    ],
)
def test_a_page_is_found_by_its_words(read, query, title, address):
    pages = found(read(f"/search/?q={query.replace(' ', '+')}"))
    assert address in [where for _, where in pages]
    if title:
        assert title in [name for name, _ in pages]


def test_every_rule_is_found_by_its_own_id_first_or_alone(read):
    for rule in load.victims_codes().versions[-1].entitlements[::5]:
        assert f"/code/{rule.id}/" in [where for _, where in found(read(f"/search/?q={rule.id}"))]


def test_what_is_not_there_is_answered_with_a_way_on(read):
    said = read("/search/?q=zebedee").says()
    assert "0 pages found" in said
    assert "Try fewer words" in said


def test_nothing_is_searched_for_nothing(read):
    assert "found" not in read("/search/?q=++").main.find(".//h1").text
    assert found(read("/search/?q=++")) == []


def test_what_was_typed_stands_in_the_field_alone_and_harmless(read):
    page = read("/search/?q=%3Cscript%3Ezebedee%3C/script%3E")
    assert not page.all("script")
    assert page.all("input")[0].get("value") == "<script>zebedee</script>"
    assert "zebedee" not in page.says()
    assert page.all("title")[0].text == "Search – Upheld"


def test_many_are_cut_short_and_said_to_be(read):
    page = read("/search/?q=e")
    assert len(found(page)) == 40
    assert "more: add a word" in page.says()


ENTRIES = tuple(
    Entry("Page", title, said, "", str(n))
    for n, (title, said) in enumerate((("Told of the arrest", "arrest"), ("An arrest", "told"),
                                       ("Bail", "after the arrest"), ("Charge", "")))
)  # fmt: skip


def test_what_the_title_says_comes_before_what_the_text_says():
    assert [each.title for each in search(ENTRIES, "arrest")] == [
        "Told of the arrest", "An arrest", "Bail",
    ]  # fmt: skip
    assert search(ENTRIES, "told arrest")[0].title == "Told of the arrest"


@given(st.text(max_size=20), st.text(max_size=20))
def test_another_word_never_finds_more(one, other):
    assert set(search(ENTRIES, f"{one} {other}")) <= set(search(ENTRIES, one)) or not one.split()
