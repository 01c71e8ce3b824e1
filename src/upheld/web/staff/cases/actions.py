"""Every line about cases in the audit trail, and the reason that somebody gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.editions.erase import erase_cases
from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What

if TYPE_CHECKING:
    from typing import Any

    from django.contrib.sessions.backends.base import SessionBase
    from django.db.models import QuerySet

    from upheld.editions.edition import Edition

REASONS_GIVEN = "reasons"
MOST_UNIT = 40


@action
def log(
    *,
    by: str,
    what: What,
    unit: str,
    about: str,
    case: str,
    reason: str,
    count: int | None,
    recipient: str,
    origin: str,
) -> None:
    """Case-level data is about to be shown, taken out, combined, changed or erased."""
    record(
        by=by, what=what, unit=unit, about=about, case=case, reason=reason, count=count,
        recipient=recipient, origin=origin,
    )  # fmt: skip


@action
def refuse(*, by: str, unit: str, about: str, origin: str) -> None:
    """Somebody asked for cases that are not theirs to see."""
    record(
        by=by,
        what=What.REFUSED,
        unit=unit.replace("\0", "")[:MOST_UNIT],
        about=about,
        origin=origin,
    )


@action
def give_reason(*, by: str, session: SessionBase, unit: str, reason: str, origin: str) -> None:
    """Holds for this unit until the session ends."""
    session[REASONS_GIVEN] = {**session.get(REASONS_GIVEN, {}), unit: reason}
    session.save()
    record(by=by, what=What.REASON_GIVEN, unit=unit, reason=reason, origin=origin)


@action
def erase(*, by: str, edition: Edition, origin: str) -> None:
    """All cases of an edition whose time is up; its open half stays."""
    about = f"all cases of edition {edition.name}, as of {edition.manifest.as_of}"
    count = edition.manifest.counts.get("crimes", 0)
    record(by=by, what=What.ERASED, about=about[:200], count=count, origin=origin)
    erase_cases(edition)


@action
def erase_old(*, by: str, going: QuerySet[Any], about: str, origin: str) -> None:
    """What the site itself recorded and whose time is up, with all that hangs on it."""
    record(by=by, what=What.ERASED, about=about, count=going.count(), origin=origin)
    going.delete()


@action
def take_out(*, by: str, about: str, reason: str, count: int, recipient: str, origin: str) -> None:
    """All that the site recorded of a kind, as a file: a disclosure."""
    record(by=by, what=What.DISCLOSED, about=about, count=count, reason=reason,
           recipient=recipient[:100], origin=origin)  # fmt: skip
