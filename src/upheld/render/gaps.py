"""Gaps between groups of victims: each group beside those it is compared with, tested together.

Of sex, age, ethnicity and disability each group is compared with the largest one of the whole
force; of grounds and sensitive offences, which a victim may have none or several of, with everybody
else. What is not recorded is nobody's group: it is shown and not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from upheld.core.measure import Breakdown
from upheld.render.figures import LENIENT, Figure, Pair
from upheld.render.personal import BREAKDOWNS, NOT_RECORDED, in_order
from upheld.statistics.differences import newcombe, p_value, smallest_gap
from upheld.statistics.intervals import Floats, size_of_interval
from upheld.statistics.many_tests import findings

if TYPE_CHECKING:
    from upheld.render.personal import Period

# Everybody is in one category of these.
PARTITIONS = (Breakdown.SEX, Breakdown.AGE_BAND, Breakdown.ETHNICITY, Breakdown.DISABILITY)


@dataclass(frozen=True, slots=True)
class Share:
    """A share and how many independent victims it is worth."""

    value: float
    denominator: int
    size: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A group's share less that of those it is compared with, with Newcombe's 95% interval.

    ``told``: more than chance, by its own interval and among all gaps of the page together.
    ``smallest``: the least gap that these numbers would have shown in four of five cases; None
    where none could be seen.
    """

    own: Share
    against: Share
    difference: float
    lower: float
    upper: float
    p_value: float
    smallest: float | None
    told: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One group in both readings. A gap is None where it or the others are withheld, or where
    it is the group that the others are compared with."""

    category: str
    figures: Pair
    gaps: Mapping[str, Gap]

    def figure(self, reading: str) -> Figure | None:
        return next((each for each in self.figures.figures if each.reading == reading), None)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one breakdown. ``reference``: the group that the others are compared with;
    None for everybody else."""

    breakdown: str
    reference: str | None
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Equality:
    """All groups of one measure, place and period."""

    measure: str
    period: Period
    breakdowns: tuple[Groups, ...]

    def gaps(self, reading: str) -> tuple[tuple[Groups, Group, Gap], ...]:
        return tuple(
            (groups, group, group.gaps[reading])
            for groups in self.breakdowns
            for group in groups.groups
            if reading in group.gaps
        )


Key = tuple[str, str, str]  # reading, breakdown, category


def references(force: Sequence[Figure]) -> dict[str, str]:
    """The largest group of each partition in the whole force, of those recorded."""
    largest: dict[str, Figure] = {}
    for each in force:
        if each.breakdown not in PARTITIONS or each.category == NOT_RECORDED:
            continue
        if (each.denominator or 0) > (getattr(largest.get(each.breakdown), "denominator", 0) or 0):
            largest[each.breakdown] = each
    return {breakdown: figure.category for breakdown, figure in largest.items()}


def equality(
    figures: Sequence[Figure],
    everybody: Sequence[Figure],
    references: Mapping[str, str],
    period: Period,
    worse: int = -1,
) -> Equality:
    """``figures``: one measure, place and period by personal breakdowns; ``everybody``: the same
    without one. ``worse``: -1 where a lower share is, +1 where a higher one is.
    """
    held = {(each.reading, each.breakdown, each.category): each for each in figures}
    gaps = _gaps(_compared(held, everybody, references), worse)
    found = []
    for breakdown in BREAKDOWNS:
        categories = in_order({c for _, b, c in held if b == breakdown})
        if categories:
            groups = tuple(_group(held, gaps, breakdown, each) for each in categories)
            found.append(Groups(breakdown, references.get(breakdown), groups))
    return Equality(figures[0].measure if figures else "", period, tuple(found))


def _group(
    held: Mapping[Key, Figure], gaps: Mapping[Key, Gap], breakdown: str, category: str
) -> Group:
    of_readings = {key[0]: key for key in held if key[1:] == (breakdown, category)}
    strict = next((held[key] for name, key in of_readings.items() if name != LENIENT), None)
    lenient = held.get((LENIENT, breakdown, category))
    in_order = sorted(of_readings.items(), key=lambda each: each[0] == LENIENT)
    found = {name: gaps[key] for name, key in in_order if key in gaps}
    return Group(category, Pair(strict, lenient), found)


def _compared(
    held: Mapping[Key, Figure], everybody: Sequence[Figure], references: Mapping[str, str]
) -> dict[Key, tuple[Share, Share]]:
    """Each group that can be compared, and those it is compared with."""
    whole = {each.reading: each for each in everybody}
    found = {}
    for key, figure in held.items():
        reading, breakdown, category = key
        if category == NOT_RECORDED or category == references.get(breakdown):
            continue
        one = _share(figure)
        if breakdown in PARTITIONS:
            other = _share(held.get((reading, breakdown, references.get(breakdown, ""))))
        else:
            other = _everybody_else(figure, whole.get(reading))
        if one and other:
            found[key] = one, other
    return found


def _share(figure: Figure | None) -> Share | None:
    if figure is None or not figure.denominator or figure.lower is None or figure.upper is None:
        return None
    value = figure.value or 0.0
    limits = np.array([figure.lower]), np.array([figure.upper])
    size = size_of_interval(np.array([value]), *limits)
    return Share(value, figure.denominator, float(size[0]))


def _everybody_else(figure: Figure, whole: Figure | None) -> Share | None:
    """Those of the whole who are not in the group. How far duties hang together among them is
    taken to be as in the whole."""
    of_all = _share(whole)
    if of_all is None or whole is None or figure.denominator is None:
        return None
    others = of_all.denominator - figure.denominator
    if others <= 0:
        return None
    hits = (whole.numerator or 0) - (figure.numerator or 0)
    return Share(hits / others, others, others * of_all.size / of_all.denominator)


def _gaps(compared: Mapping[Key, tuple[Share, Share]], worse: int) -> dict[Key, Gap]:
    """All at once, as many tests; each reading's by themselves, for the two say nearly the same."""
    found: dict[Key, Gap] = {}
    for reading in {key[0] for key in compared}:
        keys = [key for key in compared if key[0] == reading]
        one = [compared[key][0] for key in keys]
        other = [compared[key][1] for key in keys]
        first, n, second, m = (
            _numbers(one, "value"),
            _numbers(one, "size"),
            _numbers(other, "value"),
            _numbers(other, "size"),
        )
        lower, upper = newcombe(first, n, second, m)
        p = p_value(first, n, second, m)
        smallest = smallest_gap(second, m, n, worse)
        among_many = findings(p.tolist())
        for i, key in enumerate(keys):
            apart = bool(lower[i] > 0 or upper[i] < 0)
            found[key] = Gap(
                one[i],
                other[i],
                float(first[i] - second[i]),
                float(lower[i]),
                float(upper[i]),
                float(p[i]),
                None if np.isnan(smallest[i]) else float(smallest[i]),
                apart and among_many[i],
            )
    return found


def _numbers(shares: Sequence[Share], name: str) -> Floats:
    return np.array([getattr(each, name) for each in shares], dtype=np.float64)
