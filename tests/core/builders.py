"""Two small Codes and a calendar written down by hand, and builders of one case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from upheld.core.calendar import Calendar
from upheld.core.case import Action, Case, Crime, Decision, Event, Victim
from upheld.core.duties import duties_of
from upheld.core.duty import Duty
from upheld.core.victims_code import (
    REPORT,
    ROUTINE,
    Clock,
    Entitlement,
    Evidence,
    Ground,
    MeasurableBy,
    OffenceCode,
    VictimsCode,
    VictimsCodes,
)
from upheld.core.vocabulary import VICTIM_KINDS

OLD_FROM, OLD_UNTIL, NEW_FROM = date(2015, 11, 16), date(2021, 3, 31), date(2021, 4, 1)
# name, triggers, action, days standard and enhanced, clock
RULES = (
    ("R3-CONF", (REPORT,), "written_confirmation", None, Clock.NONE),
    ("R4-REFER", (REPORT,), "referral", (2, 2), Clock.OCCURRED),
    ("R6-ARREST", ("arrested",), "informed", (5, 1), Clock.OCCURRED),
    ("R6-BAILCHG", ("bail_changed", "bail_cancelled"), "informed", (5, 1), Clock.OCCURRED),
    ("R6-CLOSED", ("investigation_closed",), "informed", None, Clock.NONE),
    ("R6-UPDATE", (ROUTINE,), "informed", None, Clock.NONE),
    ("R6-VRR-ACK", ("review_requested",), "review_acknowledged", (10, 10), Clock.OCCURRED),
    ("R6-VRR-DEC", ("review_requested",), "review_decided", (30, 30), Clock.OCCURRED),
    ("R7-OFFER", ("statement_taken",), "personal_statement_offered", None, Clock.NONE),
    ("R8-WARRANT", ("warrant_issued",), "informed", (5, 1), Clock.RECEIVED),
    ("R9-SENT", ("sentenced",), "informed", (1, 1), Clock.RECEIVED),
)
HOLIDAYS = (
    date(2021, 4, 2), date(2021, 4, 5), date(2022, 4, 15), date(2022, 4, 18), date(2022, 5, 2),
    date(2022, 6, 2), date(2022, 6, 3), date(2022, 8, 29), date(2022, 9, 19), date(2022, 12, 26),
    date(2022, 12, 27),
)  # fmt: skip


def _rule(
    code: str,
    valid_from: date,
    valid_to: date | None,
    name: str,
    triggers: tuple[str, ...],
    action: str,
    days: tuple[int, int] | None,
    clock: Clock,
) -> Entitlement:
    return Entitlement(
        id=f"{code}-{name}",
        right=int(name.split("-", maxsplit=1)[0][1:]),
        title=name,
        owner="police",
        trigger_text="",
        makes_duties=True,
        triggers=triggers,
        action=action,
        days_standard=days[0] if days else None,
        days_enhanced=days[1] if days else None,
        clock=clock,
        scope=VICTIM_KINDS,
        exceptions=(),
        citation="",
        evidence=Evidence.MEM,
        evidence_note="",
        measurable_by=(MeasurableBy.EXTRACT,),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _ground(name: str, category: str = "serious_crime", **test: object) -> Ground:
    return Ground(name, category, name, "", Evidence.MEM, **test)  # type: ignore[arg-type]


GROUNDS = (
    _ground("under_18", "vulnerable", under_age=18),
    _ground("bereaved_relative", victim_kind="bereaved_relative"),
    _ground("domestic_abuse", marker="domestic_abuse"),
    _ground("rape", offences=(OffenceCode("19C", "Rape"), OffenceCode("19D", "Rape"))),
    _ground("intimidated", "intimidated"),
)


def _code(name: str, valid_from: date, valid_to: date | None) -> VictimsCode:
    rules = tuple(_rule(name, valid_from, valid_to, *row) for row in RULES)
    return VictimsCode(name, name, valid_from, valid_to, rules, GROUNDS)


CODES = VictimsCodes((_code("VC15", OLD_FROM, OLD_UNTIL), _code("VC20", NEW_FROM, None)))
CALENDAR = Calendar(frozenset(HOLIDAYS), date(2015, 1, 1), date(2023, 12, 31))


def at(text: str) -> datetime:
    """A London time, or a date for its midnight."""
    return datetime.fromisoformat(text)


@dataclass
class CaseBuilder:
    """One crime, reported on Tuesday 3 May 2022, committed the day before, with one victim V."""

    crime: Crime = field(
        default_factory=lambda: Crime(
            "C", reported_at=at("2022-05-03T10:00"), committed_on=date(2022, 5, 2)
        )
    )
    victims: list[Victim] = field(default_factory=lambda: [Victim("V", "C", "person")])
    decisions: list[Decision] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)

    def of_crime(self, **facts: object) -> CaseBuilder:
        self.crime = replace(self.crime, **facts)  # type: ignore[arg-type]
        return self

    def of_victim(self, **facts: object) -> CaseBuilder:
        self.victims[0] = replace(self.victims[0], **facts)  # type: ignore[arg-type]
        return self

    def another_victim(self, victim_id: str, kind: str = "person", **facts: object) -> CaseBuilder:
        self.victims.append(Victim(victim_id, "C", kind, **facts))  # type: ignore[arg-type]
        return self

    def decided(self, when: str, decision: str, victim: str = "V") -> CaseBuilder:
        number = len(self.decisions) + 1
        self.decisions.append(Decision(f"D{number}", victim, at(when), decision, row=number))
        return self

    def event(self, name: str, when: str, event_id: str = "E", **facts: object) -> CaseBuilder:
        self.events.append(Event(event_id, "C", name, at(when), **facts))  # type: ignore[arg-type]
        return self

    def action(self, kind: str, when: str, result: str = "spoken", **facts: object) -> CaseBuilder:
        facts = {"victim_id": "V", **facts}
        number = len(self.actions) + 1
        self.actions.append(
            Action(f"A{number}", "C", kind, at(when), result, **facts)  # type: ignore[arg-type]
        )
        return self

    def told(self, when: str, result: str = "spoken", **facts: object) -> CaseBuilder:
        """Informed of event E by telephone, where nothing else is said."""
        return self.action(
            "informed", when, result, **{"about_event_id": "E", "channel": "telephone", **facts}
        )

    def case(self) -> Case:
        return Case(
            self.crime,
            tuple(self.victims),
            tuple(self.decisions),
            tuple(self.events),
            tuple(self.actions),
        )

    def duties(self, entitlement: str, as_of: str = "2022-12-31") -> list[Duty]:
        """The duties under one entitlement, as of a date by which all has long happened."""
        all_of_them = duties_of(self.case(), CODES, CALENDAR, date.fromisoformat(as_of))
        return [duty for duty in all_of_them if duty.entitlement == entitlement]

    def duty(self, entitlement: str = "VC20-R6-ARREST", as_of: str = "2022-12-31") -> Duty:
        """The only duty under the entitlement."""
        (duty,) = self.duties(entitlement, as_of)
        return duty
