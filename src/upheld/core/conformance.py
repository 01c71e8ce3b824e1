"""A case of the conformance pack, what the Code makes of it, and where a system differs.

Pure: the pack is read by ``upheld.extracts.conformance``; any system's duties can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from upheld.core.case import Case
from upheld.core.vocabulary import Basis, Reason, Status


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one duty must be. The names are columns of duties; None must be empty."""

    clock_start_on: date | None
    enhanced: bool | None
    basis: Basis | None
    due_on: date | None
    status: Status
    done_on: date | None
    status_lenient: Status
    done_on_lenient: date | None
    reason: Reason | None
    month: str


COMPARED = tuple(field.name for field in fields(Expectation))


@dataclass(frozen=True, slots=True)
class ConformanceCase:
    """One case: the facts, and every duty under ``entitlement`` that ``victim_id`` must have.

    ``tables`` holds the same facts as rows of text in the columns of the data contract, so that
    the case can be handed to a system as extracts.
    """

    id: str
    says: str
    file: str
    line: int
    entitlement: str
    as_of: date
    victim_id: str
    case: Case
    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    expected: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where a system differs. ``why`` is its own explanation of the duty, where it gives one."""

    case: str
    file: str
    line: int
    says: str
    column: str
    expected: str
    found: str
    why: str = ""

    def __str__(self) -> str:
        why = f"\n    {self.why}" if self.why else ""
        return (
            f"{self.file}, line {self.line}: {self.case}: {self.says}\n"
            f"    {self.column}: expected {self.expected}, found {self.found}{why}"
        )


def mismatches(case: ConformanceCase, duties: Sequence[Mapping[str, object]]) -> list[Mismatch]:
    """Every difference between the case's expectations and a system's duties.

    ``duties`` are rows of duties.parquet by column name; rows of other victims and entitlements
    are passed over, so a system's whole output may be given.
    """
    found = sorted(
        (duty for duty in duties if _concerns(case, duty)),
        key=lambda duty: str(duty["clock_start_on"]),
    )
    if len(found) != len(case.expected):
        return [_mismatch(case, "duties", len(case.expected), len(found))]
    expected = sorted(case.expected, key=lambda each: str(each.clock_start_on))
    return [
        _mismatch(case, name, getattr(one, name), duty[name], str(duty.get("explanation", "")))
        for one, duty in zip(expected, found, strict=True)
        for name in COMPARED
        if duty[name] != getattr(one, name)
    ]


def _concerns(case: ConformanceCase, duty: Mapping[str, object]) -> bool:
    return duty["victim_id"] == case.victim_id and duty["entitlement"] == case.entitlement


def _mismatch(
    case: ConformanceCase, column: str, expected: object, found: object, why: str = ""
) -> Mismatch:
    return Mismatch(
        case.id, case.file, case.line, case.says, column, _shown(expected), _shown(found), why
    )


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
