"""Where a made-up force is put: made aside, then moved, and never over anything else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.core.errors import WrongUseError
from upheld.synthetic.truth import NAME


@contextmanager
def made_aside(place: Path) -> Iterator[Path]:
    """A new folder beside ``place`` that takes its place when the block ends well."""
    _refuse_what_we_did_not_make(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f".{place.name}.generating-{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
        _put(aside, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _refuse_what_we_did_not_make(place: Path) -> None:
    if place.is_dir() and (not any(place.iterdir()) or (place / NAME).exists()):
        return
    if place.exists():
        raise WrongUseError(
            f"{place}: something stands there that `upheld generate` did not make "
            f"(there is no {NAME}), and it will not be replaced.",
            next_step="choose another --out, or move that away.",
        )


def _put(aside: Path, place: Path) -> None:
    if place.exists():
        old = aside.with_name(f"{aside.name}-replaced")
        place.rename(old)
        aside.rename(place)
        shutil.rmtree(old)
    else:
        aside.rename(place)
