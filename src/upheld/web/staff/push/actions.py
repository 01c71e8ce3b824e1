"""What people decide about messages, each with its line in the audit trail. What becomes of each
message is its own record: outbox.py writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from upheld.core.errors import UpheldError
from upheld.render.messages import digest
from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What
from upheld.web.staff.push import canary, links
from upheld.web.staff.push.handing import TAKEN
from upheld.web.staff.push.models import DailyMail, Letter, Line, Push, State, Subscriber

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from upheld.web.staff.publish.models import Publication
    from upheld.web.staff.push.daily import Person
    from upheld.web.staff.push.old import Old
    from upheld.web.staff.push.prepare import Prepared
    from upheld.web.staff.push.subscribers import Wanted

NEVER_LEFT = (State.WAITING, State.REFUSED, State.LEFT, State.HELD, State.WRONG)
GONE = "gone"  # From the list, and may come back with it.


@action
def prepare(*, by: str, prepared: Prepared, origin: str) -> Push:
    """Letters and one line a person, all or nothing. A second push of the same publication is the
    first one: the table refuses another."""
    about = f"{prepared.publication.edition}, publication {prepared.publication.pk}"
    record(by=by, what=What.PUSH_PREPARED, about=about[:200], count=prepared.figures, origin=origin)
    told = [s for s in prepared.subscribers if s.unit in prepared.letters and not s.bounced]
    own = [made for unit, made in prepared.letters.items() if unit != canary.UNIT]
    push = Push.objects.create(
        publication=prepared.publication, prepared_at=timezone.now(), figures=prepared.figures,
        subscribers=len(told), marked=sum(each.marked for each in own),
        expected=sum(each.expected for each in own),
    )  # fmt: skip
    letters = Letter.objects.bulk_create(
        Letter(push=push, unit=unit, subject=made.subject, text=made.text, html=made.html,
               digest=digest(unit, made.subject, made.text, made.html))
        for unit, made in prepared.letters.items()
    )  # fmt: skip
    by_unit = {each.unit: each for each in letters}
    lines = [Line(push=push, letter=by_unit[canary.UNIT], canary=True,
                  message_id=links.message_id(push, 0))]  # fmt: skip
    had = _have_it(prepared.publication)
    for each in prepared.subscribers:
        letter = by_unit.get(each.unit)
        state, code = (State.LEFT, "has-it") if each.pk in had else (State.WAITING, "")
        if letter is None:
            state, code = State.HELD, ""
        lines.append(Line(push=push, subscriber=each, letter=letter, state=state, code=code,
                          message_id=links.message_id(push, each.pk)))  # fmt: skip
    Line.objects.bulk_create(lines, batch_size=200)
    # What was never sent of an edition before is no news any more; the page shows it.
    late = Line.objects.filter(state=State.WAITING).exclude(push=push)
    late.update(state=State.LEFT, code="newer-edition")
    return push


def _have_it(publication: Publication) -> frozenset[int]:
    """To whom this very edition went, or may have gone, when it was published before: taken back
    and published again it is no news to them."""
    before = Line.objects.filter(push__publication__digest=publication.digest, canary=False)
    went = before.exclude(state__in=NEVER_LEFT)
    return frozenset(went.values_list("subscriber", flat=True))


@action
def begin_day(*, by: str, day: date, people: Sequence[Person], edition: str, origin: str) -> None:
    """One line a person and day, and the canary's: the table refuses a second."""
    about = f"daily list of {day}, {edition}"
    record(by=by, what=What.DAILY_BEGUN, about=about[:200], count=len(people), origin=origin)
    of: dict[str, Subscriber | None] = {each.username: each.subscriber for each in people}
    if not DailyMail.objects.filter(day=day, person=DailyMail.CANARY).exists():
        of = {DailyMail.CANARY: None, **of}
    DailyMail.objects.bulk_create(
        DailyMail(day=day, person=name, subscriber=subscriber,
                  message_id=links.id_of_day(day, name))
        for name, subscriber in of.items()
    )  # fmt: skip


@action
def stop_daily(*, by: str, username: str, origin: str) -> None:
    """By the link of a daily list: of all units; the other messages go on."""
    record(by=by, what=What.STOPPED, about="the daily list", origin=origin)
    wishes = Subscriber.objects.filter(username=username, daily=True, daily_stopped_at=None)
    wishes.update(daily_stopped_at=timezone.now())


@action
def halt(*, by: str, push: Push, why: str, origin: str) -> None:
    """No more messages of this push leave until a person goes on."""
    record(by=by, what=What.PUSH_HALTED, about=why[:200], origin=origin)
    Push.objects.filter(pk=push.pk).update(halted=why[:300])


