"""Publishing and withdrawing, each with its line in the audit trail."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from upheld.core.errors import Problem, UpheldError, WrongUseError
from upheld.trials.published import as_json
from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What, moment
from upheld.web.staff.publish import check, current
from upheld.web.staff.publish.models import Publication

if TYPE_CHECKING:
    from datetime import datetime

    from upheld.trials.published import Page
    from upheld.web.staff.publish.check import Checked


@action
def publish(
    *, by: str, checked: Checked, until: datetime | None, over: int | None, origin: str
) -> Publication:
    """Show ``checked`` from ``until`` on, or at once. ``over``: the publication that whoever
    decides saw as the last one; where another has come between, nothing is done."""
    now = timezone.now()
    said = f", shown from {moment(until)}" if until else ""
    record(by=by, what=What.PUBLISHED, origin=origin, count=checked.figures,
           about=f"{checked.name}, as of {checked.as_of}{said}"[:200])  # fmt: skip
    last = current.last()
    if (last.pk if last else None) != over:
        raise UpheldError(
            "Somebody else published or withdrew an edition meanwhile; nothing was done.",
            next_step="look at what is published now, then decide again.",
        )
    if until and until <= now:
        raise WrongUseError(
            f"{moment(until)} has passed.", next_step="name a later time, or none to publish now."
        )
    problems = tuple(_against(checked, last))
    if problems:
        raise check.refused(checked.name, problems)
    return Publication.objects.create(
        edition=checked.name, digest=checked.digest, as_of=date.fromisoformat(checked.as_of),
        demonstration=checked.demonstration, figures=checked.figures, until=until or now,
        published_at=now, by=by,
    )  # fmt: skip


@action
def withdraw(*, by: str, publication: Publication, origin: str) -> None:
    """The one before it is shown again."""
    record(by=by, what=What.WITHDRAWN, origin=origin, about=publication.edition[:200])
    taken = Publication.objects.filter(pk=publication.pk, withdrawn_at=None)
    if not taken.update(withdrawn_at=timezone.now()):
        raise UpheldError(
            f"{publication.edition} is withdrawn already.", next_step="nothing need be done."
        )


@action
def publish_trial(*, by: str, page: Page, origin: str) -> Path:
    """Show a trial's page, or show it anew."""
    text = as_json(page).encode()
    digest = hashlib.sha256(text).hexdigest()
    record(by=by, what=What.TRIAL_PUBLISHED, origin=origin,
           about=f"{page.name}, {page.stage}, {digest[:12]}")  # fmt: skip
    folder = Path(settings.TRIALS)
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{page.name}.json"
    aside = place.with_name(f".{place.name}.{os.getpid()}")
    aside.write_bytes(text)
    aside.replace(place)
    return place


def _against(checked: Checked, last: Publication | None) -> list[Problem]:
    """What has changed since the check, and what the publication before forbids."""
    found = []
    if current.digest(Path(settings.EDITIONS) / checked.name) != checked.digest:
        found.append("was replaced while it was checked")
    if last and last.digest == checked.digest:
        found.append("is published already")
    elif last and last.as_of > date.fromisoformat(checked.as_of):
        found.append(f"is older than {last.edition}, as of {last.as_of}: withdraw that one instead")
    if last and checked.demonstration and not last.demonstration:
        found.append(f"is made up, and {last.edition} is real")
    return [Problem(checked.name, "the edition", each) for each in found]
