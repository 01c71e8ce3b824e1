"""What an officer owes, from what happened in a case: a few answers, no names, the same rules.

The answers become a case, and ``duties_of`` says what is owed. Nothing is known of what was done,
so nothing is judged: only what is owed, by when and why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from upheld.core.calendar import Calendar
from upheld.core.case import Case, Crime, Decision, Event, Victim
from upheld.core.duties import duties_of
from upheld.core.duty import Duty
from upheld.core.explanations import in_words
from upheld.core.victims_code import Clock, VictimsCodes
from upheld.core.vocabulary import EVENTS, MARKERS, VICTIM_KINDS, Status

MOST_EVENTS = 10
LONGEST_INTERVAL = 365
INTERVAL = re.compile("[1-9][0-9]{0,2}")
RIGHTS = re.compile("; (Enhanced Rights.*|standard rights.*)")
UNDER_18, ADULT = "under_18", "adult"
AGES = (UNDER_18, ADULT)
ELIGIBLE, NOT_ELIGIBLE = "eligible", "not_eligible"
# Why somebody was recorded as eligible; the last one is the decision that they are not.
DECIDED = ("vulnerable", "intimidated", "persistently_targeted", "discretionary", NOT_ELIGIBLE)
# So many days before the end of the known bank holidays even the longest duty can be worked out.
DAYS_TO_SPARE = 60
HEARD = "the day on which the Witness Care Unit was told of event {}"
NO_DUE_DATE = "no due date without the day on which the Witness Care Unit was told."
THE_CASE, THE_VICTIM = "C", "V"
TEN_YEARS = 10
FORTY_YEARS = 40


@dataclass(frozen=True, slots=True)
class Happened:
    """One event; ``heard_on`` is when the Witness Care Unit was told of a court event."""

    event: str
    on: date
    heard_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said of a case. It concerns nobody that could be known by it."""

    reported_on: date
    kind: str
    offence: str | None = None
    age: str | None = None
    markers: frozenset[str] = frozenset()
    decided: str | None = None
    decided_on: date | None = None
    interval: int | None = None
    events: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class Owe:
    """One thing owed. ``due_on`` is None where the Code sets no days or the start is not known;
    ``rights`` by which its days are counted is empty where none are, or where they do not matter.
    """

    rule: str
    right: int
    what: str
    due_on: date | None
    why: str
    rights: str


def owe(answers: Answers, codes: VictimsCodes, calendar: Calendar) -> tuple[Owe, ...]:
    """By due date, what has none last."""
    titles = {rule.id: rule for rule in codes.entitlements}
    duties = sorted(
        duties_of(_case(answers), codes, calendar, _last_day(answers)),
        key=lambda duty: (
            duty.due_on or date.max, titles[duty.entitlement].right, duty.entitlement,
            duty.event_id or "",
        ),
    )  # fmt: skip
    return tuple(
        Owe(duty.entitlement, titles[duty.entitlement].right, titles[duty.entitlement].title,
            duty.due_on, *_why(duty))
        for duty in duties
    )  # fmt: skip


def _why(duty: Duty) -> tuple[str, str]:
    """An explanation's first sentence in two: what started the duty and how much time it leaves,
    and the rights by which that is counted."""
    started = duty.explanation.partition(":")[0]
    if duty.status is Status.UNMEASURABLE:
        return (
            f"{started}: no due date without the day on which the Witness Care Unit was told.",
            "",
        )
    if duty.due_on is None:
        return f"{started}.", ""
    sentence = duty.explanation.partition(". ")[0].removesuffix(".")
    rights = RIGHTS.search(sentence)
    if rights is None:
        return f"{sentence}.", ""
    return f"{sentence[: rights.start()]}.", rights[1]


def _last_day(answers: Answers) -> date:
    days = [answers.reported_on, answers.decided_on]
    days += [day for each in answers.events for day in (each.on, each.heard_on)]
    return max(day for day in days if day is not None)


def _case(answers: Answers) -> Case:
    crime = Crime(
        THE_CASE,
        reported_at=_at(answers.reported_on),
        offence_code=answers.offence,
        domestic_abuse="domestic_abuse" in answers.markers,
        hate_crime="hate_crime" in answers.markers,
        terrorism="terrorism" in answers.markers,
    )
    years = {UNDER_18: TEN_YEARS, ADULT: FORTY_YEARS}.get(answers.age or "")
    born_on = date(answers.reported_on.year - years, 1, 1) if years else None
    victim = Victim(
        THE_VICTIM,
        THE_CASE,
        answers.kind,
        named_contact=True,
        date_of_birth=born_on,
        update_interval_days=answers.interval,
    )
    return Case(crime, (victim,), tuple(_decisions(answers)), tuple(_events(answers)))


