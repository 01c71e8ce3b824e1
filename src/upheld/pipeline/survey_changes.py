"""Waves compared: for all, and for every unit of each breakdown, beside partly pooled figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import isfinite

import polars as pl

from upheld.core.errors import UpheldError, WrongUseError
from upheld.core.survey_design import Kind, Outcome
from upheld.pipeline.survey_estimates import month_words, of_cells
from upheld.pipeline.survey_linearised import Cells, cells
from upheld.pipeline.survey_periods import MONTH, in_order
from upheld.pipeline.survey_rows import PSU, STRATUM, Rows, Y
from upheld.statistics.survey_change import Change, change, judged
from upheld.statistics.survey_estimate import Estimate
from upheld.statistics.survey_pooling import Cell, Pooled, pooled


@dataclass(frozen=True, slots=True)
class Compared:
    """One change of one domain (all, where ``by`` is empty) from one wave to a later one."""

    by: dict[str, str]
    first: str
    second: str
    change: Change
    note: str = ""


@dataclass(frozen=True, slots=True)
class WaveFigure:
    """One domain in one wave: the raw figure, and the partly pooled one where there is one."""

    by: dict[str, str]
    raw: Estimate
    pooled: Pooled | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    waves: tuple[str, ...]
    figures: tuple[WaveFigure, ...]
    changes: tuple[Compared, ...]


def compared(
    rows: Rows, outcome: Outcome, wave: str, breakdowns: Sequence[Sequence[str]]
) -> Comparison:
    """Every earlier wave with every later one, for all rows and each domain of each breakdown.

    A family, within which the false discovery rate is held, is the pairs of waves for all rows,
    and for a breakdown its domains in one pair. A month of one unit is never judged.
    """
    if wave not in rows.frame.columns:
        raise WrongUseError(
            f"{rows.file} has no column {wave}.", next_step="name the column of the wave."
        )
    waves = in_order(rows.frame.get_column(wave).drop_nulls().unique().to_list())
    if len(waves) < 2:
        raise UpheldError(
            f"{rows.file}: column {wave} holds {len(waves)} wave: nothing can be compared.",
            next_step="give a file with the interviews of two waves or more.",
        )
    figures: list[WaveFigure] = []
    changes: list[Compared] = []
    for columns in [[], *(list(each) for each in breakdowns if wave not in each)]:
        found = cells(rows, outcome.kind, [*columns, wave])
        monthly = bool(columns) and _monthly(waves)
        shown = _figures(found, outcome, [*columns, wave], pool=bool(columns))
        figures += [_unjudged(each, wave, outcome) if monthly else each for each in shown]
        for family in _families(_changes(rows, outcome, found, [*columns, wave], waves), columns):
            changes += family if monthly else _judged(family)
    return Comparison(tuple(waves), tuple(figures), tuple(changes))


def _monthly(waves: Sequence[str]) -> bool:
    return all(MONTH.fullmatch(each) for each in waves)


def _figures(found: Cells, outcome: Outcome, by: Sequence[str], *, pool: bool) -> list[WaveFigure]:
    raw = of_cells(found, outcome)
    beside = _pooled(found, raw, outcome) if pool else None
    return [
        WaveFigure(
            dict(zip(by, values, strict=True)), figure, beside[at] if beside else None, figure.note
        )
        for at, (values, figure) in enumerate(zip(found.values, raw, strict=True))
        if isfinite(figure.estimate)  # a ratio of nothing is none
    ]


def _pooled(found: Cells, raw: Sequence[Estimate], outcome: Outcome) -> list[Pooled] | None:
    if outcome.kind not in {Kind.PROPORTION, Kind.MEAN}:
        return None
    table = [
        Cell(" × ".join(values[:-1]), values[-1], figure.estimate, figure.se or 0.0, figure.n)
        for values, figure in zip(found.values, raw, strict=True)
    ]
    return pooled(table, share=outcome.kind is Kind.PROPORTION)


def _unjudged(given: WaveFigure, wave: str, outcome: Outcome) -> WaveFigure:
    wide = month_words(given.raw, given.by[wave], outcome)
    return replace(given, note="; ".join(each for each in (given.note, wide) if each))


# --------------------------------------------------------------------------------------- changes


def _changes(
    rows: Rows, outcome: Outcome, found: Cells, by: Sequence[str], waves: Sequence[str]
) -> list[Compared]:
    at = {values: number for number, values in enumerate(found.values)}
    domains = list(dict.fromkeys(values[:-1] for values in found.values))
    places = _places(rows, by)
    made = []
    for domain in domains:
        for first, second in combinations(waves, 2):
            one, other = at.get((*domain, first)), at.get((*domain, second))
            if one is None or other is None or not _told(found, one, other):
                continue
            pair = [places[*domain, first], places[*domain, second]]
            named = dict(zip(by, domain, strict=False))
            moved = _change(found, one, other, _degrees(pair), outcome.level)
            made.append(Compared(named, first, second, moved, _why(moved)))
    return made


def _told(found: Cells, *places: int) -> bool:
    return all(isfinite(found.figures.estimate[at]) for at in places)


def _change(found: Cells, one: int, other: int, df: int, level: float) -> Change:
    figures, covariance = found.figures, found.covariance
    return change(
        float(figures.estimate[one]),
        float(figures.estimate[other]),
        variances=(float(figures.se[one] ** 2), float(figures.se[other] ** 2)),
        covariance=float(covariance[one, other]),
        df=df,
        level=level,
    )


def _why(moved: Change) -> str:
    if moved.p is not None:
        return ""
    return (
        "too few interviews, or all answers alike: there is no error to judge the change by. "
        "Combine it with a neighbour, or wait for more"
    )


Places = tuple[frozenset[str], frozenset[str]]


def _places(rows: Rows, by: Sequence[str]) -> dict[tuple[str, ...], Places]:
    """The first-stage units and the strata of every domain's answers."""
    table = (
        rows.frame.filter(pl.col(Y).is_not_null())
        .group_by(by)
        .agg(pl.col(PSU).unique(), pl.col(STRATUM).unique())
    )
    return {tuple(row[: len(by)]): (frozenset(row[-2]), frozenset(row[-1])) for row in table.rows()}


def _degrees(pair: Sequence[Places]) -> int:
    units, strata = (pair[0][part] | pair[1][part] for part in (0, 1))
    return len(units) - len(strata) - 1


def _families(given: Sequence[Compared], columns: Sequence[str]) -> list[list[Compared]]:
    if not columns:
        return [list(given)]
    families: dict[tuple[str, str], list[Compared]] = {}
    for each in given:
        families.setdefault((each.first, each.second), []).append(each)
    return list(families.values())


def _judged(family: Sequence[Compared]) -> list[Compared]:
    verdicts = judged([each.change for each in family])
    return [replace(each, change=one) for each, one in zip(family, verdicts, strict=True)]
