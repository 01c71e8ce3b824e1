"""From a trial's log and its outcomes to what may be said: by block first, pooled second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from upheld.core.errors import UpheldError
from upheld.core.trial import Protocol, Unit
from upheld.core.trial_log import Act, Line, allocated, closed
from upheld.statistics.trial_effects import ArmEffect, Outcomes, TooFewError, arm_effect, differ
from upheld.trials.folder import Trial

Answers = Sequence[tuple[str, int | None]]
UNEVEN_LOSS = 0.05  # loss that differs between arms by more than this is said


class Stage(StrEnum):
    LOOK = "look"
    FINAL = "final"


class Verdict(StrEnum):
    EFFECT = "effect"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class ArmFlow:
    """``received`` is None where nobody said. Of clusters, ``allocated`` and ``received`` count
    clusters, ``asked`` and ``analysed`` interviews."""

    arm: str
    allocated: int
    received: int | None
    asked: int
    analysed: int

    @property
    def lost(self) -> int:
        return self.asked - self.analysed


@dataclass(frozen=True, slots=True)
class Flow:
    """As CONSORT asks: assessed, excluded and why, allocated, received, followed up, analysed."""

    assessed: int
    excluded: Mapping[str, int]
    arms: tuple[ArmFlow, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One arm within one block; None, with the reason, where the block has too few."""

    block: str
    arm: str
    effect: ArmEffect | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Pooled:
    """One arm over all blocks. ``differ``: the p of the blocks being alike."""

    arm: str
    effect: ArmEffect
    differ: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True, repr=False)
class Findings:
    protocol: Protocol
    stage: Stage
    completed: int
    blocks: tuple[Block, ...]
    pooled: tuple[Pooled, ...]
    flow: Flow
    closed: Line | None


def stage_of(trial: Trial, answers: Answers) -> Stage:
    """What the protocol allows to be seen now. UpheldError: nothing yet."""
    completed = sum(answer is not None for _, answer in answers)
    size, stopping = trial.protocol.completed, trial.protocol.stopping
    if completed >= size or closed(trial.lines):
        return Stage.FINAL
    taken = sum(line.act == Act.LOOK for line in trial.lines)
    due = [share for share in stopping.looks if completed >= share * size]
    if len(due) > taken:
        return Stage.LOOK
    ahead = [f"{share * size:,.0f}" for share in stopping.looks[taken:]] + [f"{size:,}"]
    raise UpheldError(
        f"{completed:,} interviews are completed. The protocol lets nobody see results before "
        f"{ahead[0]}.",
        next_step=f"wait until {ahead[0]} are completed; to end the trial early, close it with "
        "--close and the reason.",
    )


def findings(
    trial: Trial, answers: Answers, received: Mapping[str, bool] | None, stage: Stage
) -> Findings:
    """UpheldError where there are too few outcomes to compare any arm at all."""
    data = _outcomes(trial, answers)
    protocol = trial.protocol
    # A look stops the trial at its own, far smaller p, and its interval is that wide.
    level = protocol.stopping.p_at_a_look if stage is Stage.LOOK else protocol.level
    blocks = tuple(
        Block(name, arm.name, *_in_block(data.only(data.block == number), index, level))
        for index, arm in enumerate(protocol.arms)
        if index
        for number, name in enumerate(protocol.blocks)
    )
    pooled = tuple(
        _pooled(data, index, arm.name, level, [each for each in blocks if each.arm == arm.name])
        for index, arm in enumerate(protocol.arms)
        if index
    )
    flow = _flow(trial, answers, received)
    return Findings(protocol, stage, len(data.outcome), blocks, pooled, flow, closed(trial.lines))


def _outcomes(trial: Trial, answers: Answers) -> Outcomes:
    """Everybody with an outcome, in the arm and block of their line, whatever they got."""
    protocol, lines = trial.protocol, {line.unit: line for line in allocated(trial.lines)}
    arms = {arm.name: index for index, arm in enumerate(protocol.arms)}
    blocks = {name: index for index, name in enumerate(protocol.blocks)}
    known = [(lines[unit], answer) for unit, answer in answers if answer is not None]
    clusters = None
    if protocol.unit is Unit.CLUSTER:
        clusters = np.array([line.number for line, _ in known], dtype=np.int64)
    return Outcomes(
        np.array([answer for _, answer in known], dtype=np.float64),
        np.array([arms[line.arm] for line, _ in known], dtype=np.int64),
        np.array([blocks[line.block] for line, _ in known], dtype=np.int64),
        clusters,
    )


def _in_block(inside: Outcomes, index: int, level: float) -> tuple[ArmEffect | None, str]:
    try:
        return arm_effect(inside, index, level, pooled=False), ""
    except TooFewError as error:
        return None, str(error)


def _pooled(data: Outcomes, index: int, arm: str, level: float, blocks: Iterable[Block]) -> Pooled:
    try:
        effect = arm_effect(data, index, level, pooled=True)
    except TooFewError as error:
        raise UpheldError(
            f"Nothing can be said of {arm}: {error}.",
            next_step="wait for more interviews, and check that outcomes of every arm came back.",
        ) from error
    verdict = Verdict.EFFECT if effect.p < level else Verdict.CANNOT_TELL
    return Pooled(arm, effect, differ([b.effect for b in blocks if b.effect]), verdict)


def _flow(trial: Trial, answers: Answers, received: Mapping[str, bool] | None) -> Flow:
    lines = allocated(trial.lines)
    out = [line for line in trial.lines if line.act == Act.EXCLUDED]
    counts = Counter(line.said for line in out)
    arms = tuple(_arm_flow(arm.name, lines, answers, received) for arm in trial.protocol.arms)
    return Flow(len(lines) + len(out), dict(sorted(counts.items())), arms)


def _arm_flow(
    arm: str, lines: Iterable[Line], answers: Answers, received: Mapping[str, bool] | None
) -> ArmFlow:
    units = {line.unit for line in lines if line.arm == arm}
    analysed = sum(unit in units and answer is not None for unit, answer in answers)
    rows = sum(unit in units for unit, _ in answers)
    unanswered = len(units - {unit for unit, _ in answers})
    got = None if received is None else sum(received.get(unit, False) for unit in units)
    return ArmFlow(arm, len(units), got, rows + unanswered, analysed)


def uneven_loss(flow: Flow) -> bool:
    """Whether one arm lost clearly more of its interviews than another."""
    shares = [arm.lost / arm.asked for arm in flow.arms if arm.asked]
    return bool(shares) and max(shares) - min(shares) > UNEVEN_LOSS
