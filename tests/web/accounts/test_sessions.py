"""Signing in with a password, and sessions that end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from upheld.web.staff.accounts import sessions

PASSWORD = "correct horse battery staple"
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=10)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def _try(client: Any, username: str, password: str, onward: str = "/", **extra: Any) -> Any:
    form = {"username": username, "password": password, "next": onward}
    return client.post("/sign-in/", form, **extra)


# Signing in --------------------------------------------------------------------------------------


def test_a_password_leads_to_the_page_that_was_wanted(
    account: Any, nobody: Any, of_the_force: Path, entries_of: Any
) -> None:
    account("anna", "staff")
    asked = nobody.get("/units/SN/")
    assert asked["Location"] == "/sign-in/?next=%2Funits%2FSN%2F"
    assert 'value="/units/SN/"' in nobody.get(asked["Location"]).content.decode()
    assert _try(nobody, "anna", PASSWORD, "/units/SN/")["Location"] == "/units/SN/"
    assert nobody.get("/units/SN/").status_code == 200
    assert [line.by for line in entries_of("session.began")] == ["anna"]


def test_a_wrong_password_and_an_unknown_name_read_the_same(
    account: Any, nobody: Any, entries_of: Any
) -> None:
    account("anna", "staff")
    answers = [_try(nobody, name, "not that one at all") for name in ("anna", "bert")]
    texts = [a.content.decode().replace("anna", "").replace("bert", "") for a in answers]
    without_tokens = [t.split("csrfmiddlewaretoken")[0] + t.split("</form>")[1] for t in texts]
    assert without_tokens[0] == without_tokens[1]
    assert {a.status_code for a in answers} == {400}
    assert [line.by for line in entries_of("session.refused")] == ["anna"]


def test_a_name_tried_too_often_rests_from_wherever_it_is_tried(account: Any, nobody: Any) -> None:
    account("anna", "staff")
    account("bert", "staff")
    for number in range(5):
        _try(nobody, "anna", "wrong", REMOTE_ADDR=f"192.0.2.{number}")
    answer = _try(nobody, "anna", PASSWORD, REMOTE_ADDR="192.0.2.99")
    assert answer.status_code == 429
    assert "rests for 15 minutes" in answer.content.decode()
    assert _try(nobody, "bert", PASSWORD).status_code == 302


def test_a_disabled_account_is_out_with_its_next_page_and_does_not_come_in_again(
    browser_of: Any, nobody: Any
) -> None:
    from upheld.web.staff.accounts.actions import disable
    from upheld.web.staff.accounts.models import Account

    client = browser_of("anna", "auditor")
    assert client.get("/audit/").status_code == 200
    disable(by="tester", account=Account.objects.get(), origin="command line")
    assert client.get("/audit/").status_code == 302
    assert _try(nobody, "anna", PASSWORD).status_code == 400


def test_passwords_are_kept_as_argon2_and_open_the_site(account: Any, nobody: Any) -> None:
    from upheld.web.staff import settings as ours

    with override_settings(PASSWORD_HASHERS=ours.PASSWORD_HASHERS):
        assert account("anna", "auditor").password.startswith("argon2$argon2id$")
        assert _try(nobody, "anna", PASSWORD).status_code == 302
        assert nobody.get("/audit/").status_code == 200


def test_a_form_without_its_mark_is_refused_with_a_way_on(account: Any, records: Any) -> None:
    from django.test import Client

    account("anna", "staff")
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    answer = _try(client, "anna", PASSWORD)
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


# Cookies -----------------------------------------------------------------------------------------


def test_the_sessions_cookie_says_nothing_and_no_script_can_read_it(browser_of: Any) -> None:
    cookie = browser_of("anna", "staff").cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
    assert "anna" not in cookie.value


def test_a_browser_is_told_whether_somebody_else_has_signed_in_and_who_by_no_name(
    account: Any, nobody: Any
) -> None:
    told = []
    for name in ("anna", "bert"):
        account(name, "staff")
    for name in ("anna", "anna", "bert"):
        assert _try(nobody, name, PASSWORD).status_code == 302
        told.append(nobody.cookies["person"].value)
        del nobody.cookies["session"]
    assert told[0] == told[1] != told[2]
    assert "anna" not in told[0]


def test_signing_in_changes_the_key_of_the_session(account: Any, nobody: Any) -> None:
    """So that a key that was known before is worth nothing after."""
    account("anna", "staff")
    session = nobody.session
    session["before"] = 1
    session.save()
    before = nobody.cookies["session"].value
    _try(nobody, "anna", PASSWORD)
    assert nobody.cookies["session"].value != before
    assert "before" not in nobody.session


# The end -----------------------------------------------------------------------------------------


def test_signing_out_deletes_the_session_and_says_so(browser_of: Any, entries_of: Any) -> None:
    from django.contrib.sessions.models import Session

    client = browser_of("anna", "auditor")
    key = client.cookies["session"].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/signed-out/"
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["session"] = key
    assert client.get("/audit/").status_code == 302
    assert [(e.by, e.reason) for e in entries_of("session.ended")] == [("anna", "signed-out")]


@pytest.mark.parametrize(
    ("began", "seen", "expected"),
    [(0, 0, None), (9 * 60, 29, None), (9 * 60, 30, "idle"), (10 * 60, 1, "longest"),
     (10 * 60 - 1, 0, None)],
)  # fmt: skip
def test_a_session_is_over_after_rest_and_after_a_day(
    began: int, seen: int, expected: str | None
) -> None:
    session = {
        "began": (NOW - timedelta(minutes=began)).isoformat(),
        "seen": (NOW - timedelta(minutes=seen)).isoformat(),
    }
    assert sessions.over(session, NOW, IDLE, LONGEST) == expected


@pytest.mark.parametrize("session", [{}, {"began": NOW.isoformat()}, {"began": "x", "seen": "y"}])
def test_a_session_that_does_not_say_when_it_began_is_over(session: dict[str, str]) -> None:
    assert sessions.over(session, NOW, IDLE, LONGEST) == "longest"


def test_that_a_page_was_opened_is_written_once_a_minute_at_most() -> None:
    session: dict[str, Any] = {}
    sessions.begin(session, NOW)
    sessions.note(session, NOW + timedelta(seconds=59))
    assert session["seen"] == NOW.isoformat()
    sessions.note(session, NOW + timedelta(seconds=60))
    assert session["seen"] == (NOW + timedelta(seconds=60)).isoformat()


def test_an_idle_session_ends_on_the_server_with_a_line_in_the_trail(
    browser_of: Any, entries_of: Any
) -> None:
    client = browser_of("anna", "auditor")
    assert client.get("/audit/").status_code == 200
    with override_settings(SESSION_IDLE=timedelta(0)):
        ended = client.get("/audit/")
    assert ended["Location"] == "/sign-in/?next=%2Faudit%2F&ended=1"
    assert "Your session ended" in client.get(ended["Location"]).content.decode()
    assert client.get("/audit/")["Location"] == "/sign-in/?next=%2Faudit%2F"
    assert [(e.by, e.reason) for e in entries_of("session.ended")] == [("anna", "idle")]


def test_what_somebody_signed_in_is_shown_is_not_kept_by_others_on_the_way(browser_of: Any) -> None:
    answer = browser_of("anna", "staff").get("/")
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]
