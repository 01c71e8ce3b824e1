"""The site's secret key: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

BYTES = 48


def secret_key(path: Path) -> str:
    """The key kept at ``path``; made there, mode 600, where there is none yet.

    Written whole under another name first, so that two processes that start together end up with
    one key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(BYTES))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass  # Another process was first: its key stands.
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()
