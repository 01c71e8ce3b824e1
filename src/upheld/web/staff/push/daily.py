"""The daily list: to each who asked for it and may read their unit's cases, how many victims are
owed something by today. One mail a day and person, numbers alone, and only of what is published.

Fail closed: an edition that is not the verified one, or is too old to speak of today, sends none.
A day is never gone back to, so a clock that jumps sends nobody a second list of a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from upheld.core.errors import Problem, ProblemsError
from upheld.editions.outstanding import owed_today
from upheld.render.daily_list import UnitOwed, Words, daily
from upheld.render.mails import STOP
from upheld.web.staff import editions
from upheld.web.staff.accounts.models import Account
from upheld.web.staff.accounts.visitor import Visitor
from upheld.web.staff.publish import check, current
from upheld.web.staff.push import actions, links
from upheld.web.staff.push.alone import alone
from upheld.web.staff.push.carriers import Fate, Mail, Outcome
from upheld.web.staff.push.handing import hand_over, in_passes, in_states, settle_what_died
from upheld.web.staff.push.models import DailyMail, State, Subscriber
from upheld.web.staff.push.outbox import Ran

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from upheld.web.staff.editions import Opened
    from upheld.web.staff.push.carriers import Carrier

OLDEST = timedelta(days=62)  # of an edition that may still speak of today: two months' publishing
A_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Person:
    """One account, where its mail goes, and the units it gets numbers of."""

    username: str
    subscriber: Subscriber
    units: tuple[str, ...]


def people(
    units: Iterable[str], today: date, only: str = ""
) -> tuple[tuple[Person, ...], tuple[Subscriber, ...]]:
    """Who gets the list, and which wishes cannot be met: no account that is known, that may read
    the unit's cases and has signed in within a month; roles are what the sign-in said."""
    wishes = Subscriber.objects.filter(daily=True, daily_stopped_at=None, stopped_at=None)
    wishes = wishes.filter(username=only) if only else wishes
    names = wishes.values("username")
    known = {a.username: a for a in Account.objects.filter(is_active=True, username__in=names)}
    found: dict[str, list[Subscriber]] = {}
    refused = []
    for wish in wishes.order_by("id"):
        account = known.get(wish.username)
        here = account and account.seen_on and account.seen_on >= today - A_MONTH
        told = account and here and wish.unit in units and not wish.bounced
        if account and told and _may_read(account, wish.unit):
            found.setdefault(wish.username, []).append(wish)
        else:
            refused.append(wish)
    made = (Person(name, each[0], tuple(sorted(w.unit for w in each)))
            for name, each in found.items())  # fmt: skip
    return tuple(made), tuple(refused)


def words(opened: Opened, units: Iterable[str], today: date) -> Words:
    """What a person with these units is told on a day."""
    numbers = [
        UnitOwed(opened.unit_name(unit), owed_today(opened.edition, unit, today), _list_of(unit))
        for unit in units
    ]
    return daily(numbers, today, opened.name, demonstration=opened.demonstration,
                 all_units=f"{settings.PUSH_URL}{reverse('cases')}")  # fmt: skip


def run(
    carrier: Carrier, *, by: str, origin: str, pause: Callable[[float], None],
    clock_is_right: bool = False,
) -> Ran:  # fmt: skip
    """Send today's list to whoever has not got it. Raises UpheldError where none may leave."""
    with alone():
        today = timezone.localdate()
        opened = _sound(today, clock_is_right=clock_is_right)
        try:
            _begin(opened, today, carrier, by, origin)
            lines = DailyMail.objects.filter(day=today).select_related("subscriber")
            down = in_passes(lines, lambda line: _one(opened, line, carrier), pause)
        finally:
            carrier.close()
    return Ran(states(today), down)


def states(day: date) -> dict[str, int]:
    return in_states(DailyMail.objects.filter(day=day))


def _begin(opened: Opened, today: date, carrier: Carrier, by: str, origin: str) -> None:
    settle_what_died(DailyMail.objects.all(), carrier)
    over = DailyMail.objects.filter(day__lt=today, state=State.WAITING)
    over.update(state=State.LEFT, code="day-over")
    told, _ = people(_units(opened), today)
    have = set(DailyMail.objects.filter(day=today).values_list("person", flat=True))
    new = [each for each in told if each.username not in have]
    if new:
        actions.begin_day(by=by, day=today, people=new, edition=opened.name, origin=origin)


def _sound(today: date, *, clock_is_right: bool) -> Opened:
    """The published edition. Raises ProblemsError, naming everything, unless it may speak."""
    opened = editions.main() if current.published() else None
    if opened is None:
        raise _none([Problem("editions", "the published one", "there is none")])
    as_of, last = opened.edition.as_of, DailyMail.objects.aggregate(Max("day"))["day__max"]
    found = list(check.quick(opened.edition))
    if last and today < last and not clock_is_right:
        what = f"says {today}, and the list of {last} has been sent; if it is right, say --clock"
        found.append(Problem("this machine", "the clock", what))
    if today > as_of + OLDEST:
        found.append(Problem(opened.name, "as of", f"{as_of} is too long before {today}: who is "
                             "owed something today it cannot say"))  # fmt: skip
    if found:
        raise _none(found)
    return opened


def _one(opened: Opened, line: DailyMail, carrier: Carrier) -> Outcome:
    """Who may read what is asked again, right before it leaves."""
    told, _ = people(_units(opened), line.day, only=line.person)
    if not told:
        DailyMail.objects.filter(pk=line.pk, state=State.WAITING).update(
            state=State.LEFT, code="may-not-any-more"
        )
        return Outcome(Fate.REFUSED)
    (person,) = told
    said = words(opened, person.units, line.day)
    stop = links.stop_daily(line.person)
    mail = Mail(person.subscriber.email, said.subject, said.text.replace(STOP, stop),
                said.html.replace(STOP, stop), line.message_id, stop)  # fmt: skip
    return hand_over(line, mail, carrier)


def _may_read(account: Account, unit: str) -> bool:
    return Visitor(account).roles.may_read_cases_of(unit)


def _units(opened: Opened) -> frozenset[str]:
    return frozenset(str(each.code) for each in opened.places() if each.code)


def _list_of(unit: str) -> str:
    return f"{settings.PUSH_URL}{reverse('cases-unit', kwargs={'unit': unit})}"


def _none(problems: list[Problem]) -> ProblemsError:
    return ProblemsError(
        "No daily list has left.", tuple(problems),
        next_step="put right what is named; then run upheld push daily again.",
    )  # fmt: skip
