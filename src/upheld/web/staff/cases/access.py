"""The one door to single cases: role and unit, a reason, and a line in the trail; then the case.

    access = case_access(request, "SN", what="overdue duties", edition="2026-10")
    rows = restricted.rows(access, edition, restricted.DUTIES)

The line is committed before anything is read, so that what was shown is always logged (Data
Protection Act 2018, section 62). A change of case data belongs into one transaction with its line:
call this within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from upheld.web.staff.accounts.access import RECORDED, ElsewhereFirstError, SignInNeededError
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import Visitor, origin, visitor
from upheld.web.staff.audit.words import What
from upheld.web.staff.cases import actions

if TYPE_CHECKING:
    from django.http import HttpRequest

REASONS = {
    "owed": "To see that victims of this unit are told what they are owed",
    "question": "To answer a question or complaint from or about a victim",
    "supervision": "To supervise those who hold these cases",
    "quality": "To check or correct what was recorded",
}


class Kind(Enum):
    """What is done with case-level data, as section 62 names it."""

    CONSULTATION = What.CONSULTED
    DISCLOSURE = What.DISCLOSED
    COMBINATION = What.COMBINED
    ALTERATION = What.ALTERED
    ERASURE = What.ERASED


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """A logged access: the key without which the restricted half cannot be read."""

    by: str
    unit: str
    reason: str
    kind: Kind


def case_access(
    request: HttpRequest,
    unit: str,
    *,
    may: May = May.READ_CASES,
    kind: Kind = Kind.CONSULTATION,
    what: str,
    why: str = "",
    edition: str = "",
    case: str = "",
    count: int | None = None,
    recipient: str = "",
) -> CaseAccess:
    """Demand everything, write the line, and only then give the key.

    ``what`` says in words what is shown, without a name; ``case`` is a crime's reference where
    one case is shown; a disclosure names its ``recipient`` (oneself, for an export or a print).
    ``why``: the reason, where the page can have but one, so that nobody is asked for it.
    Raises what the middleware answers: sign in, give a reason, or 403 (which is logged).
    """
    who = permitted(request, unit, may=may, what=what)
    reason = why or request.session.get(actions.REASONS_GIVEN, {}).get(unit)
    if not why and reason not in REASONS:
        raise ElsewhereFirstError(_where_to_give_it(request, unit))
    if kind is Kind.DISCLOSURE and not recipient:
        recipient = who.username
    about = f"{what}, edition {edition}" if edition else what
    actions.log(
        by=who.username, what=kind.value, unit=unit, about=about[:200], case=case, reason=reason,
        count=count, recipient=recipient, origin=origin(request),
    )  # fmt: skip
    return CaseAccess(who.username, unit, reason, kind)


def disclosed(
    request: HttpRequest, access: CaseAccess, *, what: str, edition: str, count: int
) -> None:
    """The line of what is about to leave the site, to whoever asked: from here on the site does
    not know where it goes. The look that it took has a line already."""
    actions.log(
        by=access.by, what=Kind.DISCLOSURE.value, unit=access.unit,
        about=f"{what}, edition {edition}"[:200], case="", reason=access.reason, count=count,
        recipient=access.by, origin=origin(request),
    )  # fmt: skip


def permitted(request: HttpRequest, unit: str, *, may: May, what: str) -> Visitor:
    """Whoever asks, if they may do this in the unit. Raises PermissionDenied, which is logged."""
    who = visitor(request)
    if who.account is None:
        raise SignInNeededError
    if not who.roles.may_in(may, unit):
        actions.refuse(by=who.username, unit=unit, about=what, origin=origin(request))
        raise PermissionDenied(may, RECORDED)
    return who


def _where_to_give_it(request: HttpRequest, unit: str) -> str:
    back = request.get_full_path() if request.method == "GET" else reverse("cases")
    address = reverse("case-reason", kwargs={"unit": unit})
    return address + "?" + urlencode({"next": back})
