"""From rows to the figures of every domain that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite

import polars as pl

from upheld.core.errors import WrongUseError
from upheld.core.survey_design import Kind, Outcome
from upheld.pipeline.survey_linearised import Cells, cells
from upheld.pipeline.survey_periods import MONTH, ROLLING, month_after, natural, windows
from upheld.pipeline.survey_rows import Rows, Y
from upheld.statistics.survey_enough import periods_needed, too_wide
from upheld.statistics.survey_estimate import Estimate, estimates, many_intervals

NO_ANSWER = (
    "interviews, and none of them answered: there is nothing to estimate. Leave the cell out, or "
    "combine it with a neighbour"
)
NO_RATIO = (
    "the denominator adds up to nought here: there is no ratio. Leave the cell out, or combine it "
    "with a neighbour"
)
MOST_EMPTY = 20
MANY = 20  # figures from which it is said how many intervals miss by chance


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain: column to value, and its figure; none where nobody in it answered."""

    by: Mapping[str, str]
    figure: Estimate | None
    note: str = ""


def domains(rows: Rows, outcome: Outcome, by: Sequence[str]) -> list[Domain]:
    """Every domain that the columns make, in order of their values; all rows without any.

    A rolling year is a domain of four quarters; years overlap, so a row may lie in several.
    """
    missing = [name for name in by if name not in rows.frame.columns and name != ROLLING]
    if missing:
        raise WrongUseError(
            f"{rows.file} has no column {', '.join(missing)}.",
            next_step="name one of: "
            + ", ".join(name for name in rows.frame.columns if not name.startswith("@")),
        )
    if ROLLING not in by:
        found = of_values(rows, outcome, by, {})
        months_of_units = "month" in by and len(by) > 1
        return [_month_of_unit(each, outcome) for each in found] if months_of_units else found
    others = [name for name in by if name != ROLLING]
    found = [
        domain
        for last, four, column in windows(rows)
        for domain in of_values(rows, outcome, others, {ROLLING: last}, pl.col(column).is_in(four))
    ]
    return [replace(each, by={name: each.by[name] for name in by}) for each in found]


def of_values(
    rows: Rows,
    outcome: Outcome,
    by: Sequence[str],
    also: Mapping[str, str],
    where: pl.Expr | None = None,
) -> list[Domain]:
    found = cells(rows, outcome.kind, by, where)
    named = [{**also, **dict(zip(by, values, strict=True))} for values in found.values]
    answered = [
        Domain(of, figure, figure.note) if isfinite(figure.estimate) else Domain(of, None, NO_RATIO)
        for of, figure in zip(named, of_cells(found, outcome), strict=True)
    ]
    silent = [
        Domain({**also, **dict(zip(by, values, strict=True))}, None, NO_ANSWER)
        for values in found.unanswered
    ]
    return sorted([*answered, *silent], key=lambda domain: tuple(map(natural, domain.by.values())))


def _month_of_unit(given: Domain, outcome: Outcome) -> Domain:
    """A month of one unit, with how wide it is and when there will be enough: never judged."""
    wide = month_words(given.figure, given.by["month"], outcome)
    return replace(given, note="; ".join(each for each in (given.note, wide) if each))


def month_words(figure: Estimate | None, month: str, outcome: Outcome) -> str:
    """How wide it is, and when there will be enough, counting from this month on."""
    if figure is None or figure.lower is None or figure.upper is None:
        return ""
    if outcome.kind is not Kind.PROPORTION:
        return "one month of one unit is not judged: look at the quarter or the rolling year"
    half = (figure.upper - figure.lower) / 2
    needed = periods_needed(half)
    tells = needed > 1 and MONTH.fullmatch(month)
    return too_wide(half, "month") + (f": by {month_after(month, needed - 1)}" if tells else "")


def of_cells(found: Cells, outcome: Outcome) -> list[Estimate]:
    return estimates(
        found.figures, kind=outcome.kind, interval=outcome.interval, level=outcome.level
    )


def empty_cells(given: Sequence[Domain], by: Sequence[str]) -> list[dict[str, str]]:
    """Crossings of the columns' values that no interview fell into."""
    if len(by) < 2:
        return []
    there = {tuple(domain.by.values()) for domain in given}
    values = [sorted({domain.by[column] for domain in given}) for column in by]
    return [dict(zip(by, cell, strict=True)) for cell in product(*values) if cell not in there]


def notes(rows: Rows, given: Sequence[Domain], by: Sequence[str], level: float) -> list[str]:
    """What must be said beside the figures."""
    said = list(rows.notes)
    for column in by:
        blank = 0 if column == ROLLING else rows.frame.get_column(column).null_count()
        if blank:
            said.append(f"{blank:,} interviews have no {column}: they are in no cell of it.")
    unanswered = rows.frame.get_column(Y).null_count()
    if unanswered:
        said.append(
            f"{unanswered:,} of {rows.frame.height:,} interviews have no answer: they leave the "
            "base, and their strata stay in the error."
        )
    if any(each.figure and each.figure.deff is None and not each.note for each in given):
        said.append(
            "Where no design effect stands, the weights add up to no more than the interviews: "
            "they are no counts of a population. deff_replace, in --json, needs none."
        )
    if len(given) >= MANY:
        said.append(many_intervals(len(given), level))
    empty = empty_cells(given, by)
    if empty:
        shown = "; ".join(" × ".join(cell.values()) for cell in empty[:MOST_EMPTY])
        more = f" and {len(empty) - MOST_EMPTY:,} more" if len(empty) > MOST_EMPTY else ""
        said.append(
            f"{len(empty):,} cells are empty, without any interview: {shown}{more}. Nothing is "
            "said of them; combine them with neighbours, or sample them."
        )
    return said
