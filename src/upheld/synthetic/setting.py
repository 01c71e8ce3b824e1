"""What stays the same from month to month: the force, its volumes, its rates, its rules."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from upheld.core.calendar import Calendar
from upheld.core.errors import WrongUseError
from upheld.core.force import Force
from upheld.core.victims_code import VictimsCodes
from upheld.synthetic.columns import DAY, NONE, Ints, Shares
from upheld.synthetic.planted import Planted
from upheld.synthetic.shape import AIRPORTS, OffenceShape, likeness, offences, recorded_crime
from upheld.synthetic.timetable import Timetable
from upheld.synthetic.working_days import day_number

AVIATION, SPECIALIST_CRIME, ROADS = "SO18", "SC", "RTPC"
SPECIALIST_UNITS = {"1": SPECIALIST_CRIME, "4.1": SPECIALIST_CRIME, "106": SPECIALIST_CRIME,
                    "802": ROADS}  # fmt: skip
PLAN = 1_000_003  # the stream of draws that spreads crimes over months; no month has this number
ROOM_FOR_DUE_DATES = 120  # days that the calendar must know beyond the last month


@dataclass(frozen=True)
class Setting:
    """``plan`` counts crimes by month, borough and offence class; ``ends_at`` is the last minute of
    the last month: nothing happens and nothing is keyed after it."""

    seed: int
    months: tuple[str, ...]
    planted: Planted
    offences: tuple[OffenceShape, ...]
    groups: tuple[str, ...]
    units: tuple[str, ...]
    borough_codes: tuple[str | None, ...]
    unit_of_borough: Ints
    unit_of_offence: Ints
    plan: NDArray[np.int64]
    timetable: Timetable
    ends_at: int

    @property
    def last_day(self) -> int:
        return self.ends_at // DAY

    def draws(self, month: int, purpose: int) -> np.random.Generator:
        """The draws of one month for one purpose, the same whatever was drawn before."""
        return np.random.default_rng([self.seed, month, purpose])

    def first_day(self, month: int) -> int:
        return day_number(date.fromisoformat(f"{self.months[month]}-01"))

    def rate(self, name: str) -> Shares:
        """One of the planted rates of each unit, in the order of ``units``."""
        return np.array([getattr(self.planted.rates(unit), name) for unit in self.units])


def set_up(
    *,
    crimes: int,
    months: tuple[str, ...],
    seed: int,
    force: Force,
    codes: VictimsCodes,
    calendar: Calendar,
    planted: Planted,
) -> Setting:
    """Raises WrongUseError where the months lie outside the known bank holidays."""
    ends_on = _last_day(months[-1])
    first_on = date.fromisoformat(f"{months[0]}-01")
    known_until = day_number(calendar.known_until)
    if first_on < calendar.known_from or ends_on + ROOM_FOR_DUE_DATES > known_until:
        raise WrongUseError(
            f"{months[0]} to {months[-1]}: the bank holidays are known from "
            f"{calendar.known_from} to {calendar.known_until} only, and due dates need "
            f"{ROOM_FOR_DUE_DATES} days beyond the last month.",
            next_step="choose other --start and --months.",
        )
    places = {borough.name: borough for borough in force.boroughs} | {AIRPORTS: None}
    units = tuple(unit.code for unit in force.units)
    groups = {offence.code: offence.group for offence in force.offences}
    owners = [each.unit_code if each else AVIATION for each in places.values()]
    codes_of = [each.offence_code for each in offences()]
    specialists = [SPECIALIST_UNITS.get(code) for code in codes_of]
    return Setting(
        seed=seed,
        months=months,
        planted=planted,
        offences=offences(),
        groups=tuple(groups[code] for code in codes_of),
        units=units,
        borough_codes=tuple(each.code if each else None for each in places.values()),
        unit_of_borough=np.array([units.index(unit) for unit in owners]),
        unit_of_offence=np.array([units.index(unit) if unit else NONE for unit in specialists]),
        plan=_plan(crimes, months, tuple(places), seed),
        timetable=Timetable(codes, calendar),
        ends_at=(ends_on + 1) * DAY - 1,
    )


def _last_day(month: str) -> int:
    year, number = int(month[:4]), int(month[5:])
    return day_number(date(year, number, monthrange(year, number)[1]))


def _plan(
    crimes: int, months: tuple[str, ...], places: tuple[str, ...], seed: int
) -> NDArray[np.int64]:
    classes = tuple(dict.fromkeys(each.offence_class for each in offences()))
    recorded = recorded_crime()
    weights = np.array(
        [
            [[recorded[likeness(month)].get((place, name), 0) for name in classes]
             for place in places]
            for month in months
        ],
        dtype=float,
    )  # fmt: skip
    rng = np.random.default_rng([seed, PLAN])
    drawn = rng.multinomial(crimes, weights.ravel() / weights.sum())
    return drawn.reshape(weights.shape).astype(np.int64)
