"""An assessment that was made on a phone without a connection, as the phone sends it. Pure.

Nothing in it is believed: its pages go the way of every page, and its times only as far as they
make sense.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from upheld.web.journeys.fields import Posted

# The phone's own random number; or that of an assessment, which had begun with a connection.
ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{16}")
OWN = 32
# After so long the phone has erased it.
LONGEST = timedelta(hours=12)
MOST_LETTERS, MOST_PAGES = 200_000, 200
MOST_SECONDS = 3600.0


class DraftError(ValueError):
    """What was sent is no draft."""


@dataclass(frozen=True, slots=True)
class DraftPage:
    id: str
    typed: Posted
    seconds: float


@dataclass(frozen=True, slots=True)
class Draft:
    """``id`` is the phone's own random number: sent twice, it is one assessment. Or, ``goes_on``,
    that of an assessment which had begun with a connection. ``done``: handed in on the phone."""

    id: str
    began: datetime
    pages: tuple[DraftPage, ...]
    done: bool

    @property
    def goes_on(self) -> bool:
        return len(self.id) != OWN


def read_draft(text: str, now: datetime) -> Draft:
    """Raises DraftError for anything that the page's script does not send."""
    if len(text) > MOST_LETTERS:
        raise DraftError("too long")
    try:
        said = json.loads(text)
        pages = tuple(_page(each) for each in said["pages"][:MOST_PAGES])
        found = Draft(said["id"], _began(said["since"], now), pages, said["done"] is True)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise DraftError(type(error).__name__) from error
    if not isinstance(found.id, str) or not ID.fullmatch(found.id):
        raise DraftError("id")
    return found


def _page(said: Any) -> DraftPage:
    typed = {str(key): [str(value) for value in values] for key, values in said["typed"].items()}
    seconds = float(said["seconds"])
    if not 0 <= seconds <= MOST_SECONDS:  # A phone that slept, or a clock that was set.
        seconds = MOST_SECONDS if seconds > 0 else 0.0
    return DraftPage(str(said["page"]), typed, round(seconds, 1))


def _began(milliseconds: Any, now: datetime) -> datetime:
    """By the phone's clock, within what can be."""
    said = datetime.fromtimestamp(float(milliseconds) / 1000, UTC)
    return min(max(said, now - LONGEST), now)
