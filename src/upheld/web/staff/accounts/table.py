"""The force's table of roles, read again as soon as its file changes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from upheld.web.staff.accounts.roles import Table, read_table

if TYPE_CHECKING:
    from pathlib import Path


def current() -> Table:
    """Without a file nobody has a role. Raises ProblemsError where the file is wrong."""
    path: Path = settings.ROLES
    try:
        stamp = path.stat()
    except FileNotFoundError:
        return Table({})
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int, _size: int) -> Table:
    return read_table(path.read_text(encoding="utf-8"), path.name)
