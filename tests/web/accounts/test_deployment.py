"""What the guide and the files for deploying say is so."""

from __future__ import annotations

import json
import logging
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from upheld.cli import cli
from upheld.web.staff.accounts.roles import Role, read_table

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
NAME = re.compile(r"\bUPHELD_[A-Z_]+\b")
# Of other parts: a fault's traceback, and the commands that only show it.
ELSEWHERE = {"UPHELD_TRACEBACK"}


def _names(*paths: Path) -> set[str]:
    return {name for path in paths for name in NAME.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_is_explained_and_everything_explained_is_a_setting() -> None:
    sources = [
        *(ROOT / "src/upheld/web/staff").rglob("*.py"),
        *(ROOT / "src/upheld/cli").glob("*.py"),
    ]
    read = _names(*sources) | {"UPHELD_OIDC_CLIENT_SECRET_FILE"}
    guide = (ROOT / "docs/how-to/deploy.md").read_text(encoding="utf-8")
    table = guide.partition("## Settings")[2].partition("\n## ")[0]
    assert set(NAME.findall(table)) == read - ELSEWHERE


@pytest.mark.parametrize(
    "file", ["upheld.env", "upheld.service", "upheld-nightly.service", "Containerfile"]
)
def test_a_file_for_deploying_names_only_settings_that_there_are(file: str) -> None:
    assert _names(DEPLOY / file) <= _names(ROOT / "docs/how-to/deploy.md")


@pytest.mark.parametrize("file", ["upheld.service", "upheld-nightly.service"])
def test_a_unit_starts_commands_that_there_are(file: str) -> None:
    lines = (DEPLOY / file).read_text(encoding="utf-8").splitlines()
    started = [line.partition("=")[2] for line in lines if line.startswith("ExecStart=")]
    assert started
    for line in started:
        program, name, *rest = shlex.split(line)
        assert program == "/opt/upheld/.venv/bin/upheld"
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        known = {each for parameter in command.params for each in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known


def test_the_table_of_roles_to_start_from_can_be_read_and_shows_every_role() -> None:
    table = read_table((DEPLOY / "roles.toml").read_text(encoding="utf-8"), "roles.toml")
    assert {g.role for grants in table.by_group.values() for g in grants} == set(Role)


def test_the_proxy_sets_what_the_trail_believes_and_logs_no_address() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    settings = {" ".join(line.split()) for line in text.splitlines()}
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in settings
    assert "proxy_set_header X-Forwarded-Proto https;" in settings
    assert "access_log off;" in settings
    assert "client_max_body_size 64k;" in settings


ASK = """
import json
from django.test import Client
from upheld.web.staff import start
start.prepare()
from upheld.web.staff import editions, first_pages
from upheld.web.staff.wsgi import application
warm = [editions.main().name, first_pages.cold()]
from upheld.web.staff.accounts.actions import add_local
add_local(by="t", username="anna", name="", password="four ordinary words", grants=[], origin="t")
proxied = {"host": "upheld.example", "x-forwarded-proto": "https",
           "x-forwarded-for": "10.1.1.1, 192.0.2.5"}
def ask(address, **headers):
    client = Client(headers=headers, raise_request_exception=False)
    return client.get(address)
plain, tls = ask("/sign-in/", host="upheld.example"), ask("/sign-in/", **proxied)
client = Client(headers=proxied)
form = {"username": "anna", "password": "four ordinary words"}
signed = client.post("/sign-in/", form)
from upheld.web.staff.audit.models import Entry
print(json.dumps({
    "warm": warm,
    "plain": [plain.status_code, plain["Location"]],
    "tls": [tls.status_code, tls["Strict-Transport-Security"]],
    "cookies": {name: [c["secure"], c["httponly"], c["samesite"], c["path"], c["domain"]]
                for name, c in {**tls.cookies, **signed.cookies}.items() if c.value},
    "origin": Entry.objects.get(what="session.began").origin,
    "stranger": ask("/sign-in/", host="other.example").status_code,
    "ready": ask("/ready/", host="127.0.0.1").status_code,
    "open": ask("/", **proxied).status_code,
}))
"""


def test_behind_tls_cookies_are_secure_and_the_trail_has_the_address_that_the_proxy_saw(
    tmp_path: Path, editions: Path
) -> None:
    environment = os.environ | {
        "UPHELD_VAR": str(tmp_path), "UPHELD_EDITIONS": str(editions),
        "UPHELD_URL": "https://upheld.example", "UPHELD_LOOPBACK": "1",
    }  # fmt: skip
    environment.pop("UPHELD_HOSTS", None)
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    got = json.loads(asked.stdout)
    assert got["warm"] == ["demonstration", []], "first pages are made before anybody asks"
    assert got["plain"] == [301, "https://upheld.example/sign-in/"]
    assert got["tls"] == [200, "max-age=31536000"]
    assert got["cookies"] == {
        "__Host-session": [True, True, "Lax", "/", ""],
        "__Host-form": [True, True, "Strict", "/", ""],
        "__Host-person": [True, "", "Lax", "/", ""],
    }
    assert got["origin"] == "192.0.2.5"
    assert got["stranger"] == 400
    assert got["ready"] == 200
    assert got["open"] == 302, "UPHELD_LOOPBACK opens nothing behind a proxy"


@pytest.mark.parametrize("words", [("--host", "0.0.0.0"), ("--host", "192.0.2.1")])
def test_serving_beyond_this_machine_is_never_loopback(words: tuple[str, str]) -> None:
    from upheld.cli.serve import _environment

    assert _environment(words[1], Path("editions"), "current")["UPHELD_LOOPBACK"] == ""
    assert _environment("127.0.0.1", Path("editions"), "current")["UPHELD_LOOPBACK"] == "1"


def test_the_site_looks_for_editions_where_its_commands_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from upheld.cli.serve import serve

    monkeypatch.delenv("UPHELD_EDITIONS", raising=False)
    for var, expected in (("/var/lib/upheld", "/var/lib/upheld/editions"), ("", "var/editions")):
        monkeypatch.setenv("UPHELD_VAR", var) if var else monkeypatch.delenv("UPHELD_VAR")
        assert serve.make_context("serve", []).params["editions"] == Path(expected)


def test_what_the_environment_tells_gunicorn_holds_and_no_access_log_is_kept(
    tmp_path: Path,
) -> None:
    from upheld.cli.serve import _gunicorn
    from upheld.web.staff import serving

    environment = os.environ | {
        "UPHELD_VAR": str(tmp_path), "GUNICORN_CMD_ARGS": "--workers 5 --access-logfile -",
    }  # fmt: skip
    told = subprocess.run(
        [*_gunicorn("127.0.0.1", 8000), "--print-config"], env=environment, capture_output=True,
        text=True, check=True,
    ).stdout  # fmt: skip
    assert re.search(r"^workers +=\s+5$", told, re.MULTILINE)
    assert re.search(r"^threads +=\s+4$", told, re.MULTILINE)
    assert serving.logconfig_dict["loggers"]["gunicorn.access"]["handlers"] == []


def test_each_line_of_the_log_is_json_of_codes_with_the_page_by_its_name(site: Any) -> None:
    from django.test import RequestFactory
    from django.urls import resolve

    from upheld.web.staff.logs import CodesOnly

    request = RequestFactory().get("/units/QUILLFEATHER/")
    request.resolver_match = resolve("/units/QUILLFEATHER/")
    try:
        raise ValueError("Quillfeather")
    except ValueError:
        found = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "at %s: Quillfeather",
                               ("/units/QUILLFEATHER/",), found, "log_response")  # fmt: skip
    record.request, record.status_code, record.count = request, 500, 3
    line = CodesOnly().format(record)
    assert "quillfeather" not in line.lower()
    said = json.loads(line)
    assert (said["page"], said["code"], said["count"]) == ("unit", 500, 3)
    assert said["error"] == "ValueError"
    assert said["where"][0].startswith(__file__)


def test_an_address_of_a_database_that_is_none_is_refused_without_repeating_it() -> None:
    from upheld.core.errors import WrongUseError
    from upheld.web.staff.records import database

    with pytest.raises(WrongUseError) as raised:
        database(Path(), "postgresql://upheld:secret-word@[host/name")
    assert "secret-word" not in str(raised.value)
    assert database(Path(), "postgresql://u:p@h:5433/n?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql", "NAME": "n", "USER": "u", "PASSWORD": "p",
        "HOST": "h", "PORT": "5433", "OPTIONS": {
            "connect_timeout": 5, "sslmode": "require",
            "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=60s",
        },
        "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
    }  # fmt: skip
