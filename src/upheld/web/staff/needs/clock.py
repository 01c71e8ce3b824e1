"""How long a page stood open, from when it was shown to when its answers came.

Measured here; without a connection by the phone (draft.py says how far it is believed). A page that
holds several questions is timed as a whole. A session that was lost loses the time of the page that
was open then.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SINCE = "since"


def opened(kept: dict[str, Any], page: str, now: datetime) -> None:
    """Shown again after it was refused, the time goes on."""
    if kept.get(SINCE, [""])[0] != page:
        kept[SINCE] = [page, now.isoformat()]


def closed(
    kept: dict[str, Any], page: str, now: datetime, seconds: Mapping[str, float]
) -> dict[str, float]:
    """The times with this one added: whoever comes back to a page spends more on it."""
    since = kept.pop(SINCE, None)
    if not since or since[0] != page:
        return dict(seconds)
    spent = (now - datetime.fromisoformat(since[1])).total_seconds()
    return {**seconds, page: round(seconds.get(page, 0.0) + max(spent, 0.0), 1)}
