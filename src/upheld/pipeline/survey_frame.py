"""From extracts to the frame: whom the survey could ask, and why each other victim is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from upheld.core.errors import UpheldError
from upheld.core.force import Force
from upheld.core.survey_sample import CrimeType, Exclusion, SampleDesign

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Person:
    """One victim of one crime, with what decides whether they are asked."""

    victim_id: str
    crime_id: str
    person_ref: str | None
    kind: str
    date_of_birth: date | None
    language: str | None
    interpreter_needed: bool
    safe_contact: str | None
    on_duty: bool
    opted_out: bool
    unit_code: str | None
    offence_code: str | None
    offence_group: str | None
    reported_how: str | None
    domestic_abuse: bool
    hate_crime: bool
    reported_on: date
    interviewed_on: date | None

    def ways(self, design: SampleDesign) -> tuple[str, ...]:
        """The ways in which the survey asks that are safe for this person."""
        unsafe = {each.strip() for each in (self.safe_contact or "").split(";")}
        return tuple(way for way in design.contact_by if way not in unsafe)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the frame who may be asked."""

    person: Person
    crime_type: str

    @property
    def stratum(self) -> tuple[str, str]:
        return self.person.unit_code or "", self.crime_type


@dataclass(frozen=True, slots=True)
class Frame:
    """``reported`` victims of crimes in the window; of other crimes, or reported in another way,
    ``out_of_scope``; ``excluded`` by the first reason that holds, ``reasons`` by every one."""

    since: date
    until: date
    reported: int
    out_of_scope: int
    excluded: dict[Exclusion, int]
    reasons: dict[Exclusion, int]
    members: tuple[Member, ...]


def frame(
    connection: duckdb.DuckDBPyConnection, design: SampleDesign, force: Force | None = None
) -> Frame:
    """Read from the schema ``extract``. Raises UpheldError where nobody is in the frame."""
    until = design.as_of or _day_after_last_report(connection)
    since = months_before(until, design.months)
    query = (files("upheld.pipeline") / "survey_sql" / "frame.sql").read_text("utf-8")
    rows = connection.execute(query, {"since": since, "until": until}).fetchall()
    people = [Person(*row) for row in rows]
    offences = {each.code: each for each in force.offences} if force else {}
    groups = {code: each.group for code, each in offences.items()}
    units = design.units or _bcus(force)
    sexual = {code for code, each in offences.items() if each.sensitive == "sexual"}
    scope = [
        Member(each, kind)
        for each in people
        if (kind := _type_of(each, design.crime_types, groups)) and _in_scope(each, design, units)
    ]
    tests = _tests(design, until, sexual)
    excluded, reasons = dict.fromkeys(tests, 0), dict.fromkeys(tests, 0)
    members = []
    for one in scope:
        held = [reason for reason, test in tests.items() if test(one.person)]
        for reason in held:
            reasons[reason] += 1
        if held:
            excluded[held[0]] += 1
        else:
            members.append(one)
    if Exclusion.SAME_PERSON not in design.keep:
        kept = _one_place_each(members)
        excluded[Exclusion.SAME_PERSON] = reasons[Exclusion.SAME_PERSON] = len(members) - len(kept)
        members = kept
    if not members:
        raise UpheldError(
            f"Nobody is in the frame: {len(people):,} victims of crimes reported from {since} to "
            f"before {until}, {len(scope):,} of them of the crime types and channels asked for.",
            next_step="look at as_of, months, channels and crime_types in [sample].",
        )
    return Frame(
        since, until, len(people), len(people) - len(scope), excluded, reasons, tuple(members)
    )


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError(day)


def age_on(born: date, day: date) -> int:
    """Somebody born on 29 February has a birthday on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _day_after_last_report(connection: duckdb.DuckDBPyConnection) -> date:
    query = "SELECT max(CAST(reported_at AS DATE)) FROM extract.crimes"
    last = connection.execute(query).fetchall()[0][0]
    if last is None:
        raise UpheldError(
            "The extracts hold no crime with the time of its report.",
            next_step="hand over crimes with reported_at: the frame is of recent reports.",
        )
    return date.fromisoformat(str(last)) + timedelta(days=1)


def _type_of(person: Person, types: Sequence[CrimeType], groups: dict[str, str]) -> str | None:
    group = person.offence_group or groups.get(person.offence_code or "")
    for each in types:
        if (
            (each.hate_crime and person.hate_crime)
            or (group is not None and group in each.groups)
            or person.offence_code in each.codes
        ):
            return each.name
    return None


def _bcus(force: Force | None) -> tuple[str, ...]:
    return tuple(each.code for each in force.units if each.type == "bcu") if force else ()


def _in_scope(person: Person, design: SampleDesign, units: Sequence[str]) -> bool:
    of_unit = person.unit_code in units if units else bool(person.unit_code)
    return of_unit and (not design.channels or person.reported_how in design.channels)


def _tests(
    design: SampleDesign, until: date, sexual: set[str]
) -> dict[Exclusion, Callable[[Person], bool]]:
    """Each reason to leave somebody out, in the order in which they are looked at."""
    again = months_before(until, design.not_again_months)
    tests: dict[Exclusion, Callable[[Person], bool]] = {
        Exclusion.NOT_A_PERSON: lambda one: one.kind != "person",
        Exclusion.UNDER_AGE: lambda one: (
            one.date_of_birth is not None and age_on(one.date_of_birth, until) < design.least_age
        ),
        Exclusion.AGE_UNKNOWN: lambda one: one.date_of_birth is None,
        Exclusion.DOMESTIC_ABUSE: lambda one: one.domestic_abuse,
        Exclusion.SEXUAL_OFFENCE: lambda one: (
            one.offence_code in sexual or "sexual" in (one.offence_group or "").lower()
            or (one.offence_group or "").lower().startswith("rape")
        ),
        Exclusion.ON_DUTY: lambda one: one.on_duty,
        Exclusion.SURVEYED: lambda one: (
            one.interviewed_on is not None and one.interviewed_on >= again
        ),
        Exclusion.OPTED_OUT: lambda one: one.opted_out,
        Exclusion.NO_SAFE_CONTACT: lambda one: not one.ways(design),
    }  # fmt: skip
    return {reason: test for reason, test in tests.items() if reason not in design.keep}


def _one_place_each(members: Sequence[Member]) -> list[Member]:
    """One crime of each person, the latest reported, so that nobody is asked twice."""
    latest: dict[str, Member] = {}
    for one in members:
        ref = one.person.person_ref or one.person.victim_id
        other = latest.get(ref)
        if other is None or _when(one) > _when(other):
            latest[ref] = one
    return list(latest.values())


def _when(one: Member) -> tuple[date, str]:
    return one.person.reported_on, one.person.victim_id
