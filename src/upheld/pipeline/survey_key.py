"""What the supplier sends back, beside the key that the force kept of everybody drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from upheld.core.survey_design import Survey
from upheld.extracts.survey_responses import Responses, read_responses
from upheld.pipeline.survey_rows import Faults
from upheld.pipeline.survey_sample import KEY

ANSWERED = "answered"
SAMPLE_ID = "sample_id"


def with_key(responses: Responses, survey: Survey) -> tuple[Responses, Survey]:
    """Everybody drawn, with the answers of those who gave any and who they are in ``answered``.

    As it came where the design names no key. Strata and weights are the key's. Raises
    ProblemsError where a name was not drawn or comes twice.
    """
    if survey.weighting.key is None:
        return responses, survey
    key = read_responses(Path(survey.weighting.key))
    faults = Faults(responses.name)
    for file, columns in ((responses, (SAMPLE_ID,)), (key, KEY)):
        for column in columns:
            if column not in file.rows.columns:
                faults.add("line 1", f"{file.name} has no column {column}")
    faults.raise_any()
    numbered = responses.rows.with_row_index("@row", offset=1)
    strange = numbered.join(key.rows, on=SAMPLE_ID, how="anti")
    faults.rows(SAMPLE_ID, strange.get_column("@row").to_list(), "is not of the sample drawn")
    twice = numbered.filter(pl.col(SAMPLE_ID).is_duplicated() & pl.col(SAMPLE_ID).is_not_null())
    faults.rows(SAMPLE_ID, twice.get_column("@row").to_list(), "stands more than once")
    faults.raise_any()
    answers = responses.rows.drop([name for name in KEY[1:] if name in responses.rows.columns])
    rows = key.rows.join(
        answers.with_columns(pl.lit("1").alias(ANSWERED)), on=SAMPLE_ID, how="left",
        maintain_order="left",
    ).with_columns(pl.col(ANSWERED).fill_null("0"))  # fmt: skip
    weighting = replace(survey.weighting, respondent=ANSWERED, key=None)
    return Responses(responses.path, rows), replace(survey, weighting=weighting)
