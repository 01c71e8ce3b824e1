"""The lot that decides who gets the full set, so that what the short one misses can be seen.

Drawn from a seed of this site and the assessment's number, so that it can be drawn again and
nobody can choose it; recorded with the assessment.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

# Each version of the short set, the one that is asked last; and the full set.
SHORTS, FULL = ("short-1", "short-2"), "full-2"
SHORT = SHORTS[-1]
SALT = "upheld.needs.lot"


@dataclass(frozen=True, slots=True)
class Lot:
    """``draw`` is uniform from 0 up to 1; below ``share`` the full set is asked."""

    number: str
    draw: float
    share: float

    @property
    def audit(self) -> bool:
        return self.draw < self.share

    @property
    def version(self) -> str:
        return FULL if self.audit else SHORT


def draw() -> Lot:
    number = secrets.token_hex(8)
    return Lot(number, drawn_for(number), settings.NEEDS_AUDIT_SHARE)


def without(number: str) -> Lot:
    """For what was begun without a connection: no lot is drawn there, so the share is none."""
    return Lot(number, drawn_for(number), 0.0)


def drawn_for(number: str) -> float:
    """The same number always draws the same."""
    digest = salted_hmac(SALT, number, algorithm="sha256").digest()
    return int.from_bytes(digest[:6], "big") / 2**48
