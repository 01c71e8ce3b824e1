"""Reads what a trial is to see, one TOML file, into frozen values; everything wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from upheld.core.errors import Problem, ProblemsError
from upheld.core.records import Key, Place, a_whole_number, make, optional, values_of
from upheld.rules.load_effect_design import a_number
from upheld.rules.read_files import toml_of
from upheld.statistics.power import Aim, Clustered, SteppedWedge

AIM = {
    "share": Key(a_number),
    "difference": Key(a_number),
    "power": optional(a_number, 0.8),
    "level": optional(a_number, 0.05),
    "response": optional(a_number, 1.0),
}
CLUSTERED = {
    "cluster_size": Key(a_number),
    "icc": Key(a_number),
    "cluster_size_cv": optional(a_number, 0.0),
}
STEPPED_WEDGE = {
    "clusters": Key(a_whole_number),
    "steps": Key(a_whole_number),
    "icc": Key(a_number),
}
KINDS: dict[str, dict[str, Key]] = {
    "individual": {},
    "cluster": CLUSTERED,
    "stepped_wedge": STEPPED_WEDGE,
}


def a_kind(value: Any) -> str:
    kind = str(value).replace("-", "_")
    if kind not in KINDS:
        raise ValueError(f"expected one of {', '.join(KINDS)}")
    return kind


def power_design(path: Path) -> Aim | Clustered | SteppedWedge:
    """Raises ProblemsError with everything that is wrong in the file."""
    problems: list[Problem] = []
    place = Place(path.name, "", problems)
    table = toml_of(path, place)
    design = None if table is None else aim_of(table, place)
    if design is None:
        raise ProblemsError(
            "The design cannot be used:",
            tuple(problems),
            next_step="correct what is named here; upheld power --help shows whole designs.",
        )
    return design


def aim_of(table: Mapping[str, Any], place: Place) -> Aim | Clustered | SteppedWedge | None:
    """The design that a table holds; None, with everything wrong noted, where it holds none."""
    before = len(place.problems)
    named = str(table.get("kind", "")).replace("-", "_")
    kind = named if named in KINDS else "individual"
    values = values_of({"kind": optional(a_kind, "individual"), **AIM, **KINDS[kind]}, table, place)
    if len(place.problems) > before:
        return None
    aim = make(Aim, {name: values[name] for name in AIM}, place)
    if aim is None or kind == "individual":
        return aim
    if kind == "cluster":
        sized = {"size": values["cluster_size"], "cv": values["cluster_size_cv"]}
        return make(Clustered, {"aim": aim, "icc": values["icc"], **sized}, place)
    return make(SteppedWedge, {"aim": aim, **{each: values[each] for each in STEPPED_WEDGE}}, place)
