"""Non-response: who of the drawn answered, and what those who did must stand for.

Within a class the base weights of all drawn are spread over those who answered. It assumes that
within a class those who answered and those who did not are alike; raking afterwards takes out what
the margins know of.
"""

from __future__ import annotations

import polars as pl

from upheld.core.survey_design import Survey
from upheld.extracts.survey_responses import Responses
from upheld.pipeline.survey_rows import FACTOR, ROW, TRUE, Faults, as_number

ANSWERED = (*TRUE, "1")
NOT_ANSWERED = ("false", "no", "0")
NOTHING = "No weights can be made of this file:"


def respondents(responses: Responses, survey: Survey) -> Responses:
    """Those who answered, each with the factor of its class; all rows where the design does not
    say who did. Raises ProblemsError with everything that stands against it."""
    how, design = survey.weighting, survey.design
    if how.respondent is None:
        return responses
    faults = Faults(responses.name)
    if design.weight is None:
        faults.add("the design", "names respondents, and no weight of those drawn (design: weight)")
    for column in (how.respondent, *how.classes):
        if column not in responses.rows.columns:
            faults.add("line 1", f"has no column {column}, which the design names (weights)")
    if design.weight and design.weight not in responses.rows.columns:
        faults.add("line 1", f"has no column {design.weight}, which the design names (weight)")
    faults.raise_any(NOTHING)
    assert design.weight is not None
    frame = _with_factor(responses, how.respondent, how.classes, design.weight, faults)
    faults.raise_any(NOTHING)
    return Responses(responses.path, frame)


def _with_factor(
    responses: Responses, column: str, classes: tuple[str, ...], weight: str, faults: Faults
) -> pl.DataFrame:
    said = pl.col(column).str.to_lowercase()
    answered = said.is_in(ANSWERED).fill_null(False)
    drawn = as_number(weight)
    frame = responses.rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW))
    unclear = said.is_null() | ~said.is_in([*ANSWERED, *NOT_ANSWERED])
    wrong = (
        (column, unclear, "is neither 1 nor 0: whether the drawn person answered is not known"),
        (weight, drawn.is_null() | (drawn <= 0), "is no weight above nought"),
    )
    for name, rows, what in wrong:
        faults.rows(name, frame.filter(rows.fill_null(True)).get_column(ROW).to_list(), what)
    within = [pl.col(name).fill_null("") for name in classes] or [pl.lit("all")]
    of_all = drawn.sum().over(within)
    of_answered = pl.when(answered).then(drawn).otherwise(0.0).sum().over(within)
    frame = frame.with_columns((of_all / of_answered).alias(FACTOR))
    silent = frame.filter(pl.col(FACTOR).is_infinite()).select(within).unique().rows()
    for each in sorted(silent):
        faults.add(
            f"class {' × '.join(each)}",
            "has nobody who answered, an empty cell: combine it with another class",
        )
    return frame.filter(answered)
