"""Names of what a phone keeps, and by what it sees that somebody else has signed in."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.utils.crypto import salted_hmac

STORE, ASK, SEND, WORKER = "needs-store.js", "needs-ask.js", "needs-send.js", "needs-worker.js"
OWNER = "upheld.needs.owner"
asks_on_the_phone = csp_update({"script-src": [SELF]})
sends_from_the_phone = csp_update(
    {"script-src": [SELF], "worker-src": [SELF], "connect-src": [SELF]}
)
fetches_what_is_kept = csp_update({"connect-src": [SELF]})


def owner_of(username: str) -> str:
    """The same for one person, and it names nobody."""
    return salted_hmac(OWNER, username, algorithm="sha256").hexdigest()[:32]
