"""People who call victims back: browsers that follow where they are led."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.web.accounts import conftest as shared

# The records, accounts and editions that the tests of accounts use.
account, both, browser_of = shared.account, shared.both, shared.browser_of
entries_of, of_the_force, on_postgresql = (
    shared.entries_of,
    shared.of_the_force,
    shared.on_postgresql,
)
on_sqlite, own_edition, postgresql_model = (
    shared.on_sqlite,
    shared.own_edition,
    shared.postgresql_model,
)
records, server, sqlite_model = shared.records, shared.server, shared.sqlite_model

SHEET = re.compile(r'href="(/call-backs/[A-Z0-9]+/victim/[^"]+)"')
SEEN = re.compile(r'name="seen" value="([0-9]+)"')


class Caller:
    def __init__(self, client: Any, unit: str) -> None:
        self.client, self.unit = client, unit

    @property
    def list(self) -> str:
        return self.get(f"/call-backs/{self.unit}/")

    @property
    def sheets(self) -> list[str]:
        return SHEET.findall(self.list)

    def get(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return str(answer.content.decode())

    def post(self, address: str, data: dict[str, Any]) -> str:
        """What is shown after it: kept or refused, the browser is sent on."""
        answer = self.client.post(address, data)
        assert answer.status_code == 302, (address, answer.status_code)
        return self.get(answer["Location"])

    def seen(self, sheet: str) -> str:
        """How many tries the sheet shows, as its form sends it."""
        found = SEEN.search(self.get(sheet))
        assert found is not None
        return found[1]

    def record(self, came_to: str, then: str = "nothing", **more: Any) -> str:
        """What the first on the list came to."""
        sheet = self.sheets[0]
        said = {"came_to": came_to, "next": then, "seen": self.seen(sheet), **more}
        return self.post(sheet, said)


@pytest.fixture
def caller(browser_of: Callable[..., Any]) -> Callable[..., Caller]:
    def made(name: str = "anna", role: str = "caller SN") -> Caller:
        return Caller(browser_of(name, role), role.partition(" ")[2] or "SN")

    return made


@pytest.fixture
def listed(records: Any) -> Callable[..., Any]:
    """A victim on the list, due long ago: ``listed("C1", unsafe=("telephone",))``."""

    def put(crime: str = "C1", **more: Any) -> Any:
        from django.utils import timezone

        from upheld.web.staff.callbacks import actions
        from upheld.web.staff.callbacks.models import CallBack

        given = {"unit": "SN", "victim": f"V-{crime}", "unsafe": (), "message": None,
                 "call_from": date(2022, 5, 2), "call_by": date(2022, 5, 10)}  # fmt: skip
        wanted = actions.Wanted(crime=crime, **{**given, **more})
        actions.add(by="tester", wanted=[wanted], now=timezone.now(), origin="command line")
        return CallBack.objects.get(crime=crime)

    return put


@pytest.fixture
def today(site: Any) -> date:
    from django.utils import timezone

    return timezone.localdate()
