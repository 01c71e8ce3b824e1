"""A small force whose editions can be built, verified, published: real parts, a few crimes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
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

from upheld.pipeline.build import build
from upheld.pipeline.verify import verify
from upheld.rules import load
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order

MADE = Order(crimes=200, months=3, seed=5, start="2022-01")


@pytest.fixture(scope="session")
def two_editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two verified editions of one made-up force, a month apart."""
    folder = tmp_path_factory.mktemp("force")
    generate(MADE, folder / "extracts")
    for name, as_of in (("2022-03", date(2022, 3, 20)), ("2022-04", date(2022, 4, 20))):
        place = folder / "editions" / name
        build(folder / "extracts", place, as_of, force=load.force("met"))
        assert verify(place, folder / "extracts").verified
    return folder / "editions"


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
