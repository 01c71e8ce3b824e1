"""An edition that cannot be read may be a force's own: it closes the site that is open on one's own
machine, and whoever signed in is told its name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture
def with_a_broken_one(editions: Path, tmp_path: Path) -> Path:
    shutil.copytree(editions / "demonstration", tmp_path / "demonstration")
    (tmp_path / "broken" / "open").mkdir(parents=True)
    (tmp_path / "broken" / "open" / "manifest.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_it_is_named_on_the_page_of_editions(browser_of, with_a_broken_one):
    client = browser_of("reader", "staff")
    with override_settings(EDITIONS=with_a_broken_one):
        said = client.get("/editions/").content.decode()
    assert "Cannot be read by this version: broken." in said


def test_without_signing_in_nothing_is_shown_then(nobody, with_a_broken_one):
    with override_settings(EDITIONS=with_a_broken_one, LOOPBACK=True):
        answer = nobody.get("/editions/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
