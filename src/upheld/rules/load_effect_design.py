"""Reads the design of an effect, one TOML file, into a frozen value; everything wrong at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from upheld.core.errors import Problem, ProblemsError
from upheld.core.records import (
    Key,
    Place,
    a_table,
    a_text,
    make,
    one_of,
    optional,
    read_one,
    values_of,
)
from upheld.rules.read_files import toml_of
from upheld.statistics.effects.design import EffectDesign, Receipt
from upheld.statistics.effects.recall import RecallErrors


def a_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("expected a number")
    return float(value)


def two_numbers(value: Any) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("expected two numbers, such as [0.5, 1.0]")
    return a_number(value[0]), a_number(value[1])


def texts(value: Any) -> tuple[str, ...]:
    """One text or a list of them; a number stands for how it is written."""
    found = value if isinstance(value, list) else [value]
    if not found or any(isinstance(each, bool | dict | list) for each in found):
        raise ValueError("expected a text or a list of texts")
    return tuple(a_text(each if isinstance(each, str) else f"{each:g}") for each in found)


DESIGN = {
    "treatment": Key(a_text),
    "outcome": Key(a_text),
    "covariates": Key(texts),
    "weight": optional(a_text),
    "clusters": optional(a_text),
    "negative_control": optional(a_text),
    "given": optional(texts, ()),
    "success": optional(texts, ()),
    "control_success": optional(texts, ()),
    "no_answer": optional(texts, ()),
    "categories": optional(texts, ()),
    "receipt": optional(one_of(Receipt), Receipt.RECALLED),
    "recall": optional(a_table),
}
RECALL = {
    "sensitivity": Key(two_numbers),
    "specificity": Key(two_numbers),
    "difference": Key(a_number),
}


def effect_design(path: Path) -> EffectDesign:
    """Raises ProblemsError with everything that is wrong in the file."""
    problems: list[Problem] = []
    place = Place(path.name, "", problems)
    table = toml_of(path, place)
    design = None
    if table is not None:
        values = values_of(DESIGN, table, place)
        if (recall := values["recall"]) is not None:
            values["recall"] = read_one(RecallErrors, RECALL, recall, place.inside("recall"))
        design = None if problems else make(EffectDesign, values, place)
    if design is None:
        raise ProblemsError(
            "The design cannot be used:",
            tuple(problems),
            next_step="correct what is named here; upheld effect --help shows a whole design.",
        )
    return design
