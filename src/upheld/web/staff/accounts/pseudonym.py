"""One name for one person in everything that leaves the site, which says nothing of who it is.

The same in every export: how an officer keyed is seen only where all they keyed is one person's.
"""

from __future__ import annotations

from django.utils.crypto import salted_hmac

SALT = "upheld.who"


def pseudonym(username: str) -> str:
    """Made with the site's secret key: nobody without it can try out names."""
    return f"P-{salted_hmac(SALT, username, algorithm='sha256').hexdigest()[:12]}"
