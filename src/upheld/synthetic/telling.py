"""Whether and when each victim is told of each event of the case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.core.vocabulary import EVENTS
from upheld.synthetic.actions import (
    ATTEMPTED, BY_CHANNEL, DECLINED, EMAIL, IN_PERSON, LETTER, MESSAGE, PORTAL, REASONS, SENT,
    TELEPHONE, TEXT, VIDEO, WITHHELD, Actions, keyed, made, on_day,
)  # fmt: skip
from upheld.synthetic.columns import DAY, NEVER, NONE, Columns, Flags, Ints, Shares, pick, runs
from upheld.synthetic.crimes import Crimes
from upheld.synthetic.enhanced import EnhancedRights
from upheld.synthetic.journey import Events
from upheld.synthetic.setting import Setting
from upheld.synthetic.tally import Duties, judged
from upheld.synthetic.victims import Victims

TELLING = 5  # this module's stream of draws
# What becomes of those who are not told in time; messages take the unit's share of them first.
IN_TIME, LEFT_A_MESSAGE, TOLD_LATE, UNEXPLAINED, NOTHING, REFUSED, HELD_BACK, TRIED = range(8)
OTHERWISE = {TOLD_LATE: 0.46, UNEXPLAINED: 0.12, NOTHING: 0.26, REFUSED: 0.06, HELD_BACK: 0.05,
             TRIED: 0.05}  # fmt: skip
SPEAKING = (TELEPHONE, IN_PERSON, VIDEO, EMAIL, PORTAL)
SPEAKING_SHARES = (0.62, 0.14, 0.02, 0.15, 0.07)
FOR_ALL = 0.45  # of events of several victims who are due on one day: told together
BY_NAME_ONLY = 0.07
TRIED_FIRST = 0.22
WITHOUT_DAYS = 6  # working days that are aimed at where the Code sets no number


@dataclass(frozen=True)
class Pairs(Columns):
    """One row a victim and an event that victims are to be told of."""

    event: Ints
    victim: Ints
    crime: Ints
    entitlement: Ints
    enhanced: Flags
    start: Ints
    due: Ints  # as the Code counts; NEVER without days, or where the start is not known
    allowed: Ints  # working days
    aimed: Ints  # the day that is drawn against


def told(
    setting: Setting,
    month: int,
    crimes: Crimes,
    victims: Victims,
    rights: EnhancedRights,
    events: Events,
) -> tuple[Actions, Duties, Ints]:
    """Everything done to tell victims, what became of each duty to do so, and its crime's row."""
    rng = setting.draws(month, TELLING)
    pairs = _pairs(setting, crimes, victims, rights, events)
    chance = _chances(setting, crimes, victims, events, pairs)
    together = _together(rng, events, pairs)
    fate = _fates(rng, setting, crimes, pairs, chance, together)
    day = _days(rng, pairs, fate)[together]
    main, leads = _main(rng, events, pairs, fate, day, together)
    main = keyed(setting, rng, crimes, main)
    before = keyed(setting, rng, crimes, _tried_before(rng, main, fate[leads], events))
    known = np.zeros(len(pairs), dtype=bool)
    known[leads] = main.recorded_at <= setting.ends_at
    duties = _duties(setting, crimes, victims, events, pairs, chance[together], day,
                     proof=np.where(known[together], fate, NOTHING))  # fmt: skip
    some = victims.in_scope[pairs.victim]
    return Actions.together([main, before]), duties.only(some), pairs.crime[some]


# ---------------------------------------------------------------------- who is to be told of what


