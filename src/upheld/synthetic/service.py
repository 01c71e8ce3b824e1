"""What else is done for victims: what a report starts, statements, reviews, complaints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.core.vocabulary import EVENTS
from upheld.synthetic.actions import (
    ACKNOWLEDGED,
    ATTEMPTED,
    DECLINED,
    EMAIL,
    HANDED_OVER,
    IN_PERSON,
    LETTER,
    MESSAGE,
    SENT,
    SPOKEN,
    TELEPHONE,
    TEXT,
    Actions,
    keyed,
    made,
    on_day,
)
from upheld.synthetic.columns import DAY, NEVER, NONE, Columns, Ints, Shares, pick
from upheld.synthetic.crimes import SCREENED_OUT
from upheld.synthetic.scene import Scene
from upheld.synthetic.tally import Duties, judged

SERVICE = 6  # this module's stream of draws
CALLS = 106  # a stream of its own: what calls come to moves no other draw
CALLED_BACK = 0.05
CALLS_CAME_TO = ((SPOKEN, 0.55), (ATTEMPTED, 0.23), (MESSAGE, 0.15), (DECLINED, 0.07))
LATE = 0.25  # of those not done in time
REFUSES = 0.15  # of those never done
DONE_IN_TIME, DONE_LATE, NOT_DONE, REFUSED = range(4)


@dataclass(frozen=True)
class Kind:
    """One entitlement that is not about being told. ``aimed`` is the number of working days that
    the draw aims at; ``chance`` a factor on the unit's ``given``; ``by`` channel, result, share."""

    entitlement: str
    action: str
    event: str
    aimed: int
    chance: float
    by: tuple[tuple[int, int, float], ...]


REPORT = ""
BY_POST = ((LETTER, SENT, 0.3), (EMAIL, SENT, 0.45), (TEXT, SENT, 0.25))
BY_VOICE = ((TELEPHONE, SPOKEN, 0.7), (IN_PERSON, SPOKEN, 0.3))
BY_HAND = ((IN_PERSON, HANDED_OVER, 0.45), (EMAIL, SENT, 0.4), (LETTER, SENT, 0.15))
BY_MAIL = ((EMAIL, ACKNOWLEDGED, 0.3), (EMAIL, SENT, 0.4), (LETTER, SENT, 0.3))
KINDS = (
    Kind("R3-CONF", "written_confirmation", REPORT, 2, 0.95, BY_POST),
    Kind("R3-INFO", "leaflet_given", REPORT, 5, 0.30, BY_HAND),
    Kind("R4-VNA", "needs_assessment", REPORT, 2, 0.28, BY_VOICE),
    Kind("R4-REFER", "referral", REPORT, 2, 0.60, ((EMAIL, SENT, 1.0),)),
    Kind("R7-OFFER", "personal_statement_offered", "statement_taken", 1, 0.3, BY_VOICE),
    Kind("R6-VRR-ACK", "review_acknowledged", "review_requested", 10, 1.0, BY_MAIL),
    Kind("R6-VRR-DEC", "review_decided", "review_requested", 30, 0.9, BY_MAIL),
    Kind("R12-ACK", "complaint_acknowledged", "complaint_received", 10, 1.0, BY_MAIL),
)


def served(scene: Scene) -> tuple[Actions, Duties]:
    """Everything done beside telling, and what became of each duty."""
    rng = scene.draws(SERVICE)
    known = scene.setting.timetable.entitlements
    parts = [_of_kind(rng, scene, kind) for kind in KINDS if kind.entitlement in known]
    actions = [*(done for done, _ in parts), _call_backs(rng, scene)]
    return Actions.together(actions), Duties.together([duties for _, duties in parts])


@dataclass(frozen=True)
class Claims(Columns):
    """Whoever is owed one kind of service; ``event`` is NONE where the report starts the clock."""

    victim: Ints
    crime: Ints
    event: Ints
    started: Ints
    start: Ints
    aimed: Ints
    chance: Shares


