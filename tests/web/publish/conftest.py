"""A small force whose editions can be built, verified, published: real parts, a few crimes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.accounts.conftest import (  # noqa: F401 - fixtures, used by their names
    account,
    browser_of,
    entries_of,
    nobody,
    on_sqlite,
    password,
    records,
    sqlite_model,
)


@pytest.fixture
def folder(two_editions: Path, tmp_path: Path, records: Any) -> Iterator[Path]:  # noqa: F811
    """A copy of both as the site's folder of editions; the settings name the earlier one."""
    from django.test import override_settings

    place = tmp_path / "editions"
    shutil.copytree(two_editions, place)
    with override_settings(EDITIONS=place, EDITION="2022-03", VAR=tmp_path):
        yield place


@pytest.fixture
def publish(folder: Path) -> Callable[..., Any]:
    """Publish by name, as a person at the command line."""
    from upheld.web.staff.publish import actions, check, current

    def run(name: str, until: Any = None) -> Any:
        last = current.last()
        return actions.publish(
            by="anna", checked=check.whole(folder / name), until=until,
            over=last.pk if last else None, origin="command line",
        )  # fmt: skip

    return run


@pytest.fixture
def put_out(folder: Path) -> Callable[[str], Any]:
    """Publish without counting again, for what counts again itself or does not care."""
    from upheld.editions.edition import open_edition
    from upheld.web.staff.publish import actions, current
    from upheld.web.staff.publish.check import Checked

    def run(name: str) -> Any:
        last, manifest = current.last(), open_edition(folder / name).manifest
        checked = Checked(name, current.digest(folder / name), manifest.as_of,
                          manifest.demonstration, 9)  # fmt: skip
        return actions.publish(by="anna", checked=checked, until=None,
                               over=last.pk if last else None, origin="command line")  # fmt: skip

    return run
