"""Built aside, moved into place at once: a build that is killed leaves the last edition whole."""

from __future__ import annotations

import ctypes
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from upheld.core.errors import UpheldError, WrongUseError
from upheld.editions.edition import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT_THE_WORKING_FOLDER = -100  # AT_FDCWD
EXCHANGE = 2  # RENAME_EXCHANGE, Linux: both names change places in one step


@contextmanager
def built_aside(place: Path) -> Iterator[Path]:
    """A new folder beside ``place``; when the block ends well, it takes that place.

    Whatever stood at ``place`` stays whole until then, and stays for good if the block fails.
    """
    _refuse_what_is_no_edition(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    _sweep(place)
    aside = place.parent / f".{place.name}.building-{os.getpid()}"
    aside.mkdir(mode=0o700)  # every case of the force passes through here
    try:
        yield aside
        _move(aside / "edition", place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _refuse_what_is_no_edition(place: Path) -> None:
    if place.is_dir() and (not any(place.iterdir()) or (place / MANIFEST).exists()):
        return
    if place.exists():
        raise WrongUseError(
            f"{place}: something that is no edition stands there, and it will not be replaced.",
            next_step="choose another --out, or move that away.",
        )


def _sweep(place: Path) -> None:
    """Remove what builds that were killed left behind; never one that still runs."""
    for left in place.parent.glob(f".{place.name}.building-*"):
        pid = left.name.rpartition("-")[2]
        if pid.isdigit() and not _runs(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
        else:
            raise UpheldError(
                f"{place}: another build of this edition is running (process {pid}).",
                next_step="wait for it to end, then build again.",
            )


def _runs(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _move(new: Path, place: Path) -> None:
    if not place.exists():
        new.rename(place)
    elif not _exchanged(new, place):
        # Without the kernel's exchange there is an instant with neither name taken.
        old = new.with_name("replaced")
        place.rename(old)
        new.rename(place)


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two folders' names in one step, so that a reader always finds a whole edition."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here = AT_THE_WORKING_FOLDER
    return bool(rename(here, bytes(one), here, bytes(other), EXCHANGE) == 0)
