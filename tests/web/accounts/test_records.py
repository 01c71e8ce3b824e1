"""The records on either database: the whole way of a case, waiting for others, and their file."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import Client, override_settings


def _grants(*pairs: tuple[str, str]) -> list[Any]:
    from upheld.web.staff.accounts.roles import Grant, Role

    return [Grant(Role(role), unit) for role, unit in pairs]


def _come_in(username: str, password: str, *pairs: tuple[str, str]) -> Client:
    from upheld.web.staff.accounts.actions import add_local

    add_local(by="tester", username=username, name="", password=password, grants=_grants(*pairs),
              origin="command line")  # fmt: skip
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    form = {"username": username, "password": password}
    assert client.post("/sign-in/", form).status_code == 302
    return client


def test_from_sign_in_to_a_case_to_the_auditor_who_finds_it(
    both: Any, own_edition: Path, password: str
) -> None:
    with override_settings(EDITIONS=own_edition, EDITION="2026-10"):
        spoc = _come_in("anna", password, ("spoc", "SN"))
        assert spoc.post("/cases/SN/reason/", {"reason": "owed", "next": "/cases/SN/"})
        assert "3 duties were overdue" in spoc.get("/cases/SN/").content.decode()
        auditor = _come_in("aud", password, ("auditor", ""))
        auditor.post("/audit/", {"by": "ann", "what": "case.consultation"})
        found = auditor.get("/audit/").content.decode()
    assert found.count('<th scope="row">') == 1
    assert "what is owed: " in found
    assert "edition 2026-10" in found
    from upheld.web.staff.audit import chain
    from upheld.web.staff.audit.models import Entry

    assert chain.check(Entry.objects.order_by("id")).broken_at is None


def test_postgresql_gives_up_waiting_for_others_and_says_so(
    postgresql_records: dict[str, Any], own_edition: Path, password: str
) -> None:
    from django.db import connection

    from upheld.web.staff.audit.actions import _LOCK

    with override_settings(EDITIONS=own_edition, EDITION="2026-10"):
        spoc = _come_in("anna", password, ("spoc", "SN"))
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20ms'")
        place = connection.settings_dict
        other = f"host={place['HOST'] or place['OPTIONS'].get('host')} dbname={place['NAME']}"
        with psycopg.connect(f"{other} user=upheld") as holding:
            holding.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            answer = spoc.post("/cases/SN/reason/", {"reason": "owed", "next": "/"})
    assert answer.status_code == 503
    assert "The site is busy" in answer.content.decode()


def test_what_only_one_database_refuses_is_no_fault_on_either(both: Any, password: str) -> None:
    """A null byte, and more than a column holds."""
    client = _come_in("anna", password, ("spoc", "SN"), ("auditor", ""))
    odd = ("a\0b", "x" * 5000, "\u20ac" * 300)
    for text in odd:
        stranger = Client(headers={"host": "localhost"}, raise_request_exception=False)
        form = {"username": text, "password": text}
        assert stranger.post("/sign-in/", form).status_code == 400
        search = {"by": text, "unit": text, "case": text}
        assert client.post("/audit/", search).status_code == 302
        assert client.get("/audit/").status_code == 200
    assert client.get("/cases/%00x/reason/").status_code == 403
    assert client.get(f"/cases/{'x' * 300}/reason/").status_code == 403


def test_every_connection_to_postgresql_waits_for_a_short_while_only(
    postgresql_records: Any,
) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)


def test_the_file_of_the_records_is_its_owners_alone_and_so_are_those_beside_it(
    tmp_path: Path, records_at: Any
) -> None:
    from upheld.web.staff import records, start

    with records_at(records.database(tmp_path)):
        start.migrate()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
            # FULL: with NORMAL a log in this mode is not on the disk when the answer goes out.
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)
        files = list(tmp_path.glob("records.sqlite3*"))
        assert len(files) == 3
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_records_that_cannot_be_opened_are_said_with_a_next_step(
    tmp_path: Path, records_at: Any
) -> None:
    from upheld.core.errors import UpheldError
    from upheld.web.staff import records, start

    address = f"postgresql://upheld:secret-word@/none?host={tmp_path}"
    with records_at(records.database(tmp_path, address)), pytest.raises(UpheldError) as raised:
        start.migrate()
    assert "UPHELD_DATABASE answers" in str(raised.value)
    assert "secret-word" not in str(raised.value)
