"""What was done to draw a control chart, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from upheld.statistics.baselines import (
    DENOMINATORS_DIFFER,
    FEW_EXPECTED,
    Baseline,
    Chart,
    Observation,
)
from upheld.statistics.spacing import Spacing

GAPS_NAMED = 6


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stretch of a series between declared breaks, and the line drawn through it."""

    observations: tuple[Observation, ...]
    baseline: Baseline


def notes_on(
    drawn: Sequence[Drawn],
    chart: Chart,
    spacing: Spacing,
    gaps: Sequence[tuple[date, date]],
    *,
    fewest: int,
) -> tuple[str, ...]:
    """Which chart it is and why, where a period is missing, where limits are not shown and how
    many moving ranges were left out. One sentence or two each."""
    return (
        _chart(chart, proportions=drawn[0].observations[0].denominator is not None),
        *_gaps(gaps, spacing),
        *(_few(each, fewest) for each in drawn if len(each.observations) < fewest),
        *(_screened(each) for each in drawn if _limits_shown(each, fewest)),
    )


def _limits_shown(drawn: Drawn, fewest: int) -> bool:
    return len(drawn.observations) >= fewest and drawn.baseline.screened > 0


def _chart(chart: Chart, *, proportions: bool) -> str:
    if chart == "p-prime":
        return (
            f"p′ chart (Laney): a denominator differs from their mean by more than "
            f"{DENOMINATORS_DIFFER:.0%}, or in the smallest fewer than {FEW_EXPECTED:.0f} are "
            "expected with or without the outcome. Limits lie between 0 and 1."
        )
    if proportions:
        return (
            "XmR chart of the proportion: the denominators are large and alike. "
            "Limits lie between 0 and 1."
        )
    return "XmR chart: the mean and 2.66 times the mean moving range either side of it."


def _gaps(gaps: Sequence[tuple[date, date]], spacing: Spacing) -> list[str]:
    if not gaps:
        return []
    named = [f"{before} and {after}" for before, after in gaps[:GAPS_NAMED]]
    more = len(gaps) - len(named)
    where = "; ".join(named) + (f"; and {more} more" if more else "")
    spaced = f"The points are spaced {spacing}. A value is missing between {where}."
    return [f"{spaced} No run, trend or two of three crosses the gap."]


def _few(drawn: Drawn, fewest: int) -> str:
    first, count = drawn.observations[0].date, len(drawn.observations)
    points = "1 point" if count == 1 else f"{count} points"
    return f"From {first}: {points}. Limits and verdicts are given from {fewest} points on."


def _screened(drawn: Drawn) -> str:
    count, first = drawn.baseline.screened, drawn.observations[0].date
    ranges = "1 moving range was" if count == 1 else f"{count} moving ranges were"
    return f"From {first}: {ranges} left out of the limits, being 3.267 times their mean or more."
