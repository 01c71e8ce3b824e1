"""Signing in by OpenID Connect, all the way, against a real provider process on this machine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import override_settings

CLIENT = "upheld-tests"
ROLES = """
[[group]]
name = "force-everybody"
role = "staff"
[[group]]
name = "victim-care-south"
role = "spoc"
units = ["SN"]
"""
PEOPLE = (
    {"sub": "1001", "preferred_username": "anna.south", "name": "Anna South",
     "groups": ["force-everybody", "victim-care-south"]},
    {"sub": "1002", "preferred_username": "bert.staff", "name": "Bert Staff",
     "groups": ["force-everybody"]},
    {"sub": "1003", "preferred_username": "carl.none", "groups": ["something-else"]},
    {"sub": "1004", "preferred_username": "anna.south", "groups": ["force-everybody"]},
    {"sub": "1005", "preferred_username": "dora.odd", "groups": {"victim-care-south": True}},
)  # fmt: skip
A_MOMENT = 0.1
MOST_TRIES = 600


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """The issuer's address."""
    port = _free_port()
    claims = [part for each in PEOPLE for part in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(MOST_TRIES):
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            try:
                process.wait(timeout=A_MOMENT)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("the provider ended before it answered") from None
        return
    raise AssertionError("the provider did not answer")


@pytest.fixture
def with_provider(provider: str, of_the_force: Path, tmp_path: Path) -> Iterator[Path]:
    """The site of a force: a provider, a table of roles, its own edition."""
    table = tmp_path / "roles.toml"
    table.write_text(ROLES, encoding="utf-8")
    with override_settings(
        PROVIDER=provider, ROLES=table, OIDC_RP_CLIENT_ID=CLIENT, OIDC_RP_CLIENT_SECRET="secret"
    ):
        yield table


@pytest.fixture
def come_in(nobody: Any, with_provider: Path) -> Callable[..., Any]:
    """Somebody signs in at the provider; the last answer of our site."""

    def sign_in(sub: str, wanted: str = "/units/SN/") -> Any:
        asked = nobody.get(f"/sign-in/provider/?next={wanted}")
        assert asked.status_code == 302
        back = requests.post(
            asked["Location"], data={"sub": sub}, allow_redirects=False, timeout=10
        )
        return nobody.get(back.headers["Location"].removeprefix("http://localhost"))

    return sign_in


def test_from_a_page_to_the_provider_and_back_to_the_page(
    nobody: Any, come_in: Callable[..., Any], entries_of: Any
) -> None:
    refused = nobody.get("/units/SN/")
    page = nobody.get(refused["Location"]).content.decode()
    assert "/sign-in/provider/?next=%2Funits%2FSN%2F" in page or (
        "/sign-in/provider/?next=/units/SN/" in page
    )
    assert come_in("1002")["Location"] == "/units/SN/"
    answer = nobody.get("/units/SN/")
    assert answer.status_code == 200
    assert "Bert Staff" in answer.content.decode()
    assert [line.by for line in entries_of("session.began")] == ["bert.staff"]
    added = [line.about for line in entries_of("account.added")]
    assert added == ["bert.staff: groups force-everybody"]


def test_what_the_provider_says_anew_is_a_line_and_what_it_repeats_is_none(
    nobody: Any, come_in: Callable[..., Any], entries_of: Any, provider: str
) -> None:
    for groups in (["a"], ["a"], ["a", "force-everybody"]):
        claims = {"preferred_username": "emil", "groups": groups}
        requests.put(f"{provider}/users/2001", json=claims, timeout=10).raise_for_status()
        come_in("2001")
        nobody.post("/sign-out/")
    assert [e.about for e in entries_of("account.added")] == ["emil: groups a"]
    assert [e.about for e in entries_of("account.changed")] == ["emil: groups a, force-everybody"]


def test_the_way_there_carries_state_nonce_and_a_code_challenge(
    nobody: Any, with_provider: Path, provider: str
) -> None:
    asked = urlsplit(nobody.get("/sign-in/provider/")["Location"])
    assert f"{asked.scheme}://{asked.netloc}" == provider
    query = parse_qs(asked.query)
    assert {"state", "nonce", "code_challenge", "scope"} <= set(query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://localhost/sign-in/back/"]


def test_groups_become_roles_by_the_forces_table(nobody: Any, come_in: Callable[..., Any]) -> None:
    come_in("1001")
    assert nobody.get("/cases/").status_code == 200
    assert nobody.get("/cases/SN/")["Location"].startswith("/cases/SN/reason/")
    assert nobody.get("/cases/SO18/").status_code == 403
    assert nobody.get("/audit/").status_code == 403


def test_who_is_in_no_group_of_the_table_sees_nothing(
    nobody: Any, come_in: Callable[..., Any]
) -> None:
    come_in("1003")
    assert nobody.get("/").status_code == 403
    assert "no role was given" in nobody.get("/account/").content.decode()


def test_a_change_of_the_table_holds_from_the_next_page_on(
    nobody: Any, come_in: Callable[..., Any], with_provider: Path
) -> None:
    come_in("1001")
    assert nobody.get("/cases/").status_code == 200
    with_provider.write_text(ROLES.replace("victim-care-south", "victim-care-north"))
    assert nobody.get("/cases/").status_code == 403
    assert nobody.get("/").status_code == 200


def test_a_broken_table_closes_the_site_and_says_so(
    nobody: Any, come_in: Callable[..., Any], with_provider: Path
) -> None:
    come_in("1001")
    with_provider.write_text(ROLES + "[[group]]\nname = 'x'\nrole = 'boss'\n")
    answer = nobody.get("/")
    assert answer.status_code == 503
    assert "The table of roles cannot be used" in answer.content.decode()
    assert nobody.get("/ready/").json()["checks"]["roles"] is False


def test_two_people_of_one_name_are_two_in_the_trail(
    nobody: Any, come_in: Callable[..., Any], entries_of: Any
) -> None:
    come_in("1001")
    nobody.post("/sign-out/")
    come_in("1004")
    assert [line.by for line in entries_of("session.began")] == ["anna.south", "1004"]
    assert nobody.get("/cases/").status_code == 403


def test_a_local_account_is_not_taken_over_by_its_name(
    nobody: Any, come_in: Callable[..., Any], account: Any
) -> None:
    account("bert.staff", "auditor")
    come_in("1002")
    assert nobody.get("/audit/").status_code == 403


def test_a_claim_of_another_shape_gives_no_group(nobody: Any, come_in: Callable[..., Any]) -> None:
    come_in("1005")
    assert nobody.get("/").status_code == 403


def test_a_disabled_account_is_not_let_in_by_the_provider(
    nobody: Any, come_in: Callable[..., Any]
) -> None:
    from upheld.web.staff.accounts.actions import disable
    from upheld.web.staff.accounts.models import Account

    come_in("1002")
    disable(by="tester", account=Account.objects.get(), origin="command line")
    assert nobody.get("/").status_code == 302
    assert come_in("1002").status_code == 403
    assert nobody.get("/").status_code == 302


# What is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", ["?state=unknown&code=x", "?code=x", "", "?error=access_denied&state=x"]
)
def test_an_answer_that_was_not_asked_for_is_refused(
    nobody: Any, with_provider: Path, answer: str
) -> None:
    refused = nobody.get(f"/sign-in/back/{answer}")
    assert refused.status_code == 403
    assert "did not vouch for you" in refused.content.decode()
    assert nobody.get("/").status_code == 302


def test_an_answer_serves_once(nobody: Any, with_provider: Path) -> None:
    asked = nobody.get("/sign-in/provider/")
    back = requests.post(asked["Location"], data={"sub": "1002"}, allow_redirects=False, timeout=10)
    address = back.headers["Location"].removeprefix("http://localhost")
    assert nobody.get(address).status_code == 302
    nobody.post("/sign-out/")
    assert nobody.get(address).status_code == 403


def test_a_made_up_code_is_refused(nobody: Any, with_provider: Path) -> None:
    query = parse_qs(urlsplit(nobody.get("/sign-in/provider/")["Location"]).query)
    answer = nobody.get(f"/sign-in/back/?state={query['state'][0]}&code=made-up")
    assert answer.status_code == 403


def _token_for(provider: str, client: str, nonce: str) -> str:
    """A token that the provider really signed, for some client."""
    query = {"response_type": "code", "client_id": client, "redirect_uri": "http://localhost/x",
             "scope": "openid", "nonce": nonce, "state": "s"}  # fmt: skip
    back = requests.post(f"{provider}/oauth2/authorize", params=query, data={"sub": "1002"},
                         allow_redirects=False, timeout=10)  # fmt: skip
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    answer = requests.post(
        f"{provider}/oauth2/token",
        data={"grant_type": "authorization_code", "code": code, "client_id": client,
              "client_secret": "x", "redirect_uri": "http://localhost/x"},
        timeout=10,
    )  # fmt: skip
    return str(answer.json()["id_token"])


def test_without_a_provider_there_is_no_way_to_one(nobody: Any) -> None:
    assert nobody.get("/sign-in/provider/").status_code == 404
    assert nobody.get("/sign-in/back/?state=x&code=y").status_code == 403


@pytest.mark.parametrize(
    ("client", "nonce"), [("another-site", "n-1"), (CLIENT, "of another session")]
)
def test_a_token_for_another_site_or_another_session_is_refused(
    with_provider: Path, provider: str, client: str, nonce: str
) -> None:
    import jwt
    from django.core.exceptions import SuspiciousOperation

    from upheld.web.staff.accounts.backends import Provider

    assert (
        Provider().verify_token(_token_for(provider, CLIENT, "n-1"), nonce="n-1")["sub"] == "1002"
    )
    with pytest.raises((SuspiciousOperation, jwt.InvalidTokenError)):
        Provider().verify_token(_token_for(provider, client, nonce), nonce="n-1")


def test_a_token_of_another_provider_is_refused(with_provider: Path, provider: str) -> None:
    """One that has the same keys, but another name."""
    import jwt

    from upheld.web.staff.accounts.backends import Provider

    elsewhere = provider.replace("127.0.0.1", "localhost")
    with pytest.raises(jwt.InvalidIssuerError):
        Provider().verify_token(_token_for(elsewhere, CLIENT, "n-1"), nonce="n-1")


def test_a_token_that_was_changed_is_refused(with_provider: Path, provider: str) -> None:
    import jwt
    from django.core.exceptions import SuspiciousOperation

    from upheld.web.staff.accounts.backends import Provider

    head, body, seal = _token_for(provider, CLIENT, "n-1").split(".")
    changed = body[:-4] + ("AAAA" if body[-4:] != "AAAA" else "BBBB")
    with pytest.raises((SuspiciousOperation, jwt.InvalidTokenError)):
        Provider().verify_token(f"{head}.{changed}.{seal}", nonce="n-1")


# The provider is down ----------------------------------------------------------------------------


def test_a_provider_that_is_down_is_said_on_a_page(nobody: Any, with_provider: Path) -> None:
    with override_settings(PROVIDER=f"http://127.0.0.1:{_free_port()}"):
        answer = nobody.get("/sign-in/provider/")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "sign-in service does not answer" in answer.content.decode()


def test_nobody_is_sent_to_a_provider_that_answered_a_moment_ago_and_does_no_more(
    nobody: Any, with_provider: Path
) -> None:
    port = _free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with override_settings(PROVIDER=f"http://127.0.0.1:{port}"):
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            assert nobody.get("/sign-in/provider/").status_code == 302
        finally:
            process.terminate()
            process.wait(timeout=60)
        answer = nobody.get("/sign-in/provider/")
    assert answer.status_code == 503
    assert "sign-in service does not answer" in answer.content.decode()


def test_who_has_signed_in_goes_on_while_the_provider_is_down(
    nobody: Any, come_in: Callable[..., Any]
) -> None:
    come_in("1002")
    with override_settings(PROVIDER=f"http://127.0.0.1:{_free_port()}"):
        assert nobody.get("/units/SN/").status_code == 200
        assert nobody.get("/sign-in/").status_code == 302


def test_a_local_account_signs_in_while_the_provider_is_down(
    nobody: Any, account: Any, with_provider: Path, password: str
) -> None:
    account("anna", "auditor")
    with override_settings(PROVIDER=f"http://127.0.0.1:{_free_port()}"):
        nobody.post("/sign-in/", {"username": "anna", "password": password})
        assert nobody.get("/audit/").status_code == 200


def test_a_provider_that_calls_itself_another_is_not_believed(
    nobody: Any, with_provider: Path, provider: str
) -> None:
    with override_settings(PROVIDER=provider.replace("127.0.0.1", "localhost") + "/other"):
        assert nobody.get("/sign-in/provider/").status_code == 503
