"""What `upheld survey` answers: a JSON object for machines and lines for people."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from upheld.cli.survey_tables import columns, plain, wrapped
from upheld.cli.survey_tables import percent as as_percent
from upheld.core.errors import UpheldError
from upheld.core.survey_design import Kind, Survey
from upheld.extracts.survey_design import read_design
from upheld.extracts.survey_responses import Responses, read_responses
from upheld.pipeline import (
    survey_estimates,
    survey_periods,
    survey_weights,
)
from upheld.pipeline.survey_key import with_key
from upheld.pipeline.survey_method import method
from upheld.pipeline.survey_rows import Rows, refuse_none_or_all

Shape = dict[str, Any]
Answer = tuple[Shape, list[str]]


def estimate_answer(responses: Path, design_file: Path, by: Sequence[str]) -> Answer:
    given, survey = opened(responses, design_file)
    asked = [list(by)] if by else [[], *(list(domain) for domain in survey.design.domains)]
    each = [_estimated(given, replace(survey, outcome=one), asked) for one in survey.outcome.each]
    data = {
        **about(survey),
        "estimates": [shape for shapes, _, _ in each for shape in shapes],
        "empty_cells": _empty(each[0][1], asked),
        "notes": list(dict.fromkeys(note for *_, said in each for note in said)),
    }
    lines = [
        line
        for one, (_, found, said) in zip(survey.outcome.each, each, strict=True)
        for line in _estimates_lines(replace(survey, outcome=one), found, asked, said)
    ]
    return data, lines


def opened(responses: Path, design_file: Path) -> tuple[Responses, Survey]:
    """The interviews and their design; with everybody drawn where the design names the key."""
    survey = read_design(design_file)
    return with_key(read_responses(responses), survey)


Domains = list[survey_estimates.Domain]
Estimated = tuple[list[Shape], list[Domains], list[str]]


def _estimated(given: Responses, survey: Survey, asked: Sequence[list[str]]) -> Estimated:
    """One outcome in every breakdown: for machines, as it is, and what must be said of it."""
    rows = survey_weights.ready(given, survey)
    refuse_none_or_all(rows, survey.outcome)
    rows = survey_periods.with_periods(rows, [name for columns in asked for name in columns])
    found = [survey_estimates.domains(rows, survey.outcome, columns) for columns in asked]
    shapes = [
        {**as_json(one), "outcome": survey.outcome.column} for domains in found for one in domains
    ]
    return shapes, found, _notes(rows, found, asked, survey.outcome.level)


def _empty(found: Sequence[Domains], asked: Sequence[list[str]]) -> list[dict[str, str]]:
    return [
        cell
        for domains, names in zip(found, asked, strict=True)
        for cell in survey_estimates.empty_cells(domains, names)
    ]


def _estimates_lines(
    survey: Survey, found: Sequence[Domains], asked: Sequence[list[str]], said: Sequence[str]
) -> list[str]:
    lines = [*wrapped([_headline(survey)]), ""]
    for domains, names in zip(found, asked, strict=True):
        share = survey.outcome.kind is Kind.PROPORTION
        lines += [*estimates_table(domains, names, share=share), ""]
    return [*lines, *wrapped(said)]


def weigh_answer(responses: Path, design_file: Path, out: Path) -> Answer:
    given, survey = opened(responses, design_file)
    if out.suffix.lower() not in {".csv", ".parquet"}:
        raise UpheldError(f"{out} is neither .csv nor .parquet.", next_step="name the file so.")
    if out.resolve() == responses.resolve():
        raise UpheldError(
            f"{out} is the file of interviews itself, which is never written over.",
            next_step="name another file with --out.",
        )
    rows = survey_weights.ready(given, survey)
    weighted = survey_weights.weighted(given, rows)
    aside = out.with_name(f".{out.name}.{os.getpid()}")  # half a file is none
    if out.suffix.lower() == ".csv":
        weighted.write_csv(aside)
    else:
        weighted.write_parquet(aside)
    aside.replace(out)
    found = asdict(survey_weights.diagnostics(rows))
    names = list(dict.fromkeys(margin.column for margin in survey.design.margins))
    data = {
        **about(survey),
        "out": str(out),
        "diagnostics": found,
        "margins": [asdict(each) for each in survey_weights.reached(rows, names)],
        "notes": list(rows.notes),
    }
    return data, [f"Written: {out}", "", *_diagnostics_lines(found), *wrapped(rows.notes)]


# ------------------------------------------------------------------------------------- the shapes


def as_json(domain: survey_estimates.Domain) -> Shape:
    figure = domain.figure
    names = ("estimate", "se", "lower", "upper", "n", "effective_n", "deff", "deff_replace", "df")
    shown = {name: None if figure is None else getattr(figure, name) for name in names}
    if figure is None:
        shown |= {"n": 0, "effective_n": 0.0}
    return {"by": dict(domain.by), **shown, "note": domain.note}


def about(survey: Survey) -> Shape:
    outcome = survey.outcome
    return {
        "outcome": {"column": outcome.column, "kind": outcome.kind.value},
        "method": method(survey),
    }


def _headline(survey: Survey) -> str:
    outcome = survey.outcome
    of = f"{outcome.column} / {outcome.denominator}" if outcome.denominator else outcome.column
    return f"{outcome.kind.value.capitalize()} of {of}. {method(survey)}."


def _notes(
    rows: Rows, found: Sequence[Domains], asked: Sequence[list[str]], level: float
) -> list[str]:
    said = [
        note
        for domains, columns in zip(found, asked, strict=True)
        for note in survey_estimates.notes(rows, domains, columns, level)
    ]
    return list(dict.fromkeys(said))


# -------------------------------------------------------------------------------------- for people


def estimates_table(
    given: Sequence[survey_estimates.Domain], by: Sequence[str], *, share: bool
) -> list[str]:
    shown = as_percent if share else plain
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
