"""Whether a victim has Enhanced Rights on a day, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from upheld.core.case import Crime, Decision, Victim
from upheld.core.duty import Claim
from upheld.core.victims_code import Ground
from upheld.core.vocabulary import Basis

ELIGIBLE = "eligible"
BUSINESS = "business"


@dataclass(frozen=True, slots=True)
class EnhancedRights:
    """The latest decision by the end of the day, and the grounds that need no judgement."""

    decision: Decision | None
    grounds: tuple[Ground, ...]

    @property
    def recorded(self) -> bool:
        return self.decision is not None and self.decision.decision == ELIGIBLE

    @property
    def basis(self) -> Basis | None:
        if self.recorded and self.grounds:
            return Basis.BOTH
        if self.recorded:
            return Basis.RECORDED
        return Basis.DERIVED if self.grounds else None

    @property
    def enhanced(self) -> bool:
        return self.basis is not None


def enhanced_rights(claim: Claim, day: date) -> EnhancedRights:
    """As they stand at the end of ``day``, the day on which the clock started."""
    crime, victim = claim.case.crime, claim.victim
    grounds = (ground for ground in claim.code.grounds if ground.derived)
    return EnhancedRights(
        decision=_latest(claim.case.decisions, victim, day),
        grounds=tuple(ground for ground in grounds if _holds(ground, crime, victim)),
    )


def _latest(decisions: Iterable[Decision], victim: Victim, day: date) -> Decision | None:
    """The latest by its time, and of equal times the later row."""
    known = [
        decision
        for decision in decisions
        if decision.victim_id == victim.victim_id and decision.decided_at.date() <= day
    ]
    return max(known, key=lambda decision: (decision.decided_at, decision.row), default=None)


def _holds(ground: Ground, crime: Crime, victim: Victim) -> bool:
    if ground.under_age is not None:
        return _under_age(ground.under_age, crime, victim)
    if ground.marker is not None:
        return getattr(crime, ground.marker) is True
    if ground.victim_kind is not None:
        return victim.kind == ground.victim_kind
    return crime.offence_code in {offence.code for offence in ground.offences}


def _under_age(age: int, crime: Crime, victim: Victim) -> bool:
    """A date of birth after the offence counts as under age too; a business has no age."""
    offence_on = _offence_date(crime)
    if victim.kind == BUSINESS or victim.date_of_birth is None or offence_on is None:
        return False
    return offence_on < _comes_of_age(victim.date_of_birth, age)


def _offence_date(crime: Crime) -> date | None:
    if crime.committed_on is not None:
        return crime.committed_on
    return crime.reported_at.date() if crime.reported_at is not None else None


def _comes_of_age(born_on: date, age: int) -> date:
    """The birthday; for one born on 29 February, 1 March in a year without that day."""
    year = born_on.year + age
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
