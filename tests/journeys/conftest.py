"""A real server on this machine, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests import small_editions

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
STARTS_WITHIN = 60
ANSWERS_WITHIN = 5
A_MOMENT = 0.2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys in one process, so that one server and one browser serve them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("served")) as (address, _):
        yield address


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """A server for one test alone, and what ends it."""
    with serving(tmp_path) as found:
        yield found


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """`upheld serve` in a process of its own, ended by that process's id."""
    small_editions.write_both(folder / "editions")
    _write_trial(folder / "trials")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "upheld", "serve", "--port", str(port),
               "--editions", str(folder / "editions")]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | {"UPHELD_VAR": str(folder)}, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"

    def end() -> None:
        process.terminate()
        process.wait(timeout=STARTS_WITHIN)

    try:
        _wait_until_well(address, process)
        yield address, end
    finally:
        end()


def _write_trial(folder: Path) -> None:
    from upheld.trials.published import Page as TrialPage
    from upheld.trials.published import as_json
    from upheld.trials.report import Section

    table = (("block", "arm", "n", "interval"), ("Vehicle crime", "call-back", "43", "-15 to +27"))
    sections = (
        Section("By block", ("By lot.",), table),
        Section("Commitment", (f"By {'5' * 64}.",)),
    )
    made = TrialPage("calls", "Call-backs", "over", "2026-05-01", "5" * 64, sections)
    folder.mkdir()
    (folder / "calls.json").write_text(as_json(made), encoding="utf-8")


def _wait_until_well(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=ANSWERS_WITHIN) as answer:
                if answer.status == 200:
                    return
        except OSError:
            _while_it_runs(process)
    raise AssertionError("the server did not answer in time")


def _while_it_runs(process: subprocess.Popen[bytes]) -> None:
    """Give the server a moment, unless it has ended."""
    try:
        process.wait(timeout=A_MOMENT)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError("the server ended before it answered")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """A page at an address: ``width`` in CSS pixels, ``script`` on or off, in a new profile."""
    contexts: list[Any] = []

    def open_at(address: str, width: int = 1280, *, script: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(server + address)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    return AXE.read_text(encoding="utf-8")
