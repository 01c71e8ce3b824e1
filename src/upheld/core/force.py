"""A police force as frozen values: its units, boroughs, offences, ranks and look.

Codes are those a force writes in its extracts: ``unit_code`` (AS, SN, SO18), ``borough_code``
(the ONS code, E09000001) and ``offence_code`` (the Home Office counting-rules class, 5D).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from upheld.core.victims_code import COUNTING_RULES_CLASS

UNIT_TYPES = ("bcu", "ocu")
SENSITIVE = ("sexual", "domestic_abuse", "hate", "trafficking")
ONS_BOROUGH = re.compile(r"E0[0-9]{7}")
COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A Basic or an Operational Command Unit, in being from ``valid_from`` to ``valid_to``."""

    code: str
    type: str
    name: str
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.type not in UNIT_TYPES:
            raise ValueError(f"type: expected bcu or ocu, found {self.type!r}")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to: expected no earlier than {self.valid_from}")

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Borough:
    """A borough and the BCU that polices it."""

    code: str
    name: str
    unit_code: str

    def __post_init__(self) -> None:
        if not ONS_BOROUGH.fullmatch(self.code):
            raise ValueError(f"code: expected an ONS code such as E09000001, found {self.code!r}")


@dataclass(frozen=True, slots=True)
class Offence:
    """A Home Office counting-rules class in the force's own group.

    ``sensitive`` says why a breakdown that shows it needs disclosure control; None where it does
    not.
    """

    code: str
    title: str
    group: str
    sensitive: str | None = None

    def __post_init__(self) -> None:
        if not COUNTING_RULES_CLASS.fullmatch(self.code):
            raise ValueError(
                f"code: expected a counting-rules class such as 2, 5D or 19C, found {self.code!r}"
            )
        if self.sensitive is not None and self.sensitive not in SENSITIVE:
            raise ValueError(
                f"sensitive: expected one of {', '.join(SENSITIVE)} or empty, "
                f"found {self.sensitive!r}"
            )


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank; ``seniority`` counts from 1, the lowest, and is 0 for police staff."""

    code: str
    name: str
    seniority: int


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A day from which figures cannot be compared with those before it, and why.

    ``measures``: ids of the measures it holds for, or how they begin, as timeliness-; empty: all.
    """

    on: date
    title: str
    note: str = ""
    measures: tuple[str, ...] = ()

    def holds_for(self, measure: str) -> bool:
        return not self.measures or any(_named(each, measure) for each in self.measures)


@dataclass(frozen=True, slots=True)
class DeclaredBaseline:
    """A day from which the limits of a measure are drawn anew: who declared it, and why.

    Without ``unit_code`` it holds for the force and all its units. It is never found by a machine.
    """

    measure: str
    on: date
    reason: str
    declared_by: str
    unit_code: str | None = None

    def holds_for(self, measure: str, unit_code: str | None) -> bool:
        return measure == self.measure and self.unit_code in {None, unit_code}

    @property
    def as_break(self) -> SeriesBreak:
        said = f"{self.reason.rstrip('.')}. Declared by {self.declared_by}."
        return SeriesBreak(self.on, "New baseline", said)


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of the force's pages, as #rrggbb."""

    primary: str
    accent: str
    text_on_primary: str

    def __post_init__(self) -> None:
        for each in fields(self):
            if not COLOUR.fullmatch(getattr(self, each.name)):
                raise ValueError(f"{each.name}: expected a colour such as #0b2f6b")


