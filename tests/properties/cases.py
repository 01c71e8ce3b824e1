"""Made-up cases that reach every rule of both Codes and every edge of the data contract.

Each case is drawn around one rule of one Code (its *focus*): an event that sets the rule running,
actions around its due date, and, beside these, whatever else happens in a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from tests.properties.choices import (
    Choose,
    around,
    at,
    due_dates,
    seldom,
    several,
    shifted,
    trigger_days,
)

from upheld.core.calendar import Calendar
from upheld.core.case import Action, Case, Crime, Decision, Event, Victim
from upheld.core.victims_code import REPORT, ROUTINE, Clock, Entitlement, VictimsCode, VictimsCodes
from upheld.core.vocabulary import ACTIONS, DECISIONS, EVENTS, RESULTS, VICTIM_KINDS

ELSEWHERE = "ELSEWHERE"
ELSEWHERE_EVENT = f"{ELSEWHERE}-E1"
# Around 1 March of years eighteen after a leap day; the dates of birth follow the offence.
OFFENCE_DAYS = (date(2018, 2, 28), date(2022, 2, 28), date(2022, 3, 1))
INTERVALS = (7, 1, 2, 3, 14, 28, 30, 60)


@dataclass(frozen=True, slots=True)
class Focus:
    """What one case is drawn around. ``start`` is the day of the event, or of the report."""

    code: VictimsCode
    rule: Entitlement
    start: date
    due: tuple[date, ...]
    as_of: date

    @property
    def set_by_report(self) -> bool:
        return self.rule.triggers[0] in (REPORT, ROUTINE)


def made_cases(
    codes: VictimsCodes, calendar: Calendar, as_of: date, how_many: int, seed: int
) -> list[Case]:
    """The same cases for the same seed; every rule in force by the as-of date in turn."""
    current = [code for code in codes.versions if code.valid_from <= as_of]
    twice_the_latest = [*current, current[-1]]
    rules = [(code, rule) for code in twice_the_latest for rule in code.duties]
    choose = Random(seed).choice
    return [
        made_case(choose, f"C{number:06d}", *rules[number % len(rules)], calendar, as_of)
        for number in range(how_many)
    ]


def elsewhere() -> Case:
    """A crime that owes nothing, so that an action of another crime can name its event."""
    noon = datetime.fromisoformat("2022-03-01T12:00:00")
    return Case(
        Crime(ELSEWHERE, noon),
        (Victim(f"{ELSEWHERE}-V1", ELSEWHERE, "business"),),
        events=(Event(ELSEWHERE_EVENT, ELSEWHERE, "arrested", noon),),
    )


def made_case(
    choose: Choose,
    crime_id: str,
    code: VictimsCode,
    rule: Entitlement,
    calendar: Calendar,
    as_of: date,
) -> Case:
    start = choose(trigger_days(rule, code, as_of))
    due = tuple(due_dates(rule, calendar, start, as_of))
    focus = Focus(code, rule, start, due, as_of)
    crime = _crime(choose, focus, crime_id)
    victims = tuple(
        _victim(choose, focus, crime, number) for number in several(choose, (1, 1, 2, 3))
    )
    events = _events(choose, focus, crime, victims)
    return Case(
        crime,
        victims,
        tuple(_decisions(choose, focus, victims)),
        events,
        tuple(_actions(choose, focus, crime, victims, events)),
    )


# ---------------------------------------------------------------------------------- the crime


def _crime(choose: Choose, focus: Focus, crime_id: str) -> Crime:
    reported_on = _reported_on(choose, focus)
    offence_on = reported_on or focus.start
    serious = [o.code for ground in focus.code.grounds for o in ground.offences]
    return Crime(
        crime_id,
        reported_at=at(choose, reported_on) if reported_on else None,
        month=choose([f"{focus.start:%Y-%m}", None]) if reported_on is None else None,
        committed_on=choose([None, offence_on, shifted(offence_on, -1), *OFFENCE_DAYS]),
        offence_code=seldom(choose, serious, choose(["28E", "30C", None]), one_in=8),
        domestic_abuse=choose([None, False, False, False, False, True]),
        hate_crime=choose([None, False, False, False, False, False, True]),
        terrorism=choose([None, False, False, False, False, False, False, True]),
        closed_on=_closed_on(choose, focus),
    )


def _reported_on(choose: Choose, focus: Focus) -> date | None:
    if focus.set_by_report:
        return seldom(choose, [None], focus.start, one_in=12)
    steps = (-1, 0, -3, -30, 1, 4, None)
    step = choose(steps)
    return None if step is None else shifted(focus.start, step)


def _closed_on(choose: Choose, focus: Focus) -> date | None:
    days = [*around(focus.start, focus.as_of, *focus.due), shifted(focus.start, 20)]
    often = 2 if focus.rule.triggers[0] == ROUTINE else 4
    return seldom(choose, days, None, one_in=often)


# -------------------------------------------------------------------------------- the victims


def _victim(choose: Choose, focus: Focus, crime: Crime, number: int) -> Victim:
    kind = choose(["person", "person", "person", *VICTIM_KINDS])
    interval = choose(INTERVALS) if focus.rule.triggers[0] == ROUTINE else choose([None, None, 14])
    since, until = _declined_updates(choose, focus, interval)
    return Victim(
        f"{crime.crime_id}-V{number + 1}",
        crime.crime_id,
        kind,
        named_contact=choose([True, True, False, None]),
        date_of_birth=_date_of_birth(choose, crime, focus),
        update_interval_days=interval,
        declined_updates_from=since,
        declined_updates_until=until,
    )


def _date_of_birth(choose: Choose, crime: Crime, focus: Focus) -> date | None:
    """Unknown, an adult, or around the eighteenth birthday, on a leap day, or not yet born."""
    offence_on = crime.committed_on or (crime.reported_at or at(choose, focus.start)).date()
    birthday = _years_before(offence_on, 18)
    born = [
        *around(birthday),
        *(date(year, 2, 29) for year in (1996, 2000, 2004)),
        shifted(offence_on, 1),
        shifted(offence_on, -3000),
        date(2003, 3, 1),
    ]
    return choose([None, date(1980, 5, 4), choose(born)])


def _years_before(day: date, years: int) -> date:
    last_in_february = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, last_in_february)


def _declined_updates(
    choose: Choose, focus: Focus, interval: int | None
) -> tuple[date | None, date | None]:
    """Mostly none. The window's ends lie on and around the report, due and as-of dates."""
    due = [*focus.due, *([shifted(focus.start, interval)] if interval else [])]
    since = [*around(focus.start, focus.as_of, *due), shifted(focus.start, -40)]
    until = [None, None, *around(focus.as_of, *due), shifted(focus.as_of, 30)]
    if choose([False, False, False, True]):
        return choose([None, *since, *since]), choose(until)
    return None, None


