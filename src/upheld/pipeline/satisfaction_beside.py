"""What stands beside satisfaction in an edition: pooled figures, the Code, the leaflet, call-backs.

Lines of the same table. An association, and rights beside satisfaction, are one text each, so that
no number of theirs can be had without its design and caveats.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import duckdb
import numpy as np
import polars as pl

from upheld.core.errors import UpheldError
from upheld.core.survey_design import Kind, Survey
from upheld.pipeline import call_back_counts, leaflet_reach
from upheld.pipeline.rights_and_satisfaction import Question, beside_duties
from upheld.pipeline.survey_periods import QUARTERS, WAVE, in_order
from upheld.pipeline.survey_rows import WEIGHT, Rows
from upheld.rules import load
from upheld.statistics.effects.association import association
from upheld.statistics.effects.design import EffectDesign
from upheld.statistics.effects.subjects import CannotCompareError, Covariate, Subjects
from upheld.statistics.survey_pooling import Cell, pooled

Line = dict[str, Any]
SMALL = 20  # interviews: categories of fewer are one, so that no line is of few people
FEW = "others"
DECIMALS = 10
UNIT = "unit_code"
READINGS: tuple[Literal["strict", "lenient"], ...] = ("strict", "lenient")


@dataclass(frozen=True, slots=True)
class Beside:
    """Where it comes from: the extracts, the edition's duties, and the force's design of what is
    compared with the leaflet, if it has one."""

    connection: duckdb.DuckDBPyConnection
    duties: pl.LazyFrame
    leaflet: EffectDesign | None
    as_of: date

    def lines(self, survey: Survey, rows: Rows, shown: pl.DataFrame) -> Iterator[Line]:
        """``shown``: the survey's figures after disclosure control."""
        yield from _pooled(survey, shown)
        yield from self._rights(survey)
        yield from self._reach(survey)
        yield from _association(self.leaflet, rows)
        for each in call_back_counts.counts(self.connection, self.as_of):
            yield _of_place(each.unit) | {
                "part": "call_back", "outcome": each.came_to, "period_kind": "quarter",
                "period": each.quarter, "n": each.victims, "suppressed": each.victims is None,
            }  # fmt: skip

    def _rights(self, survey: Survey) -> Iterator[Line]:
        if survey.outcome.kind is not Kind.PROPORTION:
            return
        question = Question(survey.outcome.column, survey.outcome.success, survey.design.weight)
        for reading in READINGS:
            try:
                found = beside_duties(
                    self.duties, self.connection, load.victims_codes(), question, reading,
                    until=self.as_of,
                )  # fmt: skip
            except UpheldError as error:
                yield {"part": "right", "breakdown": "why_not", "category": reading,
                       "note": error.what}  # fmt: skip
                continue
            yield {"part": "right", "outcome": question.column, "breakdown": "whole",
                   "category": reading, "note": _text(_open_rights(found.plain()))}  # fmt: skip

    def _reach(self, survey: Survey) -> Iterator[Line]:
        found = leaflet_reach.issued(self.connection)
        if self.leaflet and self.leaflet.given:
            try:
                found += leaflet_reach.recalled(
                    self.connection, self.leaflet.treatment, self.leaflet.given,
                    survey.design.weight, self.leaflet.no_answer,
                )  # fmt: skip
            except UpheldError as error:
                yield {"part": "association", "breakdown": "why_not", "note": error.what}
        for each in found:
            if call_back_counts.is_over(each.quarter, self.as_of):
                yield _of_place(each.unit) | {
                    "part": "leaflet", "outcome": each.reading, "period_kind": "quarter",
                    "period": each.quarter, "estimate": each.value, "lower": each.lower,
                    "upper": each.upper, "n": each.of, "suppressed": each.of is None,
                }  # fmt: skip


def _of_place(unit: str) -> Line:
    if unit == leaflet_reach.FORCE:
        return {"breakdown": "none", "category": ""}
    return {"breakdown": UNIT, "category": unit}


def _pooled(survey: Survey, shown: pl.DataFrame) -> Iterator[Line]:
    """Made of figures that are shown, so that they can give nothing else away."""
    raw = shown.filter(
        pl.col("lower").is_not_null(), ~pl.col("suppressed"), pl.col("effective_n") > 0,
        part="estimate", outcome=survey.outcome.column, breakdown=UNIT, period_kind="quarter",
    ).sort("category", "period")  # fmt: skip
    cells = [
        Cell(row["category"], row["period"], row["estimate"], row["se"], row["effective_n"])
        for row in raw.iter_rows(named=True)
    ]
    made = pooled(cells, share=survey.outcome.kind is Kind.PROPORTION)
    for cell, each in zip(cells, made or (), strict=False):
        yield {
            "part": "pooled", "outcome": survey.outcome.column, "breakdown": UNIT,
            "category": cell.unit, "period_kind": "quarter", "period": cell.period,
            **asdict(each),
        }  # fmt: skip


