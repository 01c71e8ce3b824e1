"""Whether and when each victim is told of each event of the case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.core.vocabulary import EVENTS
from upheld.synthetic.actions import (
    ATTEMPTED,
    BY_CHANNEL,
    DECLINED,
    EMAIL,
    IN_PERSON,
    LETTER,
    MESSAGE,
    PORTAL,
    REASONS,
    SENT,
    TELEPHONE,
    TEXT,
    VIDEO,
    WITHHELD,
    Actions,
    keyed,
    made,
    on_day,
)
from upheld.synthetic.columns import DAY, NEVER, NONE, Columns, Flags, Ints, Shares, pick, runs
from upheld.synthetic.journey import Events
from upheld.synthetic.scene import Scene
from upheld.synthetic.tally import Duties, judged
from upheld.synthetic.working_days import day_number

TELLING = 5  # this module's stream of draws
# What becomes of those who are not told in time; messages take the unit's share of them first.
IN_TIME, LEFT_A_MESSAGE, TOLD_LATE, UNEXPLAINED, NOTHING, REFUSED, HELD_BACK, TRIED = range(8)
OTHERWISE = {
    TOLD_LATE: 0.46,
    UNEXPLAINED: 0.12,
    NOTHING: 0.26,
    REFUSED: 0.06,
    HELD_BACK: 0.05,
    TRIED: 0.05,
}
SPEAKING = (TELEPHONE, IN_PERSON, VIDEO, EMAIL, PORTAL)
SPEAKING_SHARES = (0.62, 0.14, 0.02, 0.15, 0.07)
FOR_ALL = 0.55  # of events of several victims who are due on one day: told together
BY_NAME_ONLY = 0.07
TRIED_FIRST = 0.14
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


@dataclass(frozen=True)
class Fates(Columns):
    """What becomes of each pair. ``lead`` is the pair that settles it: itself, or the first of
    those who are told together; ``chance`` the one that was drawn against."""

    lead: Ints
    chance: Shares
    fate: Ints
    day: Ints

    @property
    def shared(self) -> Flags:
        """Whether it settles others too."""
        return np.asarray(np.bincount(self.lead, minlength=len(self)) > 1)


def told(scene: Scene) -> tuple[Actions, Duties]:
    """Everything done to tell victims, and what became of each duty to do so."""
    rng = scene.draws(TELLING)
    pairs = _pairs(scene)
    fates = _fates(rng, scene, pairs)
    leads = np.flatnonzero((fates.lead == np.arange(len(pairs))) & (fates.fate != NOTHING))
    main = keyed(rng, scene, _main(rng, scene.events, pairs, fates).only(leads))
    before = keyed(rng, scene, _tried_before(rng, main, fates.fate[leads], scene.events))
    known = np.zeros(len(pairs), dtype=bool)
    known[leads] = main.recorded_at <= scene.setting.ends_at
    on_record = np.where(known[fates.lead], fates.fate, NOTHING)
    return Actions.together([main, before]), _duties(scene, pairs, fates, on_record)


# ---------------------------------------------------------------------- who is to be told of what


def _pairs(scene: Scene) -> Pairs:
    """Each victim in scope whom each event concerns, where a Code was in force."""
    events, victims, timetable = scene.events, scene.victims, scene.setting.timetable
    some = np.flatnonzero(timetable.of_event[events.kind] != NONE)
    counts = np.bincount(victims.crime, minlength=len(scene.crimes))
    firsts = np.cumsum(counts) - counts
    concerned = np.where(events.victim[some] != NONE, 1, counts[events.crime[some]])
    event = np.repeat(some, concerned)
    victim = firsts[events.crime[event]] + runs(concerned)
    victim = np.where(events.victim[event] != NONE, events.victim[event], victim)
    entitlement = timetable.of_event[events.kind[event]]
    happened_on = events.at[event] // DAY
    received = events.received_at[event]
    received_on = np.where(received == NEVER, NEVER, received // DAY)
    start = np.where(timetable.received[entitlement], received_on, happened_on)
    begun = np.where(start == NEVER, happened_on, start)
    enhanced = scene.rights.only(victim).on(begun)
    days = timetable.days(entitlement, happened_on, enhanced)
    allowed = np.where(days > 0, days, WITHOUT_DAYS)
    pairs = Pairs(
        event=event,
        victim=victim,
        crime=events.crime[event],
        entitlement=entitlement,
        enhanced=enhanced,
        start=start,
        due=timetable.due(start, days),
        allowed=allowed,
        aimed=timetable.due(begun, allowed),
    )
    return pairs.only((days != NONE) & victims.in_scope[victim])


def _chances(scene: Scene, pairs: Pairs) -> Shares:
    """The chance that each is told in time, from what is planted."""
    setting, planted, change = scene.setting, scene.setting.planted, scene.setting.planted.change
    unit = scene.unit(pairs.crime)
    happened_on = scene.events.at[pairs.event] // DAY
    chance = setting.rate("told")[unit]
    if change.unit in setting.units:
        changed = (unit == setting.units.index(change.unit)) & (
            happened_on >= day_number(change.on)
        )
        chance = np.where(changed, change.told, chance)
    chance = chance - planted.hurried * (pairs.allowed == 1)
    chance = chance * np.where(_christmas(happened_on), planted.christmas, 1)
    chance = chance * np.where(_month_end(happened_on), planted.month_end, 1)
    since = scene.victims.declined_from[pairs.victim]
    wants_none = declined(since, scene.victims.declined_until[pairs.victim], pairs.aimed)
    return np.asarray(chance * np.where(wants_none, planted.while_declined, 1))


def _christmas(day: Ints) -> Flags:
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    number = months.astype(np.int64) % 12 + 1
    of_month = day - months.astype("datetime64[D]").astype(np.int64) + 1
    return np.asarray(((number == 12) & (of_month >= 18)) | ((number == 1) & (of_month <= 3)))


def _month_end(day: Ints) -> Flags:
    after = day + 3
    months = [each.astype("datetime64[D]").astype("datetime64[M]") for each in (day, after)]
    return np.asarray(months[0] != months[1])


def declined(since: Ints, until: Ints, day: Ints) -> Flags:
    """Whether the victim wants no updates on that day."""
    return np.asarray((since != NEVER) & (since <= day) & ((until == NEVER) | (until > day)))


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


def _fates(rng: np.random.Generator, scene: Scene, pairs: Pairs) -> Fates:
    rows = len(pairs)
    together = _together(rng, scene.events, pairs)
    chance = _chances(scene, pairs)[together]
    of_crime = rng.random(len(scene.crimes))[pairs.crime]
    one_officer = rng.random(rows) < scene.setting.planted.one_officer
    drawn = np.where(one_officer, of_crime, rng.random(rows))
    messages = scene.setting.rate("messages")[scene.unit(pairs.crime)]
    otherwise = np.array(list(OTHERWISE))[pick(rng, list(OTHERWISE.values()), rows)]
    otherwise = np.where(rng.random(rows) < messages, LEFT_A_MESSAGE, otherwise)
    fate = np.where(drawn < chance, IN_TIME, otherwise)[together]
    return Fates(together, chance, fate, _days(rng, pairs, fate)[together])


def _days(rng: np.random.Generator, pairs: Pairs, fate: Ints) -> Ints:
    """The day of what was done: from the clock start to the due date, or after it."""
    rows = len(pairs)
    begun = np.where(pairs.start == NEVER, pairs.aimed - 1, pairs.start)
    room = pairs.aimed - begun + 1
    soon = begun + np.floor(rng.random(rows) ** 1.4 * room).astype(np.int64)
    late = pairs.aimed + rng.geometric(0.16, rows)
    return np.where(fate == TOLD_LATE, late, soon)


def _main(rng: np.random.Generator, events: Events, pairs: Pairs, fates: Fates) -> Actions:
    """What was done about each event."""
    channel, result = _contact(rng, fates.fate)
    about_event, about = _about(rng, events, pairs, fates.fate)
    reason = rng.integers(0, len(REASONS), len(pairs))
    return made(
        "informed",
        crime=pairs.crime,
        victim=np.where(fates.shared, NONE, pairs.victim),
        at=on_day(rng, fates.day, _started(events, pairs.event)),
        channel=channel,
        result=result,
        about_event=about_event,
        about=about,
        reason=np.where(fates.fate == HELD_BACK, reason, NONE),
    )


def _started(events: Events, event: Ints) -> Ints:
    return np.maximum(events.received_at[event], events.at[event])


def _tried_before(rng: np.random.Generator, main: Actions, fate: Ints, events: Events) -> Actions:
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


def _about(rng: np.random.Generator, events: Events, pairs: Pairs, fate: Ints) -> tuple[Ints, Ints]:
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


def _duties(scene: Scene, pairs: Pairs, fates: Fates, on_record: Ints) -> Duties:
    """``on_record`` is the fate as far as it was keyed by the end."""
    timetable = scene.setting.timetable
    right_6 = np.array([each.startswith("R6-") for each in timetable.entitlements])
    since = scene.victims.declined_from[pairs.victim]
    until = scene.victims.declined_until[pairs.victim]
    # Where no number of days is set, the as-of date stands for the due date: any day from the end.
    judged_on = np.where(pairs.due == NEVER, scene.setting.last_day, pairs.due)
    wants_none = right_6[pairs.entitlement] & declined(since, until, judged_on)
    return judged(
        crime=pairs.crime,
        entitlement=pairs.entitlement,
        unit=scene.unit(pairs.crime),
        enhanced=pairs.enhanced,
        happened_on=scene.events.at[pairs.event] // DAY,
        start=pairs.start,
        due=pairs.due,
        done=np.where(np.isin(on_record, (IN_TIME, TOLD_LATE)), fates.day, NEVER),
        excluded=wants_none | np.isin(on_record, (REFUSED, HELD_BACK)),
        expected=fates.chance,
    )
