"""What else is done for victims: what a report starts, statements, reviews, complaints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.core.vocabulary import EVENTS
from upheld.synthetic.actions import (
    ACKNOWLEDGED, DECLINED, EMAIL, HANDED_OVER, IN_PERSON, LETTER, SENT, SPOKEN, TELEPHONE, TEXT,
    Actions, keyed, made, on_day,
)  # fmt: skip
from upheld.synthetic.columns import DAY, NEVER, NONE, Flags, Ints, Shares, pick
from upheld.synthetic.crimes import SCREENED_OUT, Crimes
from upheld.synthetic.enhanced import EnhancedRights
from upheld.synthetic.journey import Events
from upheld.synthetic.setting import Setting
from upheld.synthetic.tally import Duties, judged, nothing_drawn
from upheld.synthetic.victims import Victims

SERVICE = 6  # this module's stream of draws
CALLED_BACK = 0.05
REFUSES = 0.04
PERSON_TO_PERSON = (0, 1)  # reported in person or at a front counter
LATE = 0.5  # of those not done in time, done late


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
    Kind("R3-CONF", "written_confirmation", REPORT, 2, 1.05, BY_POST),
    Kind("R3-INFO", "leaflet_given", REPORT, 5, 0.72, BY_HAND),
    Kind("R4-VNA", "needs_assessment", REPORT, 2, 0.60, BY_VOICE),
    Kind("R4-REFER", "referral", REPORT, 2, 0.85, ((EMAIL, SENT, 1.0),)),
    Kind("R7-OFFER", "personal_statement_offered", "statement_taken", 1, 0.55, BY_VOICE),
    Kind("R6-VRR-ACK", "review_acknowledged", "review_requested", 10, 1.0, BY_MAIL),
    Kind("R6-VRR-DEC", "review_decided", "review_requested", 30, 0.9, BY_MAIL),
    Kind("R12-ACK", "complaint_acknowledged", "complaint_received", 10, 1.0, BY_MAIL),
)


def served(
    setting: Setting,
    month: int,
    crimes: Crimes,
    victims: Victims,
    rights: EnhancedRights,
    events: Events,
) -> tuple[Actions, Duties, Ints]:
    """Everything done beside telling, what became of each duty, and its crime's row."""
    rng = setting.draws(month, SERVICE)
    parts = [
        _of_kind(rng, setting, crimes, victims, rights, events, kind)
        for kind in KINDS
        if kind.entitlement in setting.timetable.entitlements
    ]
    actions = [*(part[0] for part in parts), _call_backs(rng, setting, crimes, victims)]
    return (
        Actions.together(actions),
        Duties.together([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
    )


def _of_kind(
    rng: np.random.Generator,
    setting: Setting,
    crimes: Crimes,
    victims: Victims,
    rights: EnhancedRights,
    events: Events,
    kind: Kind,
) -> tuple[Actions, Duties, Ints]:
    victim, event = _claims(victims, events, kind)
    crime = victims.crime[victim]
    started = events.at[event] if kind.event else crimes.at[crime]
    start = started // DAY
    aimed = setting.timetable.due(start, np.full(len(start), kind.aimed))
    fate = _Fate(rng, setting.rate("given")[crimes.unit[crime]] * kind.chance)
    day = fate.days(rng, start, aimed)
    channel, result = _contact(rng, kind, fate.refused)
    done = keyed(setting, rng, crimes, made(
        kind.action, crime=crime, victim=victim, at=on_day(rng, day, started),
        channel=channel, result=result, about_event=event if kind.event else None,
    ))  # fmt: skip
    known = fate.something & (done.recorded_at <= setting.ends_at)
    enhanced = rights.only(victim).on(start)
    entitlement = np.full(len(victim), setting.timetable.position(kind.entitlement))
    allowed = setting.timetable.days(entitlement, start, enhanced)
    due = setting.timetable.due(start, allowed)
    duties = judged(
        setting,
        entitlement=entitlement,
        unit=crimes.unit[crime],
        enhanced=enhanced,
        happened_on=start,
        start=start,
        due=due,
        done=np.where(known & ~fate.refused, day, NEVER),
        excluded=known & fate.refused & ((due == NEVER) | (day <= due)),
        expected=np.where(allowed == kind.aimed, fate.chance, nothing_drawn(len(start))),
        counts=(allowed != NONE) & victims.in_scope[victim],
    )
    return done.only(fate.something), *duties, crime
