"""Reads a survey's design, a TOML file, into frozen values; all that is wrong with it at once.

The tables are ``[outcome]``, ``[design]``, ``[weights]`` and ``[drivers]``; ``[sample]`` is read by
``survey_sample_design``. Margins stand in ``[design.margins]`` or in a CSV file that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from upheld.core.errors import ProblemsError
from upheld.core.records import (
    Key,
    Place,
    a_table,
    a_text,
    a_whole_number,
    list_of_texts,
    make,
    one_of,
    optional,
    read_one,
    values_of,
)
from upheld.core.survey_design import (
    Design,
    Drivers,
    Interval,
    Kind,
    Margin,
    Method,
    Outcome,
    Survey,
    Weighting,
)
from upheld.extracts.survey_population import margins_of_file
from upheld.rules.read_files import toml_of

NEXT = "correct the design file; its keys are in the reference, under commands: upheld survey."


def a_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("expected a number")
    return float(value)


def columns(value: Any) -> tuple[str, ...]:
    """One column or a list of them."""
    return list_of_texts(value if isinstance(value, list) else [value])


def breakdowns(value: Any) -> tuple[tuple[str, ...], ...]:
    """A list of breakdowns: each a column, or a list of columns that are crossed."""
    return tuple(columns(each) for each in (value if isinstance(value, list) else [value]))


def answers(value: Any) -> tuple[str, ...]:
    """Answers as text: true and 5 as they would stand in a file."""
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str | int | float | bool) for each in values):
        raise ValueError("expected a list of answers, numbers or texts")
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)


def margins_given(value: Any) -> Any:
    if not isinstance(value, dict | str):
        raise ValueError("expected a table of columns, or the name of a CSV file")
    return value


OUTCOME = {
    "column": Key(a_text),
    "kind": Key(one_of(Kind)),
    "success": optional(answers, ()),
    "no_answer": optional(answers, ()),
    "denominator": optional(a_text),
    "interval": optional(one_of(Interval), Interval.LOGIT),
    "level": optional(a_number, 0.95),
    "items": optional(columns, ()),
}
DESIGN = {
    "strata": optional(columns, ()),
    "psu": optional(columns, ()),
    "ssu": optional(columns, ()),
    "fpc": optional(columns, ()),
    "weight": optional(a_text),
    "margins": optional(margins_given, {}),
    "domains": optional(breakdowns, ()),
}
WEIGHTS = {
    "method": optional(one_of(Method), Method.RAKING),
    "lower": optional(a_number),
    "upper": optional(a_number),
    "respondent": optional(a_text),
    "key": optional(a_text),
    "classes": optional(columns, ()),
    "most_sweeps": optional(a_whole_number, 500),
}
DRIVERS = {
    "items": Key(columns),
    "good": optional(answers, ()),
    "draws": optional(a_whole_number, 400),
    "seed": optional(a_whole_number, 1),
}
TABLES = {
    "title": optional(a_text, ""),
    "outcome": Key(a_table),
    "design": optional(a_table, {}),
    "weights": optional(a_table, {}),
    "drivers": optional(a_table),
    "sample": optional(a_table),
}


def read_design(path: Path) -> Survey:
    """The survey that the file describes. Raises ProblemsError with everything wrong with it."""
    place = Place(path.name, "", [])
    found = toml_of(path, place)
    survey = _survey(path, found, place) if found is not None else None
    if survey is None or place.problems:
        raise ProblemsError(
            f"{path} is not a survey design:", tuple(place.problems), next_step=NEXT
        )
    return survey


def _survey(path: Path, found: Mapping[str, Any], place: Place) -> Survey | None:
    tables = values_of(TABLES, found, place)
    outcome = weighting = drivers = None
    if isinstance(found.get("outcome"), dict):
        outcome = read_one(Outcome, OUTCOME, tables["outcome"], place.inside("outcome"))
    design = _design(path, tables["design"], place.inside("design"))
    weights = dict(tables["weights"])
    if isinstance(weights.get("key"), str):
        weights["key"] = str(path.parent / weights["key"])
    weighting = read_one(Weighting, WEIGHTS, weights, place.inside("weights"))
    if tables["drivers"] is not None:
        drivers = read_one(Drivers, DRIVERS, tables["drivers"], place.inside("drivers"))
    if outcome is None or design is None or weighting is None:
        return None
    return Survey(tables["title"] or path.stem, outcome, design, weighting, drivers)


def _design(path: Path, table: Mapping[str, Any], place: Place) -> Design | None:
    before = len(place.problems)
    values = values_of(DESIGN, table, place)
    given = values["margins"]
    if isinstance(given, str):
        values["margins"] = margins_of_file(path.parent / given, place.problems)
    else:
        read = [_margin(name, targets, place) for name, targets in (given or {}).items()]
        values["margins"] = tuple(each for each in read if each is not None)
    return make(Design, values, place) if len(place.problems) == before else None


def _margin(column: str, targets: Any, place: Place) -> Margin | None:
    inside = place.inside(f"margins: {column}")
    try:
        numbers = {str(name): a_number(size) for name, size in a_table(targets).items()}
    except ValueError as error:
        inside.wrong(f"{error}: a table of categories, each with its count or share", targets)
        return None
    return make(Margin, {"column": column, "targets": numbers}, place)
