"""The commands that look after accounts and records."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import override_settings

from upheld.cli.account import ROLES
from upheld.core.errors import UpheldError, WrongUseError

PHRASE = "four quite ordinary words\n"


@pytest.fixture
def upheld(records: Any, monkeypatch: pytest.MonkeyPatch, editions: Path) -> Callable[..., Result]:
    """Run a command in this process, on the records of the test."""
    monkeypatch.setenv("UPHELD_VAR", str(editions.parent))

    def run(*words: str, typed: str = "") -> Result:
        module = "account" if words[0] == "account" else "upkeep"
        command = getattr(importlib.import_module(f"upheld.cli.{module}"), words[0])
        result = CliRunner().invoke(command, list(words[1:]), input=typed)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def _add(upheld: Any, *words: str, typed: str = PHRASE) -> Result:
    return upheld("account", "add", *words, "--password-stdin", typed=typed)


def test_an_account_is_added_listed_and_disabled_each_with_its_line(
    upheld: Any, entries_of: Any
) -> None:
    assert (
        "Added anna: Victim Care SPOC of SN"
        in _add(upheld, "anna", "--role", "spoc", "--unit", "SN").output
    )
    upheld("account", "disable", "anna")
    assert upheld("account", "list").output == (
        "anna (password, disabled): Victim Care SPOC of SN\n"
    )
    upheld("account", "enable", "anna")
    assert upheld("account", "list").output == "anna (password): Victim Care SPOC of SN\n"
    (added,), (disabled,) = entries_of("account.added"), entries_of("account.disabled")
    assert (added.about, added.origin) == ("anna: Victim Care SPOC of SN", "command line")
    assert added.by == disabled.by != ""


def test_the_roles_that_can_be_given_are_those_there_are() -> None:
    from upheld.web.staff.accounts.roles import Role

    assert set(ROLES) == set(Role)


def test_a_unit_that_no_rules_name_is_said_at_once(upheld: Any, tmp_path: Path) -> None:
    said = _add(upheld, "anna", "--role", "spoc", "--unit", "XX", "--unit", "SN").output
    assert "No force's rules name the unit XX:" in said
    assert "rules name" not in _add(upheld, "bert", "--role", "spoc", "--unit", "SN").output
    table = tmp_path / "roles.toml"
    table.write_text('[[group]]\nname = "vc"\nrole = "spoc"\nunits = ["SM"]\n')
    with override_settings(ROLES=table):
        assert "No force's rules name the unit SM:" in upheld("account", "roles").output


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [(("anna", "--role", "spoc"), PHRASE, "--unit and the roles of units"),
     (("anna", "--role", "staff", "--unit", "SN"), PHRASE, "--unit and the roles of units"),
     (("anna", "--role", "staff"), "short\n", "at least 14 characters"),
     (("anna", "--role", "staff"), "unbelievable\n", "at least 14 characters")],
)  # fmt: skip
def test_what_cannot_be_an_account_is_said_and_leaves_nothing(
    upheld: Any, words: tuple[str, ...], typed: str, said: str
) -> None:
    from upheld.web.staff.accounts.models import Account

    with pytest.raises(WrongUseError, match=said):
        _add(upheld, *words, typed=typed)
    assert not Account.objects.exists()


def test_a_name_is_never_given_to_a_second_person(upheld: Any) -> None:
    _add(upheld, "anna", "--role", "staff")
    upheld("account", "disable", "anna")
    with pytest.raises(WrongUseError, match="anna already"):
        _add(upheld, "anna", "--role", "auditor")


def test_an_unknown_account_is_named(upheld: Any) -> None:
    with pytest.raises(UpheldError, match="no account bert"):
        upheld("account", "disable", "bert")


def test_a_new_password_ends_open_sessions(upheld: Any, browser_of: Any) -> None:
    client = browser_of("anna", "auditor")
    assert client.get("/audit/").status_code == 200
    upheld("account", "password", "anna", "--password-stdin", typed=PHRASE)
    assert client.get("/audit/").status_code == 302


def test_the_table_of_roles_is_shown_in_words(upheld: Any, tmp_path: Path) -> None:
    table = tmp_path / "roles.toml"
    with override_settings(ROLES=table):
        assert "gives no group a role" in upheld("account", "roles").output
        table.write_text('[[group]]\nname = "vc"\nrole = "spoc"\nunits = ["SN"]\n')
        assert upheld("account", "roles").output == "vc: Victim Care SPOC of SN\n"


# The trail and what is kept for a time -----------------------------------------------------------


def test_a_broken_trail_is_named_by_its_line(upheld: Any) -> None:
    from django.db import connection

    for name in ("anna", "bert"):
        _add(upheld, name, "--role", "staff")
    assert "is whole: 2 lines" in upheld("audit").output
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_no_update")
        cursor.execute("UPDATE audit_entry SET about = 'carl' WHERE id = 2")
    with pytest.raises(UpheldError, match="broken at line 2; 1 lines before it"):
        upheld("audit")


@pytest.fixture
def old_edition(own_edition: Path, tmp_path: Path) -> Path:
    """A folder with an edition whose cases have been kept for four years by now."""
    folder = tmp_path / "editions"
    shutil.copytree(own_edition, folder)
    manifest = folder / "2026-10" / "open" / "manifest.json"
    manifest.write_text(manifest.read_text().replace("2026-11-22", "2022-11-22"))
    shutil.copytree(own_edition / "2026-10", folder / "newer")
    return folder


def test_what_has_been_kept_for_its_time_goes_and_is_recorded(
    upheld: Any, old_edition: Path, entries_of: Any, browser_of: Any
) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from upheld.web.staff.accounts.models import Account
    from upheld.web.staff.audit import chain
    from upheld.web.staff.audit.models import Entry

    old = Entry(at=timezone.now() - timedelta(days=3000), by="earlier", what="case.consultation",
                origin="192.0.2.1")  # fmt: skip
    old.digest = chain.digest(old)
    old.save(force_insert=True)
    Account.objects.create(username="earlier", issuer="https://p", subject="1")
    Session.objects.create(session_key="x", session_data="", expire_date=old.at)
    browser_of("anna", "staff")
    with override_settings(EDITIONS=old_edition):
        said = upheld("retention").output
        assert "Editions whose cases go: 2026-10\n" in said
        assert "Nothing was deleted" in said
        assert "Accounts that no later line names: 1\n" in said
        assert (old_edition / "2026-10" / "restricted").exists()
        assert "Deleted" in upheld("retention", "--delete").output
        assert "Editions whose cases go: none\n" in upheld("retention").output
    assert [p.name for p in sorted((old_edition / "2026-10").iterdir())] == ["open"]
    assert (old_edition / "newer" / "restricted").exists()
    (erased,), (purged,) = entries_of("case.erasure"), entries_of("trail.purged")
    assert erased.about == "all cases of edition 2026-10, as of 2022-11-22"
    assert purged.count == 1
    assert not Entry.objects.filter(by="earlier").exists()
    assert [a.username for a in Account.objects.all()] == ["anna"]
    assert [e.count for e in entries_of("account.forgotten")] == [1]
    assert Session.objects.count() == 1, "the open session stays"


def test_cases_that_cannot_be_erased_leave_no_line(
    records: Any, old_edition: Path, entries_of: Any
) -> None:
    from upheld.editions.edition import open_edition
    from upheld.web.staff.cases.actions import erase

    edition = open_edition(old_edition / "2026-10")
    shutil.rmtree(old_edition / "2026-10" / "restricted")
    with pytest.raises(FileNotFoundError):
        erase(by="tester", edition=edition, origin="command line")
    assert not entries_of("case.erasure")
