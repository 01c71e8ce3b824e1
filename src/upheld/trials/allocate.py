"""One victim at a time: nobody knows the arm until the victim is in the log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from upheld.core.errors import UpheldError, WrongUseError
from upheld.core.trial import REFERENCE, Protocol
from upheld.core.trial_log import Act, Line, allocated, closed
from upheld.trials.commitment import check_code, read_seed
from upheld.trials.folder import Trial, alone, append, log_texts, open_trial
from upheld.trials.replay import Lots, beside_ledger, ledger_of, ledger_text, replay


@dataclass(frozen=True, slots=True)
class Request:
    """``unit``: the victim's reference, or the cluster's. ``said``: why not, where excluded."""

    unit: str
    block: str
    by: str
    at: str
    said: str = ""

    def __post_init__(self) -> None:
        for name, value in (("The reference", self.unit), ("--by", self.by)):
            if not REFERENCE.fullmatch(value):
                raise WrongUseError(
                    f"{name} is not made of letters, figures, dots, dashes, strokes and "
                    "underscores.",
                    next_step="give the record's reference, or a pseudonym; never a name.",
                )
        if any(mark in self.said for mark in ',"\r\n') or len(self.said) > 80:
            raise WrongUseError(
                "The reason holds a comma, a quote or a line break, or is over 80 characters.",
                next_step="say it shorter, and name nobody.",
            )


def allocate(folder: Path, seed_file: Path, asked: Request) -> Line:
    """The line written for this unit, with its arm. UpheldError: nothing was written."""
    with alone(folder):
        trial, lots = _checked(folder, seed_file)
        _refuse(trial, asked)
        # Only now is there an arm, and before anybody is told of it the line is on the disk.
        drawn = _line(trial, asked, Act.ALLOCATED, lots.draw(asked.block))
        _write(trial, seed_file, drawn)
    return drawn


def exclude(folder: Path, seed_file: Path, asked: Request) -> Line:
    """Somebody who was looked at and is not in, with the reason: the top of the flow."""
    with alone(folder):
        trial, _ = _checked(folder, seed_file)
        _refuse(trial, asked)
        line = _line(trial, asked, Act.EXCLUDED, "")
        _write(trial, seed_file, line)
    return line


def note(trial: Trial, act: Act, by: str, at: str, said: str) -> Line:
    """A look, or the closing. The keeper's ledger takes it up with the next allocation."""
    line = _line(trial, Request("none", "", by, at, said), act, "")
    append(trial.log, [line.text])
    return line


def _checked(folder: Path, seed_file: Path) -> tuple[Trial, Lots]:
    """The trial as it was written, and its lots drawn as far as its log goes."""
    trial = open_trial(folder)
    if seed_file.resolve().is_relative_to(folder.resolve()):
        raise UpheldError(
            f"{seed_file} is in the trial's folder, where whoever allocates can read it.",
            next_step="move it to somebody who does not allocate.",
        )
    check_code(trial.commitment)
    seed = read_seed(seed_file, trial.commitment, secret=True)
    texts = log_texts(trial.log)
    ledger = _ledger(seed_file)
    differing = (
        *replay(trial.protocol, trial.commitment.hash, seed, texts),
        *beside_ledger(texts, ledger),
    )
    if differing:
        raise UpheldError(
            f"{trial.log} is not the log that was written: {differing[0]}.",
            next_step="run upheld trial replay, bring back the log, and find out who changed it.",
        )
    append(ledger_of(seed_file), [ledger_text(line) for line in trial.lines[len(ledger) :]])
    lots = Lots(trial.protocol, seed)
    for line in allocated(trial.lines):
        lots.draw(line.block)
    return trial, lots


def _ledger(seed_file: Path) -> list[str]:
    try:
        return ledger_of(seed_file).read_text(encoding="ascii").splitlines()
    except FileNotFoundError as error:
        raise UpheldError(
            f"{ledger_of(seed_file)} is missing, so nobody can say whether the log is whole.",
            next_step="bring back the ledger that upheld trial commit began beside the seed.",
        ) from error


def _refuse(trial: Trial, asked: Request) -> None:
    """Whatever speaks against taking this unit in now."""
    for line in trial.lines:
        if line.unit == asked.unit and line.act == Act.ALLOCATED:
            raise UpheldError(
                f"This {trial.protocol.unit} is in the trial already: line {line.number + 1} of "
                f"the log, {line.arm}.",
                next_step="carry on with that arm; nobody is allocated twice.",
            )
    if asked.block not in trial.protocol.blocks:
        raise WrongUseError(
            f"There is no block {asked.block!r} in the protocol.",
            next_step=f"give one of {', '.join(trial.protocol.blocks)}.",
        )
    if (end := closed(trial.lines)) is not None:
        raise UpheldError(f"The trial was closed at {end.at}: {end.said}.", next_step="analyse it.")


def _line(trial: Trial, asked: Request, act: Act, arm: str) -> Line:
    before = trial.lines[-1].link if trial.lines else trial.commitment.hash
    unit = asked.unit if act in (Act.ALLOCATED, Act.EXCLUDED) else ""
    number = len(trial.lines) + 1
    line = Line(number, asked.at, act, unit, asked.block, arm, asked.by, asked.said)
    return line.linked(before)


def _write(trial: Trial, seed_file: Path, line: Line) -> None:
    append(trial.log, [line.text])
    append(ledger_of(seed_file), [ledger_text(line)])


def enough(protocol: Protocol, lines: tuple[Line, ...]) -> bool:
    """Whether as many are in as the size asks for, non-response included."""
    return len(allocated(lines)) >= protocol.units_per_arm * len(protocol.arms)
