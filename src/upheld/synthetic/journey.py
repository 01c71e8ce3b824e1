"""What happens in one month's cases, in order, until the end of the last month.

report → screened out, or investigated → arrest or voluntary interview → bail or release under
investigation → charge, no further action or an out-of-court disposal → hearings → outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from upheld.core.vocabulary import EVENTS
from upheld.synthetic.columns import DAY, NEVER, NONE, Columns, Flags, Ints, pick, runs
from upheld.synthetic.crimes import NO_SUSPECT, SCREENED_OUT, SUSPECT, Crimes
from upheld.synthetic.setting import Setting
from upheld.synthetic.victims import Victims

JOURNEYS = 4  # this module's stream of draws
HOUR = 60
OUTCOMES = ("1", "8", "14", "15", "16", "18")  # Home Office outcome types
CHARGED, COMMUNITY, NOT_NAMED, EVIDENCE, WITHDREW, NO_ONE_FOUND = range(6)


@dataclass(frozen=True)
class Events(Columns):
    """``crime`` and ``victim`` are rows of their tables, ``suspect`` a number in its crime,
    ``kind`` a position in EVENTS. ``victim`` is NONE where the event concerns all."""

    crime: Ints
    victim: Ints
    suspect: Ints
    kind: Ints
    at: Ints
    received_at: Ints
    recorded_at: Ints


@dataclass(frozen=True)
class Closures(Columns):
    """By crime: when the investigation ended, NEVER while it has not, and the outcome."""

    on: Ints
    outcome: Ints


@dataclass(frozen=True)
class _Suspects(Columns):
    crime: Ints
    number: Ints
    arrested: Flags
    charged: Flags
    at_once: Flags  # charged without being released first
    started: Ints
    released: Ints
    disposed: Ints  # NEVER while undecided
    community: Flags


class _Diary:
    """Collects what happens, one kind at a time."""

    def __init__(self, victims: Victims, crimes: int) -> None:
        self.parts: list[Events] = []
        self._first = np.full(crimes, NONE)
        main = victims.number == 0
        self._first[victims.crime[main]] = np.flatnonzero(main)

    def enter(
        self, event: str, crime: Ints, at: Ints, *, suspect: Ints | None = None,
        for_first_victim: bool = False,
    ) -> None:  # fmt: skip
        if for_first_victim:
            some = self._first[crime] != NONE
            crime, at = crime[some], at[some]
            suspect = None if suspect is None else suspect[some]
        rows = len(crime)
        nothing = np.full(rows, NEVER)
        self.parts.append(
            Events(
                crime=crime,
                victim=self._first[crime] if for_first_victim else np.full(rows, NONE),
                suspect=np.full(rows, NONE) if suspect is None else suspect,
                kind=np.full(rows, EVENTS.index(event)),
                at=at,
                received_at=nothing,
                recorded_at=nothing,
            )
        )

    def enter_suspects(self, event: str, suspects: _Suspects, at: Ints) -> None:
        self.enter(event, suspects.crime, at, suspect=suspects.number)


def journeys(
    setting: Setting, month: int, crimes: Crimes, victims: Victims
) -> tuple[Events, Closures]:
    """The events that happened and were keyed by the end, in order of crime and time."""
    rng = setting.draws(month, JOURNEYS)
    diary = _Diary(victims, len(crimes))
    ended = np.full(len(crimes), NEVER)
    outcome = np.full(len(crimes), NO_ONE_FOUND)
    _screened_out(rng, diary, crimes, ended)
    _without_suspect(rng, diary, crimes, ended)
    suspects = _suspects(rng, setting, crimes)
    _investigated(rng, diary, suspects)
    _prosecuted(rng, diary, suspects.only(suspects.charged & (suspects.disposed != NEVER)))
    _end_with_suspects(rng, diary, suspects, ended, outcome)
    _statements(rng, diary, crimes)
    _reviews_and_complaints(rng, diary, suspects, crimes)
    events = _keyed(rng, setting, Events.together(diary.parts))
    known = ended <= setting.ends_at
    return events, Closures(
        on=np.where(known & (ended != NEVER), ended // DAY, NEVER),
        outcome=np.where(known & (ended != NEVER), outcome, NONE),
    )


def _later(rng: np.random.Generator, at: Ints, mean_days: float, least: int = HOUR) -> Ints:
    """Some time after, in office hours more often than not, ``least`` minutes at the soonest."""
    wait = rng.exponential(mean_days * DAY, len(at)).astype(np.int64)
    then = at + least + wait
    at_night = then % DAY < 7 * HOUR
    return np.where(at_night & (then // DAY > at // DAY), then + 8 * HOUR, then)


def _screened_out(rng: np.random.Generator, diary: _Diary, crimes: Crimes, ended: Ints) -> None:
    rows = np.flatnonzero(crimes.route == SCREENED_OUT)
    decided = _later(rng, crimes.at[rows], 0.8, least=20)
    diary.enter("decided_not_to_investigate", rows, decided)
    ended[rows] = decided + rng.integers(1, 6 * HOUR, len(rows))
    diary.enter("investigation_closed", rows, ended[rows])


def _without_suspect(rng: np.random.Generator, diary: _Diary, crimes: Crimes, ended: Ints) -> None:
    rows = np.flatnonzero(crimes.route == NO_SUSPECT)
    ended[rows] = _later(rng, crimes.at[rows], 32, least=DAY)
    diary.enter("investigation_closed", rows, ended[rows])


def _suspects(rng: np.random.Generator, setting: Setting, crimes: Crimes) -> _Suspects:
    rows = np.flatnonzero(crimes.route == SUSPECT)
    counts = 1 + (rng.random(len(rows)) < 0.2) + (rng.random(len(rows)) < 0.05)
    crime = np.repeat(rows, counts)
    size = len(crime)
    arrested = rng.random(size) < 0.72
    caught = rng.random(size) < 0.3
    started = np.where(
        caught, crimes.at[crime] + rng.integers(15, 6 * HOUR, size),
        _later(rng, crimes.at[crime], 11),
    )  # fmt: skip
    released = started + rng.integers(4 * HOUR, 23 * HOUR, size)
    chance = np.array([each.charged for each in setting.offences])[crimes.offence[crime]]
    charged = rng.random(size) < chance
    at_once = charged & arrested & (rng.random(size) < 0.45)
    decided = _later(rng, released, 48, least=DAY)
    never = ~charged & (rng.random(size) < 0.06)
    return _Suspects(
        crime=crime,
        number=runs(counts.astype(np.int64)) + 1,
        arrested=arrested,
        charged=charged,
        at_once=at_once,
        started=started,
        released=released,
        disposed=np.where(at_once, released, np.where(never, NEVER, decided)),
        community=~charged & (rng.random(size) < 0.12),
    )


def _investigated(rng: np.random.Generator, diary: _Diary, suspects: _Suspects) -> None:
    held = suspects.only(suspects.arrested)
    diary.enter_suspects("arrested", held, held.started)
    interviewed = suspects.released - rng.integers(1, 3 * HOUR, len(suspects))
    diary.enter_suspects("interviewed_under_caution", suspects, interviewed)
    again = suspects.only(~suspects.at_once & (rng.random(len(suspects)) < 0.3))
    again = again.only(again.disposed != NEVER)
    midway = (again.released + again.disposed) // 2
    diary.enter_suspects("interviewed_under_caution", again, midway)
    free = suspects.only(~suspects.at_once)
    how = rng.random(len(free))
    bailed = free.only(free.arrested & (how < 0.42))
    diary.enter_suspects("released_on_bail", bailed, bailed.released)
    pending = free.only(np.where(free.arrested, (how >= 0.42) & (how < 0.78), how < 0.6))
    diary.enter_suspects("released_under_investigation", pending, pending.released)
    gone = free.only(free.arrested & (how >= 0.78))
    diary.enter_suspects("released_without_charge", gone, gone.released)
    _bail(rng, diary, bailed.only(bailed.disposed != NEVER))


def _bail(rng: np.random.Generator, diary: _Diary, bailed: _Suspects) -> None:
    length = bailed.disposed - bailed.released
    for event, chance, part in (("bail_changed", 0.38, 0.5), ("bail_cancelled", 0.1, 0.9)):
        some = rng.random(len(bailed)) < chance
        diary.enter_suspects(
            event, bailed.only(some), (bailed.released + length * part).astype(np.int64)[some]
        )


def _prosecuted(rng: np.random.Generator, diary: _Diary, accused: _Suspects) -> None:
    def some(chance: float) -> Flags:
        return np.asarray(rng.random(len(accused)) < chance)

    def enter(event: str, who: Flags, at: Ints) -> None:
        diary.enter_suspects(event, accused.only(who), at[who])

    charge, everybody = accused.disposed, some(1)
    enter("charged", everybody, charge)
    enter("hearing_listed", everybody, _later(rng, charge, 2))
    enter("bail_hearing", some(0.16), _later(rng, charge, 3))
    hearing = charge + rng.integers(24 * DAY, 45 * DAY, len(accused))
    tried, fled = some(0.7), some(0.06)
    enter("hearing_listed", tried, hearing)
    needed = tried & some(0.5)
    diary.enter(
        "required_to_give_evidence", accused.crime[needed], _later(rng, hearing, 10)[needed],
        suspect=accused.number[needed], for_first_victim=True,
    )  # fmt: skip
    enter("warrant_issued", fled, hearing + 2 * HOUR)
    enter("rearrested", fled & some(0.7), _later(rng, hearing, 14, least=DAY))
    trial = hearing + rng.integers(30 * DAY, 200 * DAY, len(accused))
    outcome = np.where(tried, trial, hearing)
    enter("case_outcome", everybody, outcome)
    sentenced, sentence = some(0.64), _later(rng, outcome, 12)
    enter("sentenced", sentenced, sentence)
    enter("appeal_update", sentenced & some(0.05), _later(rng, sentence, 40, least=7 * DAY))


def _end_with_suspects(
    rng: np.random.Generator, diary: _Diary, suspects: _Suspects, ended: Ints, outcome: Ints
) -> None:
    """A charge is the end of the investigation; else it ends with the last decision."""
    settled = suspects.only(~suspects.charged & (suspects.disposed != NEVER))
    for event, some in (
        ("out_of_court_disposal", settled.community),
        ("police_no_further_action", ~settled.community),
    ):
        diary.enter_suspects(event, settled.only(some), settled.disposed[some])
    nothing = np.array([EVIDENCE, WITHDREW, NOT_NAMED])[
        pick(rng, (0.45, 0.44, 0.11), len(suspects))
    ]
    why = np.select([suspects.charged, suspects.community], [CHARGED, COMMUNITY], nothing)
    np.maximum.at(ended, suspects.crime, suspects.disposed)
    open_ones = suspects.crime[suspects.disposed == NEVER]
    ended[open_ones] = NEVER
    outcome[suspects.crime] = why
    charged = np.unique(suspects.crime[suspects.charged])
    outcome[charged] = CHARGED
    over = np.setdiff1d(np.unique(suspects.crime), np.union1d(charged, open_ones))
    ended[over] += rng.integers(1, 2 * DAY, len(over))
    diary.enter("investigation_closed", over, ended[over])


def _statements(rng: np.random.Generator, diary: _Diary, crimes: Crimes) -> None:
    investigated = np.flatnonzero(crimes.route != SCREENED_OUT)
    taken = investigated[rng.random(len(investigated)) < 0.88]
    diary.enter("statement_taken", taken, _later(rng, crimes.at[taken], 4, least=30),
                for_first_victim=True)  # fmt: skip


def _reviews_and_complaints(
    rng: np.random.Generator, diary: _Diary, suspects: _Suspects, crimes: Crimes
) -> None:
    dropped = suspects.only(~suspects.charged & ~suspects.community & (suspects.number == 1))
    dropped = dropped.only((dropped.disposed != NEVER) & (rng.random(len(dropped)) < 0.04))
    diary.enter("review_requested", dropped.crime, _later(rng, dropped.disposed, 20, least=DAY),
                for_first_victim=True)  # fmt: skip
    unhappy = np.flatnonzero(rng.random(len(crimes)) < 0.012)
    diary.enter("complaint_received", unhappy, _later(rng, crimes.at[unhappy], 40, least=DAY),
                for_first_victim=True)  # fmt: skip


def _keyed(rng: np.random.Generator, setting: Setting, events: Events) -> Events:
    """With the times at which each was keyed and the Witness Care Unit told; less what had not
    happened or was not keyed by the end."""
    rows = len(events)
    late = rng.random(rows) < setting.planted.late_keyed
    lag = np.where(late, rng.integers(DAY, 12 * DAY, rows), rng.integers(2, 9 * HOUR, rows))
    of_court = setting.timetable.received[setting.timetable.of_event[events.kind]]
    of_court &= setting.timetable.of_event[events.kind] != NONE
    told = events.at + np.minimum(rng.exponential(0.9 * DAY, rows).astype(np.int64), 6 * DAY)
    told = np.where(rng.random(rows) < setting.planted.unmatched_receipt, NEVER, told)
    received = np.where(of_court, told, NEVER)
    recorded = np.maximum(events.at, received) + lag
    known = (recorded <= setting.ends_at) & (events.at != NEVER)
    whole = replace(events, received_at=received, recorded_at=recorded).only(known)
    return whole.only(np.lexsort((whole.kind, whole.at, whole.crime)))
