"""The items of a survey as columns of numbers, and importance beside performance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from upheld.core.errors import UpheldError
from upheld.core.survey_design import Drivers, Kind, Survey
from upheld.pipeline.survey_rows import (
    PSU,
    PSUS,
    STRATUM,
    WEIGHT,
    Faults,
    Rows,
    Y,
    answered,
    as_number,
    is_one_of,
)
from upheld.statistics.survey_drivers import Data, Explained, Part, explained
from upheld.statistics.survey_intervals import Floats

MOST_CATEGORIES = 20
CARRIED = 0.25  # an own addition under this part of the share is said to be held in common
WORTH_SAYING = 0.05  # of R²
GOAL = 2 / 3  # good answers: nothing under it is called strong
UNDER_GOAL = "above the middle of the items, yet under two thirds"

_NOT_EFFECT = (
    "Association, not effect: a share says what goes with satisfaction in these interviews, not "
    "what would happen if the item were improved."
)
_SHARED = (
    "An item that goes with another gets a share even where its own effect is nil: compare its "
    "share with what it adds last, when all other items are known."
)
_ONE_INTERVIEW = (
    "All items are answered in one interview: somebody who is content may be kinder to every one."
)
_NOT_ASKED = (
    "An item that nobody was asked about cannot get a share; one that hardly varies gets little, "
    "however much it matters."
)
CAVEATS = (_NOT_EFFECT, _SHARED, _ONE_INTERVIEW, _NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Driver:
    """``performance`` is the weighted share of good answers, or the weighted mean where no answer
    was said to be good; ``correlation`` with the outcome is none for categories."""

    item: str
    part: Part
    performance: float | None
    performance_is: str
    correlation: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    drivers: tuple[Driver, ...]
    explained: Explained
    n: int
    left_out: int


def drivers(rows: Rows, survey: Survey) -> Found:
    """Each item's share, largest first. Raises an UpheldError with what is wrong with the items."""
    asked = _asked(survey)
    faults = Faults(rows.file)
    for item in asked.items:
        if item not in rows.frame.columns:
            faults.add("line 1", f"has no column {item}, which the design names (drivers: items)")
        elif item == survey.outcome.column:
            faults.add(f"column {item}", "is the outcome itself, and cannot be a driver of it")
    faults.raise_any("The drivers cannot be worked out:")
    there = [pl.col(Y), *(pl.col(item) for item in asked.items)]
    given = answered(rows.frame, asked.items, survey.outcome.no_answer)
    frame = given.filter(pl.all_horizontal(each.is_not_null() for each in there))
    columns = [_columns(frame, item, faults) for item in asked.items]
    faults.raise_any("The drivers cannot be worked out:")
    data = _data(rows, frame, columns)
    try:
        found = explained(data, draws=asked.draws, seed=asked.seed, level=survey.outcome.level)
    except ValueError as error:
        raise UpheldError(
            f"{rows.file}: the drivers cannot be worked out: {error}.",
            next_step="name an outcome and items that vary, in interviews that answer all of them.",
        ) from error
    made = [
        _driver(frame, item, column, part, asked)
        for item, column, part in zip(asked.items, columns, found.parts, strict=True)
    ]
    made.sort(key=lambda one: -one.part.share)
    return Found(tuple(made), found, frame.height, rows.frame.height - frame.height)


def _asked(survey: Survey) -> Drivers:
    if survey.drivers is None:
        raise UpheldError(
            f"The design {survey.name} names no drivers.",
            next_step='add a table [drivers] with items = ["contact", "treatment", …].',
        )
    if survey.outcome.kind not in {Kind.MEAN, Kind.PROPORTION}:
        raise UpheldError(
            f"Drivers of a {survey.outcome.kind} are not defined.",
            next_step="set [outcome] kind to mean or proportion.",
        )
    return survey.drivers


