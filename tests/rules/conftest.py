"""Copies of the shipped rules, to be spoilt."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from upheld.rules import load


@pytest.fixture
def codes_folder(tmp_path: Path) -> Path:
    """The shipped Codes without the checks recorded beside them."""
    folder = tmp_path / "victims_code"
    shutil.copytree(load.VICTIMS_CODE, folder, ignore=shutil.ignore_patterns(load.VERIFIED))
    return folder


@pytest.fixture
def forces_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "forces"
    shutil.copytree(load.FORCES, folder)
    return folder
