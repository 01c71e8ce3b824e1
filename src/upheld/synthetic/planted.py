"""What is planted in the made-up force: every rate that a figure should find again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class UnitRates:
    """What one unit does.

    ``told`` is the chance that a victim is told in time, in the strict reading, where five or more
    working days are allowed; where one is, ``hurried`` is taken off. ``missed`` is the chance that
    a victim with a ground for Enhanced Rights has no decision that says so; ``messages`` the chance
    that a victim who is not told in time has been left a message or sent a text in time;
    ``batched`` the share of entries keyed on the month's last day in one go; ``given`` the chance
    that what a report starts (a confirmation, a leaflet, an assessment, a referral) is done.
    """

    told: float
    missed: float
    messages: float
    batched: float
    given: float


@dataclass(frozen=True)
class Change:
    """From that day on, ``told`` of one unit has another value."""

    unit: str
    on: date
    told: float


UNITS = {
    "AS": UnitRates(told=0.78, missed=0.18, messages=0.20, batched=0.04, given=0.78),
    "AW": UnitRates(told=0.84, missed=0.14, messages=0.15, batched=0.03, given=0.82),
    "CE": UnitRates(told=0.74, missed=0.22, messages=0.25, batched=0.22, given=0.74),
    "CN": UnitRates(told=0.81, missed=0.16, messages=0.18, batched=0.05, given=0.80),
    "EA": UnitRates(told=0.69, missed=0.28, messages=0.45, batched=0.05, given=0.70),
    "NA": UnitRates(told=0.72, missed=0.25, messages=0.25, batched=0.06, given=0.72),
    "NE": UnitRates(told=0.76, missed=0.20, messages=0.22, batched=0.05, given=0.75),
    "NW": UnitRates(told=0.86, missed=0.12, messages=0.12, batched=0.03, given=0.85),
    "SE": UnitRates(told=0.80, missed=0.17, messages=0.18, batched=0.04, given=0.79),
    "SN": UnitRates(told=0.64, missed=0.20, messages=0.22, batched=0.05, given=0.73),
    "SW": UnitRates(told=0.88, missed=0.10, messages=0.12, batched=0.02, given=0.86),
    "WA": UnitRates(told=0.75, missed=0.21, messages=0.22, batched=0.05, given=0.76),
}
SPECIALISTS = UnitRates(told=0.70, missed=0.24, messages=0.20, batched=0.04, given=0.70)


@dataclass(frozen=True)
class Planted:
    """Everything that is planted. Probabilities, unless a unit of measurement is named."""

    units: dict[str, UnitRates] = field(default_factory=lambda: dict(UNITS))
    other_units: UnitRates = SPECIALISTS
    change: Change = Change("SN", date(2022, 5, 2), 0.82)
    hurried: float = 0.14
    christmas: float = 0.82  # factor on ``told`` from 18 December to 3 January
    month_end: float = 0.93  # factor on ``told`` on a month's last three days
    while_declined: float = 0.15  # factor on ``told`` while the victim wants no updates
    one_officer: float = 0.30  # share of a crime's draws that are one and the same
    repeat_victim: float = 0.16
    same_person_ref: float = 0.70
    misspelt: float = 0.20
    unmatched_receipt: float = 0.08  # court events without received_at
    late_keyed: float = 0.10
    declined_updates: float = 0.03
    corrected: float = 0.003
    withdrawn: float = 0.0015
    update_intervals_days: dict[int, float] = field(
        default_factory=lambda: {28: 0.34, 14: 0.04, 7: 0.015}
    )
    update_in_time: float = 0.74

    def rates(self, unit: str) -> UnitRates:
        return self.units.get(unit, self.other_units)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
