"""What a phone is given to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.constants import SELF
from csp.decorators import csp_update

from upheld.web.staff import assets
from upheld.web.staff.accounts.device import person
from upheld.web.staff.needs.lot import SHORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse, HttpResponseBase

    from upheld.web.staff.needs.opened import Opened

STORE, ASK, SEND, GOING = "needs-store.js", "needs-ask.js", "needs-send.js", "needs-going.js"
sends_from_the_phone = csp_update(
    {"script-src": [SELF], "worker-src": [SELF], "connect-src": [SELF]}
)


def asks_on_the_phone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """The page runs our own script, and fetches nothing by it."""
    made: Callable[..., HttpResponseBase] = csp_update({"script-src": [SELF]})(view)
    return made


def going(found: Opened) -> dict[str, Any]:
    """For a page's script: what is answered so far, so that the phone can go on by itself.

    Of the short set alone: the other cannot be asked without the engine.
    """
    assessment = found.assessment
    if assessment.version != SHORT:
        return {}
    told = {"id": assessment.number, "owner": person(found.who.username),
            "finished": assessment.finished_at is not None}  # fmt: skip
    if assessment.finished_at is None:
        told |= {"answers": assessment.answers, "seconds": assessment.seconds}
    return {"going": told, "scripts": [assets.url(STORE), assets.url(GOING)]}
