"""Reads the table [sample] of a survey's design file; all that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from upheld.core.errors import ProblemsError
from upheld.core.records import (
    Key,
    Place,
    a_day,
    a_table,
    a_text,
    a_whole_number,
    list_of_tables,
    list_of_texts,
    one_of,
    optional,
    read_all,
    read_one,
    several_of,
    true_or_false,
    values_of,
)
from upheld.core.survey_sample import USS, Allocation, CrimeType, Exclusion, SampleDesign
from upheld.extracts.survey_design import NEXT, TABLES, a_number
from upheld.rules.read_files import toml_of


def numbers(value: Any) -> dict[str, float]:
    return {name: a_number(each) for name, each in a_table(value).items()}


CRIME_TYPE = {
    "name": Key(a_text),
    "groups": optional(list_of_texts, ()),
    "codes": optional(list_of_texts, ()),
    "hate_crime": optional(true_or_false, False),
}
_DEFAULT = SampleDesign()
SAMPLE = {
    "wave": optional(a_text, ""),
    "force": optional(a_text, _DEFAULT.force),
    "as_of": optional(a_day),
    "months": optional(a_whole_number, _DEFAULT.months),
    "interviews": optional(a_whole_number, _DEFAULT.interviews),
    "allocation": optional(one_of(Allocation), _DEFAULT.allocation),
    "half_width": optional(a_number, _DEFAULT.half_width),
    "expected_share": optional(a_number, _DEFAULT.expected_share),
    "expected_shares": optional(numbers, {}),
    "response_rate": optional(a_number, _DEFAULT.response_rate),
    "response_rates": optional(numbers, {}),
    "units": optional(list_of_texts, ()),
    "channels": optional(list_of_texts, ()),
    "contact_by": optional(list_of_texts, _DEFAULT.contact_by),
    "least_age": optional(a_whole_number, _DEFAULT.least_age),
    "not_again_months": optional(a_whole_number, _DEFAULT.not_again_months),
    "keep": optional(several_of(Exclusion), ()),
    "crime_types": optional(list_of_tables, []),
}


def read_sample_design(path: Path) -> SampleDesign:
    """What the file's [sample] says; what it leaves out is as shipped. Raises ProblemsError."""
    place = Place(path.name, "", [])
    found = toml_of(path, place)
    made = _sample(found, place) if found is not None else None
    if made is None or place.problems:
        raise ProblemsError(
            f"{path} is not a design of a sample:", tuple(place.problems), next_step=NEXT
        )
    return made


def _sample(found: dict[str, Any], place: Place) -> SampleDesign | None:
    any_of = {name: optional(lambda value: value) for name in TABLES}
    tables = values_of({**any_of, "sample": optional(a_table, {})}, found, place)
    table, inside = dict(tables["sample"] or {}), place.inside("sample")
    types = read_all(CrimeType, CRIME_TYPE, _tables(table, inside), inside.inside("crime_types"))
    table.pop("crime_types", None)
    keys = {name: key for name, key in SAMPLE.items() if name != "crime_types"}

    def make_design(**values: Any) -> SampleDesign:
        return SampleDesign(crime_types=types or USS, **values)

    return read_one(make_design, keys, table, inside)


def _tables(table: dict[str, Any], place: Place) -> list[dict[str, Any]]:
    try:
        return list_of_tables(table.get("crime_types", []))
    except ValueError as error:
        place.inside("crime_types").wrong(str(error))
        return []
