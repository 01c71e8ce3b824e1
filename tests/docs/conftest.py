"""The project's documents, as a reader has them: text, links, commands shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Document:
    """One Markdown file. ``name`` is its path within the project."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """Without its blocks of code."""
        return FENCE.sub("", self.text)

    def blocks(self, kind: str) -> list[str]:
        return [match["body"] for match in FENCE.finditer(self.text) if match["kind"] == kind]


def documents() -> tuple[Document, ...]:
    """Every Markdown file of the project that a person wrote or a script made."""
    folders = (
        ROOT / "docs",
        ROOT / "src" / "upheld" / "published",
        ROOT / "src" / "upheld" / "rules",
    )
    found = {*ROOT.glob("*.md"), *(path for folder in folders for path in folder.rglob("*.md"))}
    return tuple(Document(path) for path in sorted(found))


@pytest.fixture(params=documents(), ids=lambda document: document.name)
def document(request: pytest.FixtureRequest) -> Document:
    return request.param


@pytest.fixture(scope="session")
def every_document() -> tuple[Document, ...]:
    return documents()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
