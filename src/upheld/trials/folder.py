"""A trial's folder: what it holds, and its log, which is only ever added to."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from upheld.core.errors import UpheldError
from upheld.core.trial import Protocol
from upheld.core.trial_log import HEADER, Line, broken_at, line_of
from upheld.trials import protocol as protocols
from upheld.trials.commitment import OWNER_ONLY, Commitment, read_commitment

PROTOCOL, COMMITMENT, LOG = "protocol.toml", "commitment.json", "allocations.csv"


@dataclass(frozen=True, slots=True)
class Trial:
    """A committed trial whose protocol and log are what was committed and written."""

    folder: Path
    protocol: Protocol
    commitment: Commitment
    lines: tuple[Line, ...]

    @property
    def log(self) -> Path:
        return self.folder / LOG


def open_trial(folder: Path) -> Trial:
    """UpheldError where something is missing or was altered."""
    protocol, commitment = committed(folder)
    lines = read_log(folder / LOG)
    if (broken := broken_at(lines, commitment.hash)) is not None:
        raise UpheldError(
            f"{folder / LOG} was altered: line {broken + 1} (number {broken}) does not follow from "
            "those before it.",
            next_step="run upheld trial replay with the seed, bring back the log as it was, and "
            "find out who changed it.",
        )
    return Trial(folder, protocol, commitment, lines)


def committed(folder: Path) -> tuple[Protocol, Commitment]:
    file = protocol_file(folder)
    made = read_commitment(folder / COMMITMENT, file)
    return protocols.protocol(file), made


def protocol_file(folder: Path) -> Path:
    file = folder / PROTOCOL
    if not file.is_file():
        raise UpheldError(
            f"{folder} is no trial: it has no {PROTOCOL}.", next_step="run upheld trial new first."
        )
    return file


def read_log(path: Path) -> tuple[Line, ...]:
    """UpheldError for a line that is none; whether lines follow from each other is not asked."""
    texts = log_texts(path)
    lines = tuple(line_of(text) for text in texts)
    for number, line in enumerate(lines, start=2):
        if line is None:
            raise UpheldError(
                f"{path} was altered: line {number} is not a line of a log.",
                next_step="bring back the log as it was, and find out who changed it.",
            )
    return tuple(line for line in lines if line is not None)


def log_texts(path: Path) -> tuple[str, ...]:
    """The lines below the header, each as it stands."""
    try:
        content = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise UpheldError(
            f"{path} is missing: a committed trial has a log, empty at first.",
            next_step="bring back the log as it was.",
        ) from error
    except UnicodeDecodeError as error:
        raise UpheldError(
            f"{path} was altered: it is not text.", next_step="bring back the log as it was."
        ) from error
    header, *texts = content.split("\n")
    if header != HEADER or not content.endswith("\n"):
        raise UpheldError(
            f"{path} was altered: its first line or its end is not as it was written.",
            next_step="bring back the log as it was.",
        )
    return tuple(texts[:-1])


def new_log(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One writer at a time: two victims who come at once get one line each."""
    committed(folder)  # so that what is missing is said as such
    with (folder / COMMITMENT).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def append(path: Path, texts: Sequence[str]) -> None:
    """Add lines and see them onto the disk before anything is said of them."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in texts)
        file.flush()
        os.fsync(file.fileno())
