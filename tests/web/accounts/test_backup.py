"""A backup brings everything back, as commands in processes of their own, on both databases."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def upheld(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    """`upheld` with a UPHELD_VAR of its own and, for PostgreSQL, a database of its own."""
    environment = os.environ | {"UPHELD_VAR": str(tmp_path / "var")}
    for name in ("UPHELD_EDITIONS", "UPHELD_DATABASE", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    if request.param == "postgresql":
        server: str = request.getfixturevalue("server")
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        environment["UPHELD_DATABASE"] = server.format(name)

    def run(*words: object, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "upheld", *map(str, words)], input=typed, env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def _add(upheld: Run, name: str) -> None:
    done = upheld("account", "add", name, "--role", "staff", "--password-stdin",
                  typed="four quite ordinary words\n")  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_what_was_backed_up_comes_back_whole(
    upheld: Run, tmp_path: Path, own_edition: Path
) -> None:
    var, copies = tmp_path / "var", tmp_path / "copies"
    shutil.copytree(own_edition, var / "editions")
    (var / "roles.toml").write_text("")
    (var / "trials").mkdir()
    (var / "trials/call-backs.json").write_text("{}")
    _add(upheld, "anna")
    key = (var / "secret-key").read_text()
    made = upheld("backup", copies)
    assert made.returncode == 0, made.stderr
    (place,) = copies.iterdir()
    assert place.stat().st_mode & 0o077 == 0

    _add(upheld, "bert")
    shutil.rmtree(var / "editions")
    (var / "trials/call-backs.json").write_text('{"changed": true}')
    (var / "secret-key").write_text("another")

    restored = upheld("restore", place, "--replace")
    assert restored.returncode == 0, restored.stderr
    assert "moved to" in restored.stdout

    listed = upheld("account", "list").stdout
    assert "anna" in listed
    assert "bert" not in listed
    assert "whole: 3 lines" in upheld("audit").stdout, "added, backed up, restored"
    assert (var / "secret-key").read_text() == key
    assert (var / "trials/call-backs.json").read_text() == "{}"
    assert (var / "editions/2026-10/restricted/duties.parquet").read_bytes() == (
        own_edition / "2026-10/restricted/duties.parquet"
    ).read_bytes()


@pytest.mark.parametrize("upheld", ["sqlite"], indirect=True)
def test_a_backup_is_refused_where_something_stands_or_where_it_was_changed(
    upheld: Run, tmp_path: Path, own_edition: Path
) -> None:
    shutil.copytree(own_edition, tmp_path / "var" / "editions")
    _add(upheld, "anna")
    upheld("backup", tmp_path / "copies")
    (place,) = (tmp_path / "copies").iterdir()
    refused = upheld("restore", place)
    assert refused.returncode == 2
    assert "Something stands already" in refused.stderr
    (place / "secret-key").write_text("changed")
    (place / "more").write_text("")
    (place / "editions/2026-10/open/quality.parquet").unlink()
    refused = upheld("restore", place, "--replace")
    assert refused.returncode == 1
    for said in ("secret-key: the file: changed", "more: the file: not of this backup",
                 "quality.parquet: the file: missing"):  # fmt: skip
        assert said in refused.stderr
