"""The frozen rules as small tables of the engine, in the attached database ``rule``.

The same rules and holidays as the slow path reads; no function is shared with it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from upheld.core.victims_code import (
    REPORT,
    ROUTINE,
    Clock,
    Entitlement,
    Ground,
    VictimsCodes,
)
from upheld.core.vocabulary import ACTIONS, EVENTS

if TYPE_CHECKING:
    import duckdb

    from upheld.core.calendar import Calendar
    from upheld.core.force import Force

FOR_EVER = date(9999, 12, 31)
# The data contract, rule 5: an offer of a Victim Personal Statement counts from the report on,
# though the statement that the victim gives starts the entitlement.
COUNTS_FROM_REPORT = ("R7-OFFER",)
RIGHT_TO_INFORMATION = 6
# Sensitive offence groups, and those that are grouped with them, where others are told apart.
OTHER_OFFENCES = "Other offences"

Rows = list[tuple[Any, ...]]
Numbered = tuple[int, str, Entitlement]

# Numbers for the closed lists of the contract; the report is event kind 0.
EVENT_KINDS = {event: number for number, event in enumerate(EVENTS, start=1)}
ACTION_KINDS = {action: number for number, action in enumerate(ACTIONS, start=1)}
TRIGGER_KINDS = {**EVENT_KINDS, REPORT: 0, ROUTINE: -1}


def create(
    connection: duckdb.DuckDBPyConnection,
    codes: VictimsCodes,
    calendar: Calendar,
    as_of: date,
    force: Force | None,
) -> None:
    """Fill the database ``rule``. Every table is small: rules × kinds of victim at the most."""
    numbered = _numbered(codes)
    tables: dict[str, tuple[str, Rows]] = {
        "build": (
            _BUILD,
            [(as_of, force.code if force else "all", OTHER_OFFENCES if force else None, "", "")],
        ),
        "code": (
            "code VARCHAR, valid_from DATE, valid_to DATE",
            [(c.id, c.valid_from, c.valid_to or FOR_EVER) for c in codes.versions],
        ),
        "event_kind": ("event VARCHAR, event_kind SMALLINT", list(EVENT_KINDS.items())),
        "action_kind": ("action VARCHAR, action_kind SMALLINT", list(ACTION_KINDS.items())),
        "rule": (_RULE, [_rule(*each) for each in numbered]),
        "owed": (_OWED, [row for number, _, rule in numbered for row in _owed(number, rule)]),
        "number_of_days": ("days INTEGER", [(n,) for n in _numbers_of_days(codes)]),
        "ground": (
            "code VARCHAR, ground VARCHAR, test VARCHAR, value VARCHAR",
            [(c.id, *row) for c in codes.versions for g in c.grounds for row in _tests(g)],
        ),
        "bank_holiday": ("day DATE", [(day,) for day in sorted(calendar.bank_holidays)]),
        "calendar_day": ("day DATE", [(day,) for day in _days(calendar)]),
        "complete_month": (
            "month_number SMALLINT, month_start DATE",
            list(enumerate(complete_months(codes, as_of))),
        ),
        "offence": (
            "offence_code VARCHAR, offence_group VARCHAR",
            [(o.code, o.group) for o in force.offences] if force else [],
        ),
        "offence_shown": (
            "offence_group VARCHAR, shown VARCHAR",
            [(group, group) for group in force.groups_shown] if force else [],
        ),
        "sensitive_group": (
            "offence_group VARCHAR",
            [(group,) for group in force.sensitive_groups] if force else [],
        ),
        "unit": (
            "unit_code VARCHAR, unit_type VARCHAR",
            sorted({(u.code, u.type) for u in force.units}) if force else [],
        ),
    }
    for name, (columns, rows) in tables.items():
        create_table(connection, name, columns, rows)


def create_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Rows
) -> None:
    """One small table of the database ``rule``, replaced where it stands."""
    connection.execute(f"CREATE OR REPLACE TABLE rule.{name} ({columns})")
    if rows:
        marks = ", ".join(["(" + ", ".join("?" * len(rows[0])) + ")"] * len(rows))
        connection.execute(
            f"INSERT INTO rule.{name} VALUES {marks}", [value for row in rows for value in row]
        )


def _numbered(codes: VictimsCodes) -> list[Numbered]:
    """Every rule that makes duties, numbered in the order of its id."""
    rules = [(rule.id, code.id, rule) for code in codes.versions for rule in code.duties]
    ordered = sorted(rules, key=lambda each: each[0])
    return [(number, code, rule) for number, (_, code, rule) in enumerate(ordered, start=1)]


_BUILD = (
    "as_of DATE, force VARCHAR, other_offences VARCHAR, first_crime VARCHAR, last_crime VARCHAR"
)


def numbered_rules(codes: VictimsCodes) -> dict[int, Entitlement]:
    """Each rule that makes duties by the number that the SQL knows it by."""
    return {number: rule for number, _, rule in _numbered(codes)}


_RULE = (
    "rule_number SMALLINT, code VARCHAR, entitlement VARCHAR, action_kind SMALLINT, "
    "is_informed BOOLEAN, is_right_6 BOOLEAN, days_standard INTEGER, days_enhanced INTEGER"
)


def _rule(number: int, code: str, rule: Entitlement) -> tuple[Any, ...]:
    return (
        number,
        code,
        rule.id,
        ACTION_KINDS[str(rule.action)],
        rule.action == "informed",
        rule.right == RIGHT_TO_INFORMATION,
        rule.days_standard,
        rule.days_enhanced,
    )


_OWED = (
    "rule_number SMALLINT, trigger_kind SMALLINT, victim_kind VARCHAR, action_kind SMALLINT, "
    "is_informed BOOLEAN, is_received_clock BOOLEAN, counts_from_report BOOLEAN, "
    "valid_from DATE, valid_to DATE"
)


def _owed(number: int, rule: Entitlement) -> Rows:
    return [
        (
            number,
            TRIGGER_KINDS[trigger],
            kind,
            ACTION_KINDS[str(rule.action)],
            rule.action == "informed",
            rule.clock is Clock.RECEIVED,
            rule.short_id in COUNTS_FROM_REPORT,
            rule.valid_from,
            rule.valid_to or FOR_EVER,
        )
        for trigger in rule.triggers
        for kind in rule.scope
    ]


def _numbers_of_days(codes: VictimsCodes) -> list[int]:
    days = {
        n
        for code in codes.versions
        for rule in code.duties
        for n in (rule.days_standard, rule.days_enhanced)
        if n is not None
    }
    return sorted(days)


def _tests(ground: Ground) -> Rows:
    if ground.offences:
        return [(ground.id, "offence", offence.code) for offence in ground.offences]
    if ground.marker:
        return [(ground.id, "marker", ground.marker)]
    if ground.victim_kind:
        return [(ground.id, "victim_kind", ground.victim_kind)]
    if ground.under_age:
        return [(ground.id, "under_age", str(ground.under_age))]
    return []


def _days(calendar: Calendar) -> list[date]:
    length = (calendar.known_until - calendar.known_from).days + 1
    return [calendar.known_from + timedelta(days=n) for n in range(length)]


def complete_months(codes: VictimsCodes, as_of: date) -> list[date]:
    """Every month that ended before the as-of date, from the first Code on."""
    month = codes.versions[0].valid_from.replace(day=1)
    months = []
    while (following := _next_month(month)) <= as_of:
        months.append(month)
        month = following
    return months


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
