"""From the names that publishers write to the codes of boroughs and units.

The boroughs are those of the forces in the rules; other names stand in
``published/place_names.csv``. A name that neither knows stays as it is, and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from upheld import published
from upheld.core.force import Force
from upheld.rules import load

PREFIX = re.compile(r"^(the )?(london|royal) borough of ")
NAME, CODE, OFFICIAL = "name", "code", "official"


@dataclass(frozen=True, slots=True)
class Places:
    """``codes`` from the key of a spelling; ``official`` from a code to its usual name."""

    codes: dict[str, str]
    official: dict[str, str]
    forces: tuple[Force, ...]

    def table(self, names: Iterable[str | None]) -> pl.DataFrame:
        """For each name: its code (the name itself where unknown) and the usual name, if any."""
        known = sorted({name for name in names if name is not None})
        codes = [self.codes.get(spelling_key(name)) for name in known]
        return pl.DataFrame(
            {
                NAME: known,
                CODE: [code or name.strip() for code, name in zip(codes, known, strict=True)],
                OFFICIAL: [self.official.get(code) if code else None for code in codes],
            },
            schema=dict.fromkeys((NAME, CODE, OFFICIAL), pl.String),
        )

    def units(self, months: Iterable[str | None]) -> pl.DataFrame:
        """By force, month and borough: the BCU in being on the first day of the month."""
        days = {
            month: date.fromisoformat(f"{month}-01") for month in sorted({m for m in months if m})
        }
        rows = [
            (force.name, month, borough.code, borough.unit_code)
            for force in self.forces
            for borough in force.boroughs
            for month, day in days.items()
            if (unit := force.unit(borough.unit_code)) and unit.exists_on(day)
        ]
        schema = dict.fromkeys(("force", "month", "borough_code", "unit_code"), pl.String)
        return pl.DataFrame(rows, schema=schema, orient="row")


def known_places() -> Places:
    """The boroughs of every force in the rules, and the names that publishers use beside them."""
    forces = load.forces()
    named = published.place_names()
    boroughs = [borough for force in forces for borough in force.boroughs]
    codes = {spelling_key(place.published): place.code for place in named}
    codes |= {spelling_key(borough.name): borough.code for borough in boroughs}
    official = {place.code: place.published for place in reversed(named)}
    official |= {borough.code: borough.name for borough in boroughs}
    return Places(codes, official, forces)


def spelling_key(name: str) -> str:
    """What two spellings of one name have in common: letter case, hyphens, "&" do not matter."""
    plain = re.sub(r"[^a-z0-9]+", " ", name.casefold().replace("&", " and ")).strip()
    return PREFIX.sub("", plain)
