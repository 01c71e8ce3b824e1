"""The Victims' Code as look-up tables: what each event starts, and when it falls due."""

from __future__ import annotations

import numpy as np

from upheld.core.calendar import Calendar
from upheld.core.victims_code import Clock, Entitlement, Ground, VictimsCodes
from upheld.core.vocabulary import EVENTS
from upheld.synthetic.columns import NEVER, NONE, Flags, Ints
from upheld.synthetic.working_days import WorkingDays, day_number

INFORMED = "informed"


class Timetable:
    """Entitlements go by their position in ``entitlements``, which holds ids without their Code."""

    def __init__(self, codes: VictimsCodes, calendar: Calendar) -> None:
        self._codes = codes.versions
        self._starts = np.array([day_number(code.valid_from) for code in codes.versions])
        self._working_days = WorkingDays(calendar)
        rules = [rule for code in codes.versions for rule in code.duties]
        self.entitlements = tuple(dict.fromkeys(rule.short_id for rule in rules))
        self.received = np.zeros(len(self.entitlements), dtype=bool)
        self._days = np.zeros((len(self._codes), len(self.entitlements), 2), dtype=np.int64)
        self.of_event = np.full(len(EVENTS), NONE)
        for version, code in enumerate(codes.versions):
            for rule in code.duties:
                self._enter(version, rule)

    def _enter(self, version: int, rule: Entitlement) -> None:
        entitlement = self.position(rule.short_id)
        self.received[entitlement] |= rule.clock is Clock.RECEIVED
        self._days[version, entitlement] = (rule.days_standard or 0, rule.days_enhanced or 0)
        for trigger in rule.triggers:
            if rule.action == INFORMED and trigger in EVENTS:
                self.of_event[EVENTS.index(trigger)] = entitlement

    @property
    def first_day(self) -> int:
        """The first day on which any Code was in force."""
        return int(self._starts[0])

    def position(self, entitlement: str) -> int:
        return self.entitlements.index(entitlement)

    def grounds_on(self, day: int) -> tuple[Ground, ...]:
        """The grounds of the Code in force on that day, or of the oldest one."""
        version = max(int(np.searchsorted(self._starts, day, side="right")) - 1, 0)
        return tuple(ground for ground in self._codes[version].grounds if ground.derived)

    def days(self, entitlements: Ints, on: Ints, enhanced: Flags) -> Ints:
        """Working days allowed under the Code of the day; 0 where it sets none, NONE where no Code
        was in force."""
        version = np.searchsorted(self._starts, on, side="right") - 1
        allowed = self._days[np.maximum(version, 0), entitlements, enhanced.astype(np.int64)]
        return np.where(version < 0, NONE, allowed)

    def due(self, starts: Ints, days: Ints) -> Ints:
        """The due dates; NEVER where no number of days is allowed or the clock did not start."""
        timed = (days > 0) & (starts != NEVER)
        some = np.full(len(starts), NEVER)
        some[timed] = self._working_days.due(starts[timed], days[timed])
        return some