@dataclass(frozen=True, slots=True)
class Force:
    """Everything of a force that stays the same from extract to extract."""

    code: str
    name: str
    short_name: str
    look: Look
    units: tuple[Unit, ...]
    boroughs: tuple[Borough, ...]
    offences: tuple[Offence, ...]
    ranks: tuple[Rank, ...]
    series_breaks: tuple[SeriesBreak, ...] = ()
    baselines: tuple[DeclaredBaseline, ...] = ()
    grouped_with_sensitive: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [
            *_repeated("units", [unit.code for unit in self.units]),
            *_repeated("boroughs", [borough.code for borough in self.boroughs]),
            *_repeated("offences", [offence.code for offence in self.offences]),
            *_repeated("ranks", [rank.code for rank in self.ranks]),
            *_mixed_groups(self.offences),
            *_unmixed(self),
        ]
        wrong += _unknown_places(self)
        bcus = {unit.code for unit in self.bcus}
        wrong += [
            f"boroughs: {borough.name}: expected a BCU of units.csv, found {borough.unit_code!r}"
            for borough in self.boroughs
            if borough.unit_code not in bcus
        ]
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def bcus(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.type == "bcu")

    @property
    def offence_groups(self) -> tuple[str, ...]:
        """The force's groups, in the order of its list."""
        return tuple(dict.fromkeys(offence.group for offence in self.offences))

    @property
    def groups_shown(self) -> tuple[str, ...]:
        """The offence groups that may stand by themselves for any unit and month. The others go by
        one name: what is left of a total may not be the sensitive ones alone."""
        left_out = {*self.sensitive_groups, *self.grouped_with_sensitive}
        return tuple(group for group in self.offence_groups if group not in left_out)

    @property
    def sensitive_groups(self) -> dict[str, str]:
        """The groups whose name alone tells something of a victim, and what it tells."""
        return {each.group: each.sensitive for each in self.offences if each.sensitive}

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in self.units if unit.code == code), None)

    def borough(self, code: str) -> Borough | None:
        return next((borough for borough in self.boroughs if borough.code == code), None)

    def boroughs_of(self, unit_code: str) -> tuple[Borough, ...]:
        return tuple(each for each in self.boroughs if each.unit_code == unit_code)

    def offence(self, code: str) -> Offence | None:
        return next((offence for offence in self.offences if offence.code == code), None)

    def rank(self, code: str) -> Rank | None:
        return next((rank for rank in self.ranks if rank.code == code), None)

    def breaks_between(self, first: date, last: date) -> tuple[SeriesBreak, ...]:
        """The series breaks after ``first`` and up to ``last``."""
        return tuple(each for each in self.series_breaks if first < each.on <= last)

    def breaks_of(self, measure: str, unit_code: str | None) -> tuple[SeriesBreak, ...]:
        """Where no line is drawn through one series: breaks, and declared baselines; by day.

        ``unit_code`` is a unit's, a borough's, or the force's own code.
        """
        breaks = [each for each in self.series_breaks if each.holds_for(measure)]
        breaks += [each.as_break for each in self.baselines if each.holds_for(measure, unit_code)]
        return tuple(sorted(breaks, key=lambda each: each.on))


def _named(entry: str, measure: str) -> bool:
    """By its id, or by how it begins where the entry ends in a hyphen."""
    return entry == measure or (entry.endswith("-") and measure.startswith(entry))


def _unknown_places(force: Force) -> list[str]:
    known = {force.code, *(u.code for u in force.units), *(b.code for b in force.boroughs)}
    return [
        f"baselines: {each.measure}: expected the code of a unit or borough, "
        f"found {each.unit_code!r}"
        for each in force.baselines
        if each.unit_code is not None and each.unit_code not in known
    ]


def _unmixed(force: Force) -> list[str]:
    """Sensitive groups need some that are not, in front of which they cannot be told apart."""
    known = set(force.offence_groups) - set(force.sensitive_groups)
    wrong = [
        f"grouped_with_sensitive: expected an offence group that is not sensitive, found {group!r}"
        for group in force.grouped_with_sensitive
        if group not in known
    ]
    if force.sensitive_groups and not force.grouped_with_sensitive:
        wrong.append(
            "grouped_with_sensitive: expected at least one offence group that is not sensitive"
        )
    return wrong


def _repeated(what: str, codes: Sequence[str]) -> list[str]:
    return [
        f"{what}: expected each code once, found {code!r} {codes.count(code)} times"
        for code in dict.fromkeys(codes)
        if codes.count(code) > 1
    ]


def _mixed_groups(offences: Sequence[Offence]) -> list[str]:
    """A breakdown shows groups, so a group is sensitive as a whole or not at all."""
    kinds: dict[str, set[str | None]] = {}
    for offence in offences:
        kinds.setdefault(offence.group, set()).add(offence.sensitive)
    return [
        f"offences: {group}: expected the same value of sensitive in the whole group"
        for group, found in kinds.items()
        if len(found) > 1
    ]
