"""Built aside, moved at once: whatever is killed, a reader finds a whole edition."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from upheld.core.errors import UpheldError
from upheld.editions.replace import built_aside

BUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from upheld.editions.replace import built_aside
with built_aside(Path(sys.argv[1])) as aside:
    (aside / "edition" / "open").mkdir(parents=True)
    (aside / "edition" / "open" / "manifest.json").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _put(place: Path, text: str) -> None:
    with built_aside(place) as aside:
        (aside / "edition" / "open").mkdir(parents=True)
        (aside / "edition" / "open" / "manifest.json").write_text(text)


def _text(place: Path) -> str:
    return (place / "open" / "manifest.json").read_text()


def test_the_new_takes_the_place_of_the_old_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    place = tmp_path / "edition"
    _put(place, "old")
    _put(place, "new")
    assert _text(place) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["edition"]


def test_a_build_that_fails_leaves_the_last_edition(tmp_path: Path) -> None:
    place = tmp_path / "edition"
    _put(place, "old")
    with pytest.raises(RuntimeError, match="in the middle"), built_aside(place):
        raise RuntimeError("in the middle")
    assert _text(place) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["edition"]


def test_a_build_that_is_killed_leaves_the_last_edition_and_is_swept_up_by_the_next(
    tmp_path: Path,
) -> None:
    place = tmp_path / "edition"
    _put(place, "old")
    killed = subprocess.run([sys.executable, "-c", BUILD_AND_DIE, str(place)], check=False)
    assert killed.returncode == -9
    assert _text(place) == "old"
    assert len(list(tmp_path.iterdir())) == 2  # what the killed build left
    _put(place, "new")
    assert _text(place) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["edition"]


def test_the_place_is_never_empty_while_editions_change(tmp_path: Path) -> None:
    place = tmp_path / "edition"
    _put(place, "0")
    missing: list[OSError] = []
    done = threading.Event()

    def look_again_and_again() -> None:
        while not done.is_set():
            try:
                place.stat()
            except FileNotFoundError as error:
                missing.append(error)

    reader = threading.Thread(target=look_again_and_again)
    reader.start()
    for number in range(1, 200):
        _put(place, str(number))
    done.set()
    reader.join()
    assert _text(place) == "199"
    assert missing == []


def test_two_builds_of_one_edition_do_not_run_at_once(tmp_path: Path) -> None:
    place = tmp_path / "edition"
    (tmp_path / ".edition.building-1").mkdir()  # process 1 always runs
    with pytest.raises(UpheldError, match="another build of this edition is running"):
        _put(place, "new")
