"""The mail of a working morning: how many victims of my units are owed something by today, and
where the list is. Numbers from five up; no name, no reference, no case: those stand on the site.

Pure. It speaks of what was recorded up to the edition's day, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.render import formats, mails

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from upheld.editions.outstanding import OwedToday

FEWEST = 5  # victims; of fewer no number leaves the site
FEW = "under 5 victims are owed"
OWED = "owed an update or another thing that was due by today"
OPENS, STOPS = "Open the list", "Stop the daily list"


@dataclass(frozen=True, slots=True)
class UnitOwed:
    """One unit's numbers, and where its list stands."""

    name: str
    owed: OwedToday
    link: str


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    text: str
    html: str


def daily(
    units: Sequence[UnitOwed], today: date, edition: str, *, demonstration: bool, all_units: str
) -> Words:
    """``all_units``: what opens the lists of several. At least one unit."""
    as_of = units[0].owed.as_of
    one = units[0] if len(units) == 1 else None
    names = ", ".join(each.name for each in units)
    mark = mails.MARK if demonstration else ""
    title = _how_many(one.owed.victims, "something") if one else "who is owed something"
    parts = mails.Parts(
        f"{mark}{names}: {title}, {formats.long_date(today)}"[:150],
        f"{names}, {formats.long_date(today)}",
        [
            said(one.owed, today) if one else f"Who is {OWED}.",
            f"As recorded by {formats.long_date(as_of)}; what was done since is not known here.",
        ],
        [] if one else [(each.name, said(each.owed, today)) for each in units],
        [mails.edition_line(edition, as_of, demonstration)],
        one.link if one else all_units,
        OPENS,
        STOPS,
    )
    return Words(parts.subject, mails.text(parts), mails.html(parts))


def said(owed: OwedToday, today: date) -> str:
    """How many victims, and how much of it was late on the edition's day."""
    if owed.victims == 0:
        return "Nobody is owed anything that was due by today."
    many = _how_many(owed.victims, OWED.removeprefix("owed "))
    if owed.victims < FEWEST:
        return f"{many[0].upper()}{many[1:]}."
    then = formats.long_date(owed.as_of)
    late = formats.plural(owed.overdue, "thing was", "things were")
    return f"{many}: {late} overdue on {then}, {_since(owed, today)}."


def _since(owed: OwedToday, today: date) -> str:
    falls, fall, has, have = "more falls due", "more fall due", "more has", "more have"
    if today == owed.as_of:
        return f"{formats.plural(owed.due, falls, fall) if owed.due else 'none falls due'} today"
    return f"{formats.plural(owed.due, has, have) if owed.due else 'none has'} fallen due since"


def _how_many(victims: int, what: str) -> str:
    if victims == 0:
        return "nobody is owed anything"
    return f"{victims:,} victims are owed {what}" if victims >= FEWEST else f"{FEW} {what}"
