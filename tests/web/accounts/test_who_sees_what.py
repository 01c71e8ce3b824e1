"""Who may open which page; and that without knowing who, nothing of a force is shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from tests import small_editions

AGGREGATE = ("/", "/units/SN/", "/measures/timeliness-r6-victims/", "/quality/", "/real/", "/code/",
             "/about/", "/tables/units/timeliness-r6-victims.csv",
             "/charts/units/timeliness-r6-victims/wide.svg")  # fmt: skip
FOR_ALL = ("/sign-in/", "/signed-out/", "/privacy/", "/accessibility/", "/look.css", "/health/")
ROLES = ("staff", "caseworker SN", "spoc SN", "analyst", "board", "auditor", "administrator")


# Without sign-in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("address", AGGREGATE)
def test_on_ones_own_machine_made_up_and_published_figures_ask_for_nothing(
    nobody: Any, address: str
) -> None:
    assert nobody.get(address).status_code == 200


@pytest.mark.parametrize("address", AGGREGATE)
def test_a_forces_own_edition_asks_for_sign_in_even_there(
    nobody: Any, of_the_force: Path, address: str
) -> None:
    answer = nobody.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("address", AGGREGATE)
@pytest.mark.parametrize(
    "setting",
    [{"LOOPBACK": False}, {"PROVIDER": "https://login.example"},
     {"ALLOWED_HOSTS": ["upheld.example"], "HOST": "upheld.example"},
     {"FROM": "192.0.2.9"}, {"HEADER": "X-Forwarded-For"}, {"HEADER": "Forwarded"}],
)  # fmt: skip
def test_wherever_others_could_be_asking_every_page_asks_for_sign_in(
    nobody: Any, address: str, setting: dict[str, Any]
) -> None:
    rest = {k: v for k, v in setting.items() if k not in {"HOST", "FROM", "HEADER"}}
    headers = {"host": setting.get("HOST", "localhost")}
    if "HEADER" in setting:
        headers[setting["HEADER"]] = "for=192.0.2.9"
    with override_settings(**rest):
        answer = nobody.get(address, headers=headers, REMOTE_ADDR=setting.get("FROM", "127.0.0.1"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_one_own_edition_beside_the_demonstration_closes_the_site(
    nobody: Any, editions: Path, own_edition: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "editions"
    shutil.copytree(editions, folder)
    with override_settings(EDITIONS=folder):
        assert nobody.get("/").status_code == 200
        shutil.copytree(own_edition / "2026-10", folder / "2026-10")
        assert nobody.get("/").status_code == 302


def _with_manifest(folder: Path, **changes: Any) -> None:
    path = folder / "open" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "changes"),
    [("demonstration", {"demonstration": False}), ("real", {"counts": {"victims": 1}}),
     ("real", {"counts": {"duties": 3}}), ("demonstration", {"format": 99}),
     ("demonstration", {"counts": {"crimes": 2, "made_up": 1}}),
     ("real", {"files": {"open/satisfaction.parquet": ""}})],
)  # fmt: skip
def test_what_is_not_surely_made_up_or_published_counts_as_a_forces_own(
    nobody: Any, editions: Path, tmp_path: Path, name: str, changes: dict[str, Any]
) -> None:
    folder = tmp_path / "editions"
    shutil.copytree(editions, folder)
    _with_manifest(folder / name, **changes)
    with override_settings(EDITIONS=folder):
        assert nobody.get("/real/").status_code == 302


@pytest.mark.parametrize("file", ["open/figures.parquet", "open/manifests/south.json"])
def test_an_edition_that_opens_but_does_not_say_what_it_holds_closes_the_site(
    nobody: Any, editions: Path, tmp_path: Path, file: str
) -> None:
    folder = tmp_path / "editions"
    shutil.copytree(editions, folder)
    broken = folder / "real" / file
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("nothing that can be read")
    _with_manifest(folder / "real", notes=["changed"])
    with override_settings(EDITIONS=folder):
        assert nobody.get("/code/").status_code == 302


def test_a_combined_edition_is_as_closed_as_its_most_closed_part(
    nobody: Any, editions: Path, own_edition: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "editions"
    shutil.copytree(editions, folder)
    parts = folder / "demonstration" / "open" / "manifests"
    parts.mkdir()
    shutil.copy(editions / "demonstration/open/manifest.json", parts / "made-up.json")
    with override_settings(EDITIONS=folder):
        assert nobody.get("/").status_code == 200
        shutil.copy(own_edition / "2026-10/open/manifest.json", parts / "south.json")
        _with_manifest(folder / "demonstration", notes=["changed"])
        assert nobody.get("/").status_code == 302


def test_made_up_figures_say_so_even_where_their_manifest_forgot_to(
    browser_of: Any, tmp_path: Path
) -> None:
    rows = small_editions.demonstration_rows()
    small_editions.write(tmp_path / "demonstration", rows, [], demonstration=False)
    client = browser_of("anna", "staff")
    with override_settings(EDITIONS=tmp_path):
        assert "Demonstration data: made up, no real victims" in client.get("/").content.decode()
        table = client.get("/tables/units/timeliness-r6-victims.csv").content.decode()
        assert "made up" in table


@pytest.mark.parametrize("address", FOR_ALL)
def test_a_few_pages_that_say_nothing_of_the_force_are_open_to_all(
    nobody: Any, of_the_force: Path, address: str
) -> None:
    answer = nobody.get(address)
    assert answer.status_code in {200, 503}
    assert not any(
        word in answer.content.decode() for word in ("2026-10", "South Area", 'figures":')
    )


def test_every_other_address_of_the_site_is_closed_to_who_is_not_known(
    nobody: Any, of_the_force: Path
) -> None:
    """From the list of addresses itself, so that a new page cannot be forgotten."""
    from django.urls import get_resolver
    from django.urls.converters import IntConverter

    open_ones = {"sign-in", "to-provider", "from-provider", "sign-out", "signed-out", "account",
                 "privacy", "accessibility", "look", "health", "ready",
                 "push-receipts", "push-stop", "push-stop-daily"}  # fmt: skip
    found = {}
    for space, pattern in _patterns(get_resolver().url_patterns):
        if pattern.name in open_ones:
            continue
        parts = {
            name: 1 if isinstance(converter, IntConverter) else "x"
            for name, converter in pattern.pattern.converters.items()
        }
        from django.urls import reverse

        answer = nobody.get(address := reverse(space + pattern.name, kwargs=parts))
        found[address] = (answer.status_code, answer.get("Location", "").partition("?")[0])
    assert len(found) > 20
    for address, answered in found.items():
        machine = address.startswith(("/api/", "/feeds/", "/tile/"))
        assert answered == ((401, "") if machine else (302, "/sign-in/")), address


def _patterns(patterns: Any, space: str = "") -> Any:
    """Each with the namespace that it is known by."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _patterns(pattern.url_patterns, space + inner)
        else:
            yield space, pattern


