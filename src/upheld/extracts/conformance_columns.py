"""The columns of a conformance file: what each may hold, and which fact of a case it gives.

README.md beside the shipped pack describes them for whoever runs another system against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from upheld.core.vocabulary import EVENTS, Basis, Reason, Status
from upheld.extracts.contract import Column, Kind, table

LONDON: Final = ZoneInfo("Europe/London")
Parse = Callable[[str], object]


class ForWhom(StrEnum):
    """Whom an event concerns or for whom something was done, seen from the case's own victim."""

    THIS_VICTIM = "this_victim"
    ANOTHER_VICTIM = "another_victim"
    EVERYONE = "everyone"


THIS_EVENT, OTHER_EVENT, NAME = "this_event", "other_event", "name:"


@dataclass(frozen=True, slots=True)
class PackColumn:
    """``fills`` is a table and column of the data contract, None where the reader makes more of
    it. ``group`` is what the column tells of: the case, the event, a decision, an action or an
    expectation. ``parse`` raises ValueError that says what was expected."""

    name: str
    group: str
    parse: Parse
    fills: tuple[str, str] | None = None


def parse_value(column: Column, text: str) -> object:
    """One value as the data contract reads it: times become London time, without an offset."""
    if column.codes:
        return _one_of(column.codes)(text)
    parse = _PARSERS.get(column.kind)
    return parse(text) if parse is not None else text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("expected a date such as 2022-05-03") from None


def _datetime(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("expected a time such as 2022-05-03T14:30, or a date") from None
    return time.astimezone(LONDON).replace(tzinfo=None) if time.tzinfo is not None else time


def _month(text: str) -> str:
    _date(f"{text}-01")
    return text


def _true_false(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("expected true or false")
    return text == "true"


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("expected a whole number")
    return int(text)


def _one_of(codes: Iterable[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in codes:
            raise ValueError(f"expected one of {', '.join(codes)}")
        return text

    return parse


def _member(kind: type[StrEnum]) -> Parse:
    return lambda text: kind(_one_of(tuple(kind))(text))


def _whom(*allowed: ForWhom) -> Parse:
    return lambda text: ForWhom(_one_of(allowed)(text))


def _about(text: str) -> str:
    for word in text.split():
        if word not in (THIS_EVENT, OTHER_EVENT) and word.removeprefix(NAME) not in EVENTS:
            raise ValueError(
                f"expected {THIS_EVENT}, {OTHER_EVENT}, {NAME} and the name of an event, "
                "or one of the first two and a name"
            )
    return text


_PARSERS: Final[dict[Kind, Parse]] = {
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.MONTH: _month,
    Kind.TRUE_FALSE: _true_false,
    Kind.WHOLE: _whole,
}


def _filling(group: str, table_name: str, *names: str) -> tuple[PackColumn, ...]:
    return tuple(_fills(name, group, table_name, name) for name in names)


def _fills(name: str, group: str, table_name: str, target: str) -> PackColumn:
    column = table(table_name).column(target)
    return PackColumn(name, group, lambda text: parse_value(column, text), (table_name, target))


CASE, EVENT, DECISION, ACTION, EXPECTATION = "case", "event", "decision", "action", "expectation"

COLUMNS: Final = (
    PackColumn("case", CASE, str),
    PackColumn("says", CASE, str),
    PackColumn("entitlement", CASE, str),
    PackColumn("as_of", CASE, _date),
    *_filling(CASE, "crimes", "reported_at", "month", "committed_on", "offence_code"),
    *_filling(CASE, "crimes", "domestic_abuse", "hate_crime", "terrorism", "closed_on"),
    *_filling(CASE, "victims", "kind", "named_contact", "date_of_birth", "update_interval_days"),
    *_filling(CASE, "victims", "declined_updates_from", "declined_updates_until"),
    *_filling(DECISION, "priority_decisions", "decided_at", "decision"),
    PackColumn("decision_for", DECISION, _whom(ForWhom.THIS_VICTIM, ForWhom.ANOTHER_VICTIM)),
    *_filling(EVENT, "events", "event", "occurred_at", "received_at"),
    PackColumn("event_for", EVENT, _whom(*ForWhom)),
    *_filling(ACTION, "actions", "action", "done_at", "channel", "result"),
    _fills("action_reason", ACTION, "actions", "reason"),
    PackColumn("about", ACTION, _about),
    PackColumn("action_for", ACTION, _whom(*ForWhom)),
    PackColumn("expect_count", CASE, _whole),
    PackColumn("expect_clock_start_on", EXPECTATION, _date),
    PackColumn("expect_enhanced", EXPECTATION, _true_false),
    PackColumn("expect_basis", EXPECTATION, _member(Basis)),
    PackColumn("expect_due_on", EXPECTATION, _date),
    PackColumn("expect_status", EXPECTATION, _member(Status)),
    PackColumn("expect_done_on", EXPECTATION, _date),
    PackColumn("expect_status_lenient", EXPECTATION, _member(Status)),
    PackColumn("expect_done_on_lenient", EXPECTATION, _date),
    PackColumn("expect_reason", EXPECTATION, _member(Reason)),
    PackColumn("expect_month", EXPECTATION, _month),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
# What only the first row of a case may hold, and must; then what each group cannot do without.
REQUIRED_OF_A_CASE: Final = ("says", "entitlement", "as_of", "kind", "expect_count")
REQUIRED_OF_A_GROUP: Final = {
    EVENT: ("event", "occurred_at"),
    DECISION: ("decided_at", "decision"),
    ACTION: ("action", "done_at", "result"),
    EXPECTATION: ("expect_status", "expect_status_lenient", "expect_month"),
}
ONCE: Final = (CASE, EVENT)


def of_group(group: str) -> tuple[PackColumn, ...]:
    return tuple(column for column in COLUMNS if column.group == group)


def filling(table_name: str) -> tuple[PackColumn, ...]:
    """The columns that fill a table of the data contract as they stand."""
    return tuple(column for column in COLUMNS if column.fills and column.fills[0] == table_name)
