"""Response rates as the AAPOR defines them, from final disposition codes.

AAPOR, Standard Definitions, 10th edition (2023): 1.1 complete (I), 1.2 partial (P), 2.1 refusal
and break-off (R), 2.2 non-contact (NC), 2.3 other (O), 3 eligibility unknown (U), 4 not eligible.
e, the share of the unknown that is taken to be eligible, is that of those whose eligibility is
known (the proportional or CASRO method).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Class = Literal["I", "P", "R", "NC", "O", "U", "NE"]
CLASSES: tuple[tuple[str, Class], ...] = (
    ("1.1", "I"), ("1.2", "P"), ("2.1", "R"), ("2.2", "NC"), ("2.3", "O"), ("3", "U"), ("4", "NE"),
)  # fmt: skip


def class_of(code: str) -> Class | None:
    """The class of a code such as 1.1, 2.112 or 3.0; None where it is no final disposition."""
    digits = code.replace(".", "")
    if not digits.isdecimal() or code.count(".") > 1 or (len(digits) > 1 and code[1] != "."):
        return None
    return next((kind for start, kind in CLASSES if code.startswith(start)), None)


@dataclass(frozen=True, slots=True)
class Rates:
    """``rr1`` to ``rr6`` response, ``coop1`` and ``coop3`` cooperation, ``ref1`` refusal, ``con1``
    contact; none where nobody is in the denominator. ``e`` is the share of the unknown counted."""

    cases: float
    complete: float
    partial: float
    e: float | None
    rr1: float | None
    rr2: float | None
    rr3: float | None
    rr4: float | None
    rr5: float | None
    rr6: float | None
    coop1: float | None
    coop3: float | None
    ref1: float | None
    con1: float | None


def rates(cases: Iterable[tuple[Class, float]]) -> Rates:
    """Each case with its weight, 1 for unweighted rates."""
    sums: dict[str, float] = dict.fromkeys(("I", "P", "R", "NC", "O", "U", "NE"), 0.0)
    for kind, weight in cases:
        sums[kind] += weight
    i, p, r, nc, o, u, ne = (sums[kind] for kind in ("I", "P", "R", "NC", "O", "U", "NE"))
    known = i + p + r + nc + o
    e = _of(known, known + ne)
    eligible = None if e is None else known + e * u
    return Rates(
        known + u + ne, i, p, e,
        rr1=_of(i, known + u), rr2=_of(i + p, known + u),
        rr3=_of(i, eligible), rr4=_of(i + p, eligible),
        rr5=_of(i, known), rr6=_of(i + p, known),
        coop1=_of(i, i + p + r + o), coop3=_of(i, i + p + r),
        ref1=_of(r, known + u), con1=_of(i + p + r + o, known + u),
    )  # fmt: skip


def _of(part: float, whole: float | None) -> float | None:
    return part / whole if whole else None
