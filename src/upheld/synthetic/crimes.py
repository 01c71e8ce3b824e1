"""One month's crimes: where, when, what, and which way each will go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.core.vocabulary import REPORTED_HOW
from upheld.synthetic.columns import DAY, NONE, Columns, Flags, Ints, Shares, pick, runs
from upheld.synthetic.setting import Setting

CRIMES = 1  # this module's stream of draws
SCREENED_OUT, NO_SUSPECT, SUSPECT = 0, 1, 2
TEAMS = ("TDIU", "Response", "CID", "Safeguarding", "Volume Crime", "Specialist")
TDIU, RESPONSE, CID, SAFEGUARDING, VOLUME, SPECIALIST = range(6)
TELEPHONE, ONLINE = REPORTED_HOW.index("telephone"), REPORTED_HOW.index("online")
HOURS = (2.2, 1.6, 1.1, 0.8, 0.6, 0.7, 1.3, 2.6, 4.2, 5.6, 6.2, 6.0, 6.0, 5.8, 5.8, 6.0, 6.2, 6.2,
         6.0, 5.6, 5.0, 4.4, 3.8, 3.0)  # fmt: skip
TERRORISM = 0.0004  # of public order offences
LONG_AGO = 0.25  # of sexual offences


@dataclass(frozen=True)
class Crimes(Columns):
    """``place`` is the crime's number in its borough and month, by which repeat victims are found;
    ``route`` the way the case goes. ``hate_crime`` and ``domestic_abuse`` are markers."""

    at: Ints
    recorded_at: Ints
    committed_on: Ints
    offence: Ints
    borough: Ints
    unit: Ints
    team: Ints
    reported_how: Ints
    domestic_abuse: Flags
    hate_crime: Flags
    terrorism: Flags
    route: Ints
    place: Ints


def crimes_of(setting: Setting, month: int) -> Crimes:
    """In the order in which they were reported."""
    rng = setting.draws(month, CRIMES)
    counts = setting.plan[month]
    boroughs, classes = counts.shape
    by_borough = counts.sum(axis=1)
    borough = np.repeat(np.arange(boroughs), by_borough)
    offence_class = np.repeat(np.tile(np.arange(classes), boroughs), counts.ravel())
    offence = _offences(rng, setting, offence_class)
    at = _reported(rng, setting, month, len(borough))
    order = np.argsort(at, kind="stable")
    where = borough[order], runs(by_borough)[order]
    return _described(rng, setting, at[order], offence[order], where)


def _offences(rng: np.random.Generator, setting: Setting, offence_class: Ints) -> Ints:
    names = [each.offence_class for each in setting.offences]
    drawn = np.zeros(len(offence_class), dtype=np.int64)
    for position, name in enumerate(dict.fromkeys(names)):
        here = [number for number, each in enumerate(names) if each == name]
        rows = np.flatnonzero(offence_class == position)
        shares = [setting.offences[number].share for number in here]
        drawn[rows] = np.array(here)[pick(rng, shares, len(rows))]
    return drawn


def _reported(rng: np.random.Generator, setting: Setting, month: int, rows: int) -> Ints:
    first, last = setting.first_day(month), setting.last_day
    if month + 1 < len(setting.months):
        last = setting.first_day(month + 1) - 1
    days = np.arange(first, last + 1)
    busy = np.where((days + 3) % 7 < 5, 1.0, 0.9)
    minute = pick(rng, HOURS, rows) * 60 + rng.integers(0, 60, rows)
    return (first + pick(rng, list(busy), rows)) * DAY + minute


def _described(
    rng: np.random.Generator, setting: Setting, at: Ints, offence: Ints, where: tuple[Ints, Ints]
) -> Crimes:
    """``where`` is the borough, and the number in it."""

    def chance(name: str) -> Shares:
        return np.array([getattr(each, name) for each in setting.offences])[offence]

    rows, (borough, place) = len(at), where
    screened = rng.random(rows) < chance("screened_out")
    # ``suspect`` is a share of all crimes of the class, so of those investigated it is larger.
    investigated = np.maximum(1 - chance("screened_out"), 0.01)
    suspect = rng.random(rows) < np.minimum(chance("suspect") / investigated, 1)
    route = np.where(screened, SCREENED_OUT, np.where(suspect, SUSPECT, NO_SUSPECT))
    domestic_abuse = rng.random(rows) < chance("domestic_abuse")
    own = setting.unit_of_offence[offence]
    how = _how(rng, screened)
    return Crimes(
        at=at,
        recorded_at=np.minimum(at + rng.integers(5, 20 * 60, rows), setting.ends_at),
        committed_on=_committed(rng, at, _is(setting, "rape", "other_sexual")[offence] > 0),
        offence=offence,
        borough=borough,
        unit=np.where(own == NONE, setting.unit_of_borough[borough], own),
        team=_teams(rng, how, route, domestic_abuse, own != NONE),
        reported_how=how,
        domestic_abuse=domestic_abuse,
        hate_crime=rng.random(rows) < chance("hate_crime"),
        terrorism=rng.random(rows) < TERRORISM * _is(setting, "public_order")[offence],
        route=route,
        place=place,
    )


def _is(setting: Setting, *classes: str) -> Ints:
    return np.array([int(each.offence_class in classes) for each in setting.offences])


def _how(rng: np.random.Generator, screened: Flags) -> Ints:
    """In the order of REPORTED_HOW: in person, front counter, telephone, online."""
    rows = len(screened)
    seen = pick(rng, (0.34, 0.07, 0.45, 0.14), rows)
    unseen = pick(rng, (0.05, 0.05, 0.45, 0.45), rows)
    return np.where(screened, unseen, seen)


def _committed(rng: np.random.Generator, at: Ints, sexual: Flags) -> Ints:
    rows = len(at)
    lag = rng.exponential(1.6, rows)
    long_ago = sexual & (rng.random(rows) < LONG_AGO)
    lag = np.where(long_ago, rng.exponential(900, rows), lag)
    return at // DAY - np.floor(lag).astype(np.int64)


def _teams(
    rng: np.random.Generator, how: Ints, route: Ints, domestic_abuse: Flags, specialist: Flags
) -> Ints:
    rows = len(how)
    remote = np.isin(how, (TELEPHONE, ONLINE)) & (route == SCREENED_OUT)
    team = np.where(route == SUSPECT, CID, pick(rng, (0, 0.5, 0.2, 0, 0.3), rows))
    team = np.where(remote, TDIU, team)
    team = np.where(domestic_abuse, SAFEGUARDING, team)
    return np.where(specialist, SPECIALIST, team)
