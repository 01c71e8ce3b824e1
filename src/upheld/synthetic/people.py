"""Who a victim is: a number that stands for one made-up person, and what follows from it.

A person's number says the month, borough and crime in which the person first was a victim, so any
month can be made by itself: whether the victim of a crime is somebody from an earlier crime, and
who, depends on nothing but the seed and that crime's own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.synthetic.columns import Columns, Ints, Shares, mixed, share_of
from upheld.synthetic.names import POSTCODES_A_BOROUGH, SPELLINGS, family_names, given_names
from upheld.synthetic.setting import Setting

REPEAT, LAG, WHICH, SEX, AGE, YOUNG, GIVEN, FAMILY, POSTCODE, ETHNICITY, BIRTHDAY, REFERENCE = (
    range(12)
)
LONGEST_LAG = 12  # months between two crimes against one person
LONGEST_CHAIN = 12
SEXES = ("female", "male")
ETHNICITIES = ("White British", "White other", "Asian", "Black", "Mixed", "Other")
ETHNICITY_SHARES = (0.40, 0.16, 0.19, 0.15, 0.05, 0.05)
CHILDREN = 0.05
YEAR = 365.25


@dataclass(frozen=True)
class People(Columns):
    """``sex``, ``ethnicity``, ``given``, ``family`` and ``postcode`` are positions in their
    lists; ``family`` and ``given`` that of the right spelling."""

    sex: Ints
    born_on: Ints
    ethnicity: Ints
    given: Ints
    family: Ints
    postcode: Ints


def newcomers(month: Ints, borough: Ints, place: Ints, number: Ints) -> Ints:
    """The number of the person who is victim ``number`` of a crime and of none before it."""
    whose = np.minimum(number, 15)
    return np.asarray((month << 40) | (borough << 32) | (place << 6) | whose, dtype=np.int64)


def first_victims(setting: Setting, month: int, borough: Ints, place: Ints) -> Ints:
    """The person who is a crime's first victim: a newcomer, or the first victim of an earlier
    crime of the same borough, who may again be that of an earlier one."""
    crimes = setting.plan.sum(axis=2)
    months = np.full(len(borough), month)
    places = place.copy()
    searching = np.arange(len(borough))
    for _ in range(LONGEST_CHAIN):
        here = newcomers(months[searching], borough[searching], places[searching], searching * 0)
        again = share_of(here, setting.seed, REPEAT) < setting.planted.repeat_victim
        searching, here = searching[again], here[again]
        back = months[searching] - _lags(here, setting.seed)
        then = crimes[np.maximum(back, 0), borough[searching]]
        pool = np.where(back == months[searching], places[searching], then)
        found = (back >= 0) & (pool > 0)
        searching, here, back, pool = searching[found], here[found], back[found], pool[found]
        months[searching] = back
        places[searching] = (share_of(here, setting.seed, WHICH) * pool).astype(np.int64)
    return newcomers(months, borough, places, np.zeros(len(borough), dtype=np.int64))


def _lags(keys: Ints, seed: int) -> Ints:
    """Months back; soon after the last time is the likeliest."""
    return (share_of(keys, seed, LAG) ** 2 * LONGEST_LAG).astype(np.int64)


def people(setting: Setting, keys: Ints) -> People:
    """The same number is always the same person."""
    seed = setting.seed

    def one_of(purpose: int, choices: int) -> Ints:
        return (share_of(keys, seed, purpose) * choices).astype(np.int64)

    edges = np.cumsum(ETHNICITY_SHARES)
    home = (keys >> 32) & 0xFF
    return People(
        sex=one_of(SEX, len(SEXES)),
        born_on=_born(setting, keys),
        ethnicity=np.searchsorted(edges[:-1], share_of(keys, seed, ETHNICITY), side="right"),
        given=one_of(GIVEN, len(given_names()) // SPELLINGS) * SPELLINGS,
        family=one_of(FAMILY, len(family_names()) // SPELLINGS) * SPELLINGS,
        postcode=home * POSTCODES_A_BOROUGH + one_of(POSTCODE, POSTCODES_A_BOROUGH),
    )


def _born(setting: Setting, keys: Ints) -> Ints:
    """Before the month in which the person first was a victim."""
    firsts = np.array([setting.first_day(month) for month in range(len(setting.months))])
    young = share_of(keys, setting.seed, YOUNG) < CHILDREN
    spread = share_of(keys, setting.seed, AGE)
    years = np.where(young, 4 + 14 * np.sqrt(spread), _adult_years(spread))
    return np.asarray(firsts[keys >> 40] - np.floor(years * YEAR).astype(np.int64))


def _adult_years(spread: Shares) -> Shares:
    """From 18 to 95, most of them under 45."""
    return np.asarray(18 + 77 * spread**1.8)


def born_between(setting: Setting, keys: Ints, day: Ints, youngest: Ints, oldest: Ints) -> Ints:
    """A date of birth that makes the person so many years old on that day."""
    spread = share_of(keys, setting.seed, BIRTHDAY)
    years = youngest + spread * (oldest + 1 - youngest)
    return np.asarray(day - np.ceil(years * YEAR).astype(np.int64) - 1)


def references(setting: Setting, keys: Ints, salt: Ints) -> Ints:
    """The force's own number of a person; another ``salt`` gives another number."""
    number = mixed(keys + (salt << 60), setting.seed, REFERENCE) % np.uint64(10**12)
    return np.asarray(number, dtype=np.int64)
