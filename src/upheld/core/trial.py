"""A trial's protocol: who may be in it, what they may get, how it is judged, when it stops."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
PLAIN = re.compile(r"[^\s,\"][^,\"\r\n]{0,79}")


class Unit(StrEnum):
    """What is allocated: each victim, or a whole group (a team, a ward) with all its victims."""

    VICTIM = "victim"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Arm:
    name: str
    does: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """``name``: its column in the file of outcomes, 0 or 1 or empty."""

    name: str
    asked: str
    when: str


@dataclass(frozen=True, slots=True)
class Stopping:
    """``looks``: at which shares of the size results may be looked at before the end, and then
    only a p under ``p_at_a_look`` stops the trial (Haybittle and Peto). ``harm``: what stops it
    whatever the figures say."""

    looks: tuple[float, ...]
    p_at_a_look: float
    harm: str

    def __post_init__(self) -> None:
        wrong = []
        if any(not 0 < each < 1 for each in self.looks) or list(self.looks) != sorted(
            set(self.looks)
        ):
            wrong.append("looks: expected shares between 0 and 1, rising")
        if not 0 < self.p_at_a_look <= 0.01:
            wrong.append("p_at_a_look: expected a number above 0 and at most 0.01")
        if wrong:
            raise ValueError("; ".join(wrong))


@dataclass(frozen=True, slots=True)
class Protocol:
    """The first arm is the one the others are compared with. ``blocks`` are the crime types within
    which lots are drawn; ``completed_per_arm``, from the power calculation, the size.
    ValueError: what makes no sense."""

    title: str
    question: str
    owner: str
    unit: Unit
    eligibility: tuple[str, ...]
    blocks: tuple[str, ...]
    block_sizes: tuple[int, ...]
    arms: tuple[Arm, ...]
    outcome: Outcome
    level: float
    completed_per_arm: int
    units_per_arm: int
    stopping: Stopping

    def __post_init__(self) -> None:
        names, count = [arm.name for arm in self.arms], len(self.arms)
        wrong = [
            what
            for holds, what in (
                (bool(self.eligibility), "eligibility: expected at least one condition"),
                (2 <= count <= 4, "arms: expected two, three or four"),
                (len(set(names)) == count, "arms: expected a name of its own for each"),
                (bool(self.blocks), "blocks: expected at least one, such as a crime type"),
                (len(set(self.blocks)) == len(self.blocks), "blocks: expected each once"),
                (_vary(self.block_sizes, count), ("block_sizes: expected two sizes or more, each "
                 f"a multiple of the {count} arms: with one size the last of a block is known")),
            )
            if not holds
        ]  # fmt: skip
        wrong += [
            f"{each}: expected at most 80 characters without comma, quote or line break"
            for each in (*names, *self.blocks)
            if not PLAIN.fullmatch(each)
        ]
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def control(self) -> Arm:
        return self.arms[0]

    @property
    def completed(self) -> int:
        """Completed interviews in all arms together."""
        return self.completed_per_arm * len(self.arms)

    def arm(self, name: str) -> Arm:
        return next(arm for arm in self.arms if arm.name == name)


def _vary(sizes: tuple[int, ...], arms: int) -> bool:
    return len(set(sizes)) >= 2 and all(size > 0 and size % arms == 0 for size in sizes)
