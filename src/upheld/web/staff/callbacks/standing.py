"""One call-back as it stands today: how the victim may be reached, the tries, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery

from upheld.core.call_back import (
    MOST_TRIES,
    SETTLES,
    TELEPHONE,
    WAYS,
    Reach,
    Standing,
    next_on,
    standing,
)
from upheld.rules import load
from upheld.web.staff import editions
from upheld.web.staff.callbacks.models import CallBack, CallTry
from upheld.web.staff.cases import restricted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from upheld.web.staff.cases.access import CaseAccess

SHOWN_FOR = timedelta(days=60)
By = tuple[str, str]
UNREACHED = (Standing.DUE, Standing.OVERDUE)


@dataclass(frozen=True)
class Stands:
    call_back: CallBack
    tries: tuple[CallTry, ...]
    reach: Reach
    standing: Standing
    next_on: date | None
    known: bool  # to the published edition: else nobody here knows how they may be reached

    @property
    def to_do(self) -> bool:
        return self.standing in UNREACHED

    @property
    def left(self) -> int:
        """How many tries may still reach nobody."""
        return max(0, MOST_TRIES - sum(t.came_to not in SETTLES for t in self.tries))


def of_unit(access: CaseAccess, today: date) -> list[Stands]:
    """Every call-back of the unit that the access is for; the most urgent first."""
    found = list(_listed(access.unit, today).prefetch_related("tries"))
    return sorted(of(access, found, today), key=_urgency)


def _listed(unit: str, today: date) -> QuerySet[CallBack]:
    """All but those that a try settled long ago: a list of years would hold every victim."""
    last = CallTry.objects.filter(call_back=OuterRef("pk")).order_by("-at", "-id")
    found = CallBack.objects.filter(unit=unit).annotate(
        last_at=Subquery(last.values("at")[:1]),
        last_came_to=Subquery(last.values("came_to")[:1]),
        last_again=Subquery(last.values("again_on")[:1]),
    )
    return found.filter(
        Q(last_at__isnull=True)  # never tried
        | Q(last_at__date__gte=today - SHOWN_FOR)
        | ~Q(last_came_to__in=[each.value for each in SETTLES])
        | Q(last_again__isnull=False)
    )


def count(unit: str, today: date) -> int:
    """How many the list of a unit shows, for its line in the trail."""
    return _listed(unit, today).count()


def of(access: CaseAccess, found: Sequence[CallBack], today: date) -> list[Stands]:
    recorded = _recorded(access, {each.crime for each in found})
    calendar = load.calendar()
    made = []
    for each in found:
        tries = tuple(each.tries.all())
        plain = [each_try.as_try for each_try in tries]
        made.append(Stands(
            each, tries, _reach(each, tries, recorded.get((each.crime, each.victim), "")),
            standing(plain, each.call_from, each.call_by, today, calendar),
            next_on(plain, each.call_from, calendar),
            (each.crime, each.victim) in recorded,
        ))  # fmt: skip
    return made


def _urgency(each: Stands) -> tuple[bool, bool, date, int]:
    overdue = each.standing is Standing.OVERDUE
    return not each.to_do, not overdue, each.next_on or each.call_back.call_by, each.call_back.pk


def _reach(each: CallBack, tries: Iterable[CallTry], recorded: str) -> Reach:
    """What any source forbids is forbidden; whether a message may be left is as was said last."""
    unsafe = {*each.unsafe, *_ways(recorded)}
    message = each.message
    for one in tries:
        unsafe |= set(one.unsafe)
        message = message if one.message is None else one.message
    return Reach(frozenset(unsafe), message)


def _ways(recorded: str) -> set[str]:
    """A way that the contract does not know forbids the telephone: better no call than a wrong
    one."""
    named = {way.strip() for way in recorded.split(";") if way.strip()}
    return {way if way in WAYS else TELEPHONE for way in named}


def _recorded(access: CaseAccess, crimes: set[str]) -> Mapping[By, str]:
    """What the published edition says must not be used."""
    opened = editions.main()
    if not crimes or opened is None or not opened.edition.has_restricted_half:
        return {}
    return restricted.safe_contact(access, opened.edition, crimes)
