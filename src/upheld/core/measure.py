"""A measure: what a figure counts, of whom, and what may be done with it, in a closed vocabulary.

A measure holds no expression and no query. Its clauses name listed columns and the values that
count; ``counted`` says of one row whether it is in the denominator and in the numerator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from upheld.core.victims_code import REPORT, ROUTINE, Clock, Entitlement, VictimsCodes
from upheld.core.vocabulary import DECISIONS, VICTIM_KINDS, Basis, Reason, Status

Value = str | int | bool | None
Row = Mapping[str, Value]


class Of(StrEnum):
    """Which rows a measure counts: those of the restricted half, or published ones as they came."""

    DUTIES = "duties"
    VICTIMS = "victims"
    CRIMES = "crimes"
    PUBLISHED = "published"


class Better(StrEnum):
    HIGH = "high"
    LOW = "low"
    NEUTRAL = "neutral"


class Breakdown(StrEnum):
    """By what a measure can be broken down. A personal one says something of a victim's
    characteristics or circumstances, and is held to rule (b) of disclosure control."""

    PRIORITY = "priority"
    OFFENCE_GROUP = "offence_group"
    SEX = "sex"
    AGE_BAND = "age_band"
    ETHNICITY = "ethnicity"
    DISABILITY = "disability"
    GROUND = "ground"
    SENSITIVE_OFFENCE_GROUP = "sensitive_offence_group"

    @property
    def personal(self) -> bool:
        return self not in {Breakdown.PRIORITY, Breakdown.OFFENCE_GROUP}


# What may stand in a clause, by what is counted: column → the values it may name; None: any text.
# ``status`` is that of the reading; ``known`` lists columns that must not be empty.
_DUTIES: dict[str, tuple[Value, ...] | None] = {
    "entitlement": None,
    "right": tuple(range(1, 13)),
    "timed": (True, False),
    "routine": (True, False),
    "witness_care_unit": (True, False),
    "enhanced": (True, False),
    "basis": tuple(Basis),
    "status": tuple(Status),
    "reason": tuple(Reason),
}
_VICTIMS: dict[str, tuple[Value, ...] | None] = {
    "kind": VICTIM_KINDS,
    "in_scope": (True, False),
    "enhanced": (True, False),
    "basis": tuple(Basis),
    "decision": DECISIONS,
    "repeat_prompt": (True, False),
    "known": ("age_band", "sex", "ethnicity", "disability"),
}
_CRIMES: dict[str, tuple[Value, ...] | None] = {
    "from_published": (True, False),
    "closed": (True, False),
    "outcome_code": None,
    "known": ("outcome_code", "unit_code", "borough_code", "offence_group"),
}
_PUBLISHED: dict[str, tuple[Value, ...] | None] = {
    "source": None,
    "measure": None,
    "breakdown": None,
    "category": None,
}
COLUMNS: Mapping[Of, Mapping[str, tuple[Value, ...] | None]] = MappingProxyType(
    {
        Of.DUTIES: _DUTIES,
        Of.VICTIMS: _VICTIMS,
        Of.CRIMES: _CRIMES,
        Of.PUBLISHED: _PUBLISHED,
    }
)
BREAKDOWNS: Mapping[Of, tuple[Breakdown, ...]] = MappingProxyType(
    {
        Of.DUTIES: tuple(Breakdown),
        Of.VICTIMS: tuple(Breakdown),
        Of.CRIMES: (Breakdown.OFFENCE_GROUP,),
        Of.PUBLISHED: (),
    }
)
# A lenient reading exists for duties alone; other rows are as recorded, or as published.
STRICT, LENIENT, RECORDED, AS_PUBLISHED = "strict", "lenient", "recorded", "published"
BY_VICTIM = "-victims"


def columns_of(rule: Entitlement) -> dict[str, Value]:
    """What a clause may ask of a duty that depends on its entitlement alone."""
    routine = ROUTINE in rule.triggers
    return {
        "entitlement": rule.short_id,
        "right": rule.right,
        "timed": rule.timed or routine,
        "routine": routine,
        "witness_care_unit": rule.clock is Clock.RECEIVED,
    }


@dataclass(frozen=True, slots=True)
class Clause:
    """Holds for a row that has one of ``values`` in each column, and every ``known`` one filled.

    A clause without a condition holds for every row.
    """

    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    known: tuple[str, ...] = ()

    def holds(self, row: Row) -> bool:
        return all(row.get(column) in allowed for column, allowed in self.values.items()) and all(
            row.get(column) is not None for column in self.known
        )

    def may_hold(self, row: Row) -> bool:
        """Whether it can still hold for a row of which only these columns are known."""
        known = {name: allowed for name, allowed in self.values.items() if name in row}
        return Clause(known).holds(row)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.values, *self.known)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as its file has it; ``id`` is the file's name.

    ``by_victim``: the title of its twin, counted by victim: of victims with a duty in the
    denominator, the share all of whose duties are in the numerator. ``target`` is a share, 0 to 1.
    ``rolling_months``: how many months a published figure covers, where neighbours overlap.
    """

    id: str
    title: str
    of: Of
    numerator: Clause
    denominator: Clause
    better: Better
    unit: str
    why: str
    what_to_do: str
    owner: str
    reviewed_on: date
    next_review: date
    citation: str
    where: Clause = field(default_factory=Clause)
    right: int | None = None
    by_victim: str | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    target: float | None = None
    may_be_pushed: bool = False
    checked_by: str | None = None
    rolling_months: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        wrong = [*self._clauses(), *self._numbers()]
        if self.by_victim and self.of is not Of.DUTIES:
            wrong.append("by_victim: expected only where of is duties")
        wrong += [
            f"breakdowns: {each} is none that {self.of} can have"
            for each in self.breakdowns
            if each not in BREAKDOWNS[self.of]
        ]
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def readings(self) -> tuple[str, ...]:
        if self.of is Of.DUTIES:
            return STRICT, LENIENT
        if self.of is Of.PUBLISHED or self.where.values.get("from_published") == (True,):
            return (AS_PUBLISHED,)
        return (RECORDED,)

    @property
    def ids(self) -> tuple[str, ...]:
        """The measure, and its twin by victim where it has one."""
        return (self.id, f"{self.id}{BY_VICTIM}") if self.by_victim else (self.id,)

    @property
    def rises_later(self) -> bool:
        """Whether it counts what was done at all by the date of the edition, so that a month which
        is just over has had less time than those before it."""
        return self.of is Of.DUTIES and self.numerator.values.get("status") == (Status.DONE,)

    @property
    def personal_breakdowns(self) -> tuple[Breakdown, ...]:
        return tuple(each for each in self.breakdowns if each.personal)

    def rules(self, codes: VictimsCodes) -> tuple[Entitlement, ...]:
        """The entitlements whose duties it counts, newest Code first."""
        if self.of is not Of.DUTIES:
            return ()
        return tuple(
            rule
            for code in reversed(codes.versions)
            for rule in code.duties
            if self.where.may_hold(columns_of(rule))
        )

    def counts_once(self, codes: VictimsCodes) -> bool:
        """Whether nobody can be in it twice, and all victims of one crime are in it in one month.

        So it is of victims and crimes, and of one thing that the report starts, due after as many
        days for everybody.
        """
        rules = self.rules(codes)
        started = {trigger for rule in rules for trigger in rule.triggers}
        return (
            started <= {REPORT}
            and len({rule.short_id for rule in rules}) <= 1
            and all(rule.days_standard == rule.days_enhanced for rule in rules)
        )

    def overdue_on(self, day: date) -> bool:
        return self.next_review < day

    def counts(self, row: Row) -> tuple[bool, bool]:
        """Whether a row is in the numerator, and in the denominator."""
        in_denominator = self.where.holds(row) and self.denominator.holds(row)
        return in_denominator and self.numerator.holds(row), in_denominator

    def _clauses(self) -> list[str]:
        allowed = COLUMNS[self.of]
        clauses = (
            ("where", self.where),
            ("numerator", self.numerator),
            ("denominator", self.denominator),
        )
        return [
            fault
            for name, clause in clauses
            for fault in (*_unknown(name, clause, allowed), *_impossible(name, clause, allowed))
        ]

    def _numbers(self) -> list[str]:
        wrong = []
        if self.target is not None and not 0 <= self.target <= 1:
            wrong.append(
                f"target: expected a share from 0 to 1 (95% is 0.95), found {self.target:g}"
            )
        if self.target is not None and self.better is Better.NEUTRAL:
            wrong.append("target: expected better to be high or low where there is a target")
        if self.next_review <= self.reviewed_on:
            wrong.append(f"next_review: expected a day after reviewed_on, {self.reviewed_on}")
        if self.rolling_months is not None and self.rolling_months < 1:
            wrong.append("rolling_months: expected 1 or more")
        if self.rolling_months is not None and self.of is not Of.PUBLISHED:
            wrong.append("rolling_months: expected only where of is published")
        return wrong


