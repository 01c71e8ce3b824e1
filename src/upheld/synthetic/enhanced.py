"""One month's decisions about Enhanced Rights, and who has those rights from which day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.core.vocabulary import DECISION_SOURCES, VICTIM_KINDS
from upheld.synthetic.columns import DAY, NEVER, NONE, Columns, Flags, Ints, pick
from upheld.synthetic.crimes import Crimes
from upheld.synthetic.setting import Setting
from upheld.synthetic.victims import BUSINESS, Victims

DECISIONS = 3  # this module's stream of draws
CATEGORIES = ("serious_crime", "vulnerable", "serious_crime;vulnerable", "intimidated",
              "persistently_targeted", "discretionary", "vulnerable;intimidated")  # fmt: skip
SERIOUS_CRIME, VULNERABLE = 0, 1
OF_JUDGEMENT = (0, 0.40, 0, 0.28, 0.16, 0.06, 0.10)  # shares where no ground holds by itself
NEEDS_ASSESSMENT = DECISION_SOURCES.index("needs_assessment")
OFFICER = DECISION_SOURCES.index("officer")
SOMEBODYS_JUDGEMENT = 0.09  # eligible without a ground that holds by itself
ASKED = 0.40  # a recorded "not eligible" where nothing is found
SEEN_LATER = 0.03


@dataclass(frozen=True)
class Decisions(Columns):
    """``victim`` is the row of the victim; ``categories`` a position in CATEGORIES or NONE."""

    victim: Ints
    at: Ints
    eligible: Flags
    categories: Ints
    source: Ints


@dataclass(frozen=True)
class EnhancedRights(Columns):
    """By victim: whether a ground holds that needs no judgement, and the days from which the first
    and the second decision stand (NEVER where there is none); the second is always "eligible"."""

    derived: Flags
    first_on: Ints
    first_eligible: Flags
    second_on: Ints

    def on(self, day: Ints) -> Flags:
        """Whether they hold at the end of each victim's day."""
        return np.asarray(self.derived | self.recorded(day))

    def recorded(self, day: Ints) -> Flags:
        second = (self.second_on != NEVER) & (self.second_on <= day)
        first = (self.first_on != NEVER) & (self.first_on <= day) & self.first_eligible
        return np.asarray(second | first)


def grounds(setting: Setting, crimes: Crimes, victims: Victims) -> tuple[Flags, Flags]:
    """Whether a ground holds by itself for each victim, and whether it is their age alone."""
    derived = np.zeros(len(victims), dtype=bool)
    young = np.zeros(len(victims), dtype=bool)
    codes = np.array([each.offence_code for each in setting.offences])
    for ground in setting.timetable.grounds_on(int(crimes.at[0]) // DAY if len(crimes) else 0):
        if ground.under_age is not None:
            young = _under(ground.under_age, crimes, victims)
        elif ground.marker is not None:
            derived |= getattr(crimes, ground.marker)[victims.crime]
        elif ground.victim_kind is not None:
            derived |= victims.kind == VICTIM_KINDS.index(ground.victim_kind)
        else:
            listed = np.isin(codes, [offence.code for offence in ground.offences])
            derived |= listed[crimes.offence[victims.crime]]
    return derived | young, young & ~derived


def _under(age: int, crimes: Crimes, victims: Victims) -> Flags:
    """Born on 29 February, one comes of age on 1 March."""
    known = (victims.kind != BUSINESS) & (victims.born_on != NEVER)
    born = np.where(known, victims.born_on, 0).astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    birthday = (month + 12 * age).astype("datetime64[D]") + (born - month.astype("datetime64[D]"))
    return np.asarray(known & (crimes.committed_on[victims.crime] < birthday.astype(np.int64)))


def decisions_of(
    setting: Setting, month: int, crimes: Crimes, victims: Victims
) -> tuple[Decisions, EnhancedRights]:
    """Made by the end of the last month only."""
    rng = setting.draws(month, DECISIONS)
    derived, by_age = grounds(setting, crimes, victims)
    rows = len(victims)
    missed = rng.random(rows) < setting.rate("missed")[crimes.unit[victims.crime]]
    judged = ~derived & (victims.kind != BUSINESS) & (rng.random(rows) < SOMEBODYS_JUDGEMENT)
    asked = rng.random(rows) < ASKED
    found = (derived & ~missed) | judged
    decided = np.flatnonzero((found | asked) & victims.in_scope)
    by_itself = np.where(by_age, VULNERABLE, SERIOUS_CRIME)
    category = np.where(judged, pick(rng, OF_JUDGEMENT, rows), by_itself)
    reported_at = crimes.at[victims.crime[decided]]
    first = _first(rng, decided, reported_at, np.where(found, category, NONE)[decided])
    second = _second(rng, first)
    made = [each.only(each.at <= setting.ends_at) for each in (first, second)]
    rights = EnhancedRights(
        derived=derived,
        first_on=_by_victim(made[0].victim, made[0].at // DAY, len(victims)),
        first_eligible=_by_victim(made[0].victim, made[0].eligible, len(victims)) == 1,
        second_on=_by_victim(made[1].victim, made[1].at // DAY, len(victims)),
    )
    return Decisions.together(made), rights


def _by_victim(victim: Ints, values: Ints | Flags, victims: int) -> Ints:
    column = np.full(victims, NEVER)
    column[victim] = values
    return column


def _first(
    rng: np.random.Generator, victim: Ints, reported_at: Ints, categories: Ints
) -> Decisions:
    """Eligible where there is a category. Most are decided on the day, some weeks later."""
    rows = len(victim)
    at_once = rng.random(rows) < 0.8
    soon, late = rng.integers(5, 10 * 60, rows), rng.integers(DAY, 20 * DAY, rows)
    return Decisions(
        victim=victim,
        at=reported_at + np.where(at_once, soon, late),
        eligible=categories != NONE,
        categories=categories,
        source=np.where(rng.random(rows) < 0.7, NEEDS_ASSESSMENT, OFFICER),
    )


def _second(rng: np.random.Generator, first: Decisions) -> Decisions:
    """Some who were found not eligible are found eligible later."""
    refused = first.only(~first.eligible)
    later = refused.only(rng.random(len(refused)) < SEEN_LATER)
    rows = len(later)
    return Decisions(
        victim=later.victim,
        at=later.at + rng.integers(2 * DAY, 60 * DAY, rows),
        eligible=np.ones(rows, dtype=bool),
        categories=pick(rng, OF_JUDGEMENT, rows),
        source=np.full(rows, OFFICER),
    )
