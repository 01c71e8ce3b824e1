"""One page of what a unit owes, by what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from upheld.editions.outstanding import UNITS_KEPT
from upheld.render import owed
from upheld.rules import load
from upheld.web.staff.cases import restricted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from upheld.editions.outstanding import Outstanding
    from upheld.render.owed import Asked, Owed, Summary
    from upheld.web.staff.cases.access import CaseAccess
    from upheld.web.staff.editions import Opened

A_PAGE = 50
MOST_PRINTED = 100
ASKED = ("which", "priority", "rule", "team", "sort", "page")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed into an address, before the rows say which teams and rules there are."""

    given: Mapping[str, str]
    unit: str

    @property
    def logged(self) -> str:
        """For the trail, before anything is read: closed lists alone, never what was typed."""
        said = owed.WHICH.get(self.given.get("which", ""), owed.WHICH[""]).lower()
        rule = self.given.get("rule", "")
        said += ", priority" if self.given.get("priority") else ""
        said += f", {rule}" if rule in _rules() else ""
        said += ", one team" if self.given.get("team") else ""
        return f"{said}, page {self.page}" if self.page > 1 else said

    @property
    def back(self) -> str:
        """The query of the list from which somebody came; nothing else that an address held."""
        known = {name: self.given[name] for name in ASKED if self.given.get(name)}
        return f"?{urlencode(known)}" if known else ""

    @property
    def page(self) -> int:
        number = self.given.get("page", "1")
        return int(number) if number.isdecimal() and 1 <= len(number) <= 6 and int(number) else 1


@lru_cache(maxsize=1)
def _rules() -> frozenset[str]:
    return frozenset(rule.id for rule in load.victims_codes().entitlements)


@dataclass(frozen=True, slots=True)
class Shown:
    """``found`` is the page's part of ``matched`` rows."""

    opened: Opened
    asked: Asked
    summary: Summary
    found: tuple[Owed, ...]
    matched: int
    page: int
    pages: int

    def address(self, **changed: str | int) -> str:
        """The query that asks for the same with something changed."""
        parts = self.asked.given | {name: str(value) for name, value in changed.items() if value}
        return f"?{urlencode(parts)}" if parts else ""


def of(access: CaseAccess, opened: Opened, wanted: Wanted, a_page: int | None = A_PAGE) -> Shown:
    """``a_page``: how many rows; None for all of them."""
    kept = restricted.outstanding(access, opened.edition)
    as_of, codes, calendar = opened.edition.as_of, load.victims_codes(), load.calendar()
    summary = _summary(kept, as_of)
    asked = owed.Asked.read(wanted.given, summary.rules, summary.teams)
    matching = asked.of(kept.rows, as_of, calendar)
    size = a_page or max(matching.height, 1)
    pages = max(1, -(-matching.height // size))
    page = min(wanted.page, pages)
    return Shown(
        opened=opened,
        asked=asked,
        summary=summary,
        found=owed.owed(matching.slice((page - 1) * size, size), as_of, codes),
        matched=matching.height,
        page=page,
        pages=pages,
    )


@lru_cache(maxsize=UNITS_KEPT)
def _summary(kept: Outstanding, as_of: date) -> Summary:
    """Worked out once for as long as the unit's rows are kept in memory."""
    return owed.summary(kept.rows, as_of, load.victims_codes(), load.calendar())
