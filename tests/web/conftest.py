"""The staff site in this process, on two small editions written in the contract's columns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from tests import small_editions

from upheld.pipeline.build import build
from upheld.pipeline.verify import verify
from upheld.rules import load
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order

Get = Callable[[str], Any]


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("var") / "editions"
    small_editions.write_both(folder)
    return folder


@pytest.fixture(scope="session")
def site(editions: Path) -> Iterator[Any]:
    """Django's test client. The settings read the environment once, when they are first used, by
    this or by another test of this process; so the editions are named here again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPHELD_VAR", str(editions.parent))
        patch.setenv("UPHELD_LOOPBACK", "1")
        patch.setenv("DJANGO_SETTINGS_MODULE", "upheld.web.staff.settings")
        patch.delenv("UPHELD_EDITIONS", raising=False)
        patch.delenv("UPHELD_SECRET_KEY", raising=False)
        from django.test import Client, override_settings

        from upheld.web.staff.start import migrate
        from upheld.web.staff.wsgi import application

        migrate()
        assert application is not None
        assert os.environ["DJANGO_SETTINGS_MODULE"]
        with override_settings(EDITIONS=editions, LOOPBACK=True):
            yield Client(headers={"host": "localhost"}, raise_request_exception=False)


@pytest.fixture(scope="session")
def two_editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two verified editions of one made-up force, a month apart, with both halves."""
    folder = tmp_path_factory.mktemp("force")
    generate(Order(crimes=500, months=3, seed=5, start="2022-01"), folder / "extracts")
    for name, as_of in (("2022-03", date(2022, 3, 20)), ("2022-04", date(2022, 4, 20))):
        place = folder / "editions" / name
        build(folder / "extracts", place, as_of, force=load.force("met"))
        assert verify(place, folder / "extracts").verified
    return folder / "editions"


@pytest.fixture
def get(site: Any) -> Get:
    return site.get


class _Tree(HTMLParser):
    """HTML as an ElementTree, so that a test can walk a page."""

    VOID = frozenset({"meta", "link", "img", "br", "hr", "source", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.builder = ElementTree.TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in self.VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def text(element: Element) -> str:
    """Everything an element says, with single spaces."""
    return " ".join("".join(element.itertext()).split())


class Page:
    """One page as read."""

    def __init__(self, source: str) -> None:
        reader = _Tree()
        reader.feed(source.partition("<!DOCTYPE html>")[2])
        self.source = source
        self.root = reader.builder.close()

    def all(self, tag: str, css_class: str = "") -> list[Element]:
        return [
            element
            for element in self.root.iter(tag)
            if not css_class or css_class in element.get("class", "").split()
        ]

    @property
    def main(self) -> Element:
        return self.all("main")[0]

    def says(self) -> str:
        return text(self.root)


@pytest.fixture
def read(get: Get) -> Callable[[str], Page]:
    """The page at an address, which must be there."""

    def read_page(address: str) -> Page:
        response = get(address)
        assert response.status_code == 200, (address, response.status_code)
        return Page(response.content.decode())

    return read_page
