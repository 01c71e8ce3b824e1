"""Loads the measures, one reviewed TOML file each, into frozen values.

Everything wrong in any of them is reported at once, with file, key and what was expected.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from upheld.core.errors import Problem, ProblemsError
from upheld.core.measure import Better, Breakdown, Clause, Measure, Measures, Of, Value
from upheld.core.records import (
    Key,
    Place,
    a_day,
    a_table,
    a_text,
    a_whole_number,
    list_of_texts,
    make,
    one_of,
    optional,
    several_of,
    true_or_false,
    values_of,
)
from upheld.core.victims_code import REPORT, VictimsCodes
from upheld.rules import load
from upheld.rules.read_files import toml_of

MEASURES = load.MEASURES


def a_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("expected a number")
    return float(value)


def a_clause(value: Any) -> Clause:
    """A table of columns, each with the value or the list of values that count."""
    table = dict(a_table(value))
    known = list_of_texts(table.pop("known", []))
    return Clause({column: _values(found) for column, found in table.items()}, known)


def _values(found: Any) -> tuple[Value, ...]:
    values = found if isinstance(found, list) else [found]
    if not values or not all(isinstance(each, str | bool | int) for each in values):
        raise ValueError("expected a text, a whole number, true or false, or a list of them")
    return tuple(values)


TEXT, MAYBE_TEXT, DAY = Key(a_text), optional(a_text), Key(a_day)
MEASURE = {
    "title": TEXT,
    "by_victim": MAYBE_TEXT,
    "right": optional(a_whole_number),
    "of": Key(one_of(Of)),
    "where": optional(a_clause, Clause()),
    "numerator": optional(a_clause, Clause()),
    "denominator": optional(a_clause, Clause()),
    "better": Key(one_of(Better)),
    "target": optional(a_number),
    "unit": TEXT,
    "rolling_months": optional(a_whole_number),
    "breakdowns": optional(several_of(Breakdown), ()),
    "may_be_pushed": optional(true_or_false, False),
    "why": TEXT,
    "what_to_do": TEXT,
    "note": optional(a_text, ""),
    "owner": TEXT,
    "checked_by": MAYBE_TEXT,
    "reviewed_on": DAY,
    "next_review": DAY,
    "citation": TEXT,
}


@cache
def measures(directory: Path = MEASURES) -> Measures:
    """Every measure, in the order of its id, which is the name of its file.

    Raises ProblemsError with everything that is wrong in any file.
    """
    problems: list[Problem] = []
    paths = sorted(directory.glob("*.toml"))
    found = tuple(each for path in paths if (each := _measure(path, problems)))
    place = Place(directory.name, "", problems)
    if not paths:
        place.wrong("expected at least one measure, as a .toml file")
    if not problems:
        _note_unknown_entitlements(found, load.victims_codes(), problems)
        _note_counted_twice(found, load.victims_codes(), problems)
        _note_twins(found, problems)
    if problems:
        raise ProblemsError(
            "The measures cannot be loaded:",
            tuple(problems),
            next_step="correct what is named here, then run upheld measures check.",
        )
    return Measures(found)


def _measure(path: Path, problems: list[Problem]) -> Measure | None:
    place = Place(path.name, "", problems)
    before = len(problems)
    values = values_of(MEASURE, toml_of(path, place) or {}, place)
    return make(Measure, {"id": path.stem, **values}, place) if len(problems) == before else None


def _note_unknown_entitlements(
    found: tuple[Measure, ...], codes: VictimsCodes, problems: list[Problem]
) -> None:
    known = {rule.short_id for rule in codes.entitlements if rule.makes_duties}
    for measure in found:
        for name in measure.where.values.get("entitlement", ()):
            if name not in known:
                Place(f"{measure.id}.toml", "where: entitlement", problems).wrong(
                    "expected an entitlement that makes duties, without its Code, such as "
                    "R6-ARREST", name
                )  # fmt: skip


def _note_counted_twice(
    found: tuple[Measure, ...], codes: VictimsCodes, problems: list[Problem]
) -> None:
    """Personal breakdowns are by victim: without a twin, each victim may have one duty only."""
    once = {r.short_id for r in codes.entitlements if r.makes_duties and r.triggers == (REPORT,)}
    for measure in found:
        needs = measure.of is Of.DUTIES and measure.personal_breakdowns and not measure.by_victim
        if needs and not set(measure.where.values.get("entitlement", ("",))) <= once:
            Place(f"{measure.id}.toml", "by_victim", problems).wrong(
                "expected a title, since a personal breakdown is by victim and a victim can have "
                "several of these duties"
            )


def _note_twins(found: tuple[Measure, ...], problems: list[Problem]) -> None:
    """No measure may have the id of another's twin."""
    counts: dict[str, int] = {}
    for measure in found:
        for one in measure.ids:
            counts[one] = counts.get(one, 0) + 1
            if counts[one] > 1:
                Place(f"{measure.id}.toml", "the file", problems).wrong(
                    "expected a name that no other measure by victim has", one
                )
