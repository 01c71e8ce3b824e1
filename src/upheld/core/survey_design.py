"""A survey's design: what is estimated, and how the sample was drawn and is weighted.

What a design file in TOML says, as frozen values that cannot make nonsense. It names columns; it
knows no rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isfinite

SHARES_ADD_UP = 1e-6
CROSSED = " × "


class Kind(StrEnum):
    MEAN = "mean"
    TOTAL = "total"
    PROPORTION = "proportion"
    RATIO = "ratio"


class Interval(StrEnum):
    """How a proportion's limits are drawn; both are asymmetric and stay inside 0 and 1."""

    LOGIT = "logit"
    KORN_GRAUBARD = "korn-graubard"


class Method(StrEnum):
    """How base weights are made to agree with the margins."""

    RAKING = "raking"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is estimated. ``success`` holds the answers that count as having it, as text: with it
    a proportion is of those answers, and a total counts them. ``no_answer`` holds those that are
    none (don't know, refused) and leave the base. ``denominator`` is a ratio's. ``items`` are
    further columns that are estimated in the same way: the stages of the journey."""

    column: str
    kind: Kind
    success: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    denominator: str | None = None
    interval: Interval = Interval.LOGIT
    level: float = 0.95
    items: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refused = []
        if (self.kind is Kind.RATIO) != (self.denominator is not None):
            refused.append("denominator: expected a column where kind is ratio, and only there")
        if self.success and self.kind in {Kind.MEAN, Kind.RATIO}:
            refused.append("success: expected only where kind is proportion or total")
        if set(self.success) & set(self.no_answer):
            refused.append("no_answer: expected answers that success does not name")
        if len({self.column, *self.items}) <= len(self.items):
            refused.append("items: expected further columns, each once")
        if not 0.5 <= self.level < 1:
            refused.append("level: expected a number from 0.5 to under 1, such as 0.95")
        if refused:
            raise ValueError("; ".join(refused))

    @property
    def each(self) -> tuple[Outcome, ...]:
        """The outcome and every further item, as outcomes of their own."""
        return tuple(replace(self, column=name, items=()) for name in (self.column, *self.items))


@dataclass(frozen=True, slots=True)
class Margin:
    """What the population is known to be: a count or a share for each category of a column, or
    of several that are crossed: "unit_code × crime_type", with categories "SN × Assault".

    With ``within`` the margin holds for the rows with that value of that column (one wave).
    """

    column: str
    targets: Mapping[str, float]
    within: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        where = f"margins: {self.column}"
        if len(self.targets) < 2:
            raise ValueError(f"{where}: expected at least two categories")
        bad = [name for name, size in self.targets.items() if not (isfinite(size) and size > 0)]
        if bad:
            raise ValueError(
                f"{where}: expected counts or shares above nought, which {', '.join(bad)} is not"
            )

    @property
    def total(self) -> float:
        return sum(self.targets.values())

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.column.split(CROSSED))

    @property
    def are_shares(self) -> bool:
        return abs(self.total - 1) <= SHARES_ADD_UP

    @property
    def name(self) -> str:
        return self.column if self.within is None else f"{self.column} where {self.within[1]}"


@dataclass(frozen=True, slots=True)
class Design:
    """How the sample was drawn, as names of columns.

    ``fpc`` holds up to two: the count of units, or of first-stage units, of the population in the
    row's stratum, and the count of second-stage units in its first-stage unit. ``domains`` are
    the breakdowns that are asked for when the command names none, each one or several columns.
    """

    strata: tuple[str, ...] = ()
    psu: tuple[str, ...] = ()
    ssu: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    weight: str | None = None
    margins: tuple[Margin, ...] = ()
    domains: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        refused = []
        if self.ssu and not self.psu:
            refused.append("psu: expected a column, since ssu names the second stage")
        if len(self.fpc) > 2:
            refused.append("fpc: expected one column, or two where there are two stages")
        if len(self.fpc) == 2 and not self.psu:
            refused.append("psu: expected a column, since fpc has one for a second stage")
        if refused:
            raise ValueError("; ".join(refused))

    @property
    def two_stage(self) -> bool:
        return len(self.fpc) == 2


@dataclass(frozen=True, slots=True)
class Weighting:
    """How weights are made. ``lower`` and ``upper`` bound them, in multiples of their mean;
    ``respondent`` is a column that says who of the drawn answered, ``classes`` within what; or
    ``key`` is the path of the file that says who was drawn."""

    method: Method = Method.RAKING
    lower: float | None = None
    upper: float | None = None
    respondent: str | None = None
    key: str | None = None
    classes: tuple[str, ...] = ()
    most_sweeps: int = 500

    def __post_init__(self) -> None:
        refused = []
        if self.lower is not None and not 0 <= self.lower < 1:
            refused.append("lower: expected a multiple of the mean weight from 0 to under 1")
        if self.upper is not None and not self.upper > 1:
            refused.append("upper: expected a multiple of the mean weight over 1")
        if self.bounded and self.method is Method.LINEAR:
            refused.append("method: expected raking, which alone can be bounded")
        if self.classes and self.respondent is None and self.key is None:
            refused.append("respondent: expected a column, or key a file, since there are classes")
        if self.respondent is not None and self.key is not None:
            refused.append("key: expected either key or respondent")
        if self.most_sweeps < 1:
            refused.append("most_sweeps: expected 1 or more")
        if refused:
            raise ValueError("; ".join(refused))

    @property
    def bounded(self) -> bool:
        return self.lower is not None or self.upper is not None


@dataclass(frozen=True, slots=True)
class Drivers:
    """The items whose part in the outcome is asked for; ``draws`` and ``seed`` of the bootstrap.

    ``good`` are the answers that count as good in the importance and performance table.
    """

    items: tuple[str, ...]
    good: tuple[str, ...] = ()
    draws: int = 400
    seed: int = 1

    def __post_init__(self) -> None:
        refused = []
        if not 1 <= len(self.items) <= 12:
            refused.append("items: expected one to twelve columns")
        if len(set(self.items)) < len(self.items):
            refused.append("items: expected each column once")
        if self.draws < 100:
            refused.append("draws: expected 100 or more")
        if refused:
            raise ValueError("; ".join(refused))


@dataclass(frozen=True, slots=True)
class Survey:
    """A whole design file."""

    name: str
    outcome: Outcome
    design: Design
    weighting: Weighting = field(default_factory=Weighting)
    drivers: Drivers | None = None
