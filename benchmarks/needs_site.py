"""A staff site of its own for the benchmarks of the needs assessment: made, served, killed.

Everybody in it has signed in already: hashing passwords is not what is measured.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

UNIT = "SN"
PATIENCE, A_MOMENT = 60.0, 0.02
# As `upheld serve` starts it.
OPTIONS = ("--workers", "2", "--threads", "4", "--log-level", "critical")


def prepare(folder: Path, people: int) -> list[str]:
    """Fresh records in ``folder``, and the session's number of each of so many officers."""
    from upheld.web.staff import start

    start.prepare(UPHELD_VAR=str(folder), UPHELD_EDITIONS=str(folder / "editions"),
                  UPHELD_LOOPBACK="1", UPHELD_NEEDS_AUDIT_SHARE="0")  # fmt: skip
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connections, transaction
    from django.utils import timezone

    from upheld.web.staff.accounts import sessions
    from upheld.web.staff.accounts.actions import ACCOUNTS
    from upheld.web.staff.accounts.models import Account, GivenRole

    numbers = []
    with transaction.atomic():
        for each in range(people):
            account = Account(username=f"officer{each}")
            account.set_unusable_password()
            account.save()
            GivenRole.objects.create(account=account, role="officer", unit=UNIT)
            session = SessionStore()
            session.update({
                SESSION_KEY: str(account.pk), BACKEND_SESSION_KEY: ACCOUNTS,
                HASH_SESSION_KEY: account.get_session_auth_hash(),
            })  # fmt: skip
            sessions.begin(session, timezone.now())
            session.create()
            numbers.append(str(session.session_key))
    connections.close_all()
    return numbers


Kept = tuple[dict[str, str], bool]


def kept_in(folder: Path) -> dict[int, list[Kept]]:
    """Of each officer the answers and whether handed in, by a connection of our own."""
    line = sqlite3.connect(folder / "records.sqlite3")
    try:
        rows = line.execute("SELECT by, answers, finished_at FROM needs_assessment")
        found: dict[int, list[Kept]] = {}
        for by, answers, finished in rows:
            kept = (json.loads(answers), finished is not None)
            found.setdefault(int(by.removeprefix("officer")), []).append(kept)
        return found
    finally:
        line.close()


@dataclass
class Server:
    """gunicorn on records that were prepared; on one core where ``cores`` names one."""

    cores: frozenset[int] = frozenset()
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Returns as soon as it answers."""
        self.port = self.port or _free_port()
        pinned = ["taskset", "-c", ",".join(map(str, sorted(self.cores)))] if self.cores else []
        command = [*pinned, sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}",
                   *OPTIONS, "upheld.web.staff.wsgi"]  # fmt: skip
        self.process = subprocess.Popen(command, start_new_session=True)
        self._until_it_answers()

    def kill(self) -> None:
        """SIGKILL to all of it at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def core_seconds(self) -> float:
        """What all its processes have used of a core so far."""
        assert self.process is not None
        ticks = 0
        for place in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                values = place.read_text().rpartition(") ")[2].split()
                if int(values[2]) == self.process.pid:
                    ticks += int(values[11]) + int(values[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def _until_it_answers(self) -> None:
        assert self.process is not None
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in/", timeout=5).close()
            except OSError:
                time.sleep(A_MOMENT)
            else:
                return
        raise RuntimeError("the site did not answer")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
