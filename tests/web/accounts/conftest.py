"""The site's records on both databases: each test gets a fresh, migrated copy.

PostgreSQL is a server of our own in a temporary folder, reached through a socket there, ended by
its process id.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests import small_editions

PROGRAMS = Path("/usr/lib/postgresql")
A_MOMENT = 0.05
MOST_TRIES = 600
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# Argon2 is slow on purpose; where it is not what is tested, this stands in.
QUICK = "django.contrib.auth.hashers.MD5PasswordHasher"
PASSWORD = "correct horse battery staple"
SETTINGS = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
            "shared_buffers=16MB", "max_connections=30")  # fmt: skip


def _program(name: str) -> str:
    found = sorted(PROGRAMS.glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is not installed: see tests/debian-packages.txt"
    return str(found[-1])


def _as_whom() -> dict[str, Any]:
    """The server refuses to run as root: then it runs as the user that Debian made for it."""
    if os.geteuid():
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server, without a database's name."""
    folder = Path(tempfile.mkdtemp(prefix="upheld-pg-"))
    try:
        if not os.geteuid():
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        subprocess.run(
            [_program("initdb"), "-D", data, "-A", "trust", "-U", "upheld", "--no-sync",
             "-E", "UTF8", "--locale=C"],
            check=True, capture_output=True, cwd=folder, **_as_whom(),
        )  # fmt: skip
        options = [part for each in SETTINGS for part in ("-c", each)]
        command = [_program("postgres"), "-D", data, "-k", folder, *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **_as_whom())
        address = f"postgresql://upheld@/{{}}?host={folder}"
        _wait(address.format("postgres"), process)
        yield address
        process.send_signal(signal.SIGQUIT)  # At once: nothing of it is kept.
        process.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(MOST_TRIES):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            try:
                process.wait(timeout=A_MOMENT)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError("the PostgreSQL server ended before it answered") from None
        return
    raise AssertionError("the PostgreSQL server did not answer")


@contextmanager
def using(config: dict[str, Any]) -> Iterator[None]:
    """The records at another place, for this thread, and back again."""
    from django.db import ConnectionHandler, connections

    before = connections.settings["default"]
    _switch(connections, ConnectionHandler({"default": config}).settings["default"])
    try:
        yield
    finally:
        _switch(connections, before)


def _switch(connections: Any, config: dict[str, Any]) -> None:
    connections["default"].close()
    connections.settings["default"] = config
    del connections["default"]


def _migrated(config: dict[str, Any]) -> None:
    from upheld.web.staff.start import migrate

    with using(config):
        migrate()


@pytest.fixture(scope="session")
def sqlite_model(site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; each test gets a copy."""
    from upheld.web.staff import records

    folder = tmp_path_factory.mktemp("model")
    _migrated(records.database(folder))
    return folder / records.FILE


@pytest.fixture(scope="session")
def postgresql_model(site: Any, server: str) -> str:
    from upheld.web.staff import records

    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE model")
    _migrated(records.database(Path(), server.format("model")) | {"CONN_MAX_AGE": 0})
    return server


def _empty(connection: psycopg.Connection[Any]) -> None:
    """As it was migrated, whatever a test did to it: a copy a test would be hundreds of files."""
    connection.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    connection.execute("ALTER TABLE audit_entry DROP CONSTRAINT IF EXISTS no_more")
    connection.execute("SET session_replication_role = replica")  # Past the triggers' refusal.
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    names = ", ".join(name for (name,) in found if name not in KEPT)
    connection.execute(f"TRUNCATE {names} RESTART IDENTITY")


@pytest.fixture
def on_sqlite(sqlite_model: Path, tmp_path: Path) -> Callable[[], dict[str, Any]]:
    from upheld.web.staff import records

    def config() -> dict[str, Any]:
        shutil.copy(sqlite_model, tmp_path / records.FILE)
        found = records.database(tmp_path)
        # Nothing here must outlive a power cut, and waiting for the disk takes most of the time.
        pragmas = found["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        return found | {"OPTIONS": found["OPTIONS"] | {"init_command": pragmas}}

    return config


@pytest.fixture
def on_postgresql(request: pytest.FixtureRequest) -> Callable[[], dict[str, Any]]:
    from upheld.web.staff import records

    def config() -> dict[str, Any]:
        address = request.getfixturevalue("postgresql_model").format("model")
        with psycopg.connect(address, autocommit=True) as connection:
            _empty(connection)
        return records.database(Path(), address) | {"CONN_MAX_AGE": 0}

    return config


@pytest.fixture
def records_at(site: Any) -> Callable[[dict[str, Any]], Any]:
    """The records at another place for a while: ``with records_at(config):``."""
    return using


@pytest.fixture
def records(on_sqlite: Callable[[], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Fresh records in SQLite, for what does not depend on the database."""
    from django.test import override_settings

    config = on_sqlite()
    with using(config), override_settings(PASSWORD_HASHERS=[QUICK]):
        yield config


@pytest.fixture
def postgresql_records(on_postgresql: Callable[[], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Fresh records in PostgreSQL, for what only it has."""
    config = on_postgresql()
    with using(config):
        yield config


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """Fresh records, once in SQLite and once in PostgreSQL."""
    config = request.getfixturevalue(f"on_{request.param}")()
    with using(config):
        yield config


# People and editions -----------------------------------------------------------------------------


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def account(records: Any) -> Callable[..., Any]:
    """A local account: ``account("anna", "spoc SN", "analyst")``."""
    from upheld.web.staff.accounts.actions import add_local
    from upheld.web.staff.accounts.roles import Grant, Role

    def add(username: str, *roles: str) -> Any:
        given = [Grant(Role(name), unit) for name, _, unit in (r.partition(" ") for r in roles)]
        return add_local(
            by="tester", username=username, name="", password=PASSWORD, grants=given,
            origin="command line",
        )  # fmt: skip

    return add


@pytest.fixture
def browser_of(account: Callable[..., Any]) -> Callable[..., Any]:
    """A client that signed in by the form, as somebody with these roles."""

    def sign_in(username: str, *roles: str) -> Any:
        from django.test import Client

        account(username, *roles)
        client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        answer = client.post("/sign-in/", {"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return sign_in


@pytest.fixture
def nobody(records: Any) -> Any:
    """A browser that nobody signed in with."""
    from django.test import Client

    return Client(headers={"host": "localhost"}, raise_request_exception=False)


@pytest.fixture(scope="session")
def own_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a force's own edition of October: figures, and seven duties in two units."""
    folder = tmp_path_factory.mktemp("own")
    rows = small_editions.demonstration_rows()
    small_editions.write(folder / "2026-10", rows, [], demonstration=False)
    small_editions.write_cases(folder / "2026-10")
    return folder


@pytest.fixture
def of_the_force(own_edition: Path, records: Any) -> Iterator[Path]:
    """The site shows that edition."""
    from django.test import override_settings

    with override_settings(EDITIONS=own_edition, EDITION="2026-10"):
        yield own_edition


@pytest.fixture
def entries_of(records: Any) -> Callable[..., list[Any]]:
    """Lines of the trail of one kind, oldest first."""
    from upheld.web.staff.audit.models import Entry

    return lambda what: list(Entry.objects.filter(what=what).order_by("id"))
