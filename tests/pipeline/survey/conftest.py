"""Surveys whose answers are known: R's, from the scripts that stand beside them."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Design = Callable[..., Path]


@pytest.fixture(scope="session")
def uss(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """9,600 invented interviews of five waves."""
    path = tmp_path_factory.mktemp("uss") / "uss.csv"
    path.write_bytes(gzip.decompress((HERE / "uss.csv.gz").read_bytes()))
    return path


@pytest.fixture(scope="session")
def wave5(uss: Path) -> Path:
    """The interviews of the fifth wave alone."""
    header, *lines = uss.read_text().splitlines()
    path = uss.with_name("wave5.csv")
    path.write_text("\n".join([header, *(line for line in lines if line.startswith('"W5')), ""]))
    return path


@pytest.fixture(scope="session")
def r_uss() -> dict[str, Any]:
    """What R says of the 9,600 interviews."""
    return json.loads((HERE / "uss_expected.json").read_text())  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def r_weights() -> dict[str, dict[str, float]]:
    """R's weights of the fifth wave, by interview."""
    text = gzip.decompress((HERE / "uss_wave5_weights_expected.csv.gz").read_bytes()).decode()
    return {
        row.pop("resp_id"): {name: float(weight) for name, weight in row.items()}
        for row in csv.DictReader(text.splitlines())
    }


@pytest.fixture(scope="session")
def r_textbook() -> dict[str, Any]:
    """What R says of the textbook samples."""
    return json.loads((HERE / "textbook_expected.json").read_text())["results"]  # type: ignore[no-any-return]


@pytest.fixture
def design(tmp_path: Path) -> Design:
    """Writes a design file: the lines of [outcome], of [design], and whatever follows."""

    def write(outcome: str, drawn: str = "", more: str = "") -> Path:
        path = tmp_path / "design.toml"
        path.write_text(f"[outcome]\n{outcome}\n[design]\n{drawn}\n{more}\n")
        return path

    return write


@pytest.fixture
def interviews(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "interviews.csv"
        path.write_text(text)
        return path

    return write