def _unknown(
    name: str, clause: Clause, allowed: Mapping[str, tuple[Value, ...] | None]
) -> list[str]:
    columns = [each for each in allowed if each != "known"]
    wrong = [
        f"{name}: there is no column {column!r} (there are {', '.join(columns)})"
        for column in clause.values
        if column not in columns
    ]
    may_be_known = allowed.get("known") or ()
    return wrong + [
        f"{name}: known: expected one of {', '.join(map(str, may_be_known))}, found {column!r}"
        if may_be_known
        else f"{name}: known: is not for this kind of row"
        for column in clause.known
        if column not in may_be_known
    ]


def _impossible(
    name: str, clause: Clause, allowed: Mapping[str, tuple[Value, ...] | None]
) -> list[str]:
    return [
        f"{name}: {column}: expected one of {', '.join(_shown(v) for v in possible)}, "
        f"found {_shown(value)}"
        for column, values in clause.values.items()
        if (possible := allowed.get(column)) is not None
        for value in values
        if not any(value == each and type(value) is type(each) for each in map(_plain, possible))
    ]


def _plain(value: Value) -> Value:
    return str(value) if isinstance(value, StrEnum) else value


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures, in the order of their ids."""

    all: tuple[Measure, ...]

    def find(self, measure_id: str) -> Measure | None:
        """By its own id or by that of its twin."""
        return next((each for each in self.all if measure_id in each.ids), None)

    def title(self, measure_id: str) -> str:
        found = self.find(measure_id)
        if found is None:
            return measure_id
        return found.title if measure_id == found.id else str(found.by_victim)

    def of_right(self, number: int, codes: VictimsCodes) -> tuple[Measure, ...]:
        """Those that count what one Right of the Code gives: sums of several things first, of those
        the ones that may be pushed."""
        found = [
            each
            for each in self.all
            if each.right == number or number in {rule.right for rule in each.rules(codes)}
        ]

        def rank(each: Measure) -> tuple[bool, bool, str]:
            return len(_counted(each, codes)) == 1, not each.may_be_pushed, each.id

        return tuple(sorted(found, key=rank))

    def by_entitlement(self, codes: VictimsCodes) -> dict[str, tuple[Measure, ...]]:
        """By each thing owed those that count it, under any Code, and no other."""
        found: dict[str, tuple[Measure, ...]] = {}
        for each in self.all:
            counted = _counted(each, codes)
            if len(counted) == 1:
                (short_id,) = counted
                found[short_id] = (*found.get(short_id, ()), each)
        return found

    def overdue_on(self, day: date) -> tuple[Measure, ...]:
        return tuple(each for each in self.all if each.overdue_on(day))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(one for each in self.all for one in each.ids))


def _counted(measure: Measure, codes: VictimsCodes) -> set[str]:
    """What is owed that a measure counts, whatever the Code."""
    return {rule.short_id for rule in measure.rules(codes)}