def _decisions(choose: Choose, focus: Focus, victims: Sequence[Victim]) -> list[Decision]:
    """Several on one day, at one time, before, on and after the day on which the clock starts."""
    crime_id = victims[0].crime_id
    days = around(focus.start, by=(0, 0, 0, -1, -1, 1, 3, -20))
    moments = [at(choose, day) for day in days]
    drawn = [
        (choose(victims).victim_id, choose(moments), choose(DECISIONS))
        for _ in several(choose, (0, 0, 1, 1, 2, 3, 4))
    ]
    return [
        Decision(f"{crime_id}-D{number}", victim_id, decided_at, decision, row=number)
        for number, (victim_id, decided_at, decision) in enumerate(drawn, start=1)
    ]


# --------------------------------------------------------------------------------- the events


def _events(
    choose: Choose, focus: Focus, crime: Crime, victims: Sequence[Victim]
) -> tuple[Event, ...]:
    """The focus's own, sometimes a second suspect's of the same name and day, and others."""
    own = [] if focus.set_by_report else [choose(focus.rule.triggers)]
    second = own if choose([False, False, True]) else []
    others = [choose(EVENTS) for _ in several(choose, (0, 0, 1, 2))]
    return tuple(
        _event(choose, focus, crime, victims, f"{crime.crime_id}-E{number}", name, number == 1)
        for number, name in enumerate([*own, *second, *others], start=1)
    )


