"""The beginning: protocol, code and seed bound together, and a log with nothing in it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

from upheld.core.errors import UpheldError
from upheld.core.trial import Protocol
from upheld.trials import protocol as protocols
from upheld.trials.commitment import OWNER_ONLY, Commitment, commit, new_seed, write_commitment
from upheld.trials.folder import COMMITMENT, LOG, new_log, protocol_file
from upheld.trials.replay import ledger_of


def begin(
    folder: Path,
    seed_file: Path,
    on: date,
    draw: Callable[[int], bytes] = secrets.token_bytes,
) -> tuple[Commitment, Protocol]:
    """``draw`` gives so many random bytes. UpheldError, and nothing written, where the protocol is
    wrong or the trial has begun."""
    file = protocol_file(folder)
    read = protocols.protocol(file)
    for stands in (folder / COMMITMENT, folder / LOG):
        if stands.exists():
            raise UpheldError(
                f"{stands} stands already: this trial has begun.",
                next_step="allocate; for another protocol or seed, begin another trial.",
            )
    if seed_file.resolve().is_relative_to(folder.resolve()):
        raise UpheldError(
            f"{seed_file} would be in the trial's folder, where whoever allocates can read it.",
            next_step="name a file of somebody who does not allocate.",
        )
    seed = new_seed(seed_file, draw)
    made = commit(file, seed, on)
    os.close(os.open(ledger_of(seed_file), os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    new_log(folder / LOG)
    write_commitment(folder / COMMITMENT, made)
    return made, read
