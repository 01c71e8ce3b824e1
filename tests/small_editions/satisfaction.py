"""What people said in a survey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from tests.small_editions.beside import beside

from upheld.pipeline.satisfaction import SCHEMA
from upheld.rules import load


def satisfaction() -> pl.DataFrame:
    """Five quarters to Q1 2026 and the year: 62% of 800 a year are satisfied, fewer than two
    thirds; SN fell, Buddhists and Sikhs are withheld, one crime type has too few interviews."""
    quarters = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
    periods = [*(("quarter", each, 200, 0.07) for each in quarters),
               ("rolling_year", "2026-Q1", 800, 0.035)]  # fmt: skip
    rows: list[dict[str, Any]] = []
    for kind, period, n, half in periods:
        same = {"part": "estimate", "period_kind": kind, "period": period, "suppressed": False}
        for outcome, share in (("overall", 0.62), ("contact", 0.7), ("follow_up", 0.45)):
            rows.append({**same, "outcome": outcome, "breakdown": "none", "category": "",
                         **_estimate(share, half, n)})  # fmt: skip
        same["outcome"] = "overall"
        groups = [("crime_type", "Assault", 0.55), ("crime_type", "Personal robbery", 0.6),
                  ("sex", "female", 0.63), ("sex", "male", 0.61)]  # fmt: skip
        groups += [("unit_code", unit.code, 0.6) for unit in load.force("met").bcus]
        rows += [
            {**same, "breakdown": of, "category": name, **_estimate(share, 2 * half, n // 12)}
            for of, name, share in groups
        ]
        rows.append({**same, "breakdown": "crime_type", "category": "Hate crime", "n": 6,
                     "estimate": 0.5})  # fmt: skip
        rows += [{**same, "breakdown": "religion", "category": name, "suppressed": True}
                 for name in ("Buddhist", "Sikh")]  # fmt: skip
    rows += _changes_of_satisfaction()
    rows += _drivers_and_words()
    rows += beside()
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows],
                        schema=SCHEMA)  # fmt: skip


def _estimate(share: float, half: float, n: int) -> dict[str, Any]:
    return {"estimate": share, "lower": share - half, "upper": share + half, "se": half / 2,
            "n": n, "effective_n": n / 1.5, "deff": 1.5, "note": ""}  # fmt: skip


def _changes_of_satisfaction() -> Iterator[dict[str, Any]]:
    change = {"part": "change", "outcome": "overall", "suppressed": False, "note": ""}
    small = {"estimate": -0.02, "lower": -0.09, "upper": 0.05, "p_adjusted": 0.6,
             "verdict": "no change"}  # fmt: skip
    large = {"estimate": -0.2, "lower": -0.3, "upper": -0.1, "p_adjusted": 0.01, "verdict": "fall"}
    for kind, before in (("quarter", "2025-Q4"), ("rolling_year", "2025-Q1")):
        last = {**change, "period_kind": kind, "before": before, "period": "2026-Q1"}
        yield {**last, "breakdown": "none", "category": "", **small}
        for unit in load.force("met").bcus:
            found = large if unit.code == "SN" else small
            yield {**last, "breakdown": "unit_code", "category": unit.code, **found}


def _drivers_and_words() -> Iterator[dict[str, Any]]:
    driver = {"part": "driver", "outcome": "overall", "period": "2026-Q1", "n": 700, "note": ""}
    explained = {"estimate": 0.5, "lower": 0.4, "upper": 0.6}
    yield {**driver, "breakdown": "explained", "category": "", **explained}
    for item, share, good in (("contact", 0.4, 0.7), ("follow_up", 0.6, 0.45)):
        yield {**driver, "breakdown": "item", "category": item, "estimate": share, "last": 0.05,
               "lower": share - 0.1, "upper": share + 0.1, "performance": good,
               "note": "goes with satisfaction, and is weak: look here first"}  # fmt: skip
    for name, said in (
        ("outcome", "overall"), ("title", "User Satisfaction Survey"), ("satisfied", "5, 6, 7"),
        ("method", "Taylor linearisation (strata); 95% logit interval."),
        ("margins", "BCU, age band"), ("weights", "1,000 interviews."), ("waves", "2026-Q1"),
        ("caveat", "Association, not effect."),
    ):  # fmt: skip
        yield {"part": "method", "breakdown": name, "category": "0", "note": said}
    for at, item in enumerate(("contact", "follow_up")):
        yield {"part": "method", "breakdown": "item", "category": str(at), "note": item}
