"""A link to one victim of one crime that says nothing: not whose it is, nor of which crime.

A crime's reference is a reference to a person, and an address is kept by browsers and proxies. So
the address holds both references encrypted, with a key that is made from this site's secret and
this session: in another session, or for another unit, it opens nothing. Nothing is stored.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

PURPOSE = b"upheld case link 1"
BLOCK = 64  # Lengths are rounded up, so that they tell no reference from another.


@dataclass(frozen=True, slots=True)
class OneVictim:
    """One victim of one crime, by their references."""

    crime_id: str
    victim_id: str


class Links:
    """Makes and reads the links of one session and unit."""

    def __init__(self, session: SessionBase, unit: str) -> None:
        secret = f"{settings.SECRET_KEY}\0{session.session_key}".encode()
        self._cipher = AESSIV(hashlib.blake2b(secret, digest_size=32, person=PURPOSE[:16]).digest())
        self._unit = [unit.encode()]

    def to(self, crime_id: str, victim_id: str) -> str:
        text = json.dumps([crime_id, victim_id]).encode()
        padded = text.ljust(-(-len(text) // BLOCK) * BLOCK)
        return (
            base64.urlsafe_b64encode(self._cipher.encrypt(padded, self._unit)).decode().rstrip("=")
        )

    def read(self, token: str) -> OneVictim | None:
        """None for a link that this session and unit did not make."""
        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            crime_id, victim_id = json.loads(self._cipher.decrypt(sealed, self._unit))
        except (InvalidTag, ValueError, binascii.Error):
            return None
        return OneVictim(crime_id, victim_id)