def _pairs(
    setting: Setting, crimes: Crimes, victims: Victims, rights: EnhancedRights, events: Events
) -> Pairs:
    some = np.flatnonzero(setting.timetable.of_event[events.kind] != NONE)
    counts = np.bincount(victims.crime, minlength=len(crimes))
    firsts = np.cumsum(counts) - counts
    concerned = np.where(events.victim[some] != NONE, 1, counts[events.crime[some]])
    event = np.repeat(some, concerned)
    victim = firsts[events.crime[event]] + runs(concerned)
    victim = np.where(events.victim[event] != NONE, events.victim[event], victim)
    entitlement = setting.timetable.of_event[events.kind[event]]
    happened_on = events.at[event] // DAY
    received = events.received_at[event]
    received_on = np.where(received == NEVER, NEVER, received // DAY)
    start = np.where(setting.timetable.received[entitlement], received_on, happened_on)
    begun = np.where(start == NEVER, happened_on, start)
    enhanced = rights.only(victim).on(begun)
    days = setting.timetable.days(entitlement, happened_on, enhanced)
    owed = days != NONE
    allowed = np.where(days > 0, days, WITHOUT_DAYS)
    return Pairs(
        event=event, victim=victim, crime=events.crime[event], entitlement=entitlement,
        enhanced=enhanced, start=start, due=setting.timetable.due(start, days), allowed=allowed,
        aimed=setting.timetable.due(begun, allowed),
    ).only(owed)  # fmt: skip


def _chances(
    setting: Setting, crimes: Crimes, victims: Victims, events: Events, pairs: Pairs
) -> Shares:
    """The chance that each is told in time, from what is planted."""
    planted = setting.planted
    unit = crimes.unit[pairs.crime]
    happened_on = events.at[pairs.event] // DAY
    told_in_time = setting.rate("told")[unit]
    if planted.change.unit in setting.units:
        changed = unit == setting.units.index(planted.change.unit)
        changed &= happened_on >= np.datetime64(planted.change.on, "D").astype(np.int64)
        told_in_time = np.where(changed, planted.change.told, told_in_time)
    told_in_time = told_in_time - planted.hurried * (pairs.allowed == 1)
    told_in_time = told_in_time * np.where(_christmas(happened_on), planted.christmas, 1)
    told_in_time = told_in_time * np.where(_month_end(happened_on), planted.month_end, 1)
    until = victims.declined_until[pairs.victim]
    declined = declined(victims.declined_from[pairs.victim], until, pairs.aimed)
    return told_in_time * np.where(declined, planted.while_declined, 1)


def _christmas(day: Ints) -> Flags:
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    number = months.astype(np.int64) % 12 + 1
    of_month = day - months.astype("datetime64[D]").astype(np.int64) + 1
    return ((number == 12) & (of_month >= 18)) | ((number == 1) & (of_month <= 3))


def _month_end(day: Ints) -> Flags:
    after = day + 3
    months = [each.astype("datetime64[D]").astype("datetime64[M]") for each in (day, after)]
    return np.asarray(months[0] != months[1])


def declined(since: Ints, until: Ints, day: Ints) -> Flags:
    """Whether the victim wants no updates on that day."""
    return (since != NEVER) & (since <= day) & ((until == NEVER) | (until > day))


def _together(rng: np.random.Generator, events: Events, pairs: Pairs) -> Ints:
    """For each pair the pair that settles it: itself, or the first of those told together."""
    rows = np.arange(len(pairs))
    if not len(pairs):
        return rows
    new = np.r_[True, pairs.event[1:] != pairs.event[:-1]]
    first = np.maximum.accumulate(np.where(new, rows, 0))
    group = np.cumsum(new) - 1
    alike = np.ones(int(group[-1]) + 1, dtype=bool)
    np.logical_and.at(alike, group, pairs.aimed == pairs.aimed[first])
    several = np.bincount(group) > 1
    chosen = alike & several & (rng.random(len(alike)) < FOR_ALL)
    chosen &= events.victim[pairs.event[new]] == NONE
    return np.where(chosen[group], first, rows)


# ----------------------------------------------------------------------------- what becomes of it


def _fates(
    rng: np.random.Generator,
    setting: Setting,
    crimes: Crimes,
    pairs: Pairs,
    chance: Shares,
    together: Ints,
) -> Ints:
    rows = len(pairs)
    of_crime = rng.random(len(crimes))[pairs.crime]
    drawn = np.where(rng.random(rows) < setting.planted.one_officer, of_crime, rng.random(rows))
    messages = setting.rate("messages")[crimes.unit[pairs.crime]]
    otherwise = np.array(list(OTHERWISE))[pick(rng, list(OTHERWISE.values()), rows)]
    otherwise = np.where(rng.random(rows) < messages, LEFT_A_MESSAGE, otherwise)
    # Whoever is told with others has the chance of the first of them.
    return np.where(drawn < chance[together], IN_TIME, otherwise)[together]


def _days(rng: np.random.Generator, pairs: Pairs, fate: Ints) -> Ints:
    """The day of what was done: from the clock start to the due date, or after it."""
    rows = len(pairs)
    begun = np.where(pairs.start == NEVER, pairs.aimed - 1, pairs.start)
    room = pairs.aimed - begun + 1
    soon = begun + np.floor(rng.random(rows) ** 1.4 * room).astype(np.int64)
    late = pairs.aimed + rng.geometric(0.16, rows)
    return np.where(fate == TOLD_LATE, late, soon)


def _main(
    rng: np.random.Generator,
    events: Events,
    pairs: Pairs,
    fate: Ints,
    day: Ints,
    together: Ints,
) -> tuple[Actions, Ints]:
    """What was done about each event, and the pairs it was done for (the first of those told
    together)."""
    leads = np.flatnonzero((together == np.arange(len(pairs))) & (fate != NOTHING))
    shared = np.bincount(together, minlength=len(pairs)) > 1
    channel, result = _contact(rng, fate)
    about_event, about = _about(rng, events, pairs, fate)
    reason = np.where(fate == HELD_BACK, rng.integers(0, len(REASONS), len(pairs)), NONE)
    started = _started(events, pairs.event)
    done = made(
        "informed",
        crime=pairs.crime,
        victim=np.where(shared, NONE, pairs.victim),
        at=on_day(rng, day, started),
        channel=channel,
        result=result,
        about_event=about_event,
        about=about,
        reason=reason,
    )
    return done.only(leads), leads


def _started(events: Events, event: Ints) -> Ints:
    return np.maximum(events.received_at[event], events.at[event])


def _tried_before(
    rng: np.random.Generator, main: Actions, fate: Ints, events: Events
) -> Actions:
    """Some of those who were told in the end had been called in vain before."""
    event = np.maximum(main.about_event, 0)
    started = _started(events, event)
    some = np.isin(fate, (IN_TIME, TOLD_LATE)) & (main.about_event != NONE)
    some &= (rng.random(len(main)) < TRIED_FIRST) & (main.at - started > DAY // 2)
    rows = main.only(some)
    wait = ((rows.at - started[some]) * rng.random(len(rows))).astype(np.int64)
    return made(
        "informed",
        crime=rows.crime,
        victim=rows.victim,
        at=started[some] + wait,
        channel=np.full(len(rows), TELEPHONE),
        result=np.where(rng.random(len(rows)) < 0.5, MESSAGE, ATTEMPTED),
        about_event=rows.about_event,
    )


def _contact(rng: np.random.Generator, fate: Ints) -> tuple[Ints, Ints]:
    """Channel and result that fit each other."""
    rows = len(fate)
    speaking = np.array(SPEAKING)[pick(rng, SPEAKING_SHARES, rows)]
    leaving = np.array([TELEPHONE, TEXT, EMAIL, LETTER])[pick(rng, (0.5, 0.2, 0.2, 0.1), rows)]
    left = fate == LEFT_A_MESSAGE
    channel = np.where(left, leaving, speaking)
    channel = np.where(fate == TRIED, TELEPHONE, channel)
    result = np.where(left, np.where(leaving == TELEPHONE, MESSAGE, SENT), BY_CHANNEL[speaking])
    for kind, what in ((TRIED, ATTEMPTED), (REFUSED, DECLINED), (HELD_BACK, WITHHELD)):
        result = np.where(fate == kind, what, result)
    return channel, result


def _about(
    rng: np.random.Generator, events: Events, pairs: Pairs, fate: Ints
) -> tuple[Ints, Ints]:
    """Mostly the event's id; its name alone only where the crime has one event of that name."""
    kind = events.kind[pairs.event]
    key = events.crime * len(EVENTS) + events.kind
    _, place, times = np.unique(key, return_inverse=True, return_counts=True)
    alone = (times[place] == 1)[pairs.event]
    by_name = alone & (rng.random(len(pairs)) < BY_NAME_ONLY)
    unexplained = fate == UNEXPLAINED
    return (
        np.where(by_name | unexplained, NONE, pairs.event),
        np.where(by_name & ~unexplained, kind, NONE),
    )


def _duties(
    setting: Setting,
    crimes: Crimes,
    victims: Victims,
    events: Events,
    pairs: Pairs,
    chance: Shares,
    day: Ints,
    *,
    proof: Ints,
) -> Duties:
    """``proof`` is the fate that is on record."""
    right_6 = np.array([each.startswith("R6-") for each in setting.timetable.entitlements])
    since, until = victims.declined_from[pairs.victim], victims.declined_until[pairs.victim]
    # Where no number of days is set, the as-of date stands for the due date: any day from the end.
    judged_on = np.where(pairs.due == NEVER, setting.last_day, pairs.due)
    wants_none = right_6[pairs.entitlement] & declined(since, until, judged_on)
    return judged(
        setting,
        entitlement=pairs.entitlement,
        unit=crimes.unit[pairs.crime],
        enhanced=pairs.enhanced,
        happened_on=events.at[pairs.event] // DAY,
        start=pairs.start,
        due=pairs.due,
        done=np.where(np.isin(proof, (IN_TIME, TOLD_LATE)), day, NEVER),
        excluded=wants_none | np.isin(proof, (REFUSED, HELD_BACK)),
        expected=chance,
    )
