"""The daily list: to each who asked for it and may read their unit's cases, how many victims are
owed something by today. One mail a day and person, numbers alone, and only of what is published.

Fail closed: an edition that is not the verified one, or is too old to speak of today, a number that
is not counted the same again, a planted case that is lost: none leaves.
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
from upheld.editions.parts import is_combined
from upheld.render.daily_list import UnitOwed, Words, daily
from upheld.render.mails import STOP
from upheld.web.staff import editions
from upheld.web.staff.accounts.models import Account
from upheld.web.staff.accounts.visitor import Visitor
from upheld.web.staff.publish import check, current
from upheld.web.staff.push import actions, canary, links
from upheld.web.staff.push.alone import alone
from upheld.web.staff.push.carriers import Fate, Mail, Outcome
from upheld.web.staff.push.handing import (
    TAKEN,
    hand_over,
    in_passes,
    in_states,
    settle_what_died,
    until_taken,
)
from upheld.web.staff.push.models import DailyMail, State, Subscriber
from upheld.web.staff.push.outbox import Ran
from upheld.web.staff.push.shown import owed_differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from upheld.editions.edition import Edition
    from upheld.web.staff.editions import Opened
    from upheld.web.staff.publish.models import Publication
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


def without_it() -> tuple[Subscriber, ...]:
    """Who asked for the daily list and does not get it."""
    opened = editions.main()
    return people(_units(opened) if opened else (), timezone.localdate())[1]


def words(opened: Opened, units: Iterable[str], today: date) -> Words:
    """What a person with these units is told on a day."""
    numbers = [
        UnitOwed(opened.unit_name(unit), owed_today(opened.edition, unit, today), _list_of(unit))
        for unit in units
    ]
    return daily(numbers, today, opened.name, demonstration=opened.demonstration,
                 all_units=f"{settings.PUSH_URL}{reverse('cases')}")  # fmt: skip


def run(
    carrier: Carrier, planted: Edition, *, by: str, origin: str, pause: Callable[[float], None],
    clock_is_right: bool = False,
) -> Ran:  # fmt: skip
    """Send today's list to whoever has not got it. ``planted``: the edition built of the canary's
    extracts; its list goes first. Raises UpheldError where none may leave."""
    with alone():
        today = timezone.localdate()
        publication, opened = _sound(today, clock_is_right=clock_is_right)
        told, _ = people(_units(opened), today)
        first = _agreed(opened, planted, told, today)
        _begin(opened, told, today, carrier, by=by, origin=origin)
        lines = DailyMail.objects.filter(day=today).select_related("subscriber")

        def one(line: DailyMail) -> Outcome:
            return _one(publication, opened, line, carrier)

        try:
            down = _canary(lines, first, carrier, pause)
            down = down or in_passes(lines.exclude(person=DailyMail.CANARY), one, pause)
        finally:
            carrier.close()
    return Ran(states(today), down)


def states(day: date) -> dict[str, int]:
    """Of people's lists; the canary is nobody's."""
    return in_states(DailyMail.objects.filter(day=day).exclude(person=DailyMail.CANARY))


def _sound(today: date, *, clock_is_right: bool) -> tuple[Publication, Opened]:
    """The published edition. Raises ProblemsError, naming everything, unless it may speak."""
    publication, opened = current.published(), editions.main()
    if publication is None or opened is None:
        raise _none([Problem("editions", "the published one", "there is none")])
    as_of, last = opened.edition.as_of, DailyMail.objects.aggregate(Max("day"))["day__max"]
    found = list(check.quick(opened.edition))
    if last and today < last and not clock_is_right:
        what = f"says {today}, and the list of {last} has been sent; if it is right, say --clock"
        found.append(Problem("this machine", "the clock", what))
    if is_combined(opened.edition):
        found.append(Problem(opened.name, "cases", "it is the sum of others and holds none"))
    if today > as_of + OLDEST:
        found.append(Problem(opened.name, "as of", f"{as_of} is too long before {today}: who is "
                             "owed something today it cannot say"))  # fmt: skip
    if found:
        raise _none(found)
    return publication, opened


def _agreed(opened: Opened, planted: Edition, told: Iterable[Person], today: date) -> Words:
    """The planted list. Raises ProblemsError unless it says what was planted, and every number
    that today's lists show is counted the same again."""
    first, wrong = canary.planted_list(planted, f"{settings.PUSH_URL}{reverse('about')}")
    found = list(wrong)
    if not settings.PUSH_CANARY:
        found.append(Problem("canary", "planted subscriber", "is not set: UPHELD_PUSH_CANARY"))
    units = {unit for person in told for unit in person.units}
    again = owed_differences(opened.edition, units, today)
    found += [Problem(opened.name, "counted again", each) for each in again]
    if found:
        raise _none(found)
    return first


def _begin(
    opened: Opened, told: Iterable[Person], today: date, carrier: Carrier, *, by: str, origin: str
) -> None:
    lost = DailyMail.objects.filter(day=today, person=DailyMail.CANARY).exclude(state__in=TAKEN)
    lost.update(state=State.WAITING, next_at=None, tries=0)  # It alone may come twice: it is ours.
    settle_what_died(DailyMail.objects.all(), carrier)
    over = DailyMail.objects.filter(day__lt=today, state=State.WAITING)
    over.update(state=State.LEFT, code="day-over")
    have = set(DailyMail.objects.filter(day=today).values_list("person", flat=True))
    new = [each for each in told if each.username not in have]
    if new:
        actions.begin_day(by=by, day=today, people=new, edition=opened.name, origin=origin)


def _canary(
    lines: QuerySet[DailyMail], said: Words, carrier: Carrier, pause: Callable[[float], None]
) -> bool:
    """Whether the rest must wait. No list leaves before the planted one was accepted."""
    line = lines.filter(person=DailyMail.CANARY).first()
    if line is None:
        return False  # Nobody is told today.

    def one(line: DailyMail) -> Outcome:
        return hand_over(line, _mail(line, settings.PUSH_CANARY, said), carrier)

    state = until_taken(line, one, pause)
    if state not in {*TAKEN, State.WAITING}:
        what = f"was lost at the mail service: {line.state} {line.code}"
        raise _none([Problem("canary", "planted subscriber", what)])
    return state == State.WAITING


def _one(publication: Publication, opened: Opened, line: DailyMail, carrier: Carrier) -> Outcome:
    """Who may read what, and whether these are still the cases that were counted, is asked again
    right before it leaves."""
    if not current.stands(publication):
        raise _none([Problem(opened.name, "the edition", "was replaced while lists were sent")])
    told, _ = people(_units(opened), line.day, only=line.person)
    if not told:
        DailyMail.objects.filter(pk=line.pk, state=State.WAITING).update(
            state=State.LEFT, code="may-not-any-more"
        )
        return Outcome(Fate.REFUSED)
    (person,) = told
    said = words(opened, person.units, line.day)
    return hand_over(line, _mail(line, person.subscriber.email, said), carrier)


def _mail(line: DailyMail, to: str, said: Words) -> Mail:
    stop = links.stop_daily(line.person)
    return Mail(to, said.subject, said.text.replace(STOP, stop), said.html.replace(STOP, stop),
                line.message_id, stop)  # fmt: skip


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
