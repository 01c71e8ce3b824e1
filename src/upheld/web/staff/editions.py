"""The editions that the site shows: opened once, and again as soon as one is replaced."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

import polars as pl
from django.conf import settings

from upheld.core.errors import UpheldError
from upheld.core.force import Borough, Force, Unit
from upheld.editions import moved
from upheld.editions.edition import MANIFEST, Edition, open_edition
from upheld.editions.parts import figures_with_parts, is_combined
from upheld.render.figures import Figures, Place, over
from upheld.render.personal import Personal
from upheld.render.satisfaction import Satisfaction
from upheld.render.silence import Silences, without_silent_shares
from upheld.render.tables import Provenance
from upheld.render.timing import Timing
from upheld.render.verdicts import Verdicts
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff.publish import current

DEMONSTRATION = "demonstration"
REAL = "real"
TIMING = "open/timing.parquet"
# By month for every unit and team: four figures in five, and on no page. Edition.series reads them.
NOT_IN_MEMORY = ("offence_group", "priority")
UNIT_TYPE_NAMES = {
    "bcu": "BCU", "ocu": "OCU", "unit": "unit", "borough": "borough", "team": "team",
}  # fmt: skip
# Those that have a page of their own in the list of units and are watched for changes.
WATCHED = ("bcu", "ocu", "unit")
_OPENING = Lock()  # Of readers who ask for a new edition at once, one opens it.


@dataclass(frozen=True, eq=False)
class Opened:
    """One edition, the figures of its pages in memory, and the force it is of, where one was named.
    Equal to itself alone, so that what is made of it once can be kept for it.

    ``timing`` is None for an edition that was built before there was such evidence.
    """

    edition: Edition
    figures: Figures
    published: pl.DataFrame
    force: Force | None
    timing: pl.DataFrame | None = None
    silences: Silences = field(default_factory=Silences)

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
        """What a force is compared by: its BCUs, or every unit code where no force is named; the
        boroughs where all there is was published, as its publishers know no BCU."""
        if self.figures.only_published:
            return "borough"
        return "bcu" if "bcu" in self.figures.unit_types() else "unit"

    @property
    def provenance(self) -> Provenance:
        manifest = self.edition.manifest
        return Provenance(self.name, manifest.as_of, self.demonstration, manifest.rules_hash)

    def place(self, code: str) -> Place | None:
        """One unit by its code; None for a code that the edition does not know."""
        return self._places.get(code)

    def places(self) -> tuple[Place, ...]:
        """Every unit but the teams, which have pages too."""
        return tuple(each for each in self._places.values() if each.unit_type != "team")

    @cached_property
    def watched(self) -> tuple[Place, ...]:
        """The force and its units, in order of kind and name."""
        units = (each for each in self._places.values() if each.unit_type in WATCHED)
        return (self.whole, *units)

    @cached_property
    def personal(self) -> Personal:
        return Personal(self.figures.frame)

    @cached_property
    def verdicts(self) -> Verdicts:
        """What process control says of this edition, worked out as it is asked for and kept."""
        return Verdicts(self.figures, measures(), load.victims_codes(), self.force)

    @cached_property
    def entries(self) -> Timing | None:
        """What the entries behind the figures say, worked out as it is asked for and kept."""
        return Timing(self.timing) if self.timing is not None else None

    @cached_property
    def moved(self) -> pl.DataFrame:
        """How the last months moved since they were first published."""
        return moved.of(self.edition)

    def cut_by(self, measure: str, breakdown: str) -> pl.DataFrame:
        """One measure's figures by a breakdown that is not held in memory, as those that are: no
        share where a feed is silent, no period that is not over."""
        rows = self.edition.series(measure, breakdown)
        rows = _without_silent_shares(rows, self.silences, self.force, self.edition)
        return over(rows, self.edition.as_of)

    @cached_property
    def satisfaction(self) -> Satisfaction | None:
        """What the survey says; None where the edition holds none."""
        found = self.edition.satisfaction()
        return None if found is None else Satisfaction(found)

    def unit_name(self, code: str) -> str:
        """A team goes by the name of its unit and its own."""
        unit, _, team = code.partition(":")
        found = self._unit(unit)
        if found is None:
            return code
        return f"{found.name}, {team}" if team else found.name

    def teams(self) -> tuple[Place, ...]:
        return tuple(each for each in self._places.values() if each.unit_type == "team")

    def teams_of(self, code: str) -> tuple[Place, ...]:
        return tuple(each for each in self.teams() if str(each.code).startswith(f"{code}:"))

    @cached_property
    def _places(self) -> dict[str, Place]:
        """By code; where two kinds share one, the first of UNIT_TYPE_NAMES."""
        found = {
            code: Place(unit_type, code, self.unit_name(code))
            for unit_type in reversed(UNIT_TYPE_NAMES)
            for code in self.figures.unit_codes(unit_type)
        }
        order = tuple(UNIT_TYPE_NAMES)
        return dict(
            sorted(found.items(), key=lambda kv: (order.index(kv[1].unit_type), kv[1].name, kv[0]))
        )

    def _unit(self, code: str) -> Unit | Borough | None:
        return (self.force.unit(code) or self.force.borough(code)) if self.force else None


def main() -> Opened | None:
    """The published edition: the overview, the units and the measures are shown from it."""
    name = current.name()
    return opened(name) if name else None


def made_up() -> bool:
    """Whether readers are shown a demonstration; False where its edition cannot be opened."""
    try:
        found = main()
    except UpheldError:
        return False
    return bool(found and found.demonstration)


def real() -> Opened | None:
    """The edition that published figures are shown from: the one named real, else the main one
    where it is real and holds any."""
    found = opened(REAL) or main()
    return found if found and (found.name == REAL or _publishes(found)) else None


def _publishes(found: Opened) -> bool:
    return not found.demonstration and not found.published.is_empty()


def shown() -> tuple[str, ...]:
    """The names of the editions that the site shows."""
    return tuple(dict.fromkeys(name for name in (current.name(), REAL) if name))


def opened(name: str) -> Opened | None:
    """The edition of that name as it stands now; None where there is none yet."""
    found = stamp(name)
    if found is None:
        return None
    with _OPENING:
        return _open(*found)


def stamp(name: str) -> tuple[Path, int, int] | None:
    """Tells one edition from another that takes its place."""
    path: Path = settings.EDITIONS / name
    try:
        found = (path / MANIFEST).stat()
    except OSError:
        return None
    return path, found.st_mtime_ns, found.st_ino


@lru_cache(maxsize=8)
def _open(path: Path, _changed: int, _inode: int) -> Opened:
    edition = open_edition(path)
    force = _force(edition)
    timing = edition.timing() if TIMING in edition.manifest.files else None
    silences = Silences(timing)
    rows = figures_with_parts(edition, without=NOT_IN_MEMORY)
    frame = _without_silent_shares(rows, silences, force, edition)
    own = tuple(each.code for each in force.boroughs) if force else ()
    figures = Figures(frame, edition.as_of, own)
    return Opened(edition, figures, edition.published(), force, timing, silences)


def _without_silent_shares(
    rows: pl.DataFrame, silences: Silences, force: Force | None, edition: Edition
) -> pl.DataFrame:
    units = force.units if force else ()
    boroughs = {u.code: [b.code for b in force.boroughs_of(u.code)] for u in units if force}
    return without_silent_shares(
        rows, silences, measures(), load.victims_codes(), boroughs, combined=is_combined(edition)
    )


def _force(edition: Edition) -> Force | None:
    code = edition.manifest.force
    try:
        return load.force(code) if code else None
    except UpheldError:
        return (
            None  # An edition of a force whose rules this machine does not have: codes stay codes.
        )