def _event(
    choose: Choose,
    focus: Focus,
    crime: Crime,
    victims: Sequence[Victim],
    event_id: str,
    name: str,
    first: bool,
) -> Event:
    received_clock = focus.rule.clock is Clock.RECEIVED
    occurred_on = focus.start
    if received_clock and first:
        occurred_on = shifted(focus.start, choose([0, -1, -3, 2]))
    elif not first:
        occurred_on = shifted(focus.start, choose([0, 0, -1, 1, 5]))
    told_on = choose([focus.start, focus.start, shifted(focus.start, 1), focus.as_of, None])
    return Event(
        event_id,
        crime.crime_id,
        name,
        at(choose, occurred_on),
        victim_id=choose([None, None, choose(victims).victim_id, _stranger(choose)]),
        suspect_id=choose([None, f"{crime.crime_id}-S1", f"{crime.crime_id}-S2"]),
        received_at=at(choose, told_on) if told_on else None,
    )


def _stranger(choose: Choose) -> str | None:
    """Now and then a victim of another crime, whom nothing here concerns."""
    return seldom(choose, [f"{ELSEWHERE}-V1"], None, one_in=6)


# -------------------------------------------------------------------------------- the actions


def _actions(
    choose: Choose,
    focus: Focus,
    crime: Crime,
    victims: Sequence[Victim],
    events: tuple[Event, ...],
) -> list[Action]:
    """Most cases have an action to the point, and others beside it."""
    others = [
        _action(choose, focus, crime, victims, events, number + 1)
        for number in several(choose, (1, 0, 2, 2, 3, 3, 4, 6))
    ]
    aimed = [_to_the_point(choose, focus, crime, events)]
    return [*choose([aimed, aimed, aimed, []]), *others]


def _to_the_point(choose: Choose, focus: Focus, crime: Crime, events: tuple[Event, ...]) -> Action:
    """For every victim and about the focus's own event: done or excused, near the due date."""
    return Action(
        f"{crime.crime_id}-A0",
        crime.crime_id,
        str(focus.rule.action),
        at(choose, choose(around(*focus.due, by=(0, 1, 1, 0, 2, -1)))),
        choose(("spoken", "spoken", "sent", "withheld", "withheld", "declined")),
        about_event_id=None if focus.set_by_report else events[0].event_id,
        reason="risk of harm",
    )


def _action(
    choose: Choose,
    focus: Focus,
    crime: Crime,
    victims: Sequence[Victim],
    events: tuple[Event, ...],
    number: int,
) -> Action:
    kind = focus.rule.action
    assert kind is not None
    about_event_id, about = _about(choose, focus, events)
    return Action(
        f"{crime.crime_id}-A{number}",
        crime.crime_id,
        seldom(choose, ACTIONS, kind, one_in=8),
        at(choose, choose(_action_days(focus, crime, victims))),
        choose((*RESULTS, "spoken", "declined", "withheld")),
        victim_id=choose(
            [None, None, victims[0].victim_id, choose(victims).victim_id, _stranger(choose)]
        ),
        about_event_id=about_event_id,
        about=about,
        reason=choose([None, "risk of harm", "risk of harm"]),
    )


def _action_days(focus: Focus, crime: Crime, victims: Sequence[Victim]) -> list[date]:
    """On and around the event, the report, the due, closing and as-of dates."""
    anchors = [
        focus.start,
        *focus.due,
        focus.as_of,
        *([crime.closed_on] if crime.closed_on else []),
    ]
    if crime.reported_at is not None:
        anchors.append(crime.reported_at.date())
        anchors += [
            shifted(crime.reported_at.date(), victim.update_interval_days * times)
            for victim in victims
            if victim.update_interval_days is not None
            for times in (1, 2)
        ]
    late = around(*focus.due, by=(0, 1, 2, 4))
    return [*around(focus.start, by=(0, 1, 2, -1)), *late, *late, *around(*anchors)]


def _about(
    choose: Choose, focus: Focus, events: tuple[Event, ...]
) -> tuple[str | None, str | None]:
    """By id, by name, by neither, by both (which may disagree); another event or an unknown one."""
    ids = [event.event_id for event in events]
    names = [event.event for event in events]
    own = (ids or [None])[0], (names or [None])[0]
    ways = [
        (own[0], None),
        (own[0], None),
        (None, own[1]),
        (None, None),
        (own[0], choose([*names, *EVENTS[:3]])),
        (choose([*ids, ELSEWHERE_EVENT, "UNKNOWN-E9"]), choose([None, *names])),
        (None, choose([*names, choose(EVENTS)])),
    ]
    if focus.set_by_report:
        ways += [(None, None)] * 8
    return choose(ways)
