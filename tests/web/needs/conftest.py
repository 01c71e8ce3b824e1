"""Officers at a victim's door: browsers that start, answer and hand in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.web.accounts import conftest as shared

# The records, accounts and editions that the tests of accounts use.
account, both, browser_of = shared.account, shared.both, shared.browser_of
entries_of, nobody, on_postgresql = shared.entries_of, shared.nobody, shared.on_postgresql
on_sqlite, password, postgresql_model = shared.on_sqlite, shared.password, shared.postgresql_model
records, server, sqlite_model = shared.records, shared.server, shared.sqlite_model

# The longest way through the short set: every question, with one tick each.
LONGEST = (
    {"crime/kind_of_crime": ["sexual_offence"], "crime/victim_is": ["harmed"],
     "crime/targeted": ["yes"]},
    {"victim/age": ["under_18"], "victim/language": ["interpreter"],
     "victim/condition": ["physical"], "victim/fear": ["yes"]},
    {"wishes/which_language": ["polish"], "wishes/quality": ["yes"],
     "wishes/understanding": ["yes"], "wishes/safe_now": ["no"],
     "wishes/safe_contact": ["not_post"], "wishes/measures": ["wants"],
     "wishes/referral": ["yes"]},
)  # fmt: skip
# Nothing speaks for anything.
PLAIN = (
    {"crime/kind_of_crime": ["none"], "crime/victim_is": ["harmed"], "crime/targeted": ["no"]},
    {"victim/age": ["adult"], "victim/language": ["english"], "victim/condition": ["none"],
     "victim/fear": ["no"]},
    {"wishes/safe_now": ["yes"], "wishes/safe_contact": ["any_way"],
     "wishes/measures": ["declines"], "wishes/referral": ["no"]},
)  # fmt: skip
PAGE_FIELD = re.compile(r'name="page" value="([^"]*)"')


class Officer:
    """A browser that follows where it is led, as a browser does."""

    def __init__(self, client: Any) -> None:
        self.client, self.at = client, ""

    def get(self, address: str) -> str:
        answer = self.client.get(address)
        while answer.status_code == 302:
            address = answer["Location"]
            answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        self.at = address
        return str(answer.content.decode())

    def post(self, address: str, data: dict[str, Any]) -> str:
        answer = self.client.post(address, data)
        assert answer.status_code == 302, (address, answer.status_code)
        return self.get(answer["Location"])

    def start(self, unit: str = "SN") -> str:
        return self.post("/needs/start/", {"unit": unit})

    def answer(self, answers: dict[str, list[str]]) -> str:
        """Sends the page that is open now."""
        found = PAGE_FIELD.search(self.get(self.at))
        assert found is not None
        return self.post(self.at, {**answers, "page": found[1]})

    def answer_all(self, pages: tuple[dict[str, list[str]], ...] = LONGEST) -> str:
        self.start()
        for page in pages:
            said = self.answer(page)
        return said

    def hand_in(self, pages: tuple[dict[str, list[str]], ...] = LONGEST) -> str:
        self.answer_all(pages)
        return self.post(self.at, {})

    @property
    def base(self) -> str:
        """The address of the assessment that is open."""
        return self.at.rstrip("/").rpartition("/")[0] + "/"


@pytest.fixture(autouse=True)
def short_set(site: Any) -> Any:
    """The lot falls on nobody, unless a test says otherwise."""
    from django.test import override_settings

    with override_settings(NEEDS_AUDIT_SHARE=0.0):
        yield


@pytest.fixture
def officer(browser_of: Callable[..., Any]) -> Callable[..., Officer]:
    def made(name: str = "anna", *roles: str) -> Officer:
        return Officer(browser_of(name, *(roles or ("officer SN",))))

    return made


@pytest.fixture
def longest() -> tuple[dict[str, list[str]], ...]:
    return LONGEST


@pytest.fixture
def plain() -> tuple[dict[str, list[str]], ...]:
    return PLAIN


@pytest.fixture
def assessments(records: Any) -> Callable[[], list[Any]]:
    def found() -> list[Any]:
        from upheld.web.staff.needs.models import Assessment

        return list(Assessment.objects.order_by("id"))

    return found
