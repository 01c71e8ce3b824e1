"""What `upheld survey` answers: a JSON object for machines and lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from upheld.core.errors import UpheldError
from upheld.core.survey_design import Kind, Survey
from upheld.extracts.survey_design import read_design
from upheld.extracts.survey_responses import read_responses
from upheld.pipeline import survey_estimates, survey_weights
from upheld.pipeline.survey_rows import Rows

Answer = tuple[dict[str, Any], list[str]]


def estimate_answer(responses: Path, design_file: Path, by: Sequence[str]) -> Answer:
    survey = read_design(design_file)
    rows = survey_weights.ready(read_responses(responses), survey)
    asked = [list(by)] if by else [[], *(list(domain) for domain in survey.design.domains)]
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
    for domains, columns in zip(found, asked, strict=True):
        lines += [*estimates_table(domains, columns, percent=percent), ""]
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
    data = {**_about(survey), "out": str(out), "diagnostics": found, "notes": list(rows.notes)}
    return data, [f"Written: {out}", "", *_diagnostics_lines(found), *wrapped(rows.notes)]


# ------------------------------------------------------------------------------------- the shapes


def as_json(domain: survey_estimates.Domain) -> dict[str, Any]:
    figure = domain.figure
    names = ("estimate", "se", "lower", "upper", "n", "effective_n", "deff", "deff_replace", "df")
    shown = {name: None if figure is None else getattr(figure, name) for name in names}
    if figure is None:
        shown |= {"n": 0, "effective_n": 0.0}
    return {"by": dict(domain.by), **shown, "note": domain.note}


def _about(survey: Survey) -> dict[str, Any]:
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
    shown = _percent if percent else _plain
    header = [*by, "estimate", "se", "lower", "upper", "n", "effective n", "deff"]
    table, beneath = [], []
    for domain in given:
        figure = domain.figure
        values = [domain.by[column] for column in by]
        if figure is None:
            table.append([*values, *"––––", "0", "0", "–"])
        else:
            limits = map(shown, (figure.estimate, figure.se, figure.lower, figure.upper))
            sizes = (f"{figure.n:,}", f"{figure.effective_n:,.0f}", _plain(figure.deff, 3))
            table.append([*values, *limits, *sizes])
        if domain.note:
            beneath.append(f"{' × '.join(values) or 'All'}: {domain.note}.")
    return [*columns(header, table, len(by)), *wrapped(beneath)]


def _diagnostics_lines(found: dict[str, Any]) -> list[str]:
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


def columns(header: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """Columns side by side: the first ``left`` to the left, numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    sides = ["<" if number < left else ">" for number in range(len(header))]
    return [
        "  ".join(
            f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)
        ).rstrip()
        for row in (header, *rows)
    ]


def wrapped(said: Sequence[str]) -> list[str]:
    return [click.wrap_text(each, 88) for each in said]


def _percent(number: float | None) -> str:
    return "–" if number is None else f"{number:.1%}"


def _plain(number: float | None, digits: int = 6) -> str:
    return "–" if number is None else f"{number:,.{digits}g}"
