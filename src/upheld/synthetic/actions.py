"""Rows of what was done for victims, and how they were keyed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from upheld.core.vocabulary import ACTIONS, CHANNELS, RESULTS
from upheld.synthetic.columns import DAY, NONE, Columns, Ints, mixed
from upheld.synthetic.scene import Scene
from upheld.synthetic.setting import Setting

BATCH_TEXT = 101  # one text for each unit and month end
HOUR = 60
REASONS = ("Telling the victim would harm the investigation",
           "Safeguarding: told through the support worker", "Operational reasons")  # fmt: skip
OFFICERS = 450  # pseudonyms a unit
CLERKS = 2  # of them, who key a month's entries in one go
IN_PERSON, TELEPHONE, VIDEO, EMAIL, LETTER, TEXT, PORTAL = range(len(CHANNELS))
SPOKEN, ACKNOWLEDGED, HANDED_OVER, SENT, MESSAGE, ATTEMPTED, DECLINED, WITHHELD = range(
    len(RESULTS)
)
BY_CHANNEL = np.array([SPOKEN, SPOKEN, SPOKEN, ACKNOWLEDGED, SENT, SENT, ACKNOWLEDGED])


@dataclass(frozen=True)
class Actions(Columns):
    """``crime``, ``victim`` and ``about_event`` are rows of their tables, ``about`` a position in
    EVENTS; ``text`` is a number that stands for the free text."""

    crime: Ints
    victim: Ints
    action: Ints
    about_event: Ints
    about: Ints
    at: Ints
    channel: Ints
    result: Ints
    reason: Ints
    recorded_at: Ints
    recorded_by: Ints
    text: Ints


def made(
    action: str,
    *,
    crime: Ints,
    victim: Ints,
    at: Ints,
    channel: Ints,
    result: Ints,
    about_event: Ints | None = None,
    about: Ints | None = None,
    reason: Ints | None = None,
) -> Actions:
    """Actions of one kind, not keyed yet; what is not given is empty."""
    nothing = np.full(len(crime), NONE)
    return Actions(
        crime=crime,
        victim=victim,
        action=np.full(len(crime), ACTIONS.index(action)),
        about_event=nothing if about_event is None else about_event,
        about=nothing if about is None else about,
        at=at,
        channel=channel,
        result=result,
        reason=nothing if reason is None else reason,
        recorded_at=nothing,
        recorded_by=nothing,
        text=nothing,
    )


def on_day(rng: np.random.Generator, day: Ints, not_before: Ints) -> Ints:
    """A minute of that day, by day rather than by night, and never before ``not_before``."""
    office = day * DAY + rng.integers(8 * HOUR, 20 * HOUR, len(day))
    left = np.maximum((day + 1) * DAY - 1 - not_before, 0)
    same_day = not_before + (rng.random(len(day)) * left).astype(np.int64)
    return np.where(not_before > day * DAY, same_day, office)


def keyed(rng: np.random.Generator, scene: Scene, actions: Actions) -> Actions:
    """With when, by whom and with what text each was keyed: soon, days later, or with many others
    on the last day of the month. Some may be keyed after the end."""
    setting = scene.setting
    rows = len(actions)
    unit = scene.unit(actions.crime)
    late = rng.random(rows) < setting.planted.late_keyed
    lag = np.where(late, rng.integers(DAY, 12 * DAY, rows), rng.integers(1, 7 * HOUR, rows))
    batched = rng.random(rows) < setting.rate("batched")[unit]
    month_end = _month_ends(actions.at // DAY)
    in_one_go = month_end * DAY + 16 * HOUR + rng.integers(0, 2 * HOUR, rows)
    officer = rng.integers(CLERKS, OFFICERS, rows)
    own_text = rng.integers(1 << 40, 1 << 62, rows)
    one_text = mixed(month_end * 64 + unit, setting.seed, BATCH_TEXT) >> np.uint64(2)
    return replace(
        actions,
        recorded_at=np.where(batched, np.maximum(in_one_go, actions.at + 5), actions.at + lag),
        recorded_by=unit * OFFICERS + np.where(batched, rng.integers(0, CLERKS, rows), officer),
        text=np.where(batched, one_text.astype(np.int64), own_text),
    )


def on_record(setting: Setting, actions: Actions) -> Actions:
    """What was keyed by the end, in order of crime and time."""
    known = actions.only(actions.recorded_at <= setting.ends_at)
    return known.only(np.lexsort((known.victim, known.action, known.at, known.crime)))


def _month_ends(day: Ints) -> Ints:
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    return ((months + 1).astype("datetime64[D]") - 1).astype(np.int64)
