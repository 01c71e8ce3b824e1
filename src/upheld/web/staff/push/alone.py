"""One process sends at a time. The lock goes with the process, however it ends."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from upheld.core.errors import UpheldError

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "push.lock"
_LOCK = 720_463  # Any number, the same in every process.


@contextmanager
def alone() -> Iterator[None]:
    """Raises UpheldError where another process is sending: of this database, or of this machine."""
    if connection.vendor == "postgresql":
        with _by_database():
            yield
        return
    path = Path(settings.VAR) / FILE
    with path.open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy() from error
        yield


@contextmanager
def _by_database() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise _busy()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _busy() -> UpheldError:
    return UpheldError("Another process is sending messages.", next_step="wait until it has ended.")
