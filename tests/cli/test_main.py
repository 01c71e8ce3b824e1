"""The command line: quick to help, plain when something is wrong, harmless when it is stopped."""

from __future__ import annotations

import csv
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from upheld.cli import COMMANDS
from upheld.editions.edition import open_edition

UPHELD = [sys.executable, "-m", "upheld"]


def _run(*arguments: str | Path, **keywords: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*UPHELD, *map(str, arguments)], capture_output=True, text=True, check=False, **keywords
    )  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    folder = tmp_path / "extracts"
    folder.mkdir()
    for name, rows in {
        "crimes": [{"crime_id": f"C{n}", "reported_at": "2022-05-02"} for n in range(60_000)],
        "victims": [
            {"victim_id": f"V{n}", "crime_id": f"C{n}", "kind": "person"} for n in range(60_000)
        ],
    }.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def test_help_names_every_command_and_loads_no_engine() -> None:
    shown = _run("--help")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in COMMANDS)
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "upheld", "--help"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    assert not [name for name in ("duckdb", "polars", "django", "numpy") if f" {name}\n" in loaded]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    shown = _run(command, "--help")
    assert shown.returncode == 0
    assert len(shown.stdout.splitlines()) > 5


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["build"],
        ["build", "somewhere", "--as-of", "1 May", "--out", "there"],
        ["build", "somewhere", "--as-of", "2022-13-01", "--out", "there"],
        ["rules", "show", "VC20-R6-ARRESTS"],
    ],
)
def test_wrong_use_ends_with_2_and_no_traceback(arguments: list[str]) -> None:
    ended = _run(*arguments)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip()


def test_an_unknown_force_is_named_with_the_next_step(extracts: Path, tmp_path: Path) -> None:
    ended = _run(
        "build", extracts, "--as-of", "2022-07-01", "--out", tmp_path / "e", "--force", "x"
    )
    assert ended.returncode in (1, 2)
    assert "Next step" in ended.stderr
    assert "met" in ended.stderr


def test_a_full_disk_is_said_plainly_and_leaves_the_last_edition(
    extracts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "edition"
    assert _run("build", extracts, "--as-of", "2022-07-01", "--out", out).returncode == 0
    before = open_edition(out).manifest

    def no_file_over_200_kb() -> None:
        # A file that may not grow is refused as a full disk refuses it, at the same call.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    ended = _run("build", extracts, "--as-of", "2022-08-01", "--out", out,
                 preexec_fn=no_file_over_200_kb)  # fmt: skip
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert re.search("free (some|space)", ended.stderr)
    assert open_edition(out).manifest == before


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_build_stopped_half_way_leaves_the_last_edition(
    extracts: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    out = tmp_path / "edition"
    assert _run("build", extracts, "--as-of", "2022-07-01", "--out", out).returncode == 0
    before = open_edition(out).manifest
    process = subprocess.Popen(
        [*UPHELD, "build", str(extracts), "--as-of", "2022-08-01", "--out", str(out)],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    # Half-way: the folder in which it builds stands.
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".edition.building-*/edition/restricted")):
        assert time.monotonic() < until
        assert process.poll() is None
    os.kill(process.pid, stop)
    _, said = process.communicate()
    assert process.returncode in (130, -signal.SIGKILL)
    assert "Traceback" not in said
    assert open_edition(out).manifest == before
    # The next build sweeps up and takes the place.
    assert _run("build", extracts, "--as-of", "2022-08-01", "--out", out).returncode == 0
    assert open_edition(out).manifest.as_of == "2022-08-01"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
