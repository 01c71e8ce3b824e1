"""The seal of the trail: each line's digest covers the line and the digest before it.

Whoever changes, adds or removes a line by going round the database's own refusal breaks the chain
there. Removing the newest lines breaks nothing, so keep the newest digest somewhere else from time
to time (`upheld audit` prints it).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from upheld.web.staff.audit.models import Entry

SEALED = ("by", "what", "unit", "about", "case", "reason", "recipient", "count", "origin",
          "previous")  # fmt: skip
TIMES = ("at", "kept_from")


@dataclass(frozen=True, slots=True)
class Whole:
    """The outcome of a check: how many lines, the newest digest, and the first broken line."""

    lines: int
    newest: str
    broken_at: int | None


def digest(entry: Entry) -> str:
    """SHA-256 over the line's values, in a form that both databases give back unchanged."""
    values = {name: getattr(entry, name) for name in SEALED}
    for name in TIMES:
        time = getattr(entry, name)
        values[name] = time.astimezone(UTC).isoformat() if time else None
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check(entries: Iterable[Entry], anchor: str | None = None) -> Whole:
    """Follow the chain, oldest first.

    The first line may follow any other: those before it went in a purge, which names the digest
    that it ended at. Where ``anchor`` is given, the first line must follow that one.
    """
    lines, before = 0, anchor
    for entry in entries:
        follows = before is None or entry.previous == before
        if not follows or entry.digest != digest(entry):
            return Whole(lines, before or "", entry.pk)
        lines, before = lines + 1, entry.digest
    return Whole(lines, before or "", None)
