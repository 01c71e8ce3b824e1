"""Roles, what each may do, and the force's table from the provider's groups to roles."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from upheld.core.errors import Problem, ProblemsError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(StrEnum):
    """What somebody is to this site."""

    STAFF = "staff"
    OFFICER = "officer"
    CALLER = "caller"
    CASEWORKER = "caseworker"
    SPOC = "spoc"
    ANALYST = "analyst"
    BOARD = "board"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class May(StrEnum):
    """What a page can ask of whoever opens it."""

    READ_FIGURES = "read the aggregate pages"
    READ_CASES = "read the case pages of their units"
    ASSESS_NEEDS = "assess what victims in their units need"
    CALL_BACK = "call back victims of their units"
    READ_PILOT = "compare the versions of the needs assessment"
    PUBLISH = "publish an edition"
    READ_BOARD = "read the board's papers"
    READ_TRAIL = "search the audit trail"
    READ_ACCOUNTS = "see who has an account"


# Whoever asks for it in a unit that is not theirs is refused, and that is recorded.
OF_VICTIMS = frozenset({May.READ_CASES, May.ASSESS_NEEDS, May.CALL_BACK})

# Who may do what. The administrator runs the site and sees no case; the auditor sees who looked
# at cases and no case.
MAY: dict[Role, frozenset[May]] = {
    Role.STAFF: frozenset({May.READ_FIGURES}),
    Role.OFFICER: frozenset({May.READ_FIGURES, May.ASSESS_NEEDS}),
    Role.CALLER: frozenset({May.READ_FIGURES, May.CALL_BACK}),
    Role.CASEWORKER: frozenset({May.READ_FIGURES, May.READ_CASES, May.ASSESS_NEEDS, May.CALL_BACK}),
    Role.SPOC: frozenset({May.READ_FIGURES, May.READ_CASES, May.ASSESS_NEEDS, May.CALL_BACK}),
    Role.ANALYST: frozenset({May.READ_FIGURES, May.PUBLISH, May.READ_PILOT}),
    Role.BOARD: frozenset({May.READ_FIGURES, May.READ_BOARD, May.READ_PILOT}),
    Role.AUDITOR: frozenset({May.READ_FIGURES, May.READ_TRAIL}),
    Role.ADMINISTRATOR: frozenset({May.READ_FIGURES, May.READ_ACCOUNTS}),
}
ROLE_NAMES = {
    Role.STAFF: "Officer or member of staff",
    Role.OFFICER: "Officer who assesses needs",
    Role.CALLER: "Officer who calls victims back",
    Role.CASEWORKER: "Caseworker",
    Role.SPOC: "Victim Care SPOC",
    Role.ANALYST: "Analyst",
    Role.BOARD: "Improvement board",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}
OF_UNITS = frozenset({Role.OFFICER, Role.CALLER, Role.CASEWORKER, Role.SPOC})


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One role, for one unit where the role is of units; ValueError where that does not fit."""

    role: Role
    unit: str = ""

    def __post_init__(self) -> None:
        if (self.role in OF_UNITS) != bool(self.unit):
            needs = "needs a unit" if self.role in OF_UNITS else "has no unit"
            raise ValueError(f"the role {self.role} {needs}")

    def __str__(self) -> str:
        return f"{ROLE_NAMES[self.role]} of {self.unit}" if self.unit else ROLE_NAMES[self.role]


@dataclass(frozen=True, slots=True)
class Roles:
    """Everything that one person was given."""

    grants: frozenset[Grant] = frozenset()

    def may(self, what: May) -> bool:
        return any(what in MAY[grant.role] for grant in self.grants)

    def may_in(self, what: May, unit: str) -> bool:
        return unit in self.units_for(what)

    def may_read_cases_of(self, unit: str) -> bool:
        return unit in self.units

    def units_for(self, what: May) -> tuple[str, ...]:
        """The units in which this may be done, in order of their codes."""
        return tuple(sorted({g.unit for g in self.grants if g.unit and what in MAY[g.role]}))

    @property
    def units(self) -> tuple[str, ...]:
        """The units whose cases may be read."""
        return self.units_for(May.READ_CASES)

    @property
    def may_assess(self) -> bool:
        return self.may(May.ASSESS_NEEDS)

    @property
    def may_call_back(self) -> bool:
        return self.may(May.CALL_BACK)

    @property
    def may_read_pilot(self) -> bool:
        return self.may(May.READ_PILOT)

    @property
    def in_words(self) -> tuple[str, ...]:
        return tuple(str(grant) for grant in sorted(self.grants))


@dataclass(frozen=True, slots=True)
class Table:
    """The provider's groups → roles."""

    by_group: dict[str, frozenset[Grant]]

    def of(self, groups: Iterable[str]) -> Roles:
        """A group that the table does not name gives nothing."""
        grants = (self.by_group.get(group, frozenset()) for group in groups)
        return Roles(frozenset().union(*grants))


def read_table(text: str, file: str) -> Table:
    """Raises ProblemsError with everything that is wrong with the table at once."""
    try:
        rows = tomllib.loads(text).get("group", [])
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, [Problem(file, "the file", f"is not TOML: {error}")]) from error
    problems: list[Problem] = []
    by_group: dict[str, frozenset[Grant]] = {}
    for number, row in enumerate(rows, start=1):
        where = f"group {number}"
        try:
            name, grants = _row(row)
        except ValueError as error:
            problems.append(Problem(file, where, str(error)))
            continue
        by_group[name] = by_group.get(name, frozenset()) | grants
    if problems:
        raise _wrong(file, problems)
    return Table(by_group)


def _row(row: dict[str, Any]) -> tuple[str, frozenset[Grant]]:
    if unknown := set(row) - {"name", "role", "units"}:
        raise ValueError(f"only name, role and units are known, found {', '.join(sorted(unknown))}")
    name, role, units = row.get("name"), row.get("role"), row.get("units", [])
    if not isinstance(name, str) or not name:
        raise ValueError("name is missing: the group as the provider names it")
    if role not in set(Role):
        raise ValueError(f"role must be one of {', '.join(Role)}, found {role!r}")
    if not isinstance(units, list) or not all(isinstance(u, str) and u for u in units):
        raise ValueError('units must be a list of unit codes, such as ["SN"]')
    codes = units or [""]
    return name, frozenset(Grant(Role(role), unit) for unit in codes)


def _wrong(file: str, problems: list[Problem]) -> ProblemsError:
    return ProblemsError(
        "The table of roles cannot be used, so nobody is given a role.",
        tuple(problems),
        next_step=f"correct {file}; docs/how-to/give-people-access.md shows one.",
    )
