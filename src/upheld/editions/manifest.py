"""The manifest: what an edition was built from, so that somebody else can build it again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Input:
    """One extract file; no path, so that the same file anywhere gives the same manifest."""

    table: str
    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier edition that this one was compared with, by the hash of its manifest."""

    as_of: str
    manifest: str
    rules_hash: str
    software: str
    force_hash: str | None = None

    @property
    def rules(self) -> tuple[str, str | None]:
        return self.rules_hash, self.force_hash


@dataclass(frozen=True, slots=True)
class Manifest:
    """``rules_hash`` is that of the rules that all forces share, ``force_hash`` that of the force's
    own lists; ``counts`` holds numbers of rows and duties, ``files`` the hash of each file,
    ``before`` the earlier editions that say what was first published."""

    as_of: str
    force: str | None
    force_name: str | None
    demonstration: bool
    software: str
    rules_hash: str
    codes: tuple[str, ...]
    inputs: tuple[Input, ...]
    counts: dict[str, int]
    notes: tuple[str, ...] = ()
    before: tuple[Earlier, ...] = ()
    force_hash: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def rules(self) -> tuple[str, str | None]:
        """All that can change a figure beside the extracts and the software."""
        return self.rules_hash, self.force_hash

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def from_json(text: str) -> Manifest:
    """Raises ValueError or TypeError where the text is not a manifest of this format."""
    values: dict[str, Any] = json.loads(text)
    if values.get("format") != FORMAT:
        raise ValueError(f"format: expected {FORMAT}, found {values.get('format')!r}")
    values["inputs"] = tuple(Input(**row) for row in values["inputs"])
    values["codes"] = tuple(values["codes"])
    values["notes"] = tuple(values["notes"])
    values["before"] = tuple(Earlier(**row) for row in values.get("before", ()))
    return Manifest(**values)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
