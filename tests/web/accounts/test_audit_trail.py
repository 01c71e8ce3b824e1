"""The audit trail is written with what it records, on both databases, and never changed."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import threading
from datetime import timedelta
from typing import Any

import pytest

from upheld.core.errors import WrongUseError
from upheld.web import staff

BY = {"by": "tester", "origin": "192.0.2.7"}


@pytest.fixture
def entries(both: Any) -> Any:
    from upheld.web.staff.audit.models import Entry

    return Entry.objects


def _write(number: int = 1, **values: Any) -> None:
    from upheld.web.staff.audit.actions import action, record
    from upheld.web.staff.audit.words import What

    @action
    def write(*, by: str, origin: str) -> None:
        for _ in range(number):
            record(by=by, what=What.CONSULTED, origin=origin, **values)

    write(**BY)


def _check() -> Any:
    from upheld.web.staff.audit import chain
    from upheld.web.staff.audit.models import Entry

    return chain.check(Entry.objects.order_by("id"))


def _raw(sql: str, *values: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _without_refusal() -> None:
    """As somebody with the database's own keys could."""
    from django.db import connection

    names = ("audit_no_update", "audit_no_delete", "audit_kept_a_year")
    if connection.vendor == "sqlite":
        for name in names:
            _raw(f"DROP TRIGGER {name}")
    else:
        _raw("ALTER TABLE audit_entry DISABLE TRIGGER USER")


# Append-only -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_entry SET by = 'nobody'", "DELETE FROM audit_entry",
     "UPDATE audit_entry SET reason = reason"],
)  # fmt: skip
def test_the_database_itself_refuses_to_change_or_lose_a_line(entries: Any, change: str) -> None:
    from django.db import IntegrityError

    _write(3)
    with pytest.raises(IntegrityError, match="append-only"):
        _raw(change.replace("by =", '"by" ='))
    assert entries.count() == 3
    assert _check().broken_at is None


def test_postgresql_refuses_to_empty_the_trail(postgresql_records: Any) -> None:
    from django.db import IntegrityError

    _write()
    with pytest.raises(IntegrityError, match="append-only"):
        _raw("TRUNCATE audit_entry")


def test_sqlite_refuses_to_put_a_line_in_anothers_place(records: Any) -> None:
    from django.db import IntegrityError

    from upheld.web.staff.audit.models import Entry

    _write()
    columns = 'id, at, by, what, unit, about, "case", reason, recipient, origin, previous, digest'
    with pytest.raises(IntegrityError, match="append-only"):
        _raw(f"INSERT OR REPLACE INTO audit_entry ({columns}) "
             f"SELECT {columns.replace(' by,', ' 1,')} FROM audit_entry")  # fmt: skip
    assert Entry.objects.get().by == "tester"


# Who, what, when, from where ---------------------------------------------------------------------


def test_a_line_says_who_did_what_to_what_when_and_from_where(entries: Any) -> None:
    from django.utils import timezone

    before = timezone.now()
    _write(unit="SN", reason="supervision", count=12, about="overdue duties")
    line = entries.get()
    assert (line.by, line.what, line.unit, line.origin) == (
        "tester", "case.consultation", "SN", "192.0.2.7",
    )  # fmt: skip
    assert (line.reason, line.count, line.about) == ("supervision", 12, "overdue duties")
    assert before <= line.at <= timezone.now()


# The chain ---------------------------------------------------------------------------------------


def test_an_untouched_trail_is_whole(entries: Any) -> None:
    _write(5, count=3, about="é 'quoted'")
    assert (_check().lines, _check().broken_at) == (5, None)
    assert _check().newest == entries.first().digest


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_entry SET unit = 'XX' WHERE id = %s", "DELETE FROM audit_entry WHERE id = %s",
     "UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE id = %s"],
)  # fmt: skip
def test_who_goes_round_the_refusal_breaks_the_chain_there(entries: Any, change: str) -> None:
    _write(5)
    third = entries.order_by("id")[2].pk
    _without_refusal()
    _raw(change, third)
    assert _check().broken_at in {third, third + 1}


def test_two_who_write_at_once_do_not_follow_the_same_line(both: Any) -> None:
    from django.db import connection

    def write() -> None:
        for _ in range(10):
            _write()
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (_check().lines, _check().broken_at) == (40, None)


# Kept for a set time -----------------------------------------------------------------------------


def _old_lines(number: int, days: int) -> None:
    """Lines of an earlier time, sealed as they were then."""
    from django.utils import timezone

    from upheld.web.staff.audit import chain
    from upheld.web.staff.audit.models import Entry

    for _ in range(number):
        last = Entry.objects.order_by("-id").first()
        line = Entry(
            at=timezone.now() - timedelta(days=days), by="earlier", what="case.consultation",
            origin="192.0.2.8", previous=last.digest if last else "",
        )  # fmt: skip
        line.digest = chain.digest(line)
        line.save(force_insert=True)


