"""Which assessments a session has open, by tokens that mean nothing elsewhere; and the door.

The database's numbers stand in no address. A token is random, is known to one session alone and
ends with it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import journey
from upheld.question_sets.load import question_set
from upheld.web.staff.accounts.access import RECORDED
from upheld.web.staff.accounts.roles import May
from upheld.web.staff.accounts.visitor import origin
from upheld.web.staff.cases import actions as case_actions
from upheld.web.staff.cases.access import Kind, case_access, permitted
from upheld.web.staff.needs.actions import REASON
from upheld.web.staff.needs.models import Assessment

if TYPE_CHECKING:
    from django.http import HttpRequest

    from upheld.core.questions.journey import Journey
    from upheld.core.questions.question_set import QuestionSet
    from upheld.web.staff.accounts.visitor import Visitor

OPEN = "needs"
GONE = "This page was opened in another session. Open the assessment again from your list."


@dataclass(frozen=True)
class Opened:
    """An assessment that this session has open, and who has it."""

    token: str
    assessment: Assessment
    who: Visitor

    @property
    def form(self) -> QuestionSet:
        return question_set(self.assessment.set_name, self.assessment.version)

    def moment(self, now: datetime | None = None) -> Moment:
        """Now; once it is handed in, when it was."""
        at = timezone.localtime(self.assessment.finished_at or now or timezone.now())
        return Moment(at, timezone.localtime(self.assessment.started_at))

    def journey(self, now: datetime | None = None) -> Journey:
        return journey(self.form, self.assessment.answers, self.moment(now))


def open_one(request: HttpRequest, assessment: Assessment) -> str:
    """The token by which this session reaches it; the same one each time."""
    held = request.session.setdefault(OPEN, {})
    for token, state in held.items():
        if state["id"] == assessment.pk:
            return str(token)
    token = secrets.token_urlsafe(12)
    held[token] = {"id": assessment.pk}
    request.session.modified = True
    return token


def state(request: HttpRequest, token: str) -> dict[str, Any]:
    """What the session holds of it: times, and a page that was refused."""
    request.session.modified = True
    found: dict[str, Any] = request.session[OPEN][token]
    return found


def opened(request: HttpRequest, token: str, what: str) -> Opened:
    """For a change, which writes its own line. Raises 404, PermissionDenied (logged)."""
    found = request.session.get(OPEN, {}).get(token)
    assessment = Assessment.objects.filter(pk=found["id"]).first() if found else None
    if assessment is None:
        raise Http404(GONE)
    return Opened(token, assessment, allowed(request, assessment, what))


def allowed(request: HttpRequest, assessment: Assessment, what: str) -> Visitor:
    """Whoever made it, and those who may read the cases of its unit."""
    about = f"{assessment}: {what}"
    who = permitted(request, assessment.unit, may=May.ASSESS_NEEDS, what=about)
    if assessment.by != who.username and not who.roles.may_read_cases_of(assessment.unit):
        case_actions.refuse(by=who.username, unit=assessment.unit, about=about,
                            origin=origin(request))  # fmt: skip
        raise PermissionDenied(May.READ_CASES, RECORDED)
    return who


def consulted(
    request: HttpRequest, token: str, what: str, kind: Kind = Kind.CONSULTATION, recipient: str = ""
) -> Opened:
    """For a look: its line is written before anything is shown."""
    found = opened(request, token, what)
    case_access(
        request, found.assessment.unit, may=May.ASSESS_NEEDS, kind=kind,
        what=f"{found.assessment}: {what}", why=REASON, case=found.assessment.crime,
        recipient=recipient,
    )  # fmt: skip
    return found
