"""A force's site as it would run: its own edition, its sign-in service, its table of roles."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests import small_editions
from tests.journeys.signed_in.line import Line
from tests.web.conftest import two_editions  # noqa: F401 - a fixture, used by its name

ROOT = Path(__file__).parents[3]
ENDS_WITHIN, ANSWERS_WITHIN, A_MOMENT, MOST_TRIES = 60, 5, 0.2, 300
TABLE = """
[[group]]
name = "victim-care-south"
role = "spoc"
units = ["SN"]
[[group]]
name = "response-south"
role = "officer"
units = ["SN"]
[[group]]
name = "professional-standards"
role = "auditor"
[[group]]
name = "those-who-run-it"
role = "administrator"
[[group]]
name = "improvement"
role = "analyst"
"""
PEOPLE = (
    {"sub": "1001", "preferred_username": "anna.south", "name": "Anna South",
     "groups": ["victim-care-south"]},
    {"sub": "1002", "preferred_username": "aud.itor", "name": "Audrey Itor",
     "groups": ["professional-standards"]},
    {"sub": "1003", "preferred_username": "adam.run", "name": "Adam Run",
     "groups": ["those-who-run-it"]},
    {"sub": "1004", "preferred_username": "olive.door", "name": "Olive Door",
     "groups": ["response-south"]},
    {"sub": "1005", "preferred_username": "ada.lyst", "name": "Ada Lyst",
     "groups": ["improvement"]},
)  # fmt: skip


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(MOST_TRIES):
        try:
            urllib.request.urlopen(address, timeout=ANSWERS_WITHIN).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            try:
                process.wait(timeout=A_MOMENT)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"{address}: the process ended before it answered") from None
        return
    raise AssertionError(f"{address} did not answer")


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    port = _free_port()
    claims = [part for each in PEOPLE for part in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_it_answers(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=ENDS_WITHIN)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Site]:
    var = tmp_path_factory.mktemp("closed")
    _write_edition(var / "editions")
    made = Site(var, provider, "2026-10")
    made.start()
    yield made
    made.end()


@pytest.fixture(scope="session")
def closed_site(site: Site) -> str:
    """`upheld serve`, with three overdue duties on South Area."""
    return site.address


@pytest.fixture(scope="session")
def links_to_stop(site: Site) -> tuple[str, str]:
    """Of a push that went through a bad day, in the records of the running site: the addresses that
    stop one subscriber's messages and somebody's daily list."""
    environment = os.environ | {"UPHELD_VAR": str(site.var), "UPHELD_EDITION": "2026-10"}
    said = subprocess.run(
        [sys.executable, Path(__file__).parent / "write_messages.py"], env=environment, cwd=ROOT,
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    one, other = said.stdout.split()
    return one, other


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    """Another way to the site, which a test can cut and mend."""
    made = Line(site.address)
    yield made
    made.cut()


@pytest.fixture(scope="session")
def publishing_site(
    tmp_path_factory: pytest.TempPathFactory,
    provider: str,
    two_editions: Path,  # noqa: F811
) -> Iterator[str]:
    """Another, where readers see one edition and the next one waits, verified."""
    var = tmp_path_factory.mktemp("publishing")
    shutil.copytree(two_editions, var / "editions")
    made = Site(var, provider, "2022-03")
    made.start()
    yield made.address
    made.end()


class Site:
    """A force's site in a folder, which has its editions."""

    def __init__(self, var: Path, provider: str, edition: str) -> None:
        self.var, self.provider, self.edition, self.port = var, provider, edition, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        (var / "roles.toml").write_text(TABLE, encoding="utf-8")

    def start(self) -> None:
        environment = os.environ | {
            "UPHELD_VAR": str(self.var), "UPHELD_OIDC_ISSUER": self.provider,
            "UPHELD_OIDC_CLIENT_ID": "upheld", "UPHELD_OIDC_CLIENT_SECRET": "secret",
            # One in twenty would be asked the full set, by lot.
            "UPHELD_NEEDS_AUDIT_SHARE": "0",
        }  # fmt: skip
        command = [sys.executable, "-m", "upheld", "serve", "--port", str(self.port),
                   "--editions", str(self.var / "editions"), "--edition", self.edition]  # fmt: skip
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT)
        _until_it_answers(f"{self.address}/ready/", self.process)

    def end(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=ENDS_WITHIN)


def _write_edition(folder: Path) -> None:
    small_editions.write(
        folder / "2026-10", small_editions.demonstration_rows(), [], demonstration=False
    )
    small_editions.write_cases(folder / "2026-10")


@pytest.fixture
def come(browser: Browser, closed_site: str) -> Iterator[Callable[..., Page]]:
    """A page of the closed site, or of another; ``who`` signs in at the provider first."""
    contexts: list[Any] = []

    def open_at(
        address: str, who: str = "", width: int = 1280, site: str = closed_site, **options: Any
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(site + address)
        if who:
            page.get_by_role("button", name="Sign in with your force account").click()
            page.get_by_role("button", name=who, exact=True).click()
            page.wait_for_url(site + "/**")
        return page

    yield open_at
    for context in contexts:
        context.close()
