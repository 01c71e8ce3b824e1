"""Three made-up worlds of interviews in which the truth about a leaflet is known.

``measured``: whoever was met in person gets a leaflet more often and better service too, and the
interviews say who was. ``unmeasured``: it hangs on how careful the officer was, which nothing
says. ``recall``: leaflets go out as by lot and change nothing, but the satisfied remember theirs.
Nothing here is known to whoever estimates.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Draws = np.random.Generator
Shares = npt.NDArray[np.float64]
Marks = npt.NDArray[np.int64]

BCUS = ("AS", "AW", "CE", "CN", "EA", "NA", "NE", "NW", "SE", "SN", "SW", "WA")
CRIME_TYPES = ("Assault", "Burglary", "Hate crime", "Robbery")
CHANNELS = ("In person", "Online", "Telephone")
AGES = ("16-24", "25-34", "35-49", "50-64", "65+")


@dataclass(frozen=True)
class World:
    """``columns``: what an interviewer could write down, one value an interview. ``truth``: by how
    much the share satisfied would be higher had everybody, rather than nobody, got the leaflet."""

    columns: dict[str, list[str]]
    truth: float

    def write(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(self.columns)
            rows.writerows(zip(*self.columns.values(), strict=True))


@dataclass(frozen=True)
class _People:
    bcu: Marks
    crime_type: Marks
    channel: Marks
    age: Marks

    @property
    def columns(self) -> dict[str, list[str]]:
        named = (("bcu", BCUS, self.bcu), ("crime_type", CRIME_TYPES, self.crime_type),
                 ("channel", CHANNELS, self.channel), ("age", AGES, self.age))  # fmt: skip
        return {name: [texts[each] for each in marks] for name, texts, marks in named}

    @property
    def service(self) -> Shares:
        """How much better than usual they were served, on the scale of log odds."""
        better: Shares = (
            np.array([0.9, -0.7, -0.1])[self.channel]
            + np.array([-0.1, 0.3, -0.2, 0.0])[self.crime_type]
            + np.linspace(-0.2, 0.2, len(BCUS))[self.bcu]
            + np.array([-0.2, -0.1, 0.0, 0.1, 0.3])[self.age]
        )
        return better


def measured(size: int, seed: int) -> World:
    draws = np.random.default_rng([seed, 1])
    people = _people(size, draws)
    chance = _share(np.array([0.9, -1.3, -0.6])[people.channel] + 0.4 * (people.crime_type == 1))
    leaflet = _drawn(chance, draws)

    def satisfied(given: Shares | Marks) -> Shares:
        return _share(0.3 + people.service + 0.5 * given)

    ease = _drawn(_share(0.5 + 0.8 * people.service), draws)
    return _world(people, leaflet, _drawn(satisfied(leaflet), draws), ease, _truth(satisfied, size))


def unmeasured(size: int, seed: int) -> World:
    draws = np.random.default_rng([seed, 2])
    people = _people(size, draws)
    care = draws.normal(size=size)  # of the officer: in no column
    leaflet = _drawn(_share(-0.4 + 1.2 * care), draws)

    def satisfied(given: Shares | Marks) -> Shares:
        return _share(0.7 + 0.5 * people.service + 1.0 * care + 0.0 * given)

    ease = _drawn(_share(0.5 + 0.8 * people.service + 0.8 * care), draws)
    return _world(people, leaflet, _drawn(satisfied(leaflet), draws), ease, _truth(satisfied, size))


def recall(size: int, seed: int) -> World:
    draws = np.random.default_rng([seed, 3])
    people = _people(size, draws)
    leaflet = _drawn(np.full(size, 0.45), draws)

    def satisfied(given: Shares | Marks) -> Shares:
        return _share(0.7 + 0.5 * people.service + 0.0 * given)

    happy = _drawn(satisfied(leaflet), draws)
    remembered = np.where(happy == 1, 0.85, 0.55)
    claimed = np.where(happy == 1, 0.08, 0.03)
    said = _drawn(np.where(leaflet == 1, remembered, claimed), draws)
    ease = _drawn(_share(0.5 + 0.8 * people.service), draws)
    return _world(people, said, happy, ease, _truth(satisfied, size))


WORLDS: dict[str, Callable[[int, int], World]] = {
    "measured": measured,
    "unmeasured": unmeasured,
    "recall": recall,
}


def _people(size: int, draws: Draws) -> _People:
    return _People(
        draws.integers(len(BCUS), size=size),
        draws.choice(len(CRIME_TYPES), size=size, p=[0.35, 0.3, 0.1, 0.25]),
        draws.choice(len(CHANNELS), size=size, p=[0.4, 0.25, 0.35]),
        draws.choice(len(AGES), size=size, p=[0.14, 0.22, 0.28, 0.22, 0.14]),
    )


def _world(people: _People, leaflet: Marks, satisfied: Marks, ease: Marks, truth: float) -> World:
    numbers = {"leaflet": leaflet, "satisfied": satisfied, "ease": ease}
    written = {name: [str(each) for each in marks] for name, marks in numbers.items()}
    return World({**people.columns, **written}, truth)


def _truth(satisfied: Callable[[Shares], Shares], size: int) -> float:
    everybody, nobody = satisfied(np.ones(size)), satisfied(np.zeros(size))
    return float(np.mean(everybody - nobody))


def _share(log_odds: Shares) -> Shares:
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float64)


def _drawn(chances: Shares, draws: Draws) -> Marks:
    return (draws.random(len(chances)) < chances).astype(np.int64)
