"""A case to begin with, and the Codes and calendar that it is judged by."""

from __future__ import annotations

import pytest
from tests.core.builders import CALENDAR, CODES, CaseBuilder

from upheld.core.calendar import Calendar
from upheld.core.victims_code import VictimsCodes


@pytest.fixture
def crime() -> CaseBuilder:
    """A crime with one victim, and nothing that has happened in it yet."""
    return CaseBuilder()


@pytest.fixture
def arrest(crime: CaseBuilder) -> CaseBuilder:
    """An arrest on Wednesday 4 May 2022: due Wednesday 11 May, with Enhanced Rights Thursday 5."""
    return crime.event("arrested", "2022-05-04T14:30")


@pytest.fixture
def codes() -> VictimsCodes:
    return CODES


@pytest.fixture
def calendar() -> Calendar:
    return CALENDAR