@action
def go_on(*, by: str, push: Push, origin: str) -> None:
    """A person has looked at why it was halted; a canary that was lost flies again."""
    record(by=by, what=What.PUSH_SETTLED, about=f"push {push.pk} goes on", origin=origin)
    lost = Line.objects.filter(push=push, canary=True).exclude(state__in=TAKEN)
    lost.update(state=State.WAITING, code="", next_at=None, tries=0)
    Push.objects.filter(pk=push.pk).update(halted="")


@action
def settle(*, by: str, line: Line, again: bool, origin: str) -> None:
    """A person's word about a message whose fate is unknown: send it again, or leave it."""
    about = f"line {line.pk}: {'send again' if again else 'leave'}"
    record(by=by, what=What.PUSH_SETTLED, about=about, origin=origin)
    state = State.WAITING if again else State.LEFT
    found = Line.objects.filter(pk=line.pk, state=State.UNKNOWN)
    if not found.update(state=state, next_at=None, tries=0):
        raise UpheldError(
            "The fate of that message is not unknown any more.", next_step="look at the list again."
        )


@action
def correct(*, by: str, subscriber: Subscriber, origin: str) -> None:
    """A person's word that an address is right though mail to it came back: it is written to
    again, and gets the newest edition's message if that did not reach it."""
    about = f"the address of subscriber {subscriber.pk} is right"
    record(by=by, what=What.PUSH_SETTLED, about=about, unit=subscriber.unit, origin=origin)
    Subscriber.objects.filter(pk=subscriber.pk).update(bounced="")
    missed = Line.objects.filter(
        subscriber=subscriber, push=Push.objects.first(),
        state__in=(State.WRONG, State.REFUSED, State.BOUNCED),
    )  # fmt: skip
    missed.update(state=State.WAITING, code="", next_at=None, tries=0)


@action
def read_list(*, by: str, wanted: Sequence[Wanted], origin: str) -> tuple[int, int]:
    """Take a list of posts in the place of the list before: how many came, how many went. Who
    stopped stays stopped; who subscribed on a page stays."""
    now, came = timezone.now(), 0
    keys = set()
    for each in wanted:
        keys.add((each.email, each.unit))
        values = {"name": each.name, "post": each.post, "required": each.required,
                  "username": each.username, "source": "list", "daily": each.daily,
                  "listed_at": now}  # fmt: skip
        Subscriber.objects.filter(email=each.email, unit=each.unit, source=GONE).update(
            stopped_at=None
        )
        _, new = Subscriber.objects.update_or_create(
            email=each.email,
            unit=each.unit,
            defaults=values,
            create_defaults={**values, "since": now},
        )
        came += new
    gone = [s for s in Subscriber.objects.filter(source="list", stopped_at=None)
            if (s.email, s.unit) not in keys]  # fmt: skip
    Subscriber.objects.filter(pk__in=[s.pk for s in gone]).update(stopped_at=now, source=GONE)
    about = f"{came} came, {len(gone)} went"
    record(by=by, what=What.SUBSCRIBERS_READ, about=about, count=len(keys), origin=origin)
    return came, len(gone)


@action
def forget(*, by: str, old: Old, origin: str) -> None:
    """Messages, daily lists and stopped subscribers whose time is up; the line says how many."""
    lines, daily, gone = old.counts()
    about = f"{lines} messages, {daily} daily lists, {gone} subscribers who stopped"
    record(by=by, what=What.MESSAGES_FORGOTTEN, about=about, count=lines + daily + gone,
           origin=origin)  # fmt: skip
    people = list(old.subscribers.values_list("pk", flat=True))
    old.lines.delete()
    old.letters.delete()
    old.daily.delete()
    Subscriber.objects.filter(pk__in=people).delete()


@action
def subscribe(*, by: str, email: str, unit: str, daily: bool = False, origin: str) -> None:
    """Somebody asks for a unit's messages from its page, or asks again after a stop. ``daily``:
    for the daily list too; who may not read the unit's cases gets none all the same."""
    record(by=by, what=What.SUBSCRIBED, unit=unit[:40], origin=origin)
    wish: dict[str, object] = {"stopped_at": None, "username": by, "bounced": ""}
    wish |= {"daily": True, "daily_stopped_at": None} if daily else {}
    Subscriber.objects.update_or_create(
        email=email, unit=unit, defaults=wish,
        create_defaults={**wish, "source": "page", "since": timezone.now()},
    )  # fmt: skip


@action
def stop(*, by: str, subscriber: Subscriber, origin: str) -> None:
    """By the link of a message; a second time nothing changes."""
    record(by=by, what=What.STOPPED, unit=subscriber.unit, about=f"subscriber {subscriber.pk}",
           origin=origin)  # fmt: skip
    Subscriber.objects.filter(pk=subscriber.pk, stopped_at=None).update(stopped_at=timezone.now())
