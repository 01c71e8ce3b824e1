"""Single cases: a role, a unit, a reason, and a line in the trail before anything is shown."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory, override_settings

REASON = {"reason": "owed", "next": "/cases/SN/"}


def test_the_reason_is_asked_once_a_session_and_unit_and_then_leads_on(
    browser_of: Any, of_the_force: Path, entries_of: Any
) -> None:
    client = browser_of("anna", "spoc SN", "spoc SO18")
    asked = client.get("/cases/SN/")
    assert (asked.status_code, asked["Location"]) == (
        302,
        "/cases/SN/reason/?next=%2Fcases%2FSN%2F",
    )
    assert not entries_of("case.consultation")
    given = client.post("/cases/SN/reason/", REASON)
    assert (given.status_code, given["Location"]) == (302, "/cases/SN/")
    assert client.get("/cases/SN/").status_code == 200
    assert client.get("/cases/SO18/").status_code == 302, "another unit asks anew"
    assert [(e.by, e.unit, e.reason) for e in entries_of("case.reason")] == [("anna", "SN", "owed")]


def test_what_is_shown_is_counted_from_the_unit_alone(browser_of: Any, of_the_force: Path) -> None:
    client = browser_of("anna", "spoc SN")
    client.post("/cases/SN/reason/", REASON)
    said = " ".join(client.get("/cases/SN/").content.decode().split())
    assert "<strong>3 duties were overdue</strong> and <strong>1 more</strong> due within" in said
    assert {f"CRIME-5500{n}" for n in range(7) if f"CRIME-5500{n}" in said} == {
        "CRIME-55000", "CRIME-55001", "CRIME-55002", "CRIME-55004"}  # fmt: skip


def test_each_look_is_a_line_who_what_when_and_from_where(
    browser_of: Any, of_the_force: Path, entries_of: Any
) -> None:
    client = browser_of("anna", "caseworker SN")
    client.post("/cases/SN/reason/", REASON)
    client.get("/cases/SN/", REMOTE_ADDR="192.0.2.44")
    client.get("/cases/SN/", REMOTE_ADDR="192.0.2.45")
    first, second = entries_of("case.consultation")
    assert (first.by, first.unit, first.reason, first.origin) == (
        "anna", "SN", "owed", "192.0.2.44",
    )  # fmt: skip
    assert first.about == "what is owed: overdue, or due within seven working days, edition 2026-10"
    assert second.origin == "192.0.2.45"


def test_a_look_that_cannot_be_recorded_is_not_shown(browser_of: Any, of_the_force: Path) -> None:
    from django.db import connection

    client = browser_of("anna", "spoc SN")
    client.post("/cases/SN/reason/", REASON)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN "
                       "SELECT RAISE(ABORT, 'database or disk is full'); END")  # fmt: skip
    answer = client.get("/cases/SN/")
    assert answer.status_code == 503
    assert "overdue" not in answer.content.decode()
    assert "disk is full" in answer.content.decode()


def test_a_wrong_reason_is_asked_again_and_gives_no_access(
    browser_of: Any, of_the_force: Path, entries_of: Any
) -> None:
    client = browser_of("anna", "spoc SN")
    answer = client.post("/cases/SN/reason/", {"reason": "curiosity", "next": "/cases/SN/"})
    assert answer.status_code == 400
    assert "Choose a reason" in answer.content.decode()
    assert client.get("/cases/SN/").status_code == 302
    assert not entries_of("case.reason")


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example/", "//elsewhere.example", "nowhere:x"]
)
def test_the_way_on_never_leaves_the_site(browser_of: Any, of_the_force: Path, onward: str) -> None:
    client = browser_of("anna", "spoc SN")
    given = client.post("/cases/SN/reason/", {"reason": "owed", "next": onward})
    assert given["Location"] == "/"


def test_the_reason_ends_with_the_session(
    browser_of: Any, of_the_force: Path, password: str
) -> None:
    client = browser_of("anna", "spoc SN")
    client.post("/cases/SN/reason/", REASON)
    client.post("/sign-out/")
    client.post("/sign-in/", {"username": "anna", "password": password})
    assert client.get("/cases/SN/").status_code == 302


def test_case_pages_are_kept_by_no_browser_and_name_nobody_in_their_title(
    browser_of: Any, of_the_force: Path
) -> None:
    client = browser_of("anna", "spoc SN")
    client.post("/cases/SN/reason/", REASON)
    answer = client.get("/cases/SN/")
    assert "no-store" in answer["Cache-Control"]
    assert "<title>Who is owed what, South Area – Upheld</title>" in answer.content.decode()


def test_an_edition_whose_cases_are_gone_says_so_and_logs_no_look(
    browser_of: Any, own_edition: Path, tmp_path: Path, entries_of: Any
) -> None:
    shutil.copytree(own_edition / "2026-10", tmp_path / "2026-10")
    shutil.rmtree(tmp_path / "2026-10" / "restricted")
    client = browser_of("anna", "spoc SN")
    with override_settings(EDITIONS=tmp_path, EDITION="2026-10"):
        client.post("/cases/SN/reason/", REASON)
        answer = client.get("/cases/SN/")
    assert answer.status_code == 404
    assert "no longer kept" in answer.content.decode()
    assert not entries_of("case.consultation")


# The function that case pages call ---------------------------------------------------------------


def _asking(account: Any, reasons: dict[str, str]) -> Any:
    from upheld.web.staff.accounts import visitor

    request = RequestFactory().get("/cases/SN/")
    request.session = {"reasons": reasons}  # type: ignore[assignment]
    setattr(request, visitor.ATTRIBUTE, visitor.Visitor(account))
    return request


@pytest.mark.parametrize(
    "kind", ["CONSULTATION", "DISCLOSURE", "COMBINATION", "ALTERATION", "ERASURE"]
)
def test_each_kind_that_section_62_names_is_logged_as_what_it_is(
    account: Any, entries_of: Any, kind: str
) -> None:
    from upheld.web.staff.cases.access import Kind, case_access

    request = _asking(account("anna", "spoc SN"), {"SN": "quality"})
    access = case_access(request, "SN", kind=Kind[kind], what="list", case="C-1", count=7)
    (line,) = entries_of(f"case.{kind.lower()}")
    assert (line.case, line.count, line.reason, line.by) == ("C-1", 7, "quality", "anna")
    assert line.recipient == ("anna" if kind == "DISCLOSURE" else "")
    assert (access.by, access.unit) == ("anna", "SN")


def test_a_reason_alone_opens_no_other_unit(account: Any, entries_of: Any) -> None:
    """As of somebody whose role was taken away after they gave it."""
    from django.core.exceptions import PermissionDenied

    from upheld.web.staff.cases.access import case_access

    request = _asking(account("anna", "spoc SN"), {"SN": "owed", "SO18": "owed"})
    with pytest.raises(PermissionDenied):
        case_access(request, "SO18", what="list")
    assert [(line.unit, line.about) for line in entries_of("case.refused")] == [("SO18", "list")]
    assert not entries_of("case.consultation")


def test_a_change_of_case_data_that_fails_leaves_no_line(account: Any, entries_of: Any) -> None:
    from django.db import transaction

    from upheld.web.staff.cases.access import Kind, case_access

    request = _asking(account("anna", "spoc SN"), {"SN": "quality"})

    @transaction.atomic
    def change() -> None:
        case_access(request, "SN", kind=Kind.ALTERATION, what="correction")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert not entries_of("case.alteration")


def test_rows_of_another_unit_cannot_be_read_with_the_key_of_one(
    account: Any, own_edition: Path
) -> None:
    from upheld.editions.edition import open_edition
    from upheld.web.staff.cases import restricted
    from upheld.web.staff.cases.access import case_access

    access = case_access(_asking(account("anna", "spoc SN"), {"SN": "owed"}), "SN", what="list")
    found = restricted.rows(access, open_edition(own_edition / "2026-10"), restricted.DUTIES)
    assert set(found.collect()["unit_code"]) == {"SN"}
