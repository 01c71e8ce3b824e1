"""The end of an edition's restricted half: its time is up, the open half stays."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

from upheld.core.errors import UpheldError
from upheld.editions.edition import RESTRICTED, Edition, open_edition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def overdue(folder: Path, today: date, days: int) -> Iterator[Edition]:
    """Editions of a folder that still hold cases more than ``days`` after their as-of date.

    What cannot be read as an edition is passed over.
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            edition = open_edition(path)
        except (UpheldError, NotADirectoryError):
            continue
        if edition.has_restricted_half and edition.as_of + timedelta(days=days) < today:
            yield edition


def erase_cases(edition: Edition) -> None:
    """Out of reach in one step, then deleted; what a killed run left is deleted by the next."""
    going = edition.path / f".{RESTRICTED}-going"
    shutil.rmtree(going, ignore_errors=True)
    (edition.path / RESTRICTED).rename(going)
    shutil.rmtree(going)
