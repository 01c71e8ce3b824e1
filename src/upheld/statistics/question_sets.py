"""Two versions of a question set compared, and what a short one misses.

Differences of shares have Newcombe's interval, shares Wilson's, mean times Welch's (Biometrika 34
(1947) 28). Where many questions are compared at once the false discovery rate is held at 5%
(Benjamini and Hochberg, JRSS B 57 (1995) 289).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtrit

from upheld.statistics.differences import newcombe
from upheld.statistics.intervals import wilson

FALSE_DISCOVERIES = 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """``first`` less ``second``; ``clear``: still a difference with the others looked at too."""

    name: str
    first: float
    second: float
    estimate: float
    lower: float
    upper: float
    p: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """Of the ``of`` assessments with the full set that raised the flag, ``missed`` would not have
    raised it with the short set."""

    flag: str
    missed: int
    of: int
    share: float
    lower: float
    upper: float


def flags_compared(
    first: Mapping[str, int], first_size: int, second: Mapping[str, int], second_size: int
) -> tuple[Difference, ...]:
    """How often each flag is raised under two versions; counts by flag, of so many assessments.
    ValueError without an assessment under each."""
    if min(first_size, second_size) < 1:
        raise ValueError("each version needs an assessment")
    names = sorted({*first, *second})
    sizes = np.array([first_size]), np.array([second_size])
    rows = []
    for name in names:
        shares = [
            np.array([counts.get(name, 0) / size])
            for counts, size in ((first, first_size), (second, second_size))
        ]
        lower, upper = newcombe(shares[0], sizes[0], shares[1], sizes[1])
        rows.append(
            (name, float(shares[0][0]), float(shares[1][0]), float(lower[0]), float(upper[0]))
        )
    ps = [_p(row[1], first_size, row[2], second_size) for row in rows]
    clear = _discoveries(ps)
    return tuple(
        Difference(name, a, b, a - b, low, high, p, found)
        for (name, a, b, low, high), p, found in zip(rows, ps, clear, strict=True)
    )


def times_compared(name: str, first: Sequence[float], second: Sequence[float]) -> Difference:
    """Mean times under two versions. ValueError with under two of either, or no spread at all."""
    if min(len(first), len(second)) < 2:
        raise ValueError("each version needs two assessments with a time")
    a, b = np.asarray(first, float), np.asarray(second, float)
    parts = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    variance = float(sum(parts))
    if variance == 0:
        raise ValueError("the times do not vary")
    degrees = variance**2 / sum(
        part**2 / (len(x) - 1) for part, x in zip(parts, (a, b), strict=True)
    )
    gap, half = float(a.mean() - b.mean()), float(stdtrit(degrees, 0.975)) * variance**0.5
    p = 2 * float(ndtr(-abs(gap) / variance**0.5))
    return Difference(
        name, float(a.mean()), float(b.mean()), gap, gap - half, gap + half, p, abs(gap) > half
    )


def missed(
    audits: Sequence[tuple[Collection[str], Collection[str]]],
) -> tuple[Missed, ...]:
    """``audits``: of each assessment drawn for the full set, the flags it raised and those that
    the short set's questions alone would have raised. The first row, "any", counts assessments
    that raised a flag and of which the short set would have missed at least one."""
    flags = sorted({flag for full, _ in audits for flag in full})
    rows = [("any", [bool(set(full) - set(short)) for full, short in audits if full])]
    rows += [
        (flag, [flag not in short for full, short in audits if flag in full]) for flag in flags
    ]
    return tuple(_missed(flag, found) for flag, found in rows if found)


def _missed(flag: str, found: Sequence[bool]) -> Missed:
    share = sum(found) / len(found)
    lower, upper = wilson(np.array([share]), np.array([float(len(found))]))
    return Missed(flag, sum(found), len(found), share, float(lower[0]), float(upper[0]))


def _p(first: float, first_size: int, second: float, second_size: int) -> float:
    """Of two shares being one, by the pooled normal test."""
    pooled = (first * first_size + second * second_size) / (first_size + second_size)
    variance = pooled * (1 - pooled) * (1 / first_size + 1 / second_size)
    return 1.0 if variance == 0 else 2 * float(ndtr(-abs(first - second) / variance**0.5))


def _discoveries(ps: Sequence[float]) -> list[bool]:
    """Benjamini and Hochberg: every p up to the largest that lies under its line."""
    ordered = sorted(ps)
    under = [
        p for rank, p in enumerate(ordered, start=1) if p <= FALSE_DISCOVERIES * rank / len(ps)
    ]
    limit = max(under, default=-1.0)
    return [p <= limit for p in ps]
