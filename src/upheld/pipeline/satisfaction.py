"""The figures of the satisfaction survey that an edition holds, where its extracts have a survey.

One table: every line says in ``part`` whether it is an estimate, a change between two waves, a
driver, what stands beside it (``satisfaction_beside``), or a word on how all this was worked out.
No line is of one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import polars as pl

from upheld.core.errors import ProblemsError, UpheldError
from upheld.core.survey_design import Kind, Outcome, Survey
from upheld.extracts.survey_design import read_design
from upheld.pipeline import satisfaction_disclosure, survey_changes, survey_drivers, survey_weights
from upheld.pipeline.satisfaction_beside import Beside
from upheld.pipeline.satisfaction_rows import Asked, asked, columns_named
from upheld.pipeline.survey_estimates import of_values
from upheld.pipeline.survey_method import method
from upheld.pipeline.survey_periods import QUARTERS, WAVE, in_order
from upheld.pipeline.survey_rows import Rows
from upheld.rules.load import FORCES
from upheld.rules.load_effect_design import effect_design
from upheld.statistics.effects.design import EffectDesign

SCHEMA = {
    "part": pl.String, "outcome": pl.String, "breakdown": pl.String, "category": pl.String,
    "period_kind": pl.String, "period": pl.String, "before": pl.String, "estimate": pl.Float64,
    "se": pl.Float64, "lower": pl.Float64, "upper": pl.Float64, "n": pl.Int64,
    "effective_n": pl.Float64, "deff": pl.Float64, "p": pl.Float64, "p_adjusted": pl.Float64,
    "verdict": pl.String, "performance": pl.Float64, "last": pl.Float64,
    "suppressed": pl.Boolean, "note": pl.String,
}  # fmt: skip
ORDER = ("part", "outcome", "breakdown", "category", "period_kind", "period", "before")
# What is asked of the items too; by groups of people the outcome itself.
PLACES = ("unit_code", "crime_type")
DECIMALS = 10  # beyond them the order of a sum may show, and bytes would not repeat
YEAR = "@year"
FILE, LEAFLET = "survey.toml", "leaflet.toml"
NO_DESIGN = (
    "The extracts hold a satisfaction survey, and the force has no design for it "
    "(survey.toml beside its other lists): it is not in this edition."
)
NO_DRIVERS = "What goes with satisfaction cannot be worked out from these interviews."
NO_WAVE = "No wave of the satisfaction survey is whole yet: it is not in this edition."
Lines = Iterator[dict[str, Any]]


def figures(
    connection: duckdb.DuckDBPyConnection, force: str | None, as_of: date, duties: pl.LazyFrame
) -> tuple[pl.DataFrame | None, tuple[str, ...]]:
    """The survey's figures after disclosure control, and what must be said; none without a survey.

    What is wrong with a survey's files does not hold up the other figures: it is said instead.
    """
    if not connection.execute("SELECT count(*) FROM extract.survey_responses").fetchall()[0][0]:
        return None, ()
    design = FORCES / (force or "") / FILE
    if force is None or not design.is_file():
        return None, (NO_DESIGN,)
    try:
        given = asked(connection, read_design(design), as_of)
        beside = Beside(connection, duties, _leaflet(force), as_of)
        return (table(given, beside), ()) if given else (None, (NO_WAVE,))
    except UpheldError as error:
        return None, (_left_out(error),)


def _left_out(error: UpheldError) -> str:
    """Names places in the files, never what stands there: a manifest is open."""
    wrong = f": {error.what.rstrip('.')}"
    if isinstance(error, ProblemsError):
        places = dict.fromkeys(f"{each.file}, {each.where}" for each in error.problems)
        wrong = f": {len(error.problems):,} things are wrong ({'; '.join(list(places)[:5])})"
    return (
        f"The satisfaction survey is not in this edition{wrong}. "
        "upheld survey estimate says what to do."
    )


def _leaflet(force: str) -> EffectDesign | None:
    path = FORCES / force / LEAFLET
    return effect_design(path) if path.is_file() else None


def table(given: Asked, beside: Beside) -> pl.DataFrame:
    survey, waves = given.survey, in_order(given.waves)
    rows = survey_weights.ready(given.responses, survey)
    estimates = [
        line
        for one in survey.outcome.each
        for line in _estimates(_rows_of(given, one), one, waves, _breakdowns(survey, one))
    ]
    shown = _only_with_intervals(satisfaction_disclosure.control(_frame(estimates)))
    changes = _frame(_changes(rows, survey, waves)).join(
        _withheld_categories(shown), on=["breakdown", "category", "period_kind"], how="anti"
    )
    others = _frame(
        [
            *_drivers(rows, survey, waves),
            *_words(given, rows),
            *beside.lines(given.survey, rows, shown),
        ]
    )
    whole = pl.concat([shown, changes.select(shown.columns), others])
    numbers = [pl.col(name).round(DECIMALS) for name, kind in SCHEMA.items() if kind == pl.Float64]
    return whole.with_columns(numbers).select(*SCHEMA).sort(ORDER)


def _only_with_intervals(shown: pl.DataFrame) -> pl.DataFrame:
    """No share that nobody can say how far it may be out."""
    known = pl.col("lower").is_not_null()
    return shown.with_columns(
        pl.when(known).then(pl.col(name)).alias(name) for name in ("estimate", "se")
    )


def _rows_of(given: Asked, one: Outcome) -> Rows:
    return survey_weights.ready(given.responses, replace(given.survey, outcome=one))


def _breakdowns(survey: Survey, one: Outcome) -> list[str]:
    """Each column by itself: a crossing of groups is of too few people to be open."""
    named = [domain[0] for domain in survey.design.domains if len(domain) == 1]
    first = one.column == survey.outcome.column
    return [name for name in named if name != WAVE and (first or name in PLACES)]


def _frame(lines: Sequence[dict[str, Any]] | Lines) -> pl.DataFrame:
    empty = {"suppressed": False, "note": ""}
    made = [{name: line.get(name, empty.get(name)) for name in SCHEMA} for line in lines]
    return pl.DataFrame(made, schema=SCHEMA)


# -------------------------------------------------------------------------------------- estimates


def years(waves: Sequence[str]) -> list[list[str]]:
    """Rolling years that share no wave: the latest four, the four before them, and so on."""
    ends = range(len(waves), QUARTERS - 1, -QUARTERS)
    return [list(waves[end - QUARTERS : end]) for end in ends]


def _estimates(
    rows: Rows, outcome: Outcome, waves: Sequence[str], breakdowns: Sequence[str]
) -> Lines:
    for name in ["none", *breakdowns]:
        by = [] if name == "none" else [name]
        if by and not _was_asked(rows, name):
            continue
        for domain in of_values(rows, outcome, [*by, WAVE], {}):
            yield _line(domain, name, outcome, "quarter", domain.by[WAVE])
        for year in years(waves):
            inside = pl.col(WAVE).is_in(year)
            for domain in of_values(rows, outcome, by, {}, inside):
                yield _line(domain, name, outcome, "rolling_year", year[-1])


def _line(domain: Any, breakdown: str, outcome: Outcome, kind: str, period: str) -> dict[str, Any]:
    figure = domain.figure
    names = ("estimate", "se", "lower", "upper", "n", "effective_n", "deff")
    return {
        "part": "estimate",
        "outcome": outcome.column,
        "breakdown": breakdown,
        "category": domain.by.get(breakdown, ""),
        "period_kind": kind,
        "period": period,
        **{name: None if figure is None else getattr(figure, name) for name in names},
        "note": domain.note,
    }


# ---------------------------------------------------------------------------------------- changes


def _changes(rows: Rows, survey: Survey, waves: Sequence[str]) -> Lines:
    """Every wave with the one before and that of a year before; every year with the last."""
    ends = {wave: year[-1] for year in years(waves) for wave in year}
    of_years = rows.frame.with_columns(
        pl.col(WAVE).replace_strict(ends, default=None, return_dtype=pl.String).alias(YEAR)
    )
    yield from _compared(rows, survey, WAVE, "quarter", waves, {1, QUARTERS})
    with_years = replace(rows, frame=of_years)
    yield from _compared(with_years, survey, YEAR, "rolling_year", sorted(set(ends.values())), {1})


def _compared(  # noqa: PLR0917
    rows: Rows, survey: Survey, column: str, kind: str, periods: Sequence[str], apart: set[int]
) -> Lines:
    if len(periods) < 2:
        return
    outcome = survey.outcome
    asked_of = [[name] for name in _breakdowns(survey, outcome) if _was_asked(rows, name)]
    at = {period: number for number, period in enumerate(periods)}
    for each in survey_changes.compared(rows, outcome, column, asked_of).changes:
        if at[each.second] - at[each.first] not in apart:
            continue
        breakdown, category = next(iter(each.by.items()), ("none", ""))
        moved = each.change
        yield {
            "part": "change", "outcome": outcome.column, "breakdown": breakdown,
            "category": category, "period_kind": kind, "period": each.second,
            "before": each.first,
            # Without an error a difference says nothing.
            "estimate": None if moved.se is None else moved.difference, "se": moved.se,
            "lower": moved.lower, "upper": moved.upper, "p": moved.p,
            "p_adjusted": moved.p_adjusted, "verdict": moved.verdict, "note": each.note,
        }  # fmt: skip


def _was_asked(rows: Rows, name: str) -> bool:
    """Whether the supplier asked it, of anybody."""
    return rows.frame.get_column(name).null_count() < rows.frame.height


def _withheld_categories(shown: pl.DataFrame) -> pl.DataFrame:
    return shown.filter("suppressed").select("breakdown", "category", "period_kind").unique()


# ---------------------------------------------------------------------------- drivers, and method


def _drivers(rows: Rows, survey: Survey, waves: Sequence[str]) -> Lines:
    """Of the last four waves."""
    if survey.drivers is None or survey.outcome.kind not in {Kind.MEAN, Kind.PROPORTION}:
        return
    last = list(waves[-QUARTERS:])
    of_year = replace(rows, frame=rows.frame.filter(pl.col(WAVE).is_in(last)))
    try:
        found = survey_drivers.drivers(of_year, survey)
    except UpheldError:  # an item that nobody was asked, or that does not vary
        yield {"part": "method", "breakdown": "note", "category": "99", "note": NO_DRIVERS}
        return
    same = {"part": "driver", "outcome": survey.outcome.column, "period": last[-1]}
    r2 = found.explained
    yield {
        **same, "breakdown": "explained", "category": "", "estimate": r2.r2, "lower": r2.lower,
        "upper": r2.upper, "n": found.n,
    }  # fmt: skip
    for each in found.drivers:
        part, good = each.part, each.performance_is == "share of good answers"
        note = "; ".join(filter(None, (survey_drivers.quadrant(each, found.drivers), each.note)))
        yield {
            **same, "breakdown": "item", "category": each.item, "estimate": part.share,
            "lower": part.lower, "upper": part.upper, "last": part.last,
            "performance": each.performance if good else None, "note": note, "n": found.n,
        }  # fmt: skip


def _words(given: Asked, rows: Rows) -> Lines:
    survey = given.survey
    found = survey_weights.diagnostics(rows)
    weights = (
        f"{found.interviews:,} interviews; effective number {found.effective_n:,.0f} (Kish): "
        f"unequal weights cost a factor {found.deff:.2f} in variance."
    )
    words = {
        "title": [survey.name],
        "outcome": [survey.outcome.column],
        "item": list(survey.outcome.items),
        "satisfied": [", ".join(survey.outcome.success)],
        "method": [f"{method(survey)}."],
        "margins": [", ".join(columns_named(survey.design.margins))],
        "weights": [weights],
        "waves": [", ".join(in_order(given.waves))],
        "note": [*given.notes, *rows.notes],
        "caveat": list(survey_drivers.CAVEATS) if survey.drivers else [],
    }
    for name, said in words.items():
        for number, note in enumerate(said):
            yield {"part": "method", "breakdown": name, "category": str(number), "note": note}
