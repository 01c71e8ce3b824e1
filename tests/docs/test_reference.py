"""The reference that is committed is the one that the code and the rules make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PAGES = ("commands.md", "conformance.md", "data-contract.md", "editions.md", "measures.md",
         "question-sets.md", "victims-code.md")  # fmt: skip


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    script = f"import make_reference, pathlib; make_reference.main(pathlib.Path({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", script], cwd=root / "docs", check=True)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_reference_is_what_the_code_makes(page: str, made: Path, root: Path) -> None:
    committed = (root / "docs" / "reference" / page).read_text(encoding="utf-8")
    assert committed == (made / page).read_text(encoding="utf-8"), "run: make docs"


def test_no_page_is_made_that_is_not_compared(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == sorted(PAGES)
