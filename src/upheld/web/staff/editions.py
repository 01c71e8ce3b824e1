"""The editions that the site shows: opened once, and again as soon as one is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl
from django.conf import settings

from upheld.core.errors import UpheldError
from upheld.core.force import Borough, Force, Unit
from upheld.editions.edition import MANIFEST, Edition, open_edition
from upheld.editions.parts import figures_with_parts
from upheld.render.figures import Figures, Place
from upheld.render.personal import Personal
from upheld.render.tables import Provenance
from upheld.render.verdicts import Verdicts
from upheld.rules import load
from upheld.rules.load_measures import measures

DEMONSTRATION = "demonstration"
REAL = "real"
UNIT_TYPE_NAMES = {
    "bcu": "BCU", "ocu": "OCU", "unit": "unit", "borough": "borough", "team": "team",
}  # fmt: skip
# Those that have a page of their own in the list of units and are watched for changes.
WATCHED = ("bcu", "ocu", "unit")


@dataclass(frozen=True)
class Opened:
    """One edition, its figures in memory, and the force it is of, where one was named."""

    edition: Edition
    figures: Figures
    published: pl.DataFrame
    force: Force | None

    @property
    def name(self) -> str:
        return self.edition.name

    @property
    def demonstration(self) -> bool:
        """Made up: by the manifest's word, or by standing in the demonstration's place.

        The second holds even where the mark was lost on the way: made-up figures never pass for
        real ones.
        """
        return self.edition.manifest.demonstration or self.name == DEMONSTRATION

    @property
    def version(self) -> str:
        """Changes whenever the edition or the software does: for what a browser keeps."""
        files = self.edition.manifest.files
        return f"{files.get('open/figures.parquet', '')[:12]}-{self.edition.manifest.as_of}"

    @property
    def whole(self) -> Place:
        """The force as a place."""
        name = self.force.name if self.force else self.edition.manifest.force_name or "All units"
        return Place("force", self.force.code if self.force else None, name)

    @property
    def unit_type(self) -> str:
        """What a force is compared by: its BCUs, or every unit code where no force is named."""
        return "bcu" if "bcu" in self.figures.unit_types() else "unit"

    @property
    def provenance(self) -> Provenance:
        manifest = self.edition.manifest
        return Provenance(self.name, manifest.as_of, self.demonstration, manifest.rules_hash)

    def place(self, code: str) -> Place | None:
        """One unit by its code; None for a code that the edition does not know."""
        return self._places.get(code)

    def places(self) -> tuple[Place, ...]:
        """Every unit that has a page, teams left out."""
        return tuple(each for each in self._places.values() if each.unit_type != "team")

    @cached_property
    def watched(self) -> tuple[Place, ...]:
        """The force and its units, in order of kind and code."""
        units = (each for each in self._places.values() if each.unit_type in WATCHED)
        return (self.whole, *units)

    @cached_property
    def personal(self) -> Personal:
        return Personal(self.figures.frame)

    @cached_property
    def verdicts(self) -> Verdicts:
        """What process control says of this edition, worked out as it is asked for and kept."""
        return Verdicts(self.figures, measures(), load.victims_codes(), self.force)

    def unit_name(self, code: str) -> str:
        unit = self._unit(code)
        return unit.name if unit else code

    @cached_property
    def _places(self) -> dict[str, Place]:
        """By code; where two kinds share one, the first of UNIT_TYPE_NAMES."""
        found = {
            code: Place(unit_type, code, self.unit_name(code))
            for unit_type in reversed(UNIT_TYPE_NAMES)
            for code in self.figures.unit_codes(unit_type)
        }
        order = tuple(UNIT_TYPE_NAMES)
        return dict(sorted(found.items(), key=lambda kv: (order.index(kv[1].unit_type), kv[0])))

    def _unit(self, code: str) -> Unit | Borough | None:
        return (self.force.unit(code) or self.force.borough(code)) if self.force else None


def main() -> Opened | None:
    """The edition that the overview, the units and the measures are shown from."""
    return opened(settings.EDITION)


def shown() -> tuple[str, ...]:
    """The names of the editions that the site shows."""
    return tuple(dict.fromkeys((settings.EDITION, REAL)))


def opened(name: str) -> Opened | None:
    """The edition of that name as it stands now; None where there is none yet."""
    path: Path = settings.EDITIONS / name
    try:
        stamp = (path / MANIFEST).stat()
    except OSError:
        return None
    return _open(path, stamp.st_mtime_ns, stamp.st_ino)


@lru_cache(maxsize=8)
def _open(path: Path, _changed: int, _inode: int) -> Opened:
    edition = open_edition(path)
    frame = figures_with_parts(edition)
    return Opened(edition, Figures(frame, edition.as_of), edition.published(), _force(edition))


def _force(edition: Edition) -> Force | None:
    code = edition.manifest.force
    try:
        return load.force(code) if code else None
    except UpheldError:
        return (
            None  # An edition of a force whose rules this machine does not have: codes stay codes.
        )
