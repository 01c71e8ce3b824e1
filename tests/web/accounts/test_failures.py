"""When something fails, a page says what, whose fault it is, and what to do; nothing half done."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import override_settings
from tests import small_editions


def _says(answer: Any, status: int, *parts: str) -> None:
    text = answer.content.decode()
    assert answer.status_code == status, text
    for part in parts:
        assert part in text
    assert "Traceback" not in text
    assert 'href="/"' in text


def test_a_locked_database_is_said_on_a_page_after_a_short_wait(
    browser_of: Any, of_the_force: Path, records: dict[str, Any]
) -> None:
    client = browser_of("anna", "spoc SN")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(records["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = client.post("/cases/SN/reason/", {"reason": "owed", "next": "/"})
        _says(answer, 503, "The site is busy", "Try again in a moment")
        assert answer["Retry-After"]
        assert client.get("/units/SN/").status_code == 200, "reading goes on"
    finally:
        other.close()
    assert client.post("/cases/SN/reason/", {"reason": "owed", "next": "/"}).status_code == 302


def test_a_lock_of_postgresql_that_is_waited_for_in_vain_is_told_as_one(
    postgresql_records: dict[str, Any], server: str
) -> None:
    from django.db import DatabaseError, connection

    from upheld.web.staff import failures
    from upheld.web.staff.audit.models import Entry

    with psycopg.connect(server.format("model")) as other:
        other.execute("LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20ms'")
        with pytest.raises(DatabaseError) as raised:
            Entry.objects.count()
    assert failures.of(raised.value) is failures.Failure.BUSY


def test_a_full_disk_is_said_on_a_page_and_shows_no_case(
    browser_of: Any, of_the_force: Path
) -> None:
    client = browser_of("anna", "spoc SN")
    client.post("/cases/SN/reason/", {"reason": "owed", "next": "/"})
    from django.db import connection

    with connection.cursor() as cursor:  # SQLite's own limit: it reports that the disk is full.
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    for _ in range(200):
        answer = client.get("/cases/SN/")
        if answer.status_code != 200:
            break
    _says(answer, 503, "disk is full", "needs room")


def test_records_that_cannot_be_reached_are_said_on_a_page(
    nobody: Any, tmp_path: Path, records_at: Any
) -> None:
    from upheld.web.staff.records import database

    unreachable = f"postgresql://upheld@/none?host={tmp_path}"
    with records_at(database(tmp_path, unreachable)):
        nobody.cookies["session"] = "x" * 32
        _says(nobody.get("/"), 503, "records cannot be reached")
        assert nobody.get("/ready/", headers={"cookie": ""}).status_code == 503


@pytest.mark.parametrize(
    ("number", "expected"),
    [(28, "disk is full"), (122, "disk is full"), (5, "Something went wrong")],
)
def test_an_error_of_the_system_is_told_apart_from_a_full_disk(number: int, expected: str) -> None:
    from upheld.web.staff import failures

    title, what, *_ = failures.of(OSError(number, "x")).value
    assert expected in title + what


def test_a_page_that_is_not_there_and_one_that_may_not_be_opened_lead_on(
    browser_of: Any, of_the_force: Path
) -> None:
    client = browser_of("anna", "staff")
    _says(client.get("/nothing/"), 404, "Page not found")
    _says(client.get("/audit/"), 403, "You may not open this page", "Your roles and units")


def test_a_fault_of_ours_is_a_plain_page(
    browser_of: Any, own_edition: Path, tmp_path: Path
) -> None:
    small_editions.write_both(tmp_path)
    (tmp_path / "demonstration" / "open" / "figures.parquet").write_bytes(b"PAR1")
    client = browser_of("anna", "staff")
    with override_settings(EDITIONS=tmp_path):
        _says(client.get("/"), 500, "Something went wrong")


# Whether it can serve ----------------------------------------------------------------------------


def test_ready_says_yes_or_no_to_each_thing_and_nothing_else(nobody: Any) -> None:
    answer = nobody.get("/ready/")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": dict.fromkeys(("records", "roles", "room", "edition", "pages"), True),
    }


def test_records_of_an_older_shape_are_not_ready(nobody: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'audit'")
    answer = nobody.get("/ready/")
    assert answer.status_code == 503
    assert answer.json()["checks"]["records"] is False


def test_without_an_edition_the_site_lives_but_is_not_ready(nobody: Any, tmp_path: Path) -> None:
    with override_settings(EDITIONS=tmp_path):
        assert nobody.get("/ready/").json()["checks"]["edition"] is False


def test_an_edition_whose_first_pages_cannot_be_made_is_not_ready(
    nobody: Any, tmp_path: Path
) -> None:
    small_editions.write_both(tmp_path)
    with override_settings(EDITIONS=tmp_path):
        assert nobody.get("/ready/").status_code == 200
        (tmp_path / "demonstration" / "open" / "quality.parquet").write_bytes(b"PAR1")
        (tmp_path / "demonstration" / "open" / "manifest.json").touch()
        answer = nobody.get("/ready/")
    assert answer.status_code == 503
    assert [name for name, well in answer.json()["checks"].items() if not well] == ["pages"]


def test_health_tells_who_is_not_known_nothing_of_the_forces_edition(
    nobody: Any, browser_of: Any, own_edition: Path
) -> None:
    with override_settings(EDITIONS=own_edition, EDITION="2026-10"):
        assert "2026-10" not in nobody.get("/health/").content.decode()
        assert "2026-10" in browser_of("anna", "staff").get("/health/").content.decode()
