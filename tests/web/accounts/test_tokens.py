"""A token opens to a machine what its account may read of figures, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone

from upheld.core.errors import UpheldError, WrongUseError

TILE = "/tile/timeliness-r6-victims/SN/"
MACHINES = ("/api/v1/editions", "/api/v1/editions/current/figures", "/api/v1/openapi.json",
            "/feeds/current/figures.parquet", "/feeds/current/manifest.json", TILE,
            f"{TILE}tile.svg")  # fmt: skip
PEOPLE = ("/", "/units/SN/", "/cases/", "/cases/SN/", "/audit/", "/accounts/", "/account/",
          "/tables/units/timeliness-r6-victims.csv")  # fmt: skip


@pytest.fixture
def token(account: Any) -> Any:
    """A token of a new account: ``token("staff")``."""
    from upheld.web.staff.accounts import tokens

    def make(*roles: str, days: int = 30) -> str:
        machine = account("portal", *roles)
        return tokens.make(by="tester", account=machine, label="a portal", days=days, origin="here")

    return make


def _with(token: str) -> dict[str, dict[str, str]]:
    return {"headers": {"Authorization": f"Bearer {token}"}}


def _account() -> Any:
    from upheld.web.staff.accounts.models import Account

    return Account.objects.get(username="portal")


@pytest.mark.parametrize("address", MACHINES)
def test_a_token_opens_what_is_for_machines(
    nobody: Any, of_the_force: Path, token: Any, address: str
) -> None:
    answer = nobody.get(address)
    assert answer.status_code == 401
    assert "2026-10" not in answer.content.decode()
    assert nobody.get(address, **_with(token("staff"))).status_code == 200


@pytest.mark.parametrize("address", PEOPLE)
def test_a_token_opens_no_page_and_no_case(
    nobody: Any, of_the_force: Path, token: Any, address: str
) -> None:
    machine = token("spoc SN", "auditor", "administrator")
    answer = nobody.get(address, **_with(machine))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("address", MACHINES)
def test_a_session_opens_them_too(browser_of: Any, of_the_force: Path, address: str) -> None:
    assert browser_of("anna", "staff").get(address).status_code == 200


@pytest.mark.parametrize("address", MACHINES)
def test_an_account_without_a_role_gets_nothing(
    nobody: Any, of_the_force: Path, token: Any, address: str
) -> None:
    assert nobody.get(address, **_with(token())).status_code == 403


def test_who_is_not_known_is_told_what_to_send(nobody: Any, of_the_force: Path) -> None:
    answer = nobody.get("/api/v1/editions")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    assert "upheld account token" in answer.json()["next_step"]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer upheld_wrong", "Bearer \xff", "Basic cG9ydGFsOng=",
     "Bearer upheld_a upheld_b", "bearer " + "x" * 5000],
)  # fmt: skip
def test_a_wrong_token_is_refused_even_where_none_is_needed(nobody: Any, header: str) -> None:
    assert nobody.get("/api/v1/editions").status_code == 200
    answer = nobody.get("/api/v1/editions", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_revoked_token_opens_nothing_from_the_next_request_on(
    nobody: Any, of_the_force: Path, token: Any, entries_of: Any
) -> None:
    from upheld.web.staff.accounts import tokens

    machine = token("staff")
    assert nobody.get("/api/v1/editions", **_with(machine)).status_code == 200
    tokens.revoke(by="tester", account=_account(), label="a portal", origin="here")
    assert nobody.get("/api/v1/editions", **_with(machine)).status_code == 401
    (made,), (revoked,) = entries_of("token.made"), entries_of("token.revoked")
    assert (made.about, revoked.about) == ("portal: a portal, 30 days", "portal: a portal")


def test_a_token_ends_with_its_time_and_with_its_account(
    nobody: Any, of_the_force: Path, token: Any
) -> None:
    from upheld.web.staff.accounts import actions
    from upheld.web.staff.accounts.models import Token

    machine = token("staff")
    Token.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert nobody.get("/api/v1/editions", **_with(machine)).status_code == 401
    Token.objects.update(until=timezone.now() + timedelta(days=1))
    assert nobody.get("/api/v1/editions", **_with(machine)).status_code == 200
    actions.disable(by="tester", account=_account(), origin="here")
    assert nobody.get("/api/v1/editions", **_with(machine)).status_code == 401


def test_the_records_and_the_trail_hold_no_token(
    token: Any, records: dict[str, Any], entries_of: Any
) -> None:
    machine = token("staff")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_token")
        row = cursor.fetchone()
    said = json.dumps([str(each) for each in row]) + entries_of("token.made")[0].about
    assert machine not in said
    assert machine.removeprefix("upheld_") not in said


def test_the_token_of_an_account_of_the_provider_is_refused(records: Any) -> None:
    from upheld.web.staff.accounts import actions, tokens

    person = actions.know(
        issuer="https://login.example", subject="1", username="anna", name="", groups=["a"],
        by="anna", origin="here",
    )  # fmt: skip
    with pytest.raises(WrongUseError, match="whose groups a token would not follow"):
        tokens.make(by="tester", account=person, label="x", days=1, origin="here")


@pytest.mark.parametrize(("label", "days"), [("", 30), ("x" * 61, 30), ("a\nb", 30), ("a", 0),
                                             ("a", 367)])  # fmt: skip
def test_a_token_has_a_label_and_an_end(account: Any, label: str, days: int) -> None:
    from upheld.web.staff.accounts import tokens

    with pytest.raises(WrongUseError):
        tokens.make(by="tester", account=account("portal"), label=label, days=days, origin="here")


def test_tokens_are_made_listed_and_revoked_by_command(
    account: Any, monkeypatch: pytest.MonkeyPatch, editions: Path
) -> None:
    from upheld.cli.account import account as command

    monkeypatch.setenv("UPHELD_VAR", str(editions.parent))
    account("portal", "staff")

    def run(*words: str) -> str:
        return str(CliRunner().invoke(command, words, catch_exceptions=False).output)

    made = run("token", "portal", "--label", "P&D", "--days", "10")
    assert made.startswith("upheld_")
    with pytest.raises(WrongUseError, match="has a token P&D already"):
        run("token", "portal", "--label", "P&D")
    assert run("tokens").startswith("portal: P&D, until 20")
    assert run("revoke", "portal", "P&D") == "Revoked P&D of portal.\n"
    assert run("tokens").startswith("There is no token.")
    with pytest.raises(UpheldError, match="no token P&D"):
        run("revoke", "portal", "P&D")