def _of_kind(rng: np.random.Generator, scene: Scene, kind: Kind) -> tuple[Actions, Duties]:
    claims = _claims(scene, kind)
    fate = _fates(rng, claims.chance)
    day = _days(rng, claims, fate)
    channel, result = _contact(rng, kind, fate)
    done = made(
        kind.action,
        crime=claims.crime,
        victim=claims.victim,
        at=on_day(rng, day, claims.started),
        channel=channel,
        result=result,
        about_event=claims.event,
    )
    done = keyed(rng, scene, done)
    on_record = np.where(done.recorded_at <= scene.setting.ends_at, fate, NOT_DONE)
    return done.only(fate != NOT_DONE), _duties(scene, kind, claims, day, on_record)


def _claims(scene: Scene, kind: Kind) -> Claims:
    victims, events, setting = scene.victims, scene.events, scene.setting
    if kind.event:
        event = np.flatnonzero(events.kind == EVENTS.index(kind.event))
        victim, started = events.victim[event], events.at[event]
    else:
        victim = np.flatnonzero(victims.in_scope)
        started = scene.crimes.at[victims.crime[victim]]
        event = np.full(len(victim), NONE)
    start = started // DAY
    unit = scene.unit(victims.crime[victim])
    return Claims(
        victim=victim,
        crime=victims.crime[victim],
        event=event,
        started=started,
        start=start,
        aimed=setting.timetable.due(start, np.full(len(start), kind.aimed)),
        chance=np.minimum(setting.rate("given")[unit] * kind.chance, 0.97),
    )


def _fates(rng: np.random.Generator, chance: Shares) -> Ints:
    rows = len(chance)
    refuses = rng.random(rows) < REFUSES
    otherwise = np.where(rng.random(rows) < LATE, DONE_LATE, NOT_DONE)
    fate = np.where(rng.random(rows) < chance, DONE_IN_TIME, otherwise)
    return np.where(refuses & (fate == NOT_DONE), REFUSED, fate)


def _days(rng: np.random.Generator, claims: Claims, fate: Ints) -> Ints:
    rows = len(claims)
    room = claims.aimed - claims.start + 1
    soon = claims.start + np.floor(rng.random(rows) ** 2 * room).astype(np.int64)
    return np.where(fate == DONE_LATE, claims.aimed + rng.geometric(0.2, rows), soon)


def _contact(rng: np.random.Generator, kind: Kind, fate: Ints) -> tuple[Ints, Ints]:
    channels, results, shares = zip(*kind.by, strict=True)
    drawn = pick(rng, shares, len(fate))
    result = np.where(fate == REFUSED, DECLINED, np.array(results)[drawn])
    return np.array(channels)[drawn], result


def _duties(scene: Scene, kind: Kind, claims: Claims, day: Ints, on_record: Ints) -> Duties:
    """``on_record`` is the fate as far as it was keyed by the end."""
    timetable, start = scene.setting.timetable, claims.start
    enhanced = scene.rights.only(claims.victim).on(start)
    entitlement = np.full(len(claims), timetable.position(kind.entitlement))
    allowed = timetable.days(entitlement, start, enhanced)
    due = timetable.due(start, allowed)
    duties = judged(
        crime=claims.crime,
        entitlement=entitlement,
        unit=scene.unit(claims.crime),
        enhanced=enhanced,
        happened_on=start,
        start=start,
        due=due,
        done=np.where(np.isin(on_record, (DONE_IN_TIME, DONE_LATE)), day, NEVER),
        excluded=(on_record == REFUSED) & ((due == NEVER) | (day <= due)),
        expected=np.where(allowed == kind.aimed, claims.chance, np.nan),
    )
    return duties.only(scene.victims.in_scope[claims.victim] & (allowed != NONE))


def _call_backs(rng: np.random.Generator, scene: Scene) -> Actions:
    """A call some days after a crime was screened out; not everybody is reached."""
    results, shares = zip(*CALLS_CAME_TO, strict=True)
    screened = scene.crimes.route[scene.victims.crime] == SCREENED_OUT
    called = np.flatnonzero(screened & (rng.random(len(screened)) < CALLED_BACK))
    crime = scene.victims.crime[called]
    reported_at = scene.crimes.at[crime]
    day = reported_at // DAY + rng.integers(2, 12, len(called))
    done = made(
        "call_back",
        crime=crime,
        victim=called,
        at=on_day(rng, day, reported_at),
        channel=np.full(len(called), TELEPHONE),
        result=scene.draws(CALLS).choice(results, len(called), p=shares),
    )
    return keyed(rng, scene, done)
