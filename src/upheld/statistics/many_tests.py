"""Many tests at once: how many of the findings may be chance.

Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289–300. It holds for
independent tests and for those that lean the same way (Benjamini and Yekutieli, Annals of
Statistics 29 (2001) 1165–1188).
"""

from __future__ import annotations

from collections.abc import Sequence

FALSE_DISCOVERIES = 0.05


def findings(p_values: Sequence[float], rate: float = FALSE_DISCOVERIES) -> tuple[bool, ...]:
    """Which of the tests are findings, where no more than ``rate`` of all findings are expected to
    be chance. NaN is no test and no finding.
    """
    tests = sorted(p for p in p_values if p == p)  # noqa: PLR0124 - NaN is not itself
    held = [p for n, p in enumerate(tests, start=1) if p <= rate * n / len(tests)]
    limit = held[-1] if held else -1.0
    return tuple(p <= limit for p in p_values)


def adjusted(p_values: Sequence[float]) -> tuple[float, ...]:
    """Each p-value as the least rate at which its test would be a finding, in the order given."""
    smallest, made = 1.0, [1.0] * len(p_values)
    order = sorted(range(len(p_values)), key=lambda at: p_values[at], reverse=True)
    for behind, at in enumerate(order):
        smallest = min(smallest, p_values[at] * (len(order) / (len(order) - behind)))
        made[at] = smallest
    return tuple(made)