def _columns(frame: pl.DataFrame, item: str, faults: Faults) -> Floats:
    """Numbers as one column; anything else as one column a category after the first."""
    numbers = frame.select(as_number(item)).to_series()
    if not frame.height:
        return np.zeros((0, 1))
    if not numbers.null_count():
        if numbers.n_unique() == 1:
            faults.add(f"column {item}", "has one answer throughout: an item without variation")
        return np.asarray(numbers.to_numpy(), dtype=float)[:, None]
    categories = frame.get_column(item).unique().sort().to_list()
    if len(categories) == 1:
        faults.add(f"column {item}", "has one answer throughout: an item without variation")
    if len(categories) > MOST_CATEGORIES:
        what = f"has {len(categories):,} different answers that are no numbers, over"
        faults.add(f"column {item}", f"{what} {MOST_CATEGORIES}: no item with a few answers")
        return np.zeros((frame.height, 1))
    text = frame.get_column(item)
    return np.column_stack([(text == each).to_numpy() for each in categories[1:]] or [[]]).astype(
        float
    )


def _data(rows: Rows, frame: pl.DataFrame, columns: Sequence[Floats]) -> Data:
    strata = frame.get_column(STRATUM).rank("dense").to_numpy() - 1
    units = frame.get_column(PSU).rank("dense").to_numpy() - 1
    return Data(
        tuple(columns),
        frame.get_column(Y).to_numpy(),
        frame.get_column(WEIGHT).to_numpy(),
        strata.astype(np.int64),
        units.astype(np.int64),
        _unsampled(rows, frame),
    )


def _unsampled(rows: Rows, frame: pl.DataFrame) -> Floats:
    """1 less the sampled share of first-stage units, by stratum; 1 where counts are not known.

    With two stages sampled shares are left out: the second stage varies too.
    """
    if len(rows.design.fpc) != 1:
        return np.ones(frame.get_column(STRATUM).n_unique())
    shares = (
        rows.frame.filter(pl.col(STRATUM).is_in(frame.get_column(STRATUM).unique().implode()))
        .group_by(STRATUM)
        .agg((1 - pl.col(PSU).n_unique() / pl.col(PSUS).first()).alias("left"))
        .sort(STRATUM)
    )
    return np.asarray(shares.get_column("left").to_numpy(), dtype=float)


def _driver(frame: pl.DataFrame, item: str, column: Floats, part: Part, asked: Drivers) -> Driver:
    weights = frame.get_column(WEIGHT).to_numpy()
    numeric = frame.select(as_number(item)).to_series().null_count() == 0
    performance, what = None, "none: no answer of this item is said to be good"
    good = frame.select(is_one_of(item, asked.good)).to_series().to_numpy()
    if good.any():
        performance, what = float(np.average(good, weights=weights)), "share of good answers"
    elif numeric and not asked.good:
        performance, what = float(np.average(column[:, 0], weights=weights)), "mean"
    correlation = None
    if numeric:
        both = np.cov(column[:, 0], frame.get_column(Y).to_numpy(), aweights=weights)
        correlation = float(both[0, 1] / np.sqrt(both[0, 0] * both[1, 1]))
    carried = part.share > WORTH_SAYING and part.last < CARRIED * part.part
    note = "most of what it explains other items explain too" if carried else ""
    return Driver(item, part, performance, what, correlation, note)


def quadrant(one: Driver, all_of: Sequence[Driver]) -> str:
    """Importance against an equal share, which its interval must leave out; performance against the
    middle of the items; what lies under the goal is never called strong."""
    if one.performance is None or one.performance_is != "share of good answers":
        return ""
    known = [each.performance for each in all_of if each.performance is not None]
    equal = 1 / len(all_of)
    weak = one.performance < float(np.median(known))
    strong = "strong" if one.performance >= GOAL else UNDER_GOAL
    if one.part.lower <= equal <= one.part.upper:
        return (
            f"{'weak' if weak else strong}; whether it matters more than the others cannot be said"
        )
    return {
        (True, True): "goes with satisfaction, and is weak: look here first",
        (True, False): f"goes with satisfaction, and is {strong}: keep",
        (False, True): "weak, and goes less with satisfaction",
        (False, False): f"{strong}, and goes less with satisfaction",
    }[one.part.share > equal, weak]
