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
