"""The staff site in this process, on two small editions written in the contract's columns."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Get = Callable[[str], Any]


def _small_editions() -> ModuleType:
    path = Path(__file__).parent / "small_editions.py"
    spec = importlib.util.spec_from_file_location("small_editions", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def small_editions() -> ModuleType:
    return _small_editions()


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory, small_editions: ModuleType) -> Path:
    folder = tmp_path_factory.mktemp("var") / "editions"
    small_editions.write_both(folder)
    return folder


@pytest.fixture(scope="session")
def site(editions: Path) -> Iterator[Any]:
    """Django's test client. The settings read the environment once, when they are first used."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPHELD_VAR", str(editions.parent))
        patch.setenv("DJANGO_SETTINGS_MODULE", "upheld.web.staff.settings")
        patch.delenv("UPHELD_EDITIONS", raising=False)
        patch.delenv("UPHELD_SECRET_KEY", raising=False)
        from django.test import Client

        from upheld.web.staff.wsgi import application

        assert application is not None
        assert os.environ["DJANGO_SETTINGS_MODULE"]
        yield Client(headers={"host": "localhost"}, raise_request_exception=False)


@pytest.fixture
def get(site: Any) -> Get:
    return site.get
