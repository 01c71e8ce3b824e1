"""Reads a protocol, one TOML file, into a frozen value; everything wrong at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from upheld.core.errors import Problem, ProblemsError
from upheld.core.records import (
    Key,
    Place,
    a_table,
    a_text,
    a_whole_number,
    list_of_tables,
    list_of_texts,
    make,
    one_of,
    optional,
    read_all,
    read_one,
    values_of,
)
from upheld.core.trial import Arm, Outcome, Protocol, Stopping, Unit
from upheld.rules.load_effect_design import a_number
from upheld.rules.load_power_design import aim_of
from upheld.rules.read_files import toml_of
from upheld.statistics.power import Aim, Clustered, clustered, individual

TEXT = Key(a_text)


def list_of_numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list):
        raise ValueError("expected a list of numbers")
    return tuple(a_number(each) for each in value)


def list_of_whole_numbers(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError("expected a list of whole numbers")
    return tuple(a_whole_number(each) for each in value)


PROTOCOL = {
    "title": TEXT,
    "question": TEXT,
    "owner": TEXT,
    "unit": Key(one_of(Unit)),
    "eligibility": Key(list_of_texts),
    "blocks": Key(list_of_texts),
    "block_sizes": Key(list_of_whole_numbers),
    "arms": Key(list_of_tables),
    "outcome": Key(a_table),
    "size": Key(a_table),
    "stopping": Key(a_table),
}
ARM = {"name": TEXT, "does": TEXT}
OUTCOME = {"name": TEXT, "asked": TEXT, "when": TEXT}
STOPPING = {
    "looks": optional(list_of_numbers, ()),
    "p_at_a_look": optional(a_number, 0.001),
    "harm": TEXT,
}


def protocol(path: Path) -> Protocol:
    """Raises ProblemsError with everything that is wrong in the file."""
    problems: list[Problem] = []
    place = Place(path.name, "", problems)
    table = toml_of(path, place)
    read = None if table is None else _protocol(table, place)
    if read is None:
        raise ProblemsError(
            "The protocol cannot be used:",
            tuple(problems),
            next_step="correct what is named here; upheld trial new writes one that is whole.",
        )
    return read


def _protocol(table: dict[str, Any], place: Place) -> Protocol | None:
    values = values_of(PROTOCOL, table, place)
    arms = read_all(Arm, ARM, values["arms"] or [], place.inside("arms"))
    outcome = read_one(Outcome, OUTCOME, values["outcome"] or {}, place.inside("outcome"))
    stopping = read_one(Stopping, STOPPING, values["stopping"] or {}, place.inside("stopping"))
    size = _size(values.pop("size") or {}, values["unit"], place.inside("size"))
    if place.problems:
        return None
    parts = {"arms": arms, "outcome": outcome, "stopping": stopping}
    return make(Protocol, {**values, **parts, **(size or {})}, place)


def _size(table: dict[str, Any], unit: Unit | None, place: Place) -> dict[str, Any] | None:
    design = aim_of(table, place)
    if design is None or unit is None:
        return None
    fitting = Clustered if unit is Unit.CLUSTER else Aim
    if not isinstance(design, fitting):
        wanted = "cluster" if unit is Unit.CLUSTER else "individual"
        place.inside("kind").wrong(f"expected {wanted}, as a {unit} is allocated")
        return None
    if isinstance(design, Clustered):
        size, level = clustered(design), design.aim.level
        units = size.clusters_per_arm_by_t
    else:
        size, level = individual(design), design.level
        units = size.invited_per_arm
    return {
        "level": level, "completed_per_arm": size.completed_per_arm, "units_per_arm": units
    }  # fmt: skip
