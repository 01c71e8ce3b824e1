"""What `upheld survey` answers: a JSON object for machines and lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from upheld.cli.survey_tables import columns, plain, points, wrapped
from upheld.cli.survey_tables import percent as as_percent
from upheld.core.errors import UpheldError
from upheld.core.survey_design import Kind, Survey
from upheld.extracts.survey_design import read_design
from upheld.extracts.survey_responses import read_responses
from upheld.pipeline import (
    survey_changes,
    survey_drivers,
    survey_estimates,
    survey_periods,
    survey_weights,
)
from upheld.pipeline.survey_rows import Rows

Shape = dict[str, Any]
Answer = tuple[Shape, list[str]]


def estimate_answer(responses: Path, design_file: Path, by: Sequence[str]) -> Answer:
    survey = read_design(design_file)
    rows = survey_weights.ready(read_responses(responses), survey)
    asked = [list(by)] if by else [[], *(list(domain) for domain in survey.design.domains)]
    rows = survey_periods.with_periods(rows, [name for columns in asked for name in columns])
    found = [survey_estimates.domains(rows, survey.outcome, columns) for columns in asked]
    said = _notes(rows, found, asked)
    data = {
        **_about(survey),
        "estimates": [as_json(each) for domains in found for each in domains],
        "empty_cells": [
            cell
            for domains, columns in zip(found, asked, strict=True)
            for cell in survey_estimates.empty_cells(domains, columns)
        ],
        "notes": said,
    }
    percent = survey.outcome.kind is Kind.PROPORTION
    lines = [_headline(survey), ""]
    for domains, names in zip(found, asked, strict=True):
        lines += [*estimates_table(domains, names, percent=percent), ""]
    return data, [*lines, *wrapped(said)]


def weigh_answer(responses: Path, design_file: Path, out: Path) -> Answer:
    survey = read_design(design_file)
    given = read_responses(responses)
    if out.suffix.lower() not in {".csv", ".parquet"}:
        raise UpheldError(f"{out} is neither .csv nor .parquet.", next_step="name the file so.")
    rows = survey_weights.ready(given, survey)
    weighted = survey_weights.weighted(given, rows)
    if out.suffix.lower() == ".csv":
        weighted.write_csv(out)
    else:
        weighted.write_parquet(out)
    found = asdict(survey_weights.diagnostics(rows))
    names = list(dict.fromkeys(margin.column for margin in survey.design.margins))
    data = {
        **_about(survey),
        "out": str(out),
        "diagnostics": found,
        "margins": [asdict(each) for each in survey_weights.reached(rows, names)],
        "notes": list(rows.notes),
    }
    return data, [f"Written: {out}", "", *_diagnostics_lines(found), *wrapped(rows.notes)]


def compare_answer(responses: Path, design_file: Path, wave: str) -> Answer:
    survey = read_design(design_file)
    rows = survey_weights.ready(read_responses(responses), survey)
    wanted = [wave, *(name for domain in survey.design.domains for name in domain)]
    rows = survey_periods.with_periods(rows, wanted)
    found = survey_changes.compared(rows, survey.outcome, wave, survey.design.domains)
    data = {
        **_about(survey),
        "waves": list(found.waves),
        "estimates": [_wave_json(each) for each in found.figures],
        "changes": [_change_json(each) for each in found.changes],
        "notes": [*rows.notes, *COMPARED],
    }
    return data, changes_lines(found, percent=survey.outcome.kind is Kind.PROPORTION)


_FAMILY = (
    "Verdicts hold the false discovery rate at 5% within a family: all pairs of waves for all "
    "interviews, and for a breakdown its domains in one pair of waves. So the verdict may be no "
    "change where one interval by itself leaves nought out."
)
_FINDING = "No change is a finding: its interval says how large a change may have gone unseen."
_LEANS = (
    "A partly pooled figure leans towards what its unit and its wave show elsewhere; it is for "
    "looking, the test is of the raw figures."
)
COMPARED = (_FAMILY, _FINDING, _LEANS)


def drivers_answer(responses: Path, design_file: Path) -> Answer:
    survey = read_design(design_file)
    rows = survey_weights.ready(read_responses(responses), survey)
    found = survey_drivers.drivers(rows, survey)
    shown = found.drivers
    data = {
        **_about(survey),
        "r2": found.explained.r2,
        "r2_lower": found.explained.lower,
        "r2_upper": found.explained.upper,
        "n": found.n,
        "left_out": found.left_out,
        "drivers": [_driver_json(each, shown) for each in shown],
        "caveats": list(survey_drivers.CAVEATS),
        "notes": list(rows.notes),
    }
    return data, drivers_lines(found)


# ------------------------------------------------------------------------------------- the shapes


def _driver_json(one: survey_drivers.Driver, shown: Sequence[survey_drivers.Driver]) -> Shape:
    return {
        "item": one.item,
        **asdict(one.part),
        "performance": one.performance,
        "performance_is": one.performance_is,
        "correlation": one.correlation,
        "place": survey_drivers.quadrant(one, shown),
        "note": one.note,
    }


def _wave_json(given: survey_changes.WaveFigure) -> Shape:
    shown = as_json(survey_estimates.Domain(given.by, given.raw, given.note))
    return {**shown, "pooled": asdict(given.pooled) if given.pooled else None}


def _change_json(given: survey_changes.Compared) -> Shape:
    return {
        "by": given.by,
        "from": given.first,
        "to": given.second,
        **asdict(given.change),
        "note": given.note,
    }


def as_json(domain: survey_estimates.Domain) -> Shape:
    figure = domain.figure
    names = ("estimate", "se", "lower", "upper", "n", "effective_n", "deff", "deff_replace", "df")
    shown = {name: None if figure is None else getattr(figure, name) for name in names}
    if figure is None:
        shown |= {"n": 0, "effective_n": 0.0}
    return {"by": dict(domain.by), **shown, "note": domain.note}


def _about(survey: Survey) -> Shape:
    outcome = survey.outcome
    return {
        "outcome": {"column": outcome.column, "kind": outcome.kind.value},
        "method": _method(survey),
    }


def _method(survey: Survey) -> str:
    outcome, design = survey.outcome, survey.design
    how = {
        Kind.PROPORTION: f"{outcome.interval.value} interval",
        Kind.MEAN: "interval by Student's t",
        Kind.TOTAL: "interval by Student's t",
        Kind.RATIO: "interval by Student's t",
    }[outcome.kind]
    drawn = [
        "strata" if design.strata else "",
        "first-stage units" if design.psu else "",
        "population counts at both stages" if design.two_stage else "",
        "population counts" if len(design.fpc) == 1 else "",
        f"weights fitted to margins by {survey.weighting.method.value}" if design.margins else "",
    ]
    of = ", ".join(each for each in drawn if each) or "simple random sampling"
    return (
        f"Taylor linearisation ({of}); {outcome.level:.0%} {how} on the domain's design degrees of "
        "freedom"
    )


def _headline(survey: Survey) -> str:
    outcome = survey.outcome
    of = f"{outcome.column} / {outcome.denominator}" if outcome.denominator else outcome.column
    return f"{outcome.kind.value.capitalize()} of {of}. {_method(survey)}."


def _notes(
    rows: Rows, found: Sequence[list[survey_estimates.Domain]], asked: Sequence[list[str]]
) -> list[str]:
    said = [
        note
        for domains, columns in zip(found, asked, strict=True)
        for note in survey_estimates.notes(rows, domains, columns)
    ]
    return list(dict.fromkeys(said))


# -------------------------------------------------------------------------------------- for people


def estimates_table(
    given: Sequence[survey_estimates.Domain], by: Sequence[str], *, percent: bool
) -> list[str]:
    shown = as_percent if percent else plain
    header = [*by, "estimate", "se", "lower", "upper", "n", "effective n", "deff"]
    table, beneath = [], []
    for domain in given:
        figure = domain.figure
        values = [domain.by[column] for column in by]
        if figure is None:
            table.append([*values, *"––––", "0", "0", "–"])
        else:
            limits = map(shown, (figure.estimate, figure.se, figure.lower, figure.upper))
            sizes = (f"{figure.n:,}", f"{figure.effective_n:,.0f}", plain(figure.deff, 3))
            table.append([*values, *limits, *sizes])
        if domain.note:
            beneath.append(f"{' × '.join(values) or 'All'}: {domain.note}.")
    return [*columns(header, table, len(by)), *wrapped(beneath)]


def changes_lines(found: survey_changes.Comparison, *, percent: bool) -> list[str]:
    """The last wave beside the one before it; every pair is in the JSON."""
    before, last = found.waves[-2:]
    shown = points if percent else plain
    table, beneath = [], []
    for each in found.changes:
        if (each.first, each.second) != (before, last):
            continue
        one = each.change
        name = " × ".join(each.by.values()) or "All"
        numbers = map(shown, (one.difference, one.lower, one.upper))
        judged = one.verdict or "not judged"
        table.append([name, *numbers, plain(one.p, 2), plain(one.p_adjusted, 2), judged])
        beneath += [f"{name}: {each.note}."] if each.note else []
    header = ["", "change", "lower", "upper", "p", "p adjusted", "verdict"]
    wide = [f"{' × '.join(each.by.values())}: {each.note}." for each in found.figures if each.note]
    return [
        f"From wave {before} to wave {last}" + (", in points." if percent else "."),
        "",
        *columns(header, table, 1),
        *wrapped(beneath),
        "",
        *wrapped([*wide[-MOST_NOTES:], *COMPARED[:2]]),
        "Every pair of waves, and figures partly pooled, are in --json.",
    ]


MOST_NOTES = 12


def drivers_lines(found: survey_drivers.Found) -> list[str]:
    whole = found.explained
    table = []
    for each in found.drivers:
        part = each.part
        good = each.performance_is == "share of good answers"
        performance = (as_percent if good else plain)(each.performance)
        shares = map(as_percent, (part.share, part.lower, part.upper, part.last / whole.r2))
        said = survey_drivers.quadrant(each, found.drivers) or each.note
        table.append([each.item, *shares, performance, said])
    header = ["item", "share", "lower", "upper", "adds last", "performance", ""]
    return [
        f"{found.n:,} interviews answer the outcome and every item; {found.left_out:,} do not.",
        (
            f"Together the items go with {whole.r2:.1%} of how the outcome varies "
            f"({whole.lower:.1%} to {whole.upper:.1%})."
        ),
        "",
        *columns(header, table, 1, last_left=True),
        "",
        *wrapped(survey_drivers.CAVEATS),
    ]


def _diagnostics_lines(found: Shape) -> list[str]:
    gap = found["worst_gap"]
    margins = "no margins" if gap is None else f"margins met within {gap:.1e}"
    unequal = (
        f"Effective number {found['effective_n']:,.0f} (Kish): unequal weights cost a factor "
        f"{found['deff']:.3f} in variance."
    )
    spread = (
        f"Weights from {found['smallest']:.4g} to {found['largest']:.4g}, the largest "
        f"{found['largest_over_mean']:.2f} times the mean; base weights were multiplied by "
        f"{found['smallest_factor']:.3f} to {found['largest_factor']:.3f}."
    )
    stand = f"{found['interviews']:,} interviews stand for {found['total']:,.1f}; {margins}."
    return wrapped([stand, unequal, spread])
