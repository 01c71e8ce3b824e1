"""The outcome of a whole recount, kept beside the two halves: counting a large force again takes
minutes, and a page may not."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from upheld import __version__
from upheld.core.errors import UpheldError
from upheld.editions.edition import MANIFEST
from upheld.editions.manifest import sha256

if TYPE_CHECKING:
    from upheld.editions.edition import Edition
    from upheld.editions.recount import Recount

RECORD = "recount.json"


@dataclass(frozen=True, slots=True)
class Recorded:
    """``manifest``: the hash of the one that stood there, which holds the hash of every file."""

    agrees: bool
    figures: int
    manifest: str
    software: str


def keep(edition: Edition, outcome: Recount) -> None:
    """Raises UpheldError where the folder cannot be written; the count itself holds."""
    found = Recorded(outcome.agrees, outcome.figures, _manifest(edition), f"upheld {__version__}")
    try:
        text = json.dumps(asdict(found), indent=2) + "\n"
        (edition.path / RECORD).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UpheldError(
            f"{edition.path / RECORD}: the outcome could not be kept: {error.strerror}.",
            next_step="let this user write into the edition's folder, then count again.",
        ) from error


def kept(edition: Edition) -> Recorded | None:
    """Of the edition that stands there now, by this version; None where there is none."""
    with suppress(OSError, ValueError, TypeError):
        said = json.loads((edition.path / RECORD).read_text(encoding="utf-8"))
        found = Recorded(**said)
        of_this = (_manifest(edition), f"upheld {__version__}")
        return found if (found.manifest, found.software) == of_this else None
    return None


def _manifest(edition: Edition) -> str:
    return sha256(edition.path / MANIFEST)
