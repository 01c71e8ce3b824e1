"""Lighthouse gives every kind of page its full marks for accessibility and best practices.

It does not judge speed here: a machine that runs tests is no measure of that (`upheld bench`).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.conftest import CHROMIUM, FLAGS

NODE = shutil.which("node") or Path(sys.executable).with_name("node")  # as a package of Python
SCRIPT = Path(__file__).parent / "lighthouse.mjs"
PAGES = ("/", "/units/SN/", "/measures/timeliness-r6-victims/SN/", "/equality/", "/quality/",
         "/real/", "/owe/", "/sign-in/")  # fmt: skip


@pytest.fixture(scope="module")
def judged(server: str) -> dict[str, Any]:
    """One browser for all pages: starting it takes longer than most of them."""
    flags = " ".join((*FLAGS, "--headless=new"))
    command = [NODE, SCRIPT, CHROMIUM, flags, *(server + page for page in PAGES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return {address.removeprefix(server): each for address, each in found.items()}


@pytest.mark.parametrize("page", PAGES)
def test_accessibility_and_best_practices_are_full_marks(judged: dict[str, Any], page: str) -> None:
    assert judged[page]["failed"] == []
    assert judged[page]["scores"] == {"accessibility": 1, "best-practices": 1}
    assert judged[page]["error"] == ""
