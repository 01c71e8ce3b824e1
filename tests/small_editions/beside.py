"""What stands beside satisfaction in the small edition: made up, as a build would write it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from upheld.pipeline.rights_and_satisfaction import RightsAndSatisfaction
from upheld.rules import load
from upheld.statistics.effects.association import association
from upheld.statistics.effects.design import EffectDesign
from upheld.statistics.effects.subjects import Covariate, Subjects
from upheld.statistics.met_or_not import compared, side

QUARTER = "2026-Q1"
UNITS = tuple(unit.code for unit in load.force("met").bcus)


def beside() -> Iterator[dict[str, Any]]:
    """SN's call-backs are under five; Right 8 is not compared; the leaflet's verdict is that
    nobody can tell."""
    same = {"period_kind": "quarter", "period": QUARTER, "suppressed": False, "note": ""}
    for unit in UNITS:
        yield {
            **same, "part": "pooled", "outcome": "overall", "breakdown": "unit_code",
            "category": unit, "estimate": 0.61, "se": 0.03, "lower": 0.55, "upper": 0.67,
        }  # fmt: skip
    for unit, place in (("none", ""), *(("unit_code", each) for each in UNITS)):
        named = {**same, "breakdown": unit, "category": place}
        for reading, share, n in (("issued", 0.4, 500), ("recalled", 0.5, 40)):
            yield {**named, "part": "leaflet", "outcome": reading, "estimate": share,
                   "lower": share - 0.1, "upper": share + 0.1, "n": n}  # fmt: skip
        few = place == "SN"
        for came_to, number in (("called", 60), ("spoken", 40), ("declined", 5),
                                ("message_left", 5), ("not_reached", 10)):  # fmt: skip
            yield {**named, "part": "call_back", "outcome": came_to, "suppressed": few,
                   "n": None if few else number}  # fmt: skip
    yield {"part": "association", "outcome": "overall", "breakdown": "whole",
           "note": json.dumps(_association().plain())}  # fmt: skip
    for reading in ("strict", "lenient"):
        yield {"part": "right", "breakdown": "whole", "category": reading,
               "note": json.dumps(_rights(reading))}  # fmt: skip


def _association() -> Any:
    random = np.random.default_rng(4)
    treated, outcome, control = (random.random((3, 400)) < [[0.5], [0.6], [0.7]]).astype(float)
    age = Covariate("age_band", tuple(random.choice(["18-34", "35+"], 400)))
    design = EffectDesign("leaflet_recalled", "overall", ("age_band",), negative_control="contact")
    return association(Subjects(treated, outcome, (age,), control=control), design, 12)


def _rights(reading: Any) -> dict[str, Any]:
    def of(share: float, n: int = 200) -> Any:
        return side([number < share * n for number in range(n)], [1.0] * n)

    sides = [("Right 3", of(0.7), of(0.6)), ("Right 4", of(0.66), of(0.62)),
             ("Right 6", of(0.72), of(0.55)), ("Right 8", of(0.5, 4), of(0.5))]  # fmt: skip
    plain = RightsAndSatisfaction(reading, 900, 850, compared(sides)).plain()
    plain["rights"][-1] = {"name": "Right 8", "estimate": None, "why_not": "under 10 interviews"}
    return plain