def _open_rights(plain: dict[str, Any]) -> dict[str, Any]:
    """A right that is not compared shows neither of its sides: one of them is too small."""
    kept = [
        each if each["estimate"] is not None
        else {"name": each["name"], "estimate": None, "why_not": each["why_not"]}
        for each in plain["rights"]
    ]  # fmt: skip
    return {**plain, "rights": kept}


# ------------------------------------------------------------------------------ the association


def _association(design: EffectDesign | None, rows: Rows) -> Iterator[Line]:
    """Of the last four waves, with the fitted weights."""
    if design is None:
        return
    same = {"part": "association", "outcome": design.outcome}
    missing = [name for name in design.columns if name not in rows.frame.columns]
    if missing:
        what = f"The survey has no column {', '.join(missing)}, which the comparison needs."
        yield {**same, "breakdown": "why_not", "note": what}
        return
    last = in_order(rows.frame.get_column(WAVE).drop_nulls().unique().to_list())[-QUARTERS:]
    try:
        found = association(*_subjects(design, rows.frame.filter(pl.col(WAVE).is_in(last))))
    except CannotCompareError as error:
        yield {**same, "breakdown": "why_not", "note": f"{error.what} Next step: {error.next_step}"}
        return
    yield {**same, "breakdown": "whole", "period_kind": "rolling_year", "period": last[-1],
           "note": _text(found.plain())}  # fmt: skip


def _subjects(design: EffectDesign, frame: pl.DataFrame) -> tuple[Subjects, EffectDesign, int]:
    """Those with every value, and how many were left out. Covariates are categories; those of
    few interviews are one."""

    def yes(column: str, values: tuple[str, ...]) -> pl.Expr:
        text = pl.col(column).cast(pl.String)
        known = pl.when(~text.is_in(list(design.no_answer))).then(text)
        return known.is_in(list(values or ("1",))).cast(pl.Float64)

    control = design.negative_control
    columns = {
        "@treated": yes(design.treatment, design.given),
        "@outcome": yes(design.outcome, design.success),
        "@control": yes(control, design.control_success) if control else pl.lit(0.0),
        "@weight": pl.col(WEIGHT),
        "@cluster": pl.col(design.clusters or WEIGHT).cast(pl.String),
        **{f"c:{name}": pl.col(name).cast(pl.String) for name in design.covariates},
    }
    whole = frame.select(made.alias(name) for name, made in columns.items()).drop_nulls()
    covariates = [
        Covariate(name, tuple(_with_few_joined(whole[f"c:{name}"]))) for name in design.covariates
    ]
    clusters = np.unique(whole["@cluster"].to_numpy(), return_inverse=True)[1]
    subjects = Subjects(
        whole["@treated"].to_numpy(), whole["@outcome"].to_numpy(), tuple(covariates),
        whole["@weight"].to_numpy(), clusters if design.clusters else None,
        whole["@control"].to_numpy() if control else None,
    )  # fmt: skip
    weighted = EffectDesign(**{**_fields(design), "weight": "the fitted weights"})
    return subjects, weighted, frame.height - whole.height


def _with_few_joined(names: pl.Series) -> list[str]:
    """Categories of few are one with the smallest others that it takes for it not to be of few."""
    sizes = names.value_counts(name="n").sort("n", names.name)
    ordered = dict(sizes.iter_rows())
    few = [name for name, size in ordered.items() if size < SMALL]
    for name in ordered:
        if few and name not in few and sum(ordered[each] for each in few) < SMALL:
            few.append(name)
    return names.replace(few, [FEW] * len(few)).to_list()


def _fields(design: EffectDesign) -> dict[str, Any]:
    return {name: getattr(design, name) for name in EffectDesign.__dataclass_fields__}


def _text(plain: dict[str, Any]) -> str:
    return json.dumps(_rounded(plain), ensure_ascii=False, sort_keys=True, default=str)


def _rounded(value: Any) -> Any:
    """Beyond some decimals the order of a sum may show, and bytes would not repeat."""
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return round(float(value), DECIMALS) if isinstance(value, float) else value
