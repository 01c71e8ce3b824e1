"""From columns of numbers to the contract's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from upheld.core.vocabulary import (
    ACTIONS,
    CHANNELS,
    DECISION_SOURCES,
    EVENTS,
    REPORTED_HOW,
    RESULTS,
    VICTIM_KINDS,
)
from upheld.extracts.contract import MADE_UP
from upheld.synthetic.actions import OFFICERS, REASONS, Actions
from upheld.synthetic.columns import NEVER, NONE, Flags, Ints
from upheld.synthetic.crimes import TEAMS, Crimes
from upheld.synthetic.enhanced import CATEGORIES, Decisions
from upheld.synthetic.journey import OUTCOMES, Closures, Events
from upheld.synthetic.names import family_names, given_names, postcodes
from upheld.synthetic.people import ETHNICITIES, SEXES
from upheld.synthetic.setting import Setting
from upheld.synthetic.victims import LANGUAGES, ORIENTATIONS, RELIGIONS, UNSAFE, Victims

MINUTE = 60_000_000  # in microseconds


@dataclass(frozen=True)
class Keys:
    """The ids of one month's rows, by which other rows name them."""

    crimes: pl.Series
    victims: pl.Series
    events: pl.Series


def keys(setting: Setting, month: int, crimes: int, victims: int, events: int) -> Keys:
    return Keys(
        # Made-up crimes say so in their ids, wherever the rows may be copied.
        _ids(f"{MADE_UP}C", setting, month, crimes),
        _ids("V", setting, month, victims),
        _ids("E", setting, month, events),
    )


def crimes_table(setting: Setting, crimes: Crimes, closures: Closures, ids: Keys) -> pl.DataFrame:
    codes = [each.offence_code for each in setting.offences]
    return pl.DataFrame(
        {
            "crime_id": ids.crimes,
            "reported_at": _times(crimes.at),
            "month": pl.Series([None] * len(crimes), dtype=pl.String),
            "recorded_at": _times(crimes.recorded_at),
            "committed_on": _dates(crimes.committed_on),
            "offence_code": _words(codes, crimes.offence),
            "offence_group": _words(setting.groups, crimes.offence),
            "reported_how": _words(REPORTED_HOW, crimes.reported_how),
            "unit_code": _words(setting.units, crimes.unit),
            "borough_code": _words(setting.borough_codes, crimes.borough),
            "team": _words(TEAMS, crimes.team),
            "domestic_abuse": crimes.domestic_abuse,
            "hate_crime": crimes.hate_crime,
            "terrorism": crimes.terrorism,
            "closed_on": _dates(closures.on),
            "outcome_code": _words(OUTCOMES, closures.outcome),
        }
    )


def victims_table(setting: Setting, victims: Victims, ids: Keys) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "victim_id": ids.victims,
            "crime_id": _gathered(ids.crimes, victims.crime),
            "person_ref": _numbered("P", victims.person_ref, 12),
            "kind": _words(VICTIM_KINDS, victims.kind),
            "named_contact": _flags(victims.named_contact),
            "date_of_birth": _dates(victims.born_on),
            "sex": _words(SEXES, victims.sex),
            "ethnicity": _words(ETHNICITIES, victims.ethnicity),
            "disability": _words(("no", "yes"), victims.disability),
            "sexual_orientation": _words(ORIENTATIONS, victims.orientation),
            "religion": _words(RELIGIONS, victims.religion),
            "language": _words(LANGUAGES, victims.language),
            "interpreter_needed": _flags(victims.interpreter),
            "safe_contact": _words(UNSAFE, victims.unsafe),
            "on_duty": _flags(victims.on_duty),
            "survey_opted_out": _flags(victims.opted_out),
            "update_interval_days": _numbers(victims.interval),
            "declined_updates_from": _dates(victims.declined_from),
            "declined_updates_until": _dates(victims.declined_until),
            "given_name": _words(given_names(), victims.given),
            "family_name": _words(family_names(), victims.family),
            "postcode": _words(postcodes(len(setting.borough_codes)), victims.postcode),
        }
    )