def test_a_purge_takes_only_what_is_older_and_says_so_in_the_trail(entries: Any) -> None:
    from django.utils import timezone

    from upheld.web.staff.audit.actions import purge

    _old_lines(4, days=800)
    _write(2)
    last_gone = entries.filter(by="earlier").first().digest
    assert purge(kept_from=timezone.now() - timedelta(days=700), **BY) == 4
    assert [line.what for line in entries.order_by("id")] == [
        "case.consultation", "case.consultation", "trail.purged",
    ]  # fmt: skip
    newest = entries.first()
    assert (newest.by, newest.count, newest.about) == ("tester", 4, last_gone)
    assert _check().broken_at is None


def test_after_a_purge_nothing_more_can_go(entries: Any) -> None:
    from django.db import IntegrityError
    from django.utils import timezone

    from upheld.web.staff.audit.actions import purge

    _old_lines(2, days=800)
    purge(kept_from=timezone.now() - timedelta(days=900), **BY)
    _write()
    with pytest.raises(IntegrityError, match="append-only"):
        entries.all().delete()


def test_after_a_purge_only_what_it_covers_can_go(entries: Any) -> None:
    """By a hand on the database, in the moment before the next line."""
    from django.db import IntegrityError
    from django.utils import timezone

    from upheld.web.staff.audit.actions import purge

    _write()
    purge(kept_from=timezone.now() - timedelta(days=900), **BY)
    with pytest.raises(IntegrityError, match="append-only"):
        _raw("DELETE FROM audit_entry")
    assert entries.count() == 2


def test_no_purge_reaches_into_the_last_year(entries: Any) -> None:
    from django.db import IntegrityError, transaction
    from django.utils import timezone

    from upheld.web.staff.audit.actions import purge, record
    from upheld.web.staff.audit.words import What

    _write()
    lately = timezone.now() - timedelta(days=30)
    with pytest.raises(WrongUseError, match="365 days"):
        purge(kept_from=lately, **BY)
    with pytest.raises(IntegrityError, match="for a year at least"), transaction.atomic():
        record(what=What.TRAIL_PURGED, kept_from=lately, **BY)
    assert entries.count() == 1


# Both or neither ---------------------------------------------------------------------------------


def _actions() -> list[Any]:
    """Every function of every actions.py of the staff site."""
    modules = [
        importlib.import_module(each.name)
        for each in pkgutil.walk_packages(staff.__path__, "upheld.web.staff.")
        if each.name.endswith(".actions")
    ]
    return [
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def test_every_write_is_one_keyword_only_action_that_says_who(records: Any) -> None:
    frame = {"action", "record"}
    found = [each for each in _actions() if each.__name__ not in frame]
    assert len(found) >= 4
    for function in found:
        parameters = inspect.signature(function).parameters
        assert getattr(function, "is_action", False), function
        assert all(p.kind is p.KEYWORD_ONLY for p in parameters.values()), function
        assert {"by", "origin"} <= set(parameters), function


def test_an_action_that_writes_no_line_is_undone(both: Any) -> None:
    from upheld.web.staff.accounts.models import Account
    from upheld.web.staff.audit.actions import NoEntryError, action

    @action
    def silent() -> None:
        Account.objects.create(username="ghost")

    with pytest.raises(NoEntryError):
        silent()
    assert not Account.objects.filter(username="ghost").exists()


def test_a_line_outside_an_action_is_refused(both: Any) -> None:
    from upheld.web.staff.audit.actions import NoEntryError, record
    from upheld.web.staff.audit.words import What

    with pytest.raises(NoEntryError):
        record(what=What.CONSULTED, **BY)


def test_a_write_that_fails_leaves_no_line(both: Any) -> None:
    from upheld.web.staff.accounts.actions import add_local
    from upheld.web.staff.audit.models import Entry

    person = {"name": "", "password": "a long pass phrase", "grants": ()}
    add_local(username="anna", **person, **BY)
    with pytest.raises(WrongUseError, match="anna already"):
        add_local(username="anna", **person, **BY)
    assert Entry.objects.count() == 1


def _refuse_lines() -> None:
    """From here on the database takes no line."""
    from django.db import connection

    if connection.vendor == "sqlite":
        _raw("CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN "
             "SELECT RAISE(ABORT, 'no more lines'); END")  # fmt: skip
    else:
        _raw("ALTER TABLE audit_entry ADD CONSTRAINT no_more CHECK (id < 0) NOT VALID")


def test_a_line_that_cannot_be_written_undoes_the_write(both: Any) -> None:
    from django.db import DatabaseError

    from upheld.web.staff.accounts import actions
    from upheld.web.staff.accounts.models import Account, GivenRole
    from upheld.web.staff.accounts.roles import Grant, Role

    person = {"name": "", "password": "a long pass phrase"}
    grants = (Grant(Role.SPOC, "SN"),)
    anna = actions.add_local(username="anna", grants=grants, **person, **BY)
    _refuse_lines()
    who = {"issuer": "https://p", "subject": "1", "username": "bo", "name": "Bo", "groups": ["g"]}
    for attempt in (
        lambda: actions.add_local(username="bob", grants=grants, **person, **BY),
        lambda: actions.disable(account=anna, **BY),
        lambda: actions.know(**who, **BY),
    ):
        with pytest.raises(DatabaseError):
            attempt()
    assert [a.username for a in Account.objects.all()] == ["anna"]
    assert Account.objects.get().is_active
    assert GivenRole.objects.count() == 1