def _decisions(answers: Answers) -> Iterator[Decision]:
    if answers.decided and answers.decided_on:
        decided = NOT_ELIGIBLE if answers.decided == NOT_ELIGIBLE else ELIGIBLE
        yield Decision("D", THE_VICTIM, _at(answers.decided_on), decided)


def _events(answers: Answers) -> Iterator[Event]:
    for number, each in enumerate(answers.events):
        heard_at = _at(each.heard_on) if each.heard_on else None
        yield Event(f"E{number}", THE_CASE, each.event, _at(each.on), received_at=heard_at)


def _at(day: date) -> datetime:
    return datetime.combine(day, time())


# ------------------------------------------------------------------------------ reading answers


@dataclass(frozen=True, slots=True)
class Known:
    """What may be answered: offence classes, and days for which there are rules and holidays."""

    offences: Collection[str]
    first: date
    last: date

    @classmethod
    def of(cls, offences: Collection[str], codes: VictimsCodes, calendar: Calendar) -> Known:
        first = min(code.valid_from for code in codes.versions)
        last = date.fromordinal(calendar.known_until.toordinal() - DAYS_TO_SPARE)
        return cls(offences, first, last)


def heard_events(codes: VictimsCodes) -> tuple[str, ...]:
    """Events of which the clock starts when the Witness Care Unit is told."""
    rules = [rule for code in codes.versions for rule in code.duties]
    heard = {name for rule in rules if rule.clock is Clock.RECEIVED for name in rule.triggers}
    return tuple(event for event in EVENTS if event in heard)


def fields() -> tuple[str, ...]:
    """Every answer by its name, in the order of the form."""
    numbers = range(1, MOST_EVENTS + 1)
    events = (f"{letter}{number}" for number in numbers for letter in ("e", "d", "h"))
    return ("reported", "kind", "offence", "age", *MARKERS, "decided", "decided_on", "interval",
            *events)  # fmt: skip


class Reader:
    """Reads the answers of one form; ``wrong`` says by field what must be put right."""

    def __init__(self, given: Mapping[str, str], known: Known) -> None:
        self.given, self.known = given, known
        self.wrong: dict[str, str] = {}

    def answers(self) -> Answers | None:
        """None, with everything wrong noted, where nothing can be worked out."""
        reported = self._day("reported", "the day of the report", needed=True)
        kind = self._one("kind", VICTIM_KINDS)
        if kind is None:
            self.wrong["kind"] = "Choose who the victim is"
        decided = self._one("decided", DECIDED)
        decided_on = self._day("decided_on", "the day of the decision", needed=bool(decided))
        interval = self._interval()
        events = tuple(self._events())
        if self.wrong or reported is None or kind is None:
            return None
        return Answers(
            reported_on=reported, kind=kind, offence=self._one("offence", self.known.offences),
            age=self._one("age", AGES),
            markers=frozenset(name for name in MARKERS if self._text(name) == "1"),
            decided=decided, decided_on=decided_on, interval=interval, events=events,
        )  # fmt: skip

    def _text(self, name: str) -> str:
        return self.given.get(name, "").strip()

    def _one(self, name: str, known: Collection[str]) -> str | None:
        text = self._text(name)
        return text if text in known else None

    def _events(self) -> Iterator[Happened]:
        for number in range(1, MOST_EVENTS + 1):
            event = self._one(f"e{number}", EVENTS)
            on = self._day(f"d{number}", f"the day of event {number}", needed=bool(event))
            heard = self._day(f"h{number}", HEARD.format(number), needed=False)
            if event and on:
                yield Happened(event, on, heard)
            elif on or heard:
                self.wrong.setdefault(f"e{number}", f"Choose what happened as event {number}")

    def _interval(self) -> int | None:
        text = self._text("interval")
        if not text:
            return None
        if INTERVAL.fullmatch(text) and int(text) <= LONGEST_INTERVAL:
            return int(text)
        self.wrong["interval"] = f"Enter a number of days from 1 to {LONGEST_INTERVAL}"
        return None

    def _day(self, name: str, what: str, *, needed: bool) -> date | None:
        """None, noted as wrong, where it is needed and missing, or is no day that is known."""
        text = self._text(name)
        if not text:
            if needed:
                self.wrong[name] = f"Enter {what}"
            return None
        day = day_of(text)
        if day is None or not self.known.first <= day <= self.known.last:
            first, last = in_words(self.known.first), in_words(self.known.last)
            self.wrong[name] = f"Enter {what}: a day from {first} to {last}"
            return None
        return day


def day_of(text: str) -> date | None:
    """A day as a field for days takes it; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
