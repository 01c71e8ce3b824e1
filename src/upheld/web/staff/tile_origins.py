"""Whose pages may frame a tile: origins, each named in full."""

from __future__ import annotations

import re

from upheld.core.errors import WrongUseError

ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


def origins(text: str) -> list[str]:
    """Raises WrongUseError for what is no origin: a star or a path would let others in too."""
    found = text.split()
    for each in found:
        if not ORIGIN.fullmatch(each):
            raise WrongUseError(
                f"UPHELD_TILE_ORIGINS names {each!r}, which is not an origin.",
                next_step="write scheme and host alone, such as https://portal.example, with "
                "spaces between several.",
            )
    return found
