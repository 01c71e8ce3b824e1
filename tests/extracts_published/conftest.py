"""Writes small published files into the folder of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from .files import OUTCOMES, STREET


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write lines to a file of this name and give its path."""

    def to(name: str, header: str, lines: Iterable[str] = ()) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return to


@pytest.fixture
def street(write: Callable[..., Path]) -> Callable[..., Path]:
    def to(*rows: str, name: str = "2022-03-metropolitan-street.csv") -> Path:
        return write(name, STREET, rows)

    return to


@pytest.fixture
def outcomes(write: Callable[..., Path]) -> Callable[..., Path]:
    def to(*rows: str, name: str = "2022-03-metropolitan-outcomes.csv") -> Path:
        return write(name, OUTCOMES, rows)

    return to
