"""Where the site keeps its own records: SQLite in one file, or the PostgreSQL that is named."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from upheld.core.errors import WrongUseError

if TYPE_CHECKING:
    from pathlib import Path

FILE = "records.sqlite3"
BUSY_SECONDS = 5
KEPT_SECONDS = 60
# Readers never wait for a writer; what was committed is on the disk; and a row that takes another's
# place meets the triggers that refuse it.
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
    "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
)
PLACE = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(folder: Path, address: str = "") -> dict[str, Any]:
    """Django's settings for the records; an empty address means SQLite in ``folder``."""
    return _postgresql(address) if address else _sqlite(folder / FILE)


def _sqlite(path: Path) -> dict[str, Any]:
    """A transaction takes the one right to write as it begins, so that it never fails half-way."""
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": BUSY_SECONDS,
        "init_command": PRAGMAS,
    }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": options,
        # Opened for each page, the last one closed would fold the log into the file each time.
        "CONN_MAX_AGE": KEPT_SECONDS,
    }


def _postgresql(address: str) -> dict[str, Any]:
    """Raises WrongUseError, without the address: it may hold a password."""
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(address))
    except ProgrammingError as error:
        raise WrongUseError(
            "UPHELD_DATABASE is not the address of a PostgreSQL database.",
            next_step="write it as postgresql://USER@HOST/NAME.",
        ) from error
    named = {django: parts.pop(name) for name, django in PLACE.items() if name in parts}
    waits = f"-c lock_timeout={BUSY_SECONDS}s -c idle_in_transaction_session_timeout=60s"
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": {"connect_timeout": BUSY_SECONDS, "options": waits, **parts},
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }


def keep_private(path: Path) -> None:
    """Make the file of the records, empty, where there is none: its owner alone can read it.

    SQLite gives the files that it lays beside it the same permissions.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
