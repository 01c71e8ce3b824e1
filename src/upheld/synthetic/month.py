"""One month of the made-up force: everything that hangs on the crimes reported in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from upheld.synthetic.actions import Actions, on_record
from upheld.synthetic.amendments import Amended, amended, withdrawn_crimes
from upheld.synthetic.columns import Flags, Ints
from upheld.synthetic.crimes import crimes_of
from upheld.synthetic.enhanced import decisions_of
from upheld.synthetic.journey import journeys
from upheld.synthetic.scene import Scene
from upheld.synthetic.service import served
from upheld.synthetic.setting import Setting
from upheld.synthetic.tables import (
    actions_table,
    crimes_table,
    decisions_table,
    events_table,
    keys,
    victims_table,
)
from upheld.synthetic.tally import Duties
from upheld.synthetic.telling import told
from upheld.synthetic.updates import routine_updates
from upheld.synthetic.victims import victims_of


@dataclass(frozen=True)
class Month:
    """``amended`` holds the tables by the contract's names. The rest is truth about what stands
    after every correction: the duties, the true person behind each victim (``counted`` without
    those of withdrawn crimes), and by unit the victims with a ground for Enhanced Rights that needs
    no judgement (``derived``) and those of them whom no decision found (``missed``)."""

    amended: Amended
    duties: Duties
    victim_ids: pl.Series
    persons: Ints
    counted: Flags
    derived: Ints
    missed: Ints
    withdrawn: int


def make_month(setting: Setting, number: int) -> Month:
    """Depends on the setting and the month's number alone, not on the months before it."""
    crimes = crimes_of(setting, number)
    victims = victims_of(setting, number, crimes)
    decisions, rights = decisions_of(setting, number, crimes, victims)
    events, closures = journeys(setting, number, crimes, victims)
    scene = Scene(setting, number, crimes, victims, rights, events, closures)
    telling, owed_telling = told(scene)
    service, owed_service = served(scene)
    updates = routine_updates(scene)
    actions = on_record(setting, Actions.together([telling, service, updates]))
    ids = keys(setting, number, len(crimes), len(victims), len(events))
    tables = {
        "crimes": crimes_table(setting, crimes, closures, ids),
        "victims": victims_table(setting, victims, ids),
        "priority_decisions": decisions_table(setting, number, decisions, ids),
        "events": events_table(setting, crimes, events, ids),
        "actions": actions_table(setting, number, actions, ids),
    }
    withdrawn = withdrawn_crimes(setting, number)
    duties = Duties.together([owed_telling, owed_service])
    stands = ~withdrawn[victims.crime]
    derived, missed = _missed(scene, stands)
    return Month(
        amended=amended(setting, number, tables, withdrawn),
        duties=duties.only(~withdrawn[duties.crime]),
        victim_ids=ids.victims,
        persons=victims.person,
        counted=stands,
        derived=derived,
        missed=missed,
        withdrawn=int(withdrawn.sum()),
    )


def _missed(scene: Scene, stands: Flags) -> tuple[Ints, Ints]:
    unit = scene.unit(scene.victims.crime)
    derived = scene.rights.derived & scene.victims.in_scope & stands
    last_days = np.full(len(unit), scene.setting.last_day)
    missed = derived & ~scene.rights.recorded(last_days)
    units = len(scene.setting.units)
    return np.bincount(unit[derived], minlength=units), np.bincount(unit[missed], minlength=units)
