"""A sample of real published data, and the tables that say how the publishers write things.

Plain data: the files as they were published, compressed, and small CSV tables beside them.
``README.md`` names their sources and licences.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
OGL_2 = "OGL v2.0"
OGL_3 = "OGL v3.0"
ATTRIBUTION = {
    licence: "Contains public sector information licensed under the Open Government Licence "
    + version
    for licence, version in ((OGL_2, "v2.0"), (OGL_3, "v3.0"))
}
SOURCES = ("police_uk", "mopac_pas", "met_counts")


@dataclass(frozen=True, slots=True)
class Measure:
    """One published measure. ``published`` is the publisher's title, ``unit`` share or count."""

    measure: str
    source: str
    published: str
    title: str
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class PublishedOutcome:
    """An outcome as data.police.uk words it, with data.police.uk's own code.

    ``stage`` orders what a last outcome can be: ``open`` says nothing yet, then ``police``, then
    ``court``.
    """

    published: str
    code: str
    stage: str


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name that publishers use for a place, where it is no borough's name in the rules."""

    published: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Offence:
    """A category of the Metropolitan Police's counts, as the London Datastore writes it."""

    major: str
    minor: str

    @property
    def category(self) -> str:
        return f"{self.major} > {self.minor}"


def sample() -> dict[str, tuple[Path, ...]]:
    """The files of each source of the sample, by name: police_uk, mopac_pas, met_counts."""
    return {source: tuple(sorted((HERE / source).glob("*.csv.gz"))) for source in SOURCES}


@cache
def measures() -> tuple[Measure, ...]:
    return tuple(Measure(**row) for row in _rows("measures.csv"))


@cache
def outcomes() -> tuple[PublishedOutcome, ...]:
    return tuple(PublishedOutcome(**row) for row in _rows("police_uk_outcomes.csv"))


def outcome_titles() -> dict[str, str]:
    """What each outcome code of a data.police.uk crime is called on a page."""
    return {outcome.code: outcome.published for outcome in reversed(outcomes())}


@cache
def place_names() -> tuple[PlaceName, ...]:
    return tuple(PlaceName(**row) for row in _rows("place_names.csv"))


@cache
def offences() -> tuple[Offence, ...]:
    return tuple(Offence(**row) for row in _rows("met_offences.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
