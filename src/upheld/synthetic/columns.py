"""Columns of equal length with names: what one month of the made-up force is computed in.

A table's rows are too many for an object each, so a kind of row is a frozen dataclass of NumPy
arrays. Times are minutes and days are days since 1 January 1970, London wall clock; ``NEVER``
stands for a time or day that there is none of, ``NONE`` for a code or a row that there is none of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shares = NDArray[np.float64]

NONE = -1
NEVER = -(1 << 40)
DAY = 24 * 60


@dataclass(frozen=True)
class Columns:
    """Rows of one kind. Every field is an array, all of one length."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def only(self, rows: NDArray[Any]) -> Self:
        """The rows that a mask or a list of positions names, in that order."""
        return type(self)(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        return cls(
            **{
                each.name: np.concatenate([getattr(part, each.name) for part in parts])
                for each in fields(cls)
            }
        )


def runs(counts: Ints) -> Ints:
    """0, 1, …, counts[0] − 1, 0, 1, …: each row's place among the rows of its owner."""
    ends = np.cumsum(counts)
    return np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)


def pick(rng: np.random.Generator, shares: Sequence[float], rows: int) -> Ints:
    """A position in ``shares`` for each row, drawn by those shares (they need not add up to 1)."""
    edges = np.cumsum(np.asarray(shares, dtype=float))
    return np.searchsorted(edges / edges[-1], rng.random(rows), side="right").astype(np.int64)


def mixed(keys: Ints, seed: int, purpose: int) -> NDArray[np.uint64]:
    """A well-mixed number from each key: the same key, seed and purpose always give the same one,
    whatever was drawn before (the finaliser of SplitMix64)."""
    stream = np.uint64((seed * 1_000_003 + purpose) % (1 << 64))
    with np.errstate(over="ignore"):
        x = keys.astype(np.uint64) + stream * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
        return np.asarray(x ^ (x >> np.uint64(31)), dtype=np.uint64)


def share_of(keys: Ints, seed: int, purpose: int) -> Shares:
    """A number from 0 up to 1 from each key, as ``mixed``."""
    return np.asarray((mixed(keys, seed, purpose) >> np.uint64(11)) * 2.0**-53, dtype=np.float64)