def decisions_table(setting: Setting, month: int, decisions: Decisions, ids: Keys) -> pl.DataFrame:
    eligible = decisions.eligible.astype(np.int64)
    return pl.DataFrame(
        {
            "decision_id": _ids("D", setting, month, len(decisions)),
            "victim_id": _gathered(ids.victims, decisions.victim),
            "decided_at": _times(decisions.at),
            "decision": _words(("not_eligible", "eligible"), eligible),
            "categories": _words(CATEGORIES, decisions.categories),
            "source": _words(DECISION_SOURCES, decisions.source),
        }
    )


def events_table(setting: Setting, crimes: Crimes, events: Events, ids: Keys) -> pl.DataFrame:
    crime_ids = _gathered(ids.crimes, events.crime)
    suspects = pl.select(crime_ids + "-S" + _numbers(events.suspect).cast(pl.String)).to_series()
    # Whoever keys an event is drawn from its number: nothing else hangs on it.
    officer = crimes.unit[events.crime] * OFFICERS + events.at % OFFICERS
    return pl.DataFrame(
        {
            "event_id": ids.events,
            "crime_id": crime_ids,
            "victim_id": _gathered(ids.victims, events.victim),
            "suspect_id": suspects,
            "event": _words(EVENTS, events.kind),
            "occurred_at": _times(events.at),
            "received_at": _times(events.received_at),
            "recorded_at": _times(events.recorded_at),
            "recorded_by": _numbered("O", officer, 5),
        }
    )


def actions_table(setting: Setting, month: int, actions: Actions, ids: Keys) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "action_id": _ids("A", setting, month, len(actions)),
            "crime_id": _gathered(ids.crimes, actions.crime),
            "victim_id": _gathered(ids.victims, actions.victim),
            "action": _words(ACTIONS, actions.action),
            "about_event_id": _gathered(ids.events, actions.about_event),
            "about": _words(EVENTS, actions.about),
            "done_at": _times(actions.at),
            "recorded_at": _times(actions.recorded_at),
            "recorded_by": _numbered("O", actions.recorded_by, 5),
            "channel": _words(CHANNELS, actions.channel),
            "result": _words(RESULTS, actions.result),
            "reason": _words(REASONS, actions.reason),
            "text_digest": _digests(actions.text),
        }
    )


def _ids(letter: str, setting: Setting, month: int, rows: int) -> pl.Series:
    """C2103-0000017: the table's letter, the month of the report, a number."""
    name = setting.months[month]
    return _numbered(f"{letter}{name[2:4]}{name[5:]}-", np.arange(1, rows + 1), 7)


def _numbered(prefix: str, numbers: Ints, width: int) -> pl.Series:
    words = _numbers(numbers, pl.Int64).cast(pl.String).str.zfill(width)
    return pl.select(pl.lit(prefix) + words).to_series()


def _gathered(ids: pl.Series, rows: Ints) -> pl.Series:
    return ids.gather(_numbers(rows, pl.UInt32))


def _words(words: Sequence[str | None], positions: Ints) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(_numbers(positions, pl.UInt32))


def _numbers(values: Ints, kind: type[pl.DataType] = pl.Int32) -> pl.Series:
    """NONE becomes empty."""
    return pl.select(
        pl.when(pl.Series(values != NONE)).then(pl.Series(values)).cast(kind)
    ).to_series()


def _flags(values: Ints) -> pl.Series:
    return _numbers(values) == 1


def _times(minutes: Ints) -> pl.Series:
    micros = pl.Series(minutes * MINUTE).cast(pl.Datetime("us"))
    return pl.select(pl.when(pl.Series(minutes != NEVER)).then(micros)).to_series()


def _dates(days: Ints) -> pl.Series:
    known: Flags = days != NEVER
    numbers = pl.Series(np.where(known, days, 0)).cast(pl.Int32).cast(pl.Date)
    return pl.select(pl.when(pl.Series(known)).then(numbers)).to_series()


def _digests(texts: Ints) -> pl.Series:
    """Sixteen hexadecimal digits; equal texts have equal ones."""
    pairs = [f"{number:04x}" for number in range(1 << 16)]
    parts = [_words(pairs, (texts >> shift) & 0xFFFF) for shift in (48, 32, 16, 0)]
    return pl.select(pl.concat_str([pl.lit(part) for part in parts])).to_series()
