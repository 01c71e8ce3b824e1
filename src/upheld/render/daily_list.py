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
    title = f"{names}: {_how_many(one.owed.victims)}" if one else f"{names}: who is owed something"
    subject = f"{mark}{title}, {formats.long_date(today)}"[:150]
    known = f"As recorded by {formats.long_date(as_of)}; what was done since is not known here."
    lines = [said(one.owed, today), known] if one else [known]
    details = [] if one else [(each.name, said(each.owed, today)) for each in units]
    foot = [mails.edition_line(edition, as_of, demonstration)]
    link = one.link if one else all_units
    how = {"opens": OPENS, "stops": STOPS}
    return Words(
        subject,
        mails.text(lines, details, foot, link, **how),
        mails.html(subject, lines, details, foot, link, **how),
    )


def said(owed: OwedToday, today: date) -> str:
    """How many victims, and how much of it was late on the edition's day."""
    if owed.victims == 0:
        return "Nobody is owed anything that is due by today."
    is_owed = f"{_how_many(owed.victims)} something that was due by today."
    if owed.victims < FEWEST:
        return is_owed
    since = "falls due today" if today == owed.as_of else "has fallen due since"
    then = formats.long_date(owed.as_of)
    return f"{is_owed} {owed.overdue:,} overdue on {then}; {owed.due:,} more {since}."


def _how_many(victims: int) -> str:
    if victims == 0:
        return "nobody is owed anything"
    return f"{victims:,} victims are owed" if victims >= FEWEST else "Under 5 victims are owed"
