"""How many to draw in each stratum, and whom: allocation and a draw that repeats by its seed.

Formulas: Cochran, Sampling Techniques, 3rd ed., sections 4.4 (precision), 5.5 and 5.9 (proportional
and Neyman allocation). The draw is by a permanent random number: the smallest numbers of a stratum
are drawn, each made from the seed and the person's key, so that it depends on neither the order nor
the number of rows: Ohlsson, Business Survey Methods (1995), 153-169.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from math import ceil

import numpy as np

from upheld.statistics.intervals import Z95
from upheld.statistics.survey_intervals import Floats

LEAST = 2  # a stratum's error needs two interviews


def equal(population: Sequence[int], total: int) -> list[int]:
    """The same in every stratum, or all of it where it holds fewer."""
    return shared_out(np.ones(len(population)), population, total)


def proportional(population: Sequence[int], total: int) -> list[int]:
    return shared_out(np.asarray(population, dtype=float), population, total)


def neyman(population: Sequence[int], shares: Sequence[float], total: int) -> list[int]:
    """Least variance of the force's figure: in proportion to N √(p(1 - p))."""
    p = np.asarray(shares, dtype=float)
    size = np.asarray(population, dtype=float) * np.sqrt(p * (1 - p))
    return shared_out(size, population, total)


def for_precision(population: int, share: float, half_width: float, z: float = Z95) -> int:
    """How many of ``population`` give a share this half width, simply drawn without replacement."""
    if not population:
        return 0
    infinite = z * z * share * (1 - share) / half_width**2
    return min(population, ceil(infinite / (1 + (infinite - 1) / population) - 1e-9))


def shared_out(size: Floats, population: Sequence[int], total: int) -> list[int]:
    """``total`` in proportion to ``size``, two at least and never more than there are.

    What a full stratum cannot take goes to the others; rounding is by largest remainder. Fewer
    than ``total`` where the population holds fewer; more where two in each are more.
    """
    most = np.asarray(population, dtype=float)
    least = np.minimum(most, LEAST)
    wanted = float(min(max(total, least.sum()), most.sum()))
    given = _between(np.where(most > 0, size, 0.0), least, most, wanted)
    whole = np.floor(given + 1e-9)
    order = np.argsort(-(given - whole), kind="stable")
    left = round(wanted - whole.sum())
    for at in [at for at in order if whole[at] < most[at]][:left]:
        whole[at] += 1
    return [int(number) for number in whole]


def _between(size: Floats, least: Floats, most: Floats, wanted: float) -> Floats:
    """size × k, held between least and most, with the k at which it adds up to what is wanted."""
    low, high = 0.0, 1.0
    positive = size > 0
    if not positive.any():
        return least
    while np.clip(size * high, least, most).sum() < wanted and high < 1e18:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if np.clip(size * middle, least, most).sum() < wanted:
            low = middle
        else:
            high = middle
    return np.clip(size * high, least, most)


def to_draw(interviews: int, response_rate: float, population: int) -> int:
    """How many to ask for so many interviews, never more than there are."""
    return min(population, ceil(interviews / response_rate - 1e-9))


def random_number(seed: str, key: str) -> str:
    """A person's permanent random number under this seed, as text that sorts like the number."""
    return sha256(f"draw\x00{seed}\x00{key}".encode()).hexdigest()


def sample_id(seed: str, key: str) -> str:
    """The name by which the supplier knows a person: nothing can be told from it without the seed
    and the force's own keys."""
    return "S" + sha256(f"name\x00{seed}\x00{key}".encode()).hexdigest()[:14].upper()


def drawn(keys: Sequence[str], count: int, seed: str) -> list[str]:
    """``count`` of the keys, the same ones whatever their order."""
    return sorted(keys, key=lambda key: random_number(seed, key))[:count]
