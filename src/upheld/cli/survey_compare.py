"""What `upheld survey compare` answers: changes between waves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from upheld.cli.survey_answers import Answer, Shape, about, as_json, opened
from upheld.cli.survey_tables import columns, plain, points, wrapped
from upheld.core.survey_design import Kind
from upheld.pipeline import survey_changes, survey_estimates, survey_periods, survey_weights
from upheld.pipeline.survey_rows import refuse_none_or_all


def compare_answer(responses: Path, design_file: Path, wave: str) -> Answer:
    given, survey = opened(responses, design_file)
    rows = survey_weights.ready(given, survey)
    refuse_none_or_all(rows, survey.outcome)
    wanted = [wave, *(name for domain in survey.design.domains for name in domain)]
    rows = survey_periods.with_periods(rows, wanted)
    found = survey_changes.compared(rows, survey.outcome, wave, survey.design.domains)
    data = {
        **about(survey),
        "waves": list(found.waves),
        "estimates": [_wave_json(each) for each in found.figures],
        "changes": [_change_json(each) for each in found.changes],
        "notes": [*rows.notes, *COMPARED],
    }
    return data, changes_lines(found, share=survey.outcome.kind is Kind.PROPORTION)


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


def changes_lines(found: survey_changes.Comparison, *, share: bool) -> list[str]:
    """The last wave beside the one before it; every pair is in the JSON."""
    before, last = found.waves[-2:]
    shown = points if share else plain
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
        f"From wave {before} to wave {last}" + (", in points." if share else "."),
        "",
        *columns(header, table, 1),
        *wrapped(beneath),
        "",
        *wrapped([*wide[-MOST_NOTES:], *COMPARED[:2]]),
        "Every pair of waves, and figures partly pooled, are in --json.",
    ]


MOST_NOTES = 12