def test_who_has_signed_in_sees_no_less_than_who_has_not(browser_of: Any) -> None:
    client = browser_of("anna")
    assert client.get("/").status_code == 200
    assert client.get("/cases/").status_code == 403


# By role -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_the_aggregate_pages_of_the_forces_edition(
    browser_of: Any, of_the_force: Path, role: str
) -> None:
    client = browser_of("anna", role)
    assert client.get("/").status_code == 200
    assert client.get("/units/SN/").status_code == 200


def test_somebody_without_a_role_is_told_so_and_sees_nothing(
    browser_of: Any, of_the_force: Path
) -> None:
    client = browser_of("anna")
    answer = client.get("/")
    assert answer.status_code == 403
    assert "You may not open this page" in answer.content.decode()
    assert "no role was given" in client.get("/account/").content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_the_audit_trail_opens_to_the_auditor_alone(browser_of: Any, role: str) -> None:
    assert browser_of("anna", role).get("/audit/").status_code == (
        200 if role == "auditor" else 403
    )


@pytest.mark.parametrize("role", ROLES)
def test_the_list_of_accounts_opens_to_the_administrator_alone(browser_of: Any, role: str) -> None:
    answer = browser_of("anna", role).get("/accounts/")
    assert answer.status_code == (200 if role == "administrator" else 403)
    assert ("Administrator</td>" in answer.content.decode()) == (role == "administrator")


@pytest.mark.parametrize("role", ROLES)
def test_case_pages_open_to_caseworkers_and_spocs_of_the_unit_alone(
    browser_of: Any, of_the_force: Path, entries_of: Any, role: str
) -> None:
    client = browser_of("anna", role)
    may = role.endswith(" SN")
    for address in ("/cases/SN/", "/cases/SN/reason/"):
        answer = client.get(address, follow=True)
        assert answer.status_code == (200 if may else 403)
    for address in ("/cases/SO18/", "/cases/SO18/reason/", "/cases/nowhere/"):
        assert client.get(address, follow=True).status_code == 403
    refused = [line.unit for line in entries_of("case.refused")]
    assert refused == [*([] if may else ["SN", "SN"]), "SO18", "SO18", "nowhere"]


def test_who_is_refused_is_told_whose_page_it_is_and_whether_that_was_recorded(
    browser_of: Any, of_the_force: Path
) -> None:
    client = browser_of("anna", "staff")
    trail, cases = (client.get(address).content.decode() for address in ("/audit/", "/cases/SN/"))
    assert "It is for: Auditor." in trail
    assert "recorded" not in trail
    assert "It is for this unit’s own: Caseworker, Victim Care SPOC." in cases
    assert "That you asked for another unit’s cases was recorded." in cases
    assert "recorded" not in client.get("/cases/").content.decode(), "no unit was asked for"


def test_a_role_taken_away_holds_from_the_next_page_on(browser_of: Any, of_the_force: Path) -> None:
    from upheld.web.staff.accounts.models import GivenRole

    client = browser_of("anna", "spoc SN")
    assert client.get("/cases/").status_code == 200
    GivenRole.objects.all().delete()
    assert client.get("/cases/").status_code == 403
