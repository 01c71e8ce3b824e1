"""One run of one command: how long, how much memory, and how it ended."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Run:
    """Wall seconds, and the largest resident memory of the process in gigabytes."""

    seconds: float
    gigabytes: float


def run(command: Sequence[str]) -> Run:
    """The system's own account of a finished process. Raises RuntimeError if it failed."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    if status:
        said = process.stderr.read().decode() if process.stderr else ""
        raise RuntimeError(f"{' '.join(command)} failed: {said[-2000:]}")
    return Run(seconds, usage.ru_maxrss / 1e6)
