"""Nobody but those whose business it is sees an assessment, and each look is a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Pages = tuple[dict[str, list[str]], ...]


def test_each_look_and_each_change_is_a_line_without_an_answer(
    officer: Callable[..., Any], longest: Pages, entries_of: Callable[..., list[Any]],
    assessments: Callable[[], list[Any]],
) -> None:  # fmt: skip
    anna = officer()
    anna.hand_in(longest)
    looks, changes = entries_of("case.consultation"), entries_of("case.alteration")
    number = assessments()[0].number
    assert [e.about for e in changes] == [
        f"needs assessment {number}: {done}"
        for done in ("started", *["page answered"] * 3, "handed in")
    ]
    assert {e.about.partition(": ")[2] for e in looks} == {
        "a page of questions", "check the answers", "result",
    }  # fmt: skip
    said = " ".join(e.about + e.reason for e in looks + changes)
    assert not [word for word in ("sexual", "polish", "physical") if word in said]


def test_a_copy_for_the_victim_is_a_disclosure(
    officer: Callable[..., Any], plain: Pages, entries_of: Callable[..., list[Any]]
) -> None:
    anna = officer()
    anna.hand_in(plain)
    anna.post(f"{anna.base}decide/", {})
    anna.get(f"{anna.base}copy/")
    assert [e.recipient for e in entries_of("case.disclosure")] == ["the victim"]


def test_a_look_that_cannot_be_recorded_is_not_shown(
    officer: Callable[..., Any], longest: Pages
) -> None:
    from django.db import connection

    anna = officer()
    anna.hand_in(longest)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN "
                       "SELECT RAISE(ABORT, 'database or disk is full'); END")  # fmt: skip
    answer = anna.client.get(anna.at)
    assert answer.status_code == 503
    assert "sexual" not in answer.content.decode()


def test_no_address_and_no_title_names_anybody_or_anything(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    addresses, titles = [], []
    anna.start()
    for page in longest:
        said = anna.answer(page)
        addresses.append(anna.at)
        titles.append(said.partition("<title>")[2].partition("</title>")[0])
    number = assessments()[0].number
    assert set(titles) == {"Needs assessment – Upheld", "Check your answers – Upheld"}
    for address in addresses:
        assert number not in address
        assert not any(f"/{word}" in address for word in ("crime", "victim", "evidence", "SN/"))


def test_another_officer_is_refused_and_that_is_recorded(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]],
    entries_of: Callable[..., list[Any]],
) -> None:  # fmt: skip
    officer().hand_in(longest)
    bert = officer("bert", "officer SN")
    answer = bert.client.post("/needs/open/", {"number": assessments()[0].number})
    assert answer.status_code == 403
    assert [(e.by, e.unit) for e in entries_of("case.refused")] == [("bert", "SN")]


def test_the_address_of_one_session_opens_nothing_in_another(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    anna.hand_in(longest)
    cleo = officer("cleo", "spoc SN")
    assert cleo.client.get(anna.at).status_code == 404


def test_a_supervisor_sees_what_is_unfinished_and_opens_it_and_of_their_unit_alone(
    officer: Callable[..., Any], assessments: Callable[[], list[Any]],
) -> None:  # fmt: skip
    officer().start()
    cleo = officer("cleo", "spoc SN")
    said = cleo.get("/needs/units/SN/")
    assert "Begun and not handed in: 1" in said
    assert "anna" in said
    cleo.post("/needs/open/", {"number": assessments()[0].number})
    assert cleo.at.endswith("/1/")
    assert cleo.client.get("/needs/units/SO18/").status_code == 403


@pytest.mark.parametrize("role", ["staff", "analyst", "board", "auditor", "administrator"])
def test_who_assesses_nobody_cannot_open_the_pages(
    officer: Callable[..., Any], role: str
) -> None:  # fmt: skip
    client = officer("dora", role).client
    assert client.get("/needs/").status_code == 403
    assert client.post("/needs/start/", {"unit": "SN"}).status_code == 403


def test_a_unit_that_is_not_theirs_cannot_be_assessed_for(
    officer: Callable[..., Any], entries_of: Callable[..., list[Any]]
) -> None:
    client = officer("anna", "officer SN").client
    assert client.post("/needs/start/", {"unit": "SO18"}).status_code == 403
    assert [e.unit for e in entries_of("case.refused")] == ["SO18"]
