"""Secrets of the site: a key of its own, and what the force gives it in a file."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from upheld.core.errors import WrongUseError

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


def secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names (systemd, containers).

    Raises WrongUseError where the file cannot be read.
    """
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return os.environ.get(name, "")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongUseError(
            f"{name}_FILE: {file} cannot be read: {error.strerror}.",
            next_step="correct the path, or let the user that runs the site read it.",
        ) from error
