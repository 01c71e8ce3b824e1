"""Routine updates: every so many days, as the victim asked, until the investigation ends."""

from __future__ import annotations

import numpy as np

from upheld.synthetic.actions import (
    BY_CHANNEL,
    EMAIL,
    IN_PERSON,
    MESSAGE,
    SENT,
    TELEPHONE,
    TEXT,
    Actions,
    keyed,
    made,
    on_day,
)
from upheld.synthetic.columns import DAY, NEVER, Ints, pick, runs
from upheld.synthetic.scene import Scene
from upheld.synthetic.telling import declined

UPDATES = 7  # this module's stream of draws
LONGEST = 400  # days after which nobody keeps it up
LEFT_OUT = 0.2
NOT_SPOKEN = 0.15
WHILE_DECLINED = 0.1
CHANNELS_USED = (TELEPHONE, IN_PERSON, EMAIL, TEXT)
CHANNEL_SHARES = (0.55, 0.10, 0.25, 0.10)


def routine_updates(scene: Scene) -> Actions:
    """They name no event."""
    rng = scene.draws(UPDATES)
    victims = scene.victims
    asked = np.flatnonzero((victims.interval > 0) & victims.in_scope)
    reported = scene.crimes.at[victims.crime[asked]] // DAY
    closed = scene.closures.on[victims.crime[asked]]
    until = np.where(closed == NEVER, scene.setting.last_day, closed)
    until = np.minimum(until, reported + LONGEST)
    counts = np.maximum(until - reported, 0) // victims.interval[asked]
    victim = np.repeat(asked, counts)
    in_time = rng.random(len(victim)) < scene.setting.planted.update_in_time
    planned = np.repeat(reported, counts) + victims.interval[victim] * (runs(counts) + 1)
    early = np.minimum(rng.integers(0, 8, len(victim)), victims.interval[victim] // 2)
    day = planned + np.where(in_time, -early, rng.geometric(0.15, len(victim)))
    given = (rng.random(len(victim)) >= LEFT_OUT) & (day <= np.repeat(until, counts))
    wants_none = declined(victims.declined_from[victim], victims.declined_until[victim], day)
    given &= ~wants_none | (rng.random(len(victim)) < WHILE_DECLINED)
    return _made(rng, scene, victim[given], day[given])


def _made(rng: np.random.Generator, scene: Scene, victim: Ints, day: Ints) -> Actions:
    rows = len(victim)
    crime = scene.victims.crime[victim]
    channel = np.array(CHANNELS_USED)[pick(rng, CHANNEL_SHARES, rows)]
    not_reached = rng.random(rows) < NOT_SPOKEN
    result = np.where(not_reached & (channel == TELEPHONE), MESSAGE, BY_CHANNEL[channel])
    result = np.where(not_reached & (channel == EMAIL), SENT, result)
    done = made(
        "informed",
        crime=crime,
        victim=victim,
        at=on_day(rng, day, scene.crimes.at[crime]),
        channel=channel,
        result=result,
    )
    return keyed(rng, scene, done)
