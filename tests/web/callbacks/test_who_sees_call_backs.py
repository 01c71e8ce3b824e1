"""Nobody but those whose business it is sees a call-back, and each look is a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_each_look_and_each_change_is_a_line_that_says_nothing_of_the_victim(
    caller: Callable[..., Any], listed: Callable[..., Any], entries_of: Callable[..., list[Any]]
) -> None:
    call, anna = listed(), caller()
    anna.get(anna.sheets[0])
    anna.record("refused", "refer", unsafe=["email"])
    looks, changes = entries_of("case.consultation"), entries_of("case.alteration")
    assert {(e.about, e.case) for e in looks} == {
        ("list of call-backs", ""), (f"{call}: call sheet", "C1"), (f"{call}: how to reach", "C1"),
    }  # fmt: skip
    assert [e.about for e in changes] == [f"{call}: put on the list", f"{call}: a call recorded"]
    assert {e.reason for e in looks + changes} == {"call-back"}
    said = " ".join(e.about for e in looks + changes)
    assert not [word for word in ("V-C1", "refuse", "email") if word in said]


def test_a_list_that_cannot_be_recorded_is_not_shown(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    from django.db import connection

    listed()
    anna = caller()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN "
                       "SELECT RAISE(ABORT, 'database or disk is full'); END")  # fmt: skip
    answer = anna.client.get("/call-backs/SN/")
    assert answer.status_code == 503
    assert "C1" not in answer.content.decode()


def test_no_address_title_or_header_holds_a_reference(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    call, anna = listed("CRIME-55001", victim="VICTIM-66001"), caller()
    (sheet,) = anna.sheets
    for address in ("/call-backs/SN/", sheet, "/call-backs/SN/add/"):
        answer = anna.client.get(address)
        title = answer.content.decode().partition("<title>")[2].partition("</title>")[0]
        for said in (address, title, *map(str, answer.headers.values())):
            assert not [w for w in ("55001", "66001", call.number) if w in said], said
    assert answer.headers["Cache-Control"].find("no-store") >= 0


def test_a_link_opens_in_its_own_session_and_unit_alone(
    caller: Callable[..., Any], listed: Callable[..., Any]
) -> None:
    listed()
    (sheet,) = caller().sheets
    assert caller("bert").client.get(sheet).status_code == 404
    assert caller("cleo", "spoc SO18").client.get(sheet).status_code == 403


@pytest.mark.parametrize(
    "role", ["staff", "officer SN", "analyst", "board", "auditor", "administrator"]
)
def test_who_calls_nobody_cannot_open_the_pages(
    caller: Callable[..., Any], listed: Callable[..., Any], role: str
) -> None:
    listed()
    client = caller("dora", role).client
    for address in ("/call-backs/", "/call-backs/SN/", "/call-backs/SN/add/"):
        assert client.get(address).status_code == 403
    assert client.post("/call-backs/SN/add/", {}).status_code == 403


def test_a_caller_sees_their_unit_alone_and_no_case(
    caller: Callable[..., Any], entries_of: Callable[..., list[Any]]
) -> None:
    anna = caller()
    assert anna.client.get("/call-backs/SO18/").status_code == 403
    assert anna.client.post("/call-backs/SO18/add/", {}).status_code == 403
    assert [e.unit for e in entries_of("case.refused")] == ["SO18", "SO18"]
    assert anna.client.get("/cases/SN/").status_code == 403
