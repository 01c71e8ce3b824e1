"""What the site says when it cannot make a page: whose fault, what was lost, what to do."""

from __future__ import annotations

import errno
import sys
from enum import Enum
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from upheld.core.errors import ProblemsError
from upheld.web.staff.accounts.provider import ProviderDownError
from upheld.web.staff.accounts.roles import MAY, ROLE_NAMES, Role
from upheld.web.staff.accounts.visitor import ATTRIBUTE
from upheld.web.staff.api.problems import for_machines, problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
NO_ROOM_STATES = {"53100"}
LOCKED_STATES = {"55P03", "57014"}
WAIT_SECONDS = "10"


class Failure(Enum):
    """title, what happened, what to do; and the status."""

    BUSY = ("The site is busy",
            "Others are writing to its records just now, so yours waited and gave up.",
            "Try again in a moment.", 503)  # fmt: skip
    FULL = ("The site’s disk is full",
            "Nothing can be recorded, and a page that must be recorded is not shown.",
            "Tell whoever runs this site: it needs room on its disk.", 503)  # fmt: skip
    RECORDS = ("The site’s records cannot be reached",
               "It cannot tell who you are or record what is shown, so it shows nothing.",
               "Tell whoever runs this site: its database does not answer.", 503)  # fmt: skip
    PROVIDER = ("Your force’s sign-in service does not answer",
                "You cannot sign in just now. Who has signed in already can go on.",
                "Try again in a few minutes.", 503)  # fmt: skip
    ROLES = ("The table of roles cannot be used",
             "So the site cannot tell what you may see, and shows nothing.",
             "Tell whoever runs this site: upheld account roles says what is wrong.",
             503)  # fmt: skip
    OURS = ("Something went wrong", "The page could not be made. Nothing was changed.",
            "Try again in a moment. If it fails again, tell whoever runs this site.",
            500)  # fmt: skip


def of(error: BaseException | None) -> Failure:
    """Which failure an error is; the cause behind it counts too."""
    if isinstance(error, ProviderDownError):
        return Failure.PROVIDER
    if isinstance(error, ProblemsError):
        return Failure.ROLES
    if isinstance(error, DatabaseError):
        return _of_records(error)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Failure.FULL
    return Failure.OURS


def _of_records(error: DatabaseError) -> Failure:
    said, state = str(error), getattr(error.__cause__, "sqlstate", None)
    if state in NO_ROOM_STATES or "is full" in said or "disk I/O" in said or "readonly" in said:
        return Failure.FULL
    if state in LOCKED_STATES or "is locked" in said:
        return Failure.BUSY
    return Failure.RECORDS


@never_cache
def failed(request: HttpRequest) -> HttpResponse:
    """Django calls this while the error is at hand. Nothing of the records is asked again."""
    request.__dict__.pop(ATTRIBUTE, None)  # Who asks may be what cannot be told.
    title, what, then, status = of(sys.exc_info()[1]).value
    if for_machines(request):
        return problem(status, f"{title}. {what}", then)
    values = {"opened": None, "title": title, "what": what, "then": then}
    response = render(request, "failed.html", values, status=status)
    if status == 503:
        response["Retry-After"] = WAIT_SECONDS
    return response


@never_cache
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whose page it is, where the refusal says what would be needed."""
    wanted, *recorded = exception.args if exception and exception.args else (None,)
    whose = [ROLE_NAMES[role] for role in Role if wanted in MAY[role]]
    values = {"opened": None, "recorded": recorded,
              "whose": whose if len(whose) < len(Role) else ()}  # fmt: skip
    return render(request, "forbidden.html", values, status=403)


@never_cache
def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the mark that this site gave it: too old, or not ours."""
    values = {
        "opened": None,
        "title": "This form is too old",
        "what": "It was opened long ago, or in another browser. Nothing was changed.",
        "then": "Go back, load the page again, and send it once more.",
    }
    return render(request, "failed.html", values, status=403)
