"""What an auditor looks for in the trail."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from upheld.web.staff.audit.models import Entry
from upheld.web.staff.audit.words import LONDON, What

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

MOST = 150


@dataclass(frozen=True, slots=True)
class Search:
    """Every field as typed; an empty one asks for nothing. ``wrong`` says what cannot be read."""

    by: str = ""
    what: str = ""
    unit: str = ""
    case: str = ""
    first: str = ""
    last: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> Search:
        """Of each field as much as makes sense; a null byte, which PostgreSQL refuses, goes."""
        plain = {f.name: str(typed.get(f.name, "")).replace("\0", "") for f in fields(cls)}
        return cls(**{name: value.strip()[:MOST] for name, value in plain.items()})

    @property
    def values(self) -> dict[str, str]:
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @property
    def wrong(self) -> dict[str, str]:
        """Field → what is wrong with it."""
        found = {
            name: f"Enter the {name} day as a date such as 2026-11-25"
            for name in ("first", "last")
            if getattr(self, name) and _day(getattr(self, name)) is None
        }
        first, last = _day(self.first), _day(self.last)
        if first and last and last < first:
            found["last"] = "Enter a last day that is not before the first"
        if self.what and self.what not in set(What):
            found["what"] = "Choose one of the list"
        return found

    @property
    def in_words(self) -> str:
        """For the trail's own line about the search: which fields were asked for."""
        return ", ".join(f"{name} {value}" for name, value in self.values.items() if value) or "all"

    def found(self) -> QuerySet[Entry]:
        """Newest first. ``first`` and ``last`` are whole days of London."""
        whole = {"what": self.what, "case__iexact": self.case}
        entries = Entry.objects.filter(**{name: value for name, value in whole.items() if value})
        if self.unit:
            entries = entries.filter(unit__in={self.unit, self.unit.upper()})
        if self.by:
            entries = entries.filter(by__icontains=self.by)
        if first := _day(self.first):
            entries = entries.filter(at__gte=_midnight(first))
        if last := _day(self.last):
            entries = entries.filter(at__lt=_midnight(last + timedelta(days=1)))
        return entries


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
