"""Base weights made to agree with what is known of the population; what was done, in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from upheld.core.survey_design import CROSSED, Margin, Survey
from upheld.extracts.survey_responses import Responses
from upheld.pipeline import survey_linearised
from upheld.pipeline.survey_nonresponse import respondents
from upheld.pipeline.survey_rows import BASE, FACTOR, ROW, WEIGHT, Faults, Rows, prepared
from upheld.statistics.survey_intervals import Floats

AGREE = 1e-6  # how far two margins' totals may lie apart, as a share of the larger


def ready(responses: Responses, survey: Survey) -> Rows:
    """The rows to estimate from, with weights fitted to the margins where the design has any.

    Raises ProblemsError with everything wrong with the file, UpheldError where no weights fit.
    """
    rows = prepared(respondents(responses, survey), survey.outcome, survey.design)
    if not survey.design.margins:
        return rows
    rows = _with_margins(rows, survey)
    fitted = survey_linearised.fitted_weights(rows)
    return replace(rows, frame=rows.frame.with_columns(pl.Series(WEIGHT, fitted)))


def _with_margins(rows: Rows, survey: Survey) -> Rows:
    """Each margin as one column of categories with the count that each must reach."""
    faults = Faults(rows.file)
    total = _population(rows, survey.design.margins, faults)
    frame, margins = rows.frame, dict[str, Mapping[str, float]]()
    for number, (column, group) in enumerate(_by_column(survey.design.margins).items()):
        name = f"@margin {number}"
        frame = frame.with_columns(_categories(group).alias(name))
        targets = _targets(group, total)
        _check_categories(frame, name, column, targets, faults)
        margins[name] = targets
    faults.raise_any("The weights cannot be made to agree with the margins:")
    return replace(rows, frame=frame, margins=margins, weighting=survey.weighting)


def _by_column(margins: tuple[Margin, ...]) -> dict[str, list[Margin]]:
    found: dict[str, list[Margin]] = {}
    for margin in margins:
        found.setdefault(margin.column, []).append(margin)
    return found


def _categories(group: list[Margin]) -> pl.Expr:
    """The category, with the wave before it where the margin differs by wave."""
    within = group[0].within
    before = [] if within is None else [within[0]]
    return pl.concat_str([*before, *group[0].columns], separator=CROSSED)


def _targets(group: list[Margin], total: float) -> dict[str, float]:
    targets: dict[str, float] = {}
    for margin in group:
        before = f"{margin.within[1]}{CROSSED}" if margin.within else ""
        scale = total if margin.are_shares else 1.0
        targets |= {before + name: scale * size for name, size in margin.targets.items()}
    return targets


def _population(rows: Rows, margins: tuple[Margin, ...], faults: Faults) -> float:
    """What the margins add up to: counts must agree; where all are shares, the base weights'."""
    weights = float(rows.frame.get_column(BASE).sum())
    if any(margin.within for margin in margins):
        for margin in margins:
            if margin.are_shares or margin.within is None:
                faults.add(
                    f"margin {margin.name}", "expected counts, and a wave, since others have a wave"
                )
        return weights
    counts = {margin.column: margin.total for margin in margins if not margin.are_shares}
    if not counts:
        return weights
    largest = max(counts.values())
    if largest - min(counts.values()) > AGREE * largest:
        said = ", ".join(f"{name} {total:,.10g}" for name, total in counts.items())
        faults.add("the margins", f"describe populations of different size: {said}")
    return largest


def _check_categories(
    frame: pl.DataFrame, name: str, column: str, targets: Mapping[str, float], faults: Faults
) -> None:
    """Every category that must be reached has an interview, every interview a known category."""
    there = set(frame.get_column(name).drop_nulls().unique())
    for category in targets:
        if category not in there:
            faults.add(
                f"margin {column}",
                f"category {category} has no interview, an empty cell that no weight can fill: "
                "combine it with another",
            )
    for category in sorted(there - set(targets)):
        faults.add(f"margin {column}", f"category {category} of the file has no count or share")
    blank = frame.filter(pl.col(name).is_null()).get_column(ROW).to_list()
    faults.rows(column, blank, "is empty, and the design has a margin for it")


# ----------------------------------------------------------------------------------- diagnostics


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What the weights look like. ``effective_n`` is Kish's; ``deff`` the loss by unequal weights;
    ``worst_gap`` the largest miss of a margin, as a share of its target."""

    interviews: int
    total: float
    effective_n: float
    deff: float
    smallest: float
    largest: float
    largest_over_mean: float
    smallest_factor: float
    largest_factor: float
    worst_gap: float | None


def diagnostics(rows: Rows) -> Diagnostics:
    weight: Floats = rows.frame.get_column(WEIGHT).to_numpy()
    factor = weight / rows.frame.get_column(BASE).to_numpy()
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    gaps = [
        abs(reached / target - 1)
        for name, targets in rows.margins.items()
        for reached, target in _reached(rows, name, targets)
    ]
    return Diagnostics(
        len(weight), float(weight.sum()), effective, len(weight) / effective,
        float(weight.min()), float(weight.max()), float(weight.max() / weight.mean()),
        float(factor.min()), float(factor.max()), float(np.max(gaps)) if gaps else None,
    )  # fmt: skip


def _reached(
    rows: Rows, name: str, targets: Mapping[str, float], weight: str = WEIGHT
) -> list[tuple[float, float]]:
    sums = dict(rows.frame.group_by(name).agg(pl.col(weight).sum()).iter_rows())
    return [(float(sums[category]), target) for category, target in targets.items()]


@dataclass(frozen=True, slots=True)
class Reached:
    """One category of a margin: what the weights add up to before and after, and should."""

    margin: str
    category: str
    before: float
    target: float
    after: float


def reached(rows: Rows, columns: Sequence[str]) -> list[Reached]:
    """Every category of every margin; ``columns`` are the margins' own names, in their order."""
    found = []
    for column, (name, targets) in zip(columns, rows.margins.items(), strict=True):
        before, after = (_reached(rows, name, targets, weight) for weight in (BASE, WEIGHT))
        found += [
            Reached(column, category, one, target, other)
            for (category, target), (one, _), (other, _) in zip(
                targets.items(), before, after, strict=True
            )
        ]
    return found


def weighted(responses: Responses, rows: Rows) -> pl.DataFrame:
    """The file's rows as they came, of those who answered, with their weights beside them."""
    frame = rows.frame
    made = {"base_weight": frame.get_column(BASE), "weight": frame.get_column(WEIGHT)}
    if FACTOR in frame.columns:
        factor = frame.get_column(FACTOR)
        made = {"base_weight": made["base_weight"] / factor, "nonresponse_factor": factor} | {
            "weight": made["weight"]
        }
    kept = responses.rows[(frame.get_column(ROW) - 1).to_list()]
    return kept.with_columns(series.alias(name) for name, series in made.items())
